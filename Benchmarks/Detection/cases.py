#!/usr/bin/env python3
"""Scores `assay check` on cases with a known truth: cases/NAME/{meta.json, training, validation, production, actuals,
candidate}.parquet beside truth/NAME.json.

    make release && python3 Benchmarks/Detection/cases.py ../shared/data/dev_cases
    python3 Benchmarks/Detection/cases.py cases-a --jobs 2 --save cases-a.json

For each case: whether an alert came after the failure began and while the data lasted, how many hours after, and how many alerts
came without a failure behind them. An alert is of a failure when its time is not before the failure's start; alerts that are raised at one
time are one. What false alarms alone would have found is taken off the share that was found: 1 - (1 - found) / (1 - chance).
A failure that was not found counts as found at the end of the data where delays are compared. Alerts `to the point` are those that have to do with the
failure: about guilty features or others that it moves, about predictions and performance, or about records (volume, repeats, lateness) where
the truth's evidence is there. A program that often cries wolf finds much, and little that is to the point.

Options that are not known here are given to `assay check`.
"""

import argparse
import collections
import concurrent.futures
import datetime
import functools
import json
import math
import pathlib
import statistics
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent.parent


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() / 3600


def report(program, folder, meta, options):
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
        print(f"{folder.name}: {done.stderr.strip()}", file=sys.stderr, flush=True)
        return None
    return json.loads(done.stdout)


def about(alert):
    return f"{alert['signal']} of {alert.get('feature') or alert.get('slice') or 'all'}"


def is_to_the_point(alert, truth):
    feature = alert.get("feature")
    if alert["kind"] in ("volume", "freshness") or "repeated" in alert["signal"] or "duplicate" in alert["signal"]:
        return truth.get("evidence") == "records" or truth["failure_submode"] in ("stale_source", "duplicates", "volume_drop", "late_data")
    predictions = {None, "prediction_score", "prediction_label"}
    return feature in predictions or feature in truth["guilty_features"] or feature in truth["moved_features"]


def judged(name, data, program, options):
    folder = data / "cases" / name
    meta = json.loads((folder / "meta.json").read_text())
    truth = json.loads((data / "truth" / f"{name}.json").read_text())
    found = report(program, folder, meta, options)
    if found is None:
        return None
    begin, end = moment(truth["production_start"]), moment(truth["production_end"])
    start = moment(truth["start_time"]) if truth["start_time"] else None
    alerts = sorted(((moment(alert["time"]) if alert["time"] else end, alert) for alert in found["alerts"]), key=lambda item: item[0])
    times = sorted({time for time, _ in alerts})
    false = [time for time in times if start is None or time < start]
    true = [time for time in times if start is not None and time >= start]
    pointed = [time - start for time, alert in alerts if start is not None and time >= start and is_to_the_point(alert, truth)]
    return {
        "case": name, "table": truth["table"], "mode": truth["failure_mode"], "submode": truth["failure_submode"], "variant": truth.get("variant", ""),
        "level": truth.get("level"), "small_sample": truth.get("small_sample", False), "guilty": truth["guilty_features"], "rows": meta["production_rows"],
        "false": len(false), "healthy_days": ((start if start else end) - begin) / 24, "failing_days": (end - start) / 24 if start else 0,
        "delay": true[0] - start if true else None,
        "first": [about(alert) for time, alert in alerts if true and time == true[0]],
        "pointed": pointed[0] if pointed else None,
        "diagnosis": (found.get("diagnosis") or {}).get("failure_mode"),
        "alerts": [{"hours": round(time - (start if start else begin), 1), "about": about(alert), "severity": alert["severity"], "message": alert["message"]}
            for time, alert in alerts],
    }


def summary(rows, key="delay"):
    """Of some cases: share found, net of chance, median delay with misses at the end, false alarms a month."""
    failing = [row for row in rows if row["failing_days"]]
    months = sum(row["healthy_days"] for row in rows) / 30
    rate = sum(row["false"] for row in rows) / months if months else 0
    result = {"cases": len(rows), "failing": len(failing), "false": sum(row["false"] for row in rows), "months": months, "rate": rate}
    if failing:
        share = sum(row[key] is not None for row in failing) / len(failing)
        chance = statistics.mean(1 - math.exp(-rate * row["failing_days"] / 30) for row in failing)
        found = [row[key] for row in failing if row[key] is not None]
        result |= {
            "found": share, "net": max(0, 1 - (1 - share) / max(1 - chance, 1e-9)), "delay_of_found": statistics.median(found) if found else math.nan,
            "delay": statistics.median([row["failing_days"] * 24 if row[key] is None else row[key] for row in failing])}
    return result


def sentence(figures):
    text = f"{figures['false']:3} false in {figures['months']:5.1f} months ({figures['rate']:.2f})"
    if figures["failing"]:
        text = f"found {figures['found']:.2f} of {figures['failing']:3}, net of chance {figures['net']:.2f}; median delay {figures['delay']:4.0f} h " \
            f"(of those found {figures['delay_of_found']:.0f} h); " + text
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--program", default=str(root / ".build/release/assay"))
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    parser.add_argument("--save", type=pathlib.Path, help="file for what was found, as JSON, with every alert")
    parser.add_argument("--jobs", type=int, default=1, help="cases at a time")
    parser.add_argument("--only", default="", help="cases whose name, table, mode or submode contains this")
    options, rest = parser.parse_known_args()

    def wanted(name):
        truth = json.loads((options.data / "truth" / f"{name}.json").read_text())
        return any(options.only in truth[key] for key in ["case", "table", "failure_mode", "failure_submode"])

    names = [path.stem for path in sorted((options.data / "truth").glob("*.json")) if wanted(path.stem)]
    judge = functools.partial(judged, data=options.data, program=options.program, options=rest)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        every = list(pool.map(judge, names))
    rows = [row for row in every if row]
    if options.save:
        options.save.write_text(json.dumps(rows, indent=1))
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        delay = "-" if not row["failing_days"] else "missed" if row["delay"] is None else f"{row['delay']:.0f} h"
        kind = " ".join(filter(None, [row["submode"], row["variant"]]))
        print(f"{row['case']:10} {row['table'][:12]:12} {row['mode']:22} {kind:26} {row['level'] or ''} {row['rows']:6} rows  false {row['false']:2}  "
              f"delay {delay:>6}  {', '.join(row['first'][:3])}{'' if not row['guilty'] else '  (guilty: ' + ', '.join(row['guilty']) + ')'}")
    print()
    for key in ["mode", "submode", "table"]:
        groups = collections.defaultdict(list)
        for row in rows:
            groups[row[key] if key != "submode" else f"{row['mode']}/{row['submode']}"].append(row)
        if len(groups) > 1:
            print("\n".join(f"{name:40} {sentence(summary(own))}" for name, own in sorted(groups.items())) + "\n")
    print(sentence(summary(rows)))
    pointed = summary(rows, "pointed")
    if pointed["failing"]:
        print(f"to the point: found {pointed['found']:.2f}, median delay {pointed['delay']:.0f} h")
    if len(rows) < len(every):
        raise SystemExit(f"{len(every) - len(rows)} cases could not be checked")


if __name__ == "__main__":
    main()
