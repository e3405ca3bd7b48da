"""Writes what Evidently and NannyML say of a few made tables, for the tests of `--rules evidently` and `--rules nannyml`.

Usage: python peers.py [output folder]
Asks the peers that are installed. Each wants an environment of its own, as they need other packages:
scripts/requirements/peers-evidently.txt and peers-nannyml.txt (Python 3.11). The environment of `make references` has neither, so that
nothing is written there. The files hold how each table is made, so that tests make the same ones, and the peer's output.
Written with Evidently 0.7.21 and NannyML 0.13.1.
"""

import importlib.util
import json
import math
import os
import sys
import warnings
from pathlib import Path

# Before they are imported, as they would report that they are used.
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
os.environ["DO_NOT_TRACK"] = "1"
warnings.filterwarnings("ignore")

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "PeerFiguresTests" / "Reference"
MASK = (1 << 64) - 1
START = 1_700_006_400  # A midnight in UTC.


class SplitMix64:
    """Vigna's generator, as in Sources/Statistics/Random."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


def cells(column, rows):
    """One column's values; `Tests/PeerFiguresTests/MadeTable.swift` does the same. All arithmetic is exact."""
    random = SplitMix64(column["seed"])
    result = []
    for row in range(rows):
        first, second = random.next(), random.next()
        kind = column["kind"]
        if kind == "bell":  # About normal: four uniform numbers.
            parts = sum((bits >> shift) & 0xFFFF for bits in (first, second) for shift in (0, 16))
            value = (parts - 131_070) / 65_536 * column["scale"] + column["shift"]
        elif kind == "whole":
            value = float(first % column["count"] + column["shift"])
        elif kind == "integer":
            value = first % column["count"] + column["shift"]
        elif kind == "boolean":
            value = first % 1_000 < column["share"]
        elif kind == "category":
            place, left = 0, first % sum(column["weights"])
            while left >= column["weights"][place]:
                left -= column["weights"][place]
                place += 1
            value = column["values"][place]
        elif kind == "time":  # Each moment once, not in order.
            value = (row * 7_919 % rows) * column["step"] + START
        if second >> 40 < column.get("nulls", 0) * (1 << 24) // 1_000:
            value = None
        if column.get("gap") and column["gap"][0] <= row < column["gap"][1]:
            value = None
        result.append(value)
    return result


def table(spec):
    import pandas as pd

    columns = {column["name"]: cells(column, spec["rows"]) for column in spec["columns"]}
    frame = {}
    for column in spec["columns"]:
        values = columns[column["name"]]
        if column["kind"] == "time":
            frame[column["name"]] = pd.to_datetime(pd.Series(values), unit="s")
        elif column["kind"] == "category":
            frame[column["name"]] = pd.Series(values, dtype="object")
        elif None in values and column["kind"] != "boolean":
            frame[column["name"]] = pd.Series(values, dtype="float64")
        else:
            frame[column["name"]] = pd.Series(values)
    return pd.DataFrame(frame)


