#!/usr/bin/env python3
"""Scores `assay check` on cases with a known truth: cases/NAME/{meta.json, training, validation, production, actuals,
candidate}.parquet beside truth/NAME.json.

    make release && python3 Benchmarks/Detection/cases.py ../shared/data/dev_cases

For each case: whether an alert came after the failure began and while the data lasted, how many hours after, and how many alerts
came without a failure behind them. An alert is of a failure when its time is not before the failure's start; alerts that are raised at one
time are one. What false alarms alone would have found is taken off the share that was found: 1 - (1 - found) / (1 - chance).
"""

import argparse
import datetime
import json
import pathlib
import statistics
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent.parent


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() / 3600


def alerts(program, folder, meta, options):
    part = {name: folder / f"{name}.parquet" for name in ["training", "validation", "production", "actuals", "candidate"]}
    part["current"] = part.pop("production")
    command = [program, "check", "--json", "-", "--quiet", "--task", meta["task"]]
    for name, path in part.items():
        if path.exists():
            command += [f"--{name}", str(path)]
    if "decision_threshold" in meta:
        command += ["--threshold", str(meta["decision_threshold"])]
    for flag, key in [("--numeric", "numeric_features"), ("--categorical", "categorical_features")]:
        if meta.get(key):
            command += [flag, ",".join(meta[key])]
    done = subprocess.run(command + options, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{folder.name}: {done.stderr}")
    return json.loads(done.stdout)["alerts"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--program", default=str(root / ".build/release/assay"))
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    options, rest = parser.parse_known_args()
    rows = []
    for folder in sorted((options.data / "cases").iterdir()):
        meta = json.loads((folder / "meta.json").read_text())
        truth = json.loads((options.data / "truth" / f"{folder.name}.json").read_text())
        found = alerts(options.program, folder, meta, rest)
        begin, end = moment(truth["production_start"]), moment(truth["production_end"])
        start = moment(truth["start_time"]) if truth["start_time"] else None
        times = sorted({moment(alert["time"]) if alert["time"] else end for alert in found})
        false = [time for time in times if start is None or time < start]
        true = [time for time in times if start is not None and time >= start]
        delay = true[0] - start if true else None
        first = [alert for alert in found if true and alert["time"] and moment(alert["time"]) == true[0]]
        rows.append({
            "case": folder.name, "mode": truth["failure_mode"], "submode": truth["failure_submode"], "guilty": truth["guilty_features"],
            "false": len(false), "healthy_days": ((start or end) - begin) / 24, "failing_days": (end - start) / 24 if start else 0,
            "delay": delay, "first": [f"{alert['signal']} of {alert['feature'] or alert['slice'] or 'all'}" for alert in first],
        })
    if options.json:
        json.dump(rows, sys.stdout, indent=1)
        return
    for row in rows:
        delay = "-" if row["delay"] is None else f"{row['delay']:.0f} h"
        print(f"{row['case']:10} {row['mode']:22} {row['submode']:16} false {row['false']:3}  delay {delay:>6}  {', '.join(row['first'][:3])}"
              f"{'' if not row['guilty'] else '  (guilty: ' + ', '.join(row['guilty']) + ')'}")
    failing = [row for row in rows if row["failing_days"]]
    months = sum(row["healthy_days"] for row in rows) / 30
    rate = sum(row["false"] for row in rows) / months
    share = sum(row["delay"] is not None for row in failing) / len(failing)
    chance = statistics.mean(1 - 2.718281828 ** (-rate * row["failing_days"] / 30) for row in failing)
    delays = [row["delay"] for row in failing if row["delay"] is not None]
    print(f"found {share:.2f}, net of chance {max(0, 1 - (1 - share) / max(1 - chance, 1e-9)):.2f}; median delay "
          f"{statistics.median(delays) if delays else float('nan'):.0f} h; false alarms per healthy month {rate:.2f} ({months:.1f} months)")


if __name__ == "__main__":
    main()
