#!/usr/bin/env python3
"""How often is the diagnosis of `assay check` right? Every failure that `assay simulate` knows, at three sizes of traffic and three severities,
healthy months of several shapes beside them, and cases made of real tables.

    make release && venv/bin/python Benchmarks/RootCause/grid.py --seed 100 --jobs 2
    venv/bin/python Benchmarks/RootCause/grid.py --seed 900 --data ../shared/data --real 120 --real-seed 8 --save grid.json --plot docs/images

Prints tables: by failure mode, form, size and severity how often mode, form, guilty column and slice are right, what is told instead, and every
case whose mode is wrong. --plot draws how often modes are right that are given a probability. --from reads what --save wrote and runs nothing.

Case `k` is simulated with seed `--seed + k`; column, slice and time of the failure are drawn with it. With `--real` the real tables are asked too:
cases.py's cases, made by real_cases.py; needs its packages (scripts/requirements/real-cases.txt), and matplotlib for the plot.
"""

import argparse
import collections
import concurrent.futures
import functools
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(root / "Benchmarks/Detection"))
import cases  # noqa: E402: lies beside the cases it scores

usual_sizes = [300, 1_500, 8_000]  # records a day
young, travel, courier = "age < 25", "purpose == travel", "employment_type == self_employed"
# (mode, submode): three severities, and the columns or slices that are drawn from. Severities are those of `assay simulate --help`.
numbers = ["monthly_income", "credit_utilisation", "loan_amount", "bureau_score", "employment_years"]
texts = ["employment_type", "housing", "purpose", "education", "channel"]
part = [0.35, 0.7, 1.0]
failures = {
    ("training_serving_skew", "unit_change"): (part, numbers),
    ("training_serving_skew", "log_missing"): (part, ["log_existing_debt", "monthly_income", "loan_amount"]),
    ("training_serving_skew", "other_standardisation"): (part, numbers),
    ("training_serving_skew", "encoding_changed"): (part, texts),
    ("training_serving_skew", "default_for_null"): (part, ["bureau_score", "credit_utilisation", "employment_years", "education"]),
    ("training_serving_skew", "columns_swapped"): (part, ["credit_utilisation", "monthly_income", "open_accounts", "loan_amount"]),
    ("data_quality", "nulls"): ([0.08, 0.25, 0.6], numbers + texts),
    ("data_quality", "stale_source"): ([0.2, 0.5, 1.0], numbers + texts),
    ("data_quality", "type_corruption"): ([0.05, 0.3, 1.0], numbers),
    ("data_quality", "unseen_category"): ([0.03, 0.1, 0.3], texts),
    ("data_quality", "duplicates"): ([0.08, 0.25, 0.6], []),
    ("data_quality", "volume_drop"): ([0.35, 0.55, 0.85], []),
    ("data_quality", "late_data"): ([0.2, 0.5, 1.0], []),
    ("covariate_drift", "abrupt"): ([0.4, 0.8, 1.5], ["credit_utilisation", "age", "loan_amount"]),
    ("covariate_drift", "gradual"): ([0.4, 0.8, 1.5], ["credit_utilisation", "age", "loan_amount"]),
    ("covariate_drift", "slice"): ([0.4, 0.8, 1.5], ["credit_utilisation", "loan_amount"]),
    ("population_shift", "abrupt"): ([0.12, 0.25, 0.45], [young, travel, courier]),
    ("population_shift", "gradual"): ([0.12, 0.25, 0.45], [young, travel, courier]),
    ("population_shift", "slice"): ([0.12, 0.25, 0.45], [None]),
    ("concept_drift", "abrupt"): ([0.5, 0.75, 1.0], ["credit_utilisation", "bureau_score", "monthly_income"]),
    ("concept_drift", "gradual"): ([0.5, 0.75, 1.0], ["credit_utilisation", "bureau_score", "monthly_income"]),
    ("concept_drift", "slice"): ([0.3, 0.5, 0.8], ["device == desktop", young, courier]),
    ("label_shift", "abrupt"): ([0.15, 0.3, 0.5], []),
    ("label_shift", "gradual"): ([0.15, 0.3, 0.5], []),
    ("model_regression", "new_version"): ([0.3, 0.5, 0.8], ["bureau_score", "credit_utilisation", "device == desktop", courier]),
}
shapes = {"plain": ["none/plain"], "overdispersed": ["none/plain", "--overdispersed"], "harmless release": ["none/benign_release"],
    "release, overdispersed": ["none/benign_release", "--overdispersed"]}
