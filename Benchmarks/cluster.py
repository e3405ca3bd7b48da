#!/usr/bin/env python3
"""Ingest and questions on clusters of one, two and four shards, all on this machine: so what counts is CPU for each row and
question, and which part of it is Assay's, not the rate.

    make release && python3 Benchmarks/cluster.py --rows 2000000 --shards 1 2 4

Needs ../shared/clickhouse (the servers' own start script). Prints a line for each million rows, which should cost the same, and
then what questions cost.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile
import threading
import time

root = pathlib.Path(__file__).resolve().parent.parent
rig = pathlib.Path(os.environ.get("ASSAY_SHARED", root.parent / "shared")) / "clickhouse/cluster.sh"
ticks = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / ticks


def answer(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request(method, path, body, {"Content-Type": "application/x-ndjson"})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, text


def call(port, method, path, body=None):
    status, text = answer(port, method, path, body)
    if status != 200:
        raise SystemExit(f"{path}: {status} {text[:500]}")
    return text


def insist(port, path):
    """Asks until there is an answer: what took too long goes on where it was."""
    while True:
        status, text = answer(port, "GET", path)
        if status == 200:
            return
        if status not in (503, 504):
            raise SystemExit(f"{path}: {status} {text[:500]}")


def template(size, columns, random):
    """Rows of a request, whose number and time are filled in later: making them is not what is measured."""
    lines = []
    for row in range(size):
        cells = {f"f{index}": round(random.gauss(0, 1), 4) for index in range(columns)}
        lines.append(json.dumps({
            "prediction_id": f"NUMBER-{row}", "timestamp": "TIME", "model_version": "1", "prediction_score": round(random.random(), 4), **cells}))
    return "\n".join(lines).encode()


def body(template, number, size):
    """50,000 rows an hour."""
    hour = 1_760_000_400 + number * size // 50_000 * 3600
    return template.replace(b"NUMBER", b"%d" % number).replace(b'"TIME"', b"%d" % hour)


def measured(servers, assay, work):
    before, begun = [cpu(pid) for pid in servers], time.monotonic()
    ours = cpu(assay)
    work()
    return time.monotonic() - begun, sum(map(cpu, servers)) - sum(before), cpu(assay) - ours


def bench(shards, options):
    folder = tempfile.mkdtemp(prefix="assay-cluster-")
    port = options.port
    subprocess.run([rig, "start", f"{folder}/servers", "--shards", str(shards), "--base-port", str(port)], check=True,
                   stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    pids = [int(path.read_text()) for path in pathlib.Path(f"{folder}/servers").glob("s*r*/pid")]
    nodes = ",".join(f"127.0.0.1:{port + shard}" for shard in range(shards))
    server = subprocess.Popen(
        [options.program, "serve", "--data", f"{folder}/data", "--no-keys", "--port", str(port + 9), "--log-level", "critical",
         "--store", f"clickhouse://{nodes}/default?cluster=main"], stdout=subprocess.PIPE)
    server.stdout.readline()
    try:
        generator = random.Random(1)
        rows = [template(options.size, options.columns, generator) for _ in range(8)]
        call(port + 9, "POST", "/v1/models/m/records", body(rows[0], 0, options.size))
        sent = 1
        total = options.rows // options.size
        while sent < total:
            end = min(total, sent + 1_000_000 // options.size)
            turn = iter(range(sent, end))
            lock = threading.Lock()

            def send():
                while True:
                    with lock:
                        number = next(turn, None)
                    if number is None:
                        return
                    call(port + 9, "POST", "/v1/models/m/records", body(rows[number % 8], number, options.size))

            def all_senders():
                threads = [threading.Thread(target=send) for _ in range(options.senders)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()

            seconds, theirs, ours = measured(pids, server.pid, all_senders)
            count = (end - sent) * options.size
            print(f"{shards} shards, rows {sent * options.size:>10,} to {end * options.size:>10,}: {count / seconds:>9,.0f} rows/s, CPU "
                  f"{(theirs + ours) / count * 1e6:6.1f} us a row, ours {ours / (theirs + ours):.0%}", flush=True)
            sent = end
        parts = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table LIKE 'assay_%'"
        stored = sum(int(call(port + shard, "POST", "/", parts)) for shard in range(shards))
        print(f"{shards} shards: {stored / (sent * options.size):.0f} bytes a row on disk", flush=True)
        for name, path in [
            ("the last records, 50 of them", "/v1/models/m/records?limit=50"),
            ("report, first (sums up)", "/v1/models/m/report"),
            ("report from roll-ups", "/v1/models/m/report"),
            ("report from rows (a slice)", "/v1/models/m/report?where=f0%20%3E%201"),
        ]:
            times, costs, given_up = [], [], 0

            def ask():
                nonlocal given_up
                if "first" in name:
                    insist(port + 9, path)
                else:
                    given_up += answer(port + 9, "GET", path)[0] != 200

            for _ in range(1 if "first" in name or given_up else 3):
                seconds, theirs, ours = measured(pids, server.pid, ask)
                times.append(seconds)
                costs.append((theirs + ours, ours))
            cost = statistics.median(costs)
            print(f"{shards} shards, {name}: {statistics.median(times) * 1000:,.0f} ms, CPU {cost[0] * 1000:,.0f} ms, "
                  f"ours {cost[1] * 1000:,.0f}{', given up' if given_up else ''}", flush=True)
    finally:
        server.terminate()
        server.wait()
        subprocess.run([rig, "destroy", f"{folder}/servers"], stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--shards", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--size", type=int, default=5_000, help="rows of a request")
    parser.add_argument("--senders", type=int, default=32)
    parser.add_argument("--port", type=int, default=28200)
    parser.add_argument("--program", default=str(root / ".build/release/assay"))
    for_each = parser.parse_args()
    for count in for_each.shards:
        bench(count, for_each)