def sides(seed, reference_rows, current_rows, shift=0.0, time=None):
    """A reference and a current table of all kinds of columns; `shift` is by how much the current ones moved."""
    moved = int(shift * 100)

    def columns(seed, moved, shift):
        result = [
            {"name": "amount", "kind": "bell", "scale": 3.0, "shift": 10 + shift},
            {"name": "holes", "kind": "bell", "scale": 100.0, "shift": shift * 40, "nulls": 150 + 2 * moved},
            {"name": "narrow", "kind": "bell", "scale": 0.0001220703125, "shift": 0.0},
            {"name": "grade", "kind": "whole", "count": 4 + (1 if moved else 0), "shift": 1},
            {"name": "two", "kind": "whole", "count": 2, "shift": 0},
            {"name": "same", "kind": "whole", "count": 1, "shift": 7},
            {"name": "visits", "kind": "integer", "count": 60, "shift": moved // 4},
            {"name": "code", "kind": "integer", "count": 6, "shift": 0},
            {"name": "fewer", "kind": "integer", "count": 30 if not moved else 8, "shift": 0},
            {"name": "part", "kind": "integer", "count": 8, "shift": 0, "nulls": 60},
            {"name": "flag", "kind": "boolean", "share": 300 + 2 * moved},
            {"name": "colour", "kind": "category", "values": ["red", "green", "blue", "grey"],
             "weights": [50, 30 + moved // 2, 15, 5]},
            {"name": "newcomer", "kind": "category", "values": ["a", "b", "c", "d", "e"],
             "weights": [40, 40, 20, 1 if moved else 0, 2 if moved else 0], "nulls": 20},
            {"name": "yes", "kind": "category", "values": ["no", "yes"], "weights": [80, 20 + moved // 4]},
            {"name": "late", "kind": "category", "values": ["x", "y", "z"], "weights": [5, 3, 2], "nulls": 30 if moved else 0},
            {"name": "maybe", "kind": "boolean", "share": 400, "nulls": 40},
        ]
        for place, column in enumerate(result):
            column["seed"] = seed * 1_000 + place
        return result

    reference = columns(seed, 0, 0.0)
    current = columns(seed + 1, moved, shift)
    if time:
        for side in (reference, current):
            side.append({"name": "timestamp", "kind": "time", "step": time, "seed": 0})
    return {
        "reference": {"rows": reference_rows, "columns": reference},
        "current": {"rows": current_rows, "columns": current},
    }


def large(seed, shift):
    """Enough reference rows for NannyML to bin; with values outside of the reference's range."""
    result = sides(seed, 12_003, 6_000, shift)
    keep = {"amount", "visits", "colour"}
    for side in ("reference", "current"):
        result[side]["columns"] = [column for column in result[side]["columns"] if column["name"] in keep]
    result["current"]["columns"][0]["scale"] = 4.0
    return result


def cases():
    gap = sides(11, 600, 300)
    gap["current"]["columns"][0]["gap"] = [30, 60]
    return [
        {"name": "small, unchanged", **sides(1, 1_000, 1_000)},
        {"name": "small, a little moved", **sides(3, 900, 437, 0.1)},
        {"name": "small, moved", **sides(5, 613, 2_000, 0.6)},
        {"name": "medium, unchanged", **sides(7, 1_001, 300)},
        {"name": "medium, moved", **sides(9, 3_000, 1_111, 0.3)},
        {"name": "a chunk without values", **gap},
        {"name": "by day", "period": "D", **sides(13, 1_500, 700, 0.2, time=888)},
        {"name": "large, moved", **large(15, 0.2)},
    ]


def plain(value):
    """Numbers as JSON has them, with ten digits: NaN becomes null."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.10g}") if math.isfinite(value) else None
    return value


def evidently(case):
    """The drift report on all current records and, where windows are asked for, on each of the first three."""
    reference, current = table(case["reference"]), table(case["current"])
    output = evidently_report(reference, current)
    if "period" in case:
        periods = current["timestamp"].dt.to_period(case["period"])
        output["windows"] = [evidently_report(reference, current[periods == one]) for one in sorted(periods.unique())[:3]]
    return output


def evidently_tables():
    """The drift report on NannyML's tables, where they are: all columns but identities, times, labels and texts."""
    import pandas as pd
    from evidently.core.datasets import infer_column_type

    folder = Path(os.environ.get("ASSAY_SHARED", Path(__file__).resolve().parents[3] / "shared" / "data")) / "nannyml"
    output = []
    for name in ("car_loan", "car_loan_dq", "multiclass", "car_price", "titanic"):
        if not (folder / f"{name}_reference.parquet").exists():
            return None
        reference, current = (pd.read_parquet(folder / f"{name}_{part}.parquet") for part in ("reference", "analysis"))
        columns = [
            column for column in current.columns
            if column in reference.columns and column != "id" and infer_column_type(current[column]).value in ("num", "cat")
        ]
        output.append({"dataset": name, **evidently_report(reference, current, columns)})
    return output


def evidently_report(reference, current, columns=None):
    from evidently import Report
    from evidently.legacy.calculations.stattests.registry import _registered_stat_tests
    from evidently.presets import DataDriftPreset

    names = {test.display_name: name for name, tests in _registered_stat_tests.items() for test in tests.values()}
    report = Report([DataDriftPreset(columns=columns)], include_tests=True)
    result = report.run(current, reference).dict()
    drifted = {
        test["metric_config"]["params"]["column"]: test["status"] != "SUCCESS"
        for test in result["tests"]
        if "column" in test["metric_config"]["params"]
    }
    output = {"columns": []}
    for metric in result["metrics"]:
        config = metric["config"]
        if "column" not in config:
            output.update(metric["value"])
            continue
        output["columns"].append({
            "column": config["column"], "method": names[config["method"]], "value": plain(metric["value"]),
            "threshold": config["threshold"], "drifted": drifted[config["column"]],
        })
    output["dataset_drift"] = [
        test["status"] != "SUCCESS" for test in result["tests"] if "column" not in test["metric_config"]["params"]][0]
    return output


def nannyml(case):
    import nannyml

    reference, current = table(case["reference"]), table(case["current"])
    columns = [column["name"] for column in case["reference"]["columns"] if column["kind"] != "time"]
    chunking = {"timestamp_column_name": "timestamp", "chunk_period": case["period"]} if "period" in case else {}
    categorical = [c for c in columns if reference[c].dtype in ("object", "bool")]

    def series(calculator, select):
        result = calculator.fit(reference).calculate(current).to_df()
        period = [c for c in result.columns if c[-1] == "period"][0]
        rows = {name: result[result[period] == name] for name in ("reference", "analysis")}
        output = []
        for column, key in select(result.columns):
            def get(name, side):
                return [plain(value) for value in rows[side][key + (name,)]]

            output.append({
                "column": column, "method": key[1] if len(key) > 1 else None,
                "reference": get("value", "reference"), "current": get("value", "analysis"),
                "upper": get("upper_threshold", "analysis")[0], "lower": get("lower_threshold", "analysis")[0],
                "alerts": get("alert", "analysis"),
            })
        return output

    def keys(columns, depth):
        return [(c[0], c[:depth]) for c in columns if c[-1] == "value"]

    return {
        "univariate": series(
            nannyml.UnivariateDriftCalculator(
                column_names=columns, continuous_methods=["jensen_shannon", "kolmogorov_smirnov", "wasserstein", "hellinger"],
                categorical_methods=["jensen_shannon", "chi2", "l_infinity", "hellinger"], **chunking),
            lambda all: keys(all, 2)),
        "missing": series(
            nannyml.MissingValuesCalculator(column_names=columns, **chunking), lambda all: keys(all, 1)),
        "unseen": series(
            nannyml.UnseenValuesCalculator(column_names=categorical, **chunking), lambda all: keys(all, 1)) if categorical else [],
    }


def write(file, output):
    file.write_text(json.dumps(output, separators=(",", ":"), allow_nan=False) + "\n")


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for peer, judge in {"evidently": evidently, "nannyml": nannyml}.items():
        if importlib.util.find_spec(peer) is None:
            print(f"peers.py: {peer} is not installed here; {peer}.json stays as it is")
            continue
        write(folder / f"{peer}.json", [{**case, peer: judge(case)} for case in cases()])
        if peer == "evidently" and (tables := evidently_tables()) is not None:
            write(folder / "evidently-tables.json", tables)


if __name__ == "__main__":
    main()
