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

Of each diagnosis: whether it names the failure mode (and the submode), whether a guilty feature comes first and all of them among the first three
(where features are guilty), how much of the affected slice it names (rows in both slices by rows in either, of production since the start;
needs pandas and pyarrow), and how often modes are right that are given some probability.

Options that are not known here are given to `assay check`; with `--hypotheses`, what is saved has all that was weighed (see RootCause/weights.py).
"""

import argparse
import collections
import concurrent.futures
import datetime
import functools
import json
import math
import pathlib
import re
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


# Names of the same thing in cases of other makers.
submode_names = {"rollout": "new_version"}


def members(frame, predicate):
    """Which rows a slice holds for, as `assay` writes it; None for what is not understood."""
    import pandas as pd
    chosen = pd.Series(True, index=frame.index)
    name, text = r'(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_][A-Za-z0-9_]*))', r'"(?:[^"\\]|\\.)*"|[^\s,()]+'
    rest = predicate.strip()
    while rest:
        found = (re.match(rf'is_null\({name}\)', rest) or re.match(rf'{name}\s+between\s+({text})\s+and\s+({text})', rest)
            or re.match(rf'{name}\s+(not in|in)\s+\(((?:{text})(?:\s*,\s*(?:{text}))*)\)', rest) or re.match(rf'{name}\s*(<=|>=|!=|=|<|>)\s*({text})', rest))
        if not found:
            return None
        part = found.groups()
        column = frame[part[0] or part[1]]
        read = lambda value: json.loads(value) if value.startswith('"') else {"true": True, "false": False}.get(value, value)
        numbers = pd.to_numeric(column, errors="coerce")
        same = lambda value: numbers == float(value) if pd.api.types.is_numeric_dtype(column) and not isinstance(value, bool) else column.astype(str) == str(value)
        if found.re.pattern.startswith("is_null"):
            chosen &= column.isna()
        elif "between" in found.re.pattern:
            chosen &= (numbers >= float(part[2])) & (numbers <= float(part[3]))
        elif part[2] in ("in", "not in"):
            any_of = pd.Series(False, index=frame.index)
            for value in re.findall(text, part[3]):
                any_of |= same(read(value))
            chosen &= any_of if part[2] == "in" else ~any_of & column.notna()
        elif part[2] in ("=", "!="):
            chosen &= same(read(part[3])) if part[2] == "=" else ~same(read(part[3])) & column.notna()
        else:
            limit = float(part[3])
            chosen &= {"<": numbers < limit, ">": numbers > limit, "<=": numbers <= limit, ">=": numbers >= limit}[part[2]]
        rest = rest[found.end():].strip()
        if rest.startswith("and "):
            rest = rest[4:].strip()
        elif rest:
            return None
    return chosen


def overlap(folder, truth, predicates):
    """Jaccard index of the first slice that is named with the affected one, over production's rows since the start."""
    import pandas as pd
    frame = pd.read_parquet(folder / "production.parquet")
    frame = frame[frame.timestamp >= pd.Timestamp(truth["start_time"])]
    known = pd.Series(True, index=frame.index)
    for part in truth["affected_slice"]:
        column, value = frame[part["feature"]], part["value"]
        known &= {"==": lambda: column == value, "<": lambda: pd.to_numeric(column, errors="coerce") < value,
            ">=": lambda: pd.to_numeric(column, errors="coerce") >= value, ">": lambda: pd.to_numeric(column, errors="coerce") > value,
            "<=": lambda: pd.to_numeric(column, errors="coerce") <= value, "!=": lambda: column != value}[part["op"]]().fillna(False)
    named = members(frame, predicates[0]) if predicates else None
    if named is None:
        return 0.0
    either = (named | known).sum()
    if truth["failure_submode"] == "volume_drop":  # hardly any of its rows are there: the slice by its name
        return 1.0 if not either or abs(float(named.mean()) - float(known.mean())) < 0.05 and (named & known).sum() * 2 >= known.sum() else (named & known).sum() / either
    return float((named & known).sum() / either) if either else 1.0