# What a diagnosis calls the forms of failures that `assay simulate` names otherwise.
told_as = {("population_shift", form): "slice_grows" for form in ("abrupt", "gradual", "slice")} | {("covariate_drift", "slice"): "abrupt"}


def plan(seed, sizes, healthy):
    """Every case: what is simulated with which options."""
    found = []
    for (mode, submode), (severities, _) in failures.items():
        for size in sizes:
            for level, severity in enumerate(severities):
                found.append({"mode": mode, "submode": submode, "size": size, "level": level + 1, "severity": severity})
                if submode == "duplicates":
                    found.append(found[-1] | {"new_ids": True})
    for shape in shapes:
        for size in sizes:
            found += [{"mode": "none", "submode": shape, "size": size, "level": 0}] * healthy
    return [one | {"seed": seed + place} for place, one in enumerate(found)]


def command(one):
    """The options of `assay simulate`, drawn with the case's own seed."""
    draw = random.Random(one["seed"])
    options = ["--rows", str(30 * one["size"]), "--training-rows", "8000", "--seed", str(one["seed"]), "--at", f"{draw.uniform(8, 18):.2f}"]
    if one["mode"] == "none":
        return options + ["--failure", *shapes[one["submode"]]]
    options += ["--failure", f"{one['mode']}/{one['submode']}", "--severity", str(one["severity"]), "--ramp", str(draw.choice([5, 8, 11]))]
    choices = failures[one["mode"], one["submode"]][1]
    chosen = draw.choice(choices) if choices else None
    if chosen:
        options += ["--slice" if " " in chosen else "--feature", chosen]
    if one["mode"] == "covariate_drift" and one["submode"] == "slice":
        options += ["--slice", "device == desktop"]
    return options + (["--new-ids"] if one.get("new_ids") else [])


def simulated(one, program, options):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-grid-"))
    try:
        begin = time.monotonic()
        subprocess.run([program, "simulate", "--output", folder / "month", "--quiet", *command(one)], check=True)
        truth = json.loads((folder / "month/truth.json").read_text())
        truth["failure_submode"] = told_as.get((one["mode"], one["submode"]), truth["failure_submode"])
        return judged(folder / "month", truth, program, options, one | {"source": "simulated", "seconds": time.monotonic() - begin})
    finally:
        shutil.rmtree(folder)


def real(name, data, program, options):
    folder = data / "cases" / name
    truth = json.loads((data / "truth" / f"{name}.json").read_text())
    one = {"mode": truth["failure_mode"], "submode": truth["failure_submode"], "level": truth["level"] if truth["failure_mode"] != "none" else 0,
        "size": truth["table"], "seed": name, "source": "real"}
    return judged(folder, truth, program, options, one)


def judged(folder, truth, program, options, one):
    meta = json.loads((folder / "meta.json").read_text())
    found = cases.report(program, folder, meta, options)
    if found is None:
        return one | {"failed": True}
    start = cases.moment(truth["start_time"]) if truth["start_time"] else None
    serious = [alert for alert in found["alerts"] if alert["severity"] != "info"]
    after = [alert for alert in serious if start is None or alert["time"] is None or cases.moment(alert["time"]) >= start]
    return one | {"alerts": len(serious), "alerted": bool(after), "guilty": truth["guilty_features"], "affected": truth["affected_slice"],
        "diagnosis": cases.diagnosed(folder, truth, found.get("diagnosis"))}


# MARK: Tables

def columns(rows):
    told = [row["diagnosis"] for row in rows]
    single = [row["diagnosis"] for row in rows if len(row["guilty"]) == 1]
    return [[one["right_mode"] for one in told], [one["right_submode"] for one in told], [one["first"] for one in single],
        [one["in_three"] for one in single], [None if one["overlap"] is None else one["overlap"] >= 0.5 for one in told]]


