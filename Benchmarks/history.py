#!/usr/bin/env python3
"""How fast a long history answers: records and labels of many days are simulated, brought into a store and asked about.

    python3 Benchmarks/history.py --program .build/release/assay --rows 100000000 --days 90 --folder /var/tmp/history

Prints seconds of bringing in and of summing up, the size of the store, and the median and worst time of each question over
some repetitions, from roll-ups and from the rows. Standard library only. The folder is removed at the end unless --keep; a
folder that was kept is asked again, without bringing anything in.
"""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

FIRST = datetime.date(2026, 1, 5)


def run(arguments, **options):
    done = subprocess.run(arguments, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def bring_in(program, folder, rows, days, chunks):
    """Simulates the history stretch by stretch, each with ids of its own, and brings it into the store."""
    store = folder / "store"
    seconds = {"simulate": 0.0, "records": 0.0, "actuals": 0.0}
    for chunk in range(chunks):
        traffic = folder / "traffic"
        start = FIRST + datetime.timedelta(days=chunk * days // chunks)
        length = (chunk + 1) * days // chunks - chunk * days // chunks
        began = time.time()
        run([program, "simulate", "--output", str(traffic), "--rows", str(rows // chunks), "--days", str(length), "--seed",
             str(chunk + 1), "--first-id", str(chunk * (rows // chunks)), "--start", str(start), "--training-rows", "1000",
             "--validation-rows", "100000", "--quiet"])
        seconds["simulate"] += time.time() - began
        parts = [("production", [], "records"), ("actuals", ["--actuals"], "actuals")]
        if chunk == 0:
            parts.insert(0, ("validation", ["--environment", "validation"], "records"))
        for part, options, kind in parts:
            began = time.time()
            run([program, "ingest", "--data", str(store), "--model", "loans", *options, str(traffic / f"{part}.parquet")])
            seconds[kind] += time.time() - began
        shutil.rmtree(traffic)
        print(f"stretch {chunk + 1} of {chunks} is in: {seconds['records']:.0f} s records, {seconds['actuals']:.0f} s labels",
              file=sys.stderr)
    return store, seconds


def ask(url, path, times):
    taken = []
    for _ in range(times):
        began = time.time()
        with urllib.request.urlopen(f"{url}{path}", timeout=1200) as answer:
            body = answer.read()
        taken.append(time.time() - began)
    return statistics.median(taken), max(taken), json.loads(body)


def resident(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/assay")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--chunks", type=int, default=9)
    parser.add_argument("--folder", default="history-benchmark")
    parser.add_argument("--port", type=int, default=8497)
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.folder)
    store, seconds = folder / "store", None
    if not store.exists():
        folder.mkdir(parents=True)
        store, seconds = bring_in(arguments.program, folder, arguments.rows, arguments.days, arguments.chunks)
    size = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
    print(f"rows {arguments.rows:,}, days {arguments.days}")
    if seconds:
        print(f"records brought in: {seconds['records']:.1f} s, {arguments.rows / seconds['records']:,.0f} a second; labels: {seconds['actuals']:.1f} s")
    print(f"store: {size / 1e9:.2f} GB, {size / arguments.rows:.0f} bytes a record with its label")
    log = open(folder / "server.log", "w")
    server = subprocess.Popen([arguments.program, "serve", "--data", str(store), "--no-keys", "--port", str(arguments.port),
                               "--answer-timeout-seconds", "3600", "--log-level", "warning"], stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{arguments.port}"
        for _ in range(600):
            try:
                urllib.request.urlopen(url + "/ready")
                break
            except OSError:
                time.sleep(0.1)
        began = time.time()
        ask(url, "/v1/models/loans/versions", 1)
        print(f"first question{', all hours are summed up' if seconds else ''}: {time.time() - began:.1f} s")
        end = FIRST + datetime.timedelta(days=arguments.days)
        week = end - datetime.timedelta(days=7)
        now = urllib.parse.quote("2099-01-01T00:00:00Z")
        report = "/v1/models/loans/report?by=day"
        questions = [
            ("90 days by day: drift, quality, performance of every column", report, 9),
            ("one signal of these (ROC AUC)", "/v1/models/loans/series?by=day&kind=performance&signal=roc_auc", 9),
            ("performance, all signals", "/v1/models/loans/series?by=day&kind=performance", 9),
            ("drift of one column", "/v1/models/loans/series?by=day&kind=drift&feature=age", 9),
            ("drift of every column", "/v1/models/loans/series?by=day&kind=drift", 9),
            ("the last 7 days by hour", f"/v1/models/loans/report?by=hour&from={week}T00:00:00Z", 9),
            ("versions", "/v1/models/loans/versions", 9),
            ("the last 7 days by day, counted from the rows (as_of)", f"{report}&from={week}T00:00:00Z&as_of={now}", 1),
            ("all days by day, counted from the rows (as_of)", f"{report}&as_of={now}", 1),
        ]
        answers = {}
        for name, path, times in questions:
            median, worst, answers[name] = ask(url, path, times)
            print(f"{name}: median {1000 * median:.0f} ms, worst of {times} {1000 * worst:.0f} ms")
        rolled, counted = (answers[questions[place][0]] for place in (0, -1))
        same = [[window["rows"], window.get("labelled")] for window in rolled["windows"]] == [
            [window["rows"], window.get("labelled")] for window in counted["windows"]]
        print(f"roll-ups and rows agree in records and labels of every day: {same}")
        print(f"resident: {resident(server):.0f} MiB after all questions", end="")
        time.sleep(12)
        print(f", {resident(server):.0f} MiB a little later")
    finally:
        server.terminate()
        server.wait()
        if not arguments.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
