#!/usr/bin/env python3
"""How often does `assay check` raise an alert when nothing is wrong, and how soon when something is? Simulated months of the
credit-scoring model of `assay simulate`: every month is a run of the program on files, as a user has them.

    make release && python3 Benchmarks/Detection/months.py --months 20
    make release && python3 Benchmarks/Detection/months.py --months 5 --failures

Alerts that are raised within a day of the first of them are one event. For each shape: events in a healthy month with a 95 % interval of
their mean (exact, Poisson); with --failures the share of months in which an alert came after the failure began, the median delay, and how
often the alert that came first was about the guilty column.
"""

import argparse
import concurrent.futures
import json
import math
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import datetime

root = pathlib.Path(__file__).resolve().parent.parent.parent
shapes = {
    "3,000 records": ["--rows", "3000"],
    "12,000 records": ["--rows", "12000"],
    "12,000, overdispersed": ["--rows", "12000", "--overdispersed"],
    "100,000 records": ["--rows", "100000"],
    "100,000, overdispersed": ["--rows", "100000", "--overdispersed"],
}
failures = [
    "training_serving_skew/unit_change", "training_serving_skew/default_for_null", "data_quality/nulls", "data_quality/stale_source",
    "data_quality/unseen_category", "data_quality/duplicates", "data_quality/duplicates --new-ids", "data_quality/volume_drop",
    "data_quality/late_data",
    "covariate_drift/abrupt", "covariate_drift/gradual", "population_shift/abrupt", "concept_drift/abrupt", "concept_drift/slice",
    "label_shift/abrupt", "model_regression/new_version",
]


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() / 3600


def month(program, options, check, seed):
    folder = tempfile.mkdtemp(prefix="assay-month-")
    try:
        subprocess.run([program, "simulate", "-o", f"{folder}/m", "--seed", str(seed), "--quiet"] + options, check=True)
        files = [part for name in ["training", "validation", "actuals"] for part in (f"--{name}", f"{folder}/m/{name}.parquet")]
        done = subprocess.run(
            [program, "check", "--current", f"{folder}/m/production.parquet", "--json", "-", "--quiet", "--threads", "1"] + files + check,
            capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr)
        truth = json.loads(pathlib.Path(f"{folder}/m/truth.json").read_text())
        return truth, [alert for alert in json.loads(done.stdout)["alerts"]]
    finally:
        shutil.rmtree(folder)


def events(alerts, end):
    """Alerts by the time of the first of them; those of a day are one."""
    found = []
    for alert in sorted(alerts, key=lambda alert: alert["time"] or ""):
        time = moment(alert["time"]) if alert["time"] else end
        if not found or time > found[-1][0] + 24:
            found.append((time, []))
        found[-1][1].append(alert)
    return found


def interval(count, months):
    """Of a Poisson mean, by the chi-square quantiles' Wilson-Hilferty form."""
    def quantile(freedom, z):
        return freedom * (1 - 2 / (9 * freedom) + z * math.sqrt(2 / (9 * freedom))) ** 3 if freedom else 0
    return quantile(2 * count, -1.96) / 2 / months, quantile(2 * count + 2, 1.96) / 2 / months


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(root / ".build/release/assay"))
    parser.add_argument("--months", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--shape", help="only shapes with this in their name")
    parser.add_argument("--failures", action="store_true")
    options, check = parser.parse_known_args()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, flags in shapes.items():
            if options.shape and options.shape not in name:
                continue
            for failure in failures if options.failures else [None]:
                more = flags + (["--failure", *failure.split()] if failure else [])
                seeds = range(options.seed, options.seed + options.months)
                results = list(pool.map(lambda seed: month(options.program, more, check, seed), seeds))
                if failure is None:
                    found = [event for truth, alerts in results for event in events(alerts, moment(truth["production_end"]))]
                    low, high = interval(len(found), options.months)
                    kinds = {}
                    for _, alerts in found:
                        key = f"{alerts[0]['signal']} of {alerts[0]['feature'] or 'all'}"
                        kinds[key] = kinds.get(key, 0) + 1
                    print(f"{name}: {len(found) / options.months:.2f} events a healthy month ({low:.2f} to {high:.2f}); {kinds}", flush=True)
                    continue
                delays, first = [], 0
                for truth, alerts in results:
                    start = moment(truth["start_time"])
                    after = [event for event in events(alerts, moment(truth["production_end"])) if event[0] >= start]
                    if after:
                        delays.append(after[0][0] - start)
                        first += any(alert["feature"] in truth["guilty_features"] for alert in after[0][1])
                print(f"{name}, {failure}: found {len(delays)} of {options.months}, median delay "
                      f"{statistics.median(delays) if delays else float('nan'):.0f} h, guilty column in the first event {first}", flush=True)


if __name__ == "__main__":
    main()