def table(title, groups):
    print(f"\n| {title} | cases | mode | form | the guilty column first | in the first three | slice |\n|---|---|---|---|---|---|---|")
    for name, rows in groups:
        cells = []
        for values in columns(rows):
            values = [value for value in values if value is not None]
            cells.append(f"{sum(values) / len(values):.0%} of {len(values)}" if values else "")
        print(f"| {name} | {len(rows)} | " + " | ".join(cells) + " |")


def grouped(rows, key):
    groups = collections.defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.items())


def tables(rows):
    failing, healthy = [row for row in rows if row["mode"] != "none"], [row for row in rows if row["mode"] == "none"]
    for source in dict.fromkeys(row["source"] for row in rows):
        own, calm = ([row for row in part if row["source"] == source] for part in (failing, healthy))
        table(f"{source}: truth", grouped(own, lambda row: row["mode"].replace("_", " ")) + [("all that failed", own), ("nothing failed", calm),
            ("all that failed and was alerted", [row for row in own if row["alerted"]])])
        if source == "simulated":
            table("form", grouped(own, lambda row: f"{row['mode']}/{row['submode']}" + (", new ids" if row.get("new_ids") else "")))
            table("records a day", grouped(own, lambda row: f"{row['size']:,}"))
            table("nothing failed", grouped(calm, lambda row: f"{row['submode']}, {row['size']:,} records a day"))
        table(f"{source}: severity", grouped(sorted(own, key=lambda row: row["level"]), lambda row: f"{row['level']} of 3"))
    table("all", [("that failed", failing), ("nothing failed", healthy), ("all", rows)])
    print("\ntruth by row, diagnosis by column\n")
    names = sorted({row["mode"] for row in rows} | {str(row["diagnosis"]["named"]) for row in rows})
    print("| | " + " | ".join(name.replace("_", " ") for name in names) + " |\n|---" * 1 + "|---" * len(names) + "|")
    for name, own in sorted(grouped(rows, lambda row: row["mode"])):
        counts = collections.Counter(str(row["diagnosis"]["named"]) for row in own)
        print(f"| {name.replace('_', ' ')} | " + " | ".join(str(counts.get(other, "")) for other in names) + " |")
    print("\n| given | times | mean | right |\n|---|---|---|---|")
    for low, high, own in reliability(rows):
        print(f"| {low:g} to {min(high, 1):g} | {len(own)} | {sum(p for p, _ in own) / len(own):.2f} | {sum(right for _, right in own) / len(own):.2f} |")
    print("\nwrong")
    for row in rows:
        told = row["diagnosis"]
        if not told["right_mode"] or told["first"] is False:
            print(f"  {row['mode']}/{row['submode']} {row['size']} level {row['level']} seed {row['seed']}{'' if row['alerted'] else ' (not alerted)'}: "
                  f"{told['named']}/{told['named_submode']} {told['probability']} {told['ranked'][:3]}, guilty {row['guilty']}")


def reliability(rows):
    """Probabilities that modes were given, with whether the mode was right; where something was alerted, as nothing is weighed otherwise."""
    given = [(p, mode == row["mode"]) for row in rows if row["alerts"] for mode, p in row["diagnosis"]["modes"].items() if p is not None]
    for low, high in [(0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.99), (0.99, 1.01)]:
        own = [(p, right) for p, right in given if low <= p < high]
        if own:
            yield low, high, own


def plot(rows, target):
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plt
    plt.rcParams.update({"svg.hashsalt": "grid", "svg.fonttype": "none"})
    figure, (panel, below) = plt.subplots(2, 1, figsize=(5, 5.4), sharex=True, height_ratios=[4, 1])
    panel.plot([0, 1], [0, 1], color="#888", linewidth=0.8)
    for source, colour in [("simulated", "#1b6ca8"), ("real", "#c0392b")]:
        bins = list(reliability([row for row in rows if row["source"] == source]))
        if not bins:
            continue
        means = [sum(p for p, _ in own) / len(own) for _, _, own in bins]
        shares = [sum(right for _, right in own) / len(own) for _, _, own in bins]
        ranges = [wilson(share, len(own)) for share, (_, _, own) in zip(shares, bins)]
        panel.errorbar(means, shares, yerr=[[s - low for s, (low, _) in zip(shares, ranges)], [high - s for s, (_, high) in zip(shares, ranges)]],
            fmt="o", markersize=4, linewidth=0.8, color=colour, label=f"{source} cases")
        below.plot(means, [len(own) for _, _, own in bins], "o-", markersize=3, linewidth=0.6, color=colour)
    panel.set_ylabel("share of times that the mode was right", fontsize=8)
    panel.legend(fontsize=7)
    below.set_yscale("log")
    below.set_ylabel("times", fontsize=8)
    below.set_xlabel("probability that a mode was given", fontsize=8)
    for axes in (panel, below):
        axes.tick_params(labelsize=7)
    figure.tight_layout()
    target.mkdir(parents=True, exist_ok=True)
    figure.savefig(target / "diagnosis-calibration.svg", metadata={"Date": None})


