#!/usr/bin/env python3
"""What `assay serve` takes in, measured with wrk, a public load tool (Debian: wrk). See docs/performance.md.

    Benchmarks/ingest.py --program .build/release/assay --folder /var/tmp --seconds 10

Each case has a server and a store of its own, and starts with a model that is there. Rows have 20 features and identities of
their own; the Parquet file is sent as it is every time, so its rows replace one another. wrk runs on the same machine and takes
its share of it. An answer comes when its rows are durable.
"""

import argparse
import ctypes
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

here = pathlib.Path(__file__).resolve().parent
types = {"ndjson": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}


def lines(count, rng):
    """NDJSON of about 380 bytes a row."""
    for row in range(count):
        fields = {"prediction_id": f"@{row}", "timestamp": 1_767_225_600 + row, "score": round(rng.random(), 4)}
        for feature in range(14):
            fields[f"number_{feature}"] = round(rng.gauss(0, 1), 3)
        for feature in range(6):
            fields[f"kind_{feature}"] = rng.choice(["a", "bc", "def"])
        yield json.dumps(fields, separators=(",", ":"))


class Server:
    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "serve", "--data", str(folder), "--port", "0", "--no-keys", "--rate-limit", "0", "--log-level", "error"],
            stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def post(self, path, body, kind):
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind})
        return json.load(urllib.request.urlopen(request))

    def mebibytes(self, name):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(rf"{name}:\s+(\d+)", file.read())[1]) // 1024

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rows(self):
        figures = urllib.request.urlopen(self.url + "/metrics").read().decode()
        return sum(float(value) for value in re.findall(r"^assay_ingest_rows_total\{[^}]*\} (\S+)$", figures, re.M))


def measure(options, body, kind, connections, folder):
    server = Server(options.program, folder / "store")
    try:
        time.sleep(1)
        at_start = server.mebibytes("VmRSS")
        sample = body.read_bytes()
        server.post("/v1/models/bench/records", sample.split(b"\n")[0] if kind == "ndjson" else sample, types[kind])
        rows, cpu, begin = server.rows(), server.cpu_seconds(), time.monotonic()
        load = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{options.seconds}s", "--timeout", "60s", "--latency", "-s",
             str(here / "ingest.lua"), f"{server.url}/v1/models/bench/records", "--", str(body), types[kind]],
            capture_output=True, text=True, check=True).stdout
        # Requests under way when wrk stops are stored all the same: all rows over all the time it took.
        time.sleep(0.2)
        seconds = time.monotonic() - begin - 0.2
        rows, cpu = server.rows() - rows, server.cpu_seconds() - cpu
        latencies = dict(re.findall(r"^\s+(50|90|99)%\s+(\S+)$", load, re.M))
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", load)
        peak = server.mebibytes("VmHWM")
        time.sleep(options.rest)
        return {
            "rows_per_second": round(rows / seconds), "latencies": latencies, "cores": round(cpu / seconds, 2),
            "mib_at_start": at_start, "mib_peak": peak, "mib_after_rest": server.mebibytes("VmRSS"),
            "refused": refused[0] if refused else ""}
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)
        shutil.rmtree(folder / "store")


def floor(file, folder, times=20):
    """Rows a second that the engine alone puts into a file, on one core: no network, no identities, no answer to anybody."""
    libraries = pathlib.Path(os.environ.get("ASSAY_DEPS", here.parent / ".deps")) / "lib"
    ctypes.CDLL(str(libraries / "libduckdb_python_stub.so"), ctypes.RTLD_GLOBAL)
    engine = ctypes.CDLL(str(libraries / "libduckdb.so"))
    database, connection, result = ctypes.c_void_p(), ctypes.c_void_p(), (ctypes.c_byte * 256)()
    engine.duckdb_open(str(folder / "floor.duckdb").encode(), ctypes.byref(database))
    engine.duckdb_connect(database, ctypes.byref(connection))

    def run(statement):
        if engine.duckdb_query(connection, statement.encode(), result):
            sys.exit(f"the engine refuses: {statement}")
        engine.duckdb_destroy_result(result)

    run("SET threads = 1")
    run(f"CREATE TABLE rows AS FROM '{file}' LIMIT 0")
    begin = time.monotonic()
    for _ in range(times):
        run(f"INSERT INTO rows FROM '{file}'")
    run("CHECKPOINT")
    seconds = time.monotonic() - begin
    engine.duckdb_disconnect(ctypes.byref(connection))
    engine.duckdb_close(ctypes.byref(database))
    return round(times * 100_000 / seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(here.parent / ".build/release/assay"))
    parser.add_argument("--folder", help="where stores are made (default: the system's temporary folder)")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rest", type=int, default=12, help="seconds after the load before memory at rest is read")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assay-ingest-", dir=options.folder) as place:
        place = pathlib.Path(place)
        traffic = ["simulate", "--output", str(place / "traffic"), "--rows", "100000", "--training-rows", "1000", "--validation-rows", "1000"]
        subprocess.run([options.program] + traffic, check=True, capture_output=True)
        bodies = [(place / "traffic/production.parquet", "parquet", 100_000)]
        for count in (5_000, 100, 1):
            body = place / f"{count}.ndjson"
            body.write_text("\n".join(lines(count, random.Random(7))))
            bodies.insert(0, (body, "ndjson", count))
        print("| body | rows a request | bytes a row | connections | rows/s | p50 | p90 | p99 | cores | MiB at start | peak | at rest |")
        print("|---|---|---|---|---|---|---|---|---|---|---|---|")
        for body, kind, count in bodies:
            for connections in (1, 64) if kind == "ndjson" else (1, 4):
                result = measure(options, body, kind, connections, place)
                latencies = result["latencies"]
                print(
                    f"| {kind} | {count:,} | {body.stat().st_size // count} | {connections} | {result['rows_per_second']:,} "
                    f"| {latencies.get('50')} | {latencies.get('90')} | {latencies.get('99')} | {result['cores']} "
                    f"| {result['mib_at_start']} | {result['mib_peak']} | {result['mib_after_rest']} | {result['refused']}", flush=True)
        print(f"\nThe engine alone, Parquet of 100,000 rows into a file, on one core: {floor(bodies[-1][0], place):,} rows/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