def diagnosed(folder, truth, diagnosis):
    """How far a diagnosis agrees with the truth."""
    diagnosis = diagnosis or {}
    ranked, guilty = diagnosis.get("ranked_features") or [], truth["guilty_features"]
    known = submode_names.get(truth["failure_submode"], truth["failure_submode"])
    result = {"named": diagnosis.get("failure_mode"), "named_submode": diagnosis.get("submode"), "probability": diagnosis.get("probability"),
        "ranked": ranked[:5], "slices": (diagnosis.get("worst_slices") or [])[:3], "right_mode": diagnosis.get("failure_mode") == truth["failure_mode"],
        "right_submode": None, "first": None, "in_three": None, "overlap": None,
        "coinciding": [other.get("failure_mode") for other in diagnosis.get("coinciding") or []],
        "modes": {diagnosis.get("failure_mode"): diagnosis.get("probability"), **{other["failure_mode"]: other["probability"] for other in diagnosis.get("alternatives") or []}}}
    if "hypotheses" in diagnosis:
        result["hypotheses"] = diagnosis["hypotheses"]
    if truth["failure_mode"] != "none":
        named = submode_names.get(diagnosis.get("submode"), diagnosis.get("submode"))
        result["right_submode"] = result["right_mode"] and named == known
        if guilty:
            result["first"] = bool(ranked) and ranked[0] in guilty
            result["in_three"] = any(name in guilty for name in ranked[:3])
        if truth.get("affected_slice"):
            try:
                result["overlap"] = overlap(folder, truth, result["slices"])
            except ImportError:
                pass
    return result


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
        "diagnosis": diagnosed(folder, truth, found.get("diagnosis")),
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


def share(values):
    values = [value for value in values if value is not None]
    return f"{sum(values) / len(values):5.0%} of {len(values):3}" if values else "   - of   0"


def diagnoses(rows):
    """Tables of how good diagnoses are, as lines."""
    lines = ["diagnoses", f"  {'':30} {'mode':>13} {'submode':>13} {'feature first':>13} {'in three':>13} {'slice':>13}"]
    def line(name, own):
        told = [row["diagnosis"] for row in own]
        hits = [None if one["overlap"] is None else one["overlap"] >= 0.5 for one in told]
        columns = [[one[key] for one in told] for key in ("right_mode", "right_submode", "first", "in_three")] + [hits]
        return f"  {name:30} " + " ".join(f"{share(column):>13}" for column in columns)
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["mode"]].append(row)
    lines += [line(name, own) for name, own in sorted(groups.items())]
    lines += [line("all that fail", [row for row in rows if row["mode"] != "none"]), line("all", rows),
        line("all with an alert to the point", [row for row in rows if row["mode"] == "none" or row["pointed"] is not None])]
    names = sorted({row["mode"] for row in rows} | {str(row["diagnosis"]["named"]) for row in rows})
    lines += ["", "truth by row, diagnosis by column", "  " + " " * 24 + " ".join(f"{name[:11]:>11}" for name in names)]
    for name, own in sorted(groups.items()):
        counts = collections.Counter(str(row["diagnosis"]["named"]) for row in own)
        lines.append(f"  {name:24}" + " ".join(f"{counts.get(other, 0) or '':>11}" for other in names))
    lines += ["", "modes by the probability they are given"]
    given = [(probability, mode == row["mode"]) for row in rows if row["alerts"] for mode, probability in row["diagnosis"]["modes"].items() if probability is not None]
    for low, high in [(0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.99), (0.99, 1.01)]:
        own = [(probability, right) for probability, right in given if low <= probability < high]
        if own:
            lines.append(f"  {low:.2f} to {min(high, 1):.2f}: {len(own):4} given, mean {statistics.mean(item[0] for item in own):.2f}, right {statistics.mean(item[1] for item in own):.2f}")
    return lines


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
              f"delay {delay:>6}  {', '.join(row['first'][:3])}"
              f"  => {row['diagnosis']['named']} {row['diagnosis']['named_submode'] or ''} {', '.join(row['diagnosis']['ranked'][:2])}{'' if not row['guilty'] else '  (guilty: ' + ', '.join(row['guilty']) + ')'}")
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
    print("\n" + "\n".join(diagnoses(rows)))
    if len(rows) < len(every):
        raise SystemExit(f"{len(every) - len(rows)} cases could not be checked")


if __name__ == "__main__":
    main()