def wilson(share, n, z=1.96):
    """The 95 % interval of a share (Wilson, 1927); it holds the share itself."""
    middle, half = (share + z * z / (2 * n)) / (1 + z * z / n), z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return min(share, middle - half), max(share, middle + half)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(root / ".build/release/assay"))
    parser.add_argument("--seed", type=int, default=100, help="of the first simulated case")
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=usual_sizes, help="records a day")
    parser.add_argument("--healthy", type=int, default=4, help="healthy months of each shape and size")
    parser.add_argument("--every", type=int, default=1, help="only every so many simulated cases, for a quick look")
    parser.add_argument("--only", default="", help="only simulated failures with this in their mode or form")
    parser.add_argument("--real", type=int, default=0, help="cases of real tables")
    parser.add_argument("--real-seed", type=int, default=4)
    parser.add_argument("--cases", type=pathlib.Path, help="a folder of cases of real tables that are there already")
    parser.add_argument("--data", type=pathlib.Path, default=root.parent / "shared/data", help="the real tables")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--save", type=pathlib.Path, help="file for what was found, a case a line, as it is found")
    parser.add_argument("--from", dest="saved", type=pathlib.Path, help="such a file: nothing is run")
    parser.add_argument("--plot", type=pathlib.Path, help="folder for the plot")
    options, check = parser.parse_known_args()
    if options.saved:
        rows = [json.loads(line) for line in options.saved.read_text().splitlines()]
    else:
        rows = run(options, check)
    broken = [row for row in rows if row.get("failed")]
    rows = [row for row in rows if not row.get("failed")]
    tables(rows)
    if options.plot:
        plot(rows, options.plot)
    if broken:
        raise SystemExit(f"{len(broken)} cases could not be checked")


def run(options, check):
    begin = time.monotonic()
    if options.save:
        options.save.write_text("")
    wanted = [one for one in plan(options.seed, options.sizes, options.healthy) if options.only in f"{one['mode']}/{one['submode']}"][::options.every]
    # Large ones first: none is waited for at the end.
    wanted.sort(key=lambda one: -one["size"])
    made = tempfile.mkdtemp(prefix="assay-grid-real-") if options.real else None
    try:
        folder = options.cases
        if made:
            folder = pathlib.Path(made)
            subprocess.run([sys.executable, root / "Benchmarks/Detection/real_cases.py", "--data", options.data, "--cases", str(options.real), "--seed",
                str(options.real_seed), "--output", folder, "--jobs", str(options.jobs)], check=True, stdout=subprocess.DEVNULL)
        names = sorted(path.stem for path in (folder / "truth").glob("*.json")) if folder else []
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            jobs = [pool.submit(functools.partial(simulated, one, options.program, check)) for one in wanted]
            jobs += [pool.submit(real, name, folder, options.program, check) for name in names]
            for place, job in enumerate(concurrent.futures.as_completed(jobs), 1):
                if options.save:
                    with options.save.open("a") as file:
                        file.write(json.dumps(job.result()) + "\n")
                if place % 20 == 0:
                    print(f"{place} of {len(jobs)} after {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
            rows = [job.result() for job in jobs]
    finally:
        if made:
            shutil.rmtree(made)
    print(f"{len(rows)} cases in {(time.monotonic() - begin) / 60:.1f} minutes, {options.jobs} at a time")
    return rows


if __name__ == "__main__":
    main()
