#!/usr/bin/env python3
"""How often `assay skew` names a transformation of real columns, with keys and without, and whom it accuses wrongly. See docs/skew.md.

    Benchmarks/skew.py --program .build/release/assay --data ../shared/data

Needs pandas and pyarrow, adult.parquet, elec2.parquet, and of hotel_bookings, bike_sharing_hourly, compas_two_years and nannyml's car_loan
what there is. With keys the whole table is compared with its copy in which one column was changed; without, one half of the rows with the other
half in which it was. A constant is right when it is off by no more than a millionth of itself with keys, and two in a hundred without; a mapping
when all its pairs are right and cover half of the rows or more. Untouched columns are compared with themselves in another order, written as
text and read again, and without keys over random parts and over stretches of time, in which they drift by themselves.
"""

import argparse
import io
import json
import pathlib
import subprocess
import tempfile

import numpy
import pandas


def recoded(values):
    return {value: str(code) for code, value in enumerate(sorted(values.dropna().unique()))}


def rotated(values):
    names = sorted(values.dropna().unique())
    return dict(zip(names, names[1:] + names[:1]))


def kinds(whole):
    """Name, table, column, the transformation, what must be found, and the constants by name: exact with keys, to two in a hundred without."""
    mean, spread = whole["adult"].fnlwgt.mean(), whole["adult"].fnlwgt.std()

    def column(function):
        return lambda frame, name: frame.assign(**{name: function(frame[name])})

    def swap(frame, name):
        return frame.assign(nswdemand=frame.vicdemand, vicdemand=frame.nswdemand)

    return [
        ("hours to minutes", "adult", "hours_per_week", column(lambda x: x * 60.0), "unit", {"slope": 60}),
        ("°C to °F", "adult", "hours_per_week", column(lambda x: x * 1.8 + 32), "unit", {"slope": 1.8, "intercept": 32}),
        ("kg to lb", "elec2", "nswdemand", column(lambda x: x / 0.45359237), "unit", {"slope": 1 / 0.45359237}),
        ("another factor", "adult", "fnlwgt", column(lambda x: x * 0.37), "scale", {"slope": 0.37}),
        ("an offset", "adult", "age", column(lambda x: x + 17), "offset", {"intercept": 17}),
        ("factor and offset", "elec2", "nswdemand", column(lambda x: 1.7 * x + 0.4), "affine", {"slope": 1.7, "intercept": 0.4}),
        ("log", "adult", "fnlwgt", column(numpy.log), "log", {}),
        ("log1p", "adult", "hours_per_week", column(numpy.log1p), "log1p", {}),
        ("exp", "elec2", "transfer", column(numpy.exp), "exp", {}),
        ("the sign turned", "elec2", "transfer", column(lambda x: -x), "sign_flip", {}),
        ("standardised", "adult", "fnlwgt", column(lambda x: (x - mean) / spread), "standardised", {"mean": mean, "deviation": spread}),
        ("other standardisation", "elec2", "z_demand", column(lambda x: 1.3 * x + 0.3), "other_standardisation", {"slope": 1.3, "intercept": 0.3}),
        ("rounded", "elec2", "nswprice", column(lambda x: x.round(2)), "rounded", {"digits": 2}),
        ("clipped", "adult", "age", column(lambda x: x.clip(upper=60)), "clipped", {"upper": 60}),
        ("default for null", "elec2", "holes", column(lambda x: x.fillna(-1)), "default_for_null", {"value": -1}),
        ("null for default", "adult", "education_num", column(lambda x: x.where(x != 9)), "null_for_value", {"value": 9}),
        ("codes in another order", "adult", "education", column(lambda x: x.map(rotated(x))), "reordered", {"mapping": rotated(whole["adult"].education)}),
        ("other codes", "adult", "workclass", column(lambda x: x.map(recoded(x))), "recoded", {"mapping": recoded(whole["adult"].workclass)}),
        ("lower case", "adult", "occupation", column(lambda x: x.str.lower()), "letter_case", {"name": "lower case"}),
        ("texts cut", "adult", "native_country", column(lambda x: x.str[:4]), "truncated_text", {"length": 4}),
        ("swapped columns", "elec2", "nswdemand", swap, "swapped", {"name": "vicdemand"}),
        ("time zone", "elec2", "hour", column(lambda x: (x + 10) % 24), "time_zone", {"shift": 10}),
        ("stale", "elec2", "nswprice", column(lambda x: x.shift(1).fillna(x)), "stale", {"lag": 1}),
        ("frozen", "elec2", "vicdemand", column(lambda x: x * 0 + 0.4), "frozen", {"value": 0.4}),
    ]


class Trial:
    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)

    def report(self, before, after, keyed):
        before.to_parquet(self.folder / "before.parquet")
        after.to_parquet(self.folder / "after.parquet")
        sides = ["--offline", "--online"] if keyed else ["--reference", "--current"]
        command = [self.program, "skew", sides[0], str(self.folder / "before.parquet"), sides[1], str(self.folder / "after.parquet"), "--json", "-"]
        return json.loads(subprocess.run(command + (["--key", "row"] if keyed else []), capture_output=True, check=True).stdout)


def wrong(found, constants, precision, before):
    """What of the constants is not as it was made; nothing when all is."""
    for name, value in constants.items():
        told = found["mapping"] if name == "mapping" else found["name"] if name == "name" else found["parameters"].get(name, numpy.nan)
        if name == "mapping":
            shares = before.value_counts(normalize=True)
            moved = {one: other for one, other in value.items() if one != other}
            right = all(value.get(one) == other for one, other in told.items())
            if not right or sum(shares.get(one, 0) for one in told) < 0.5 * sum(shares.get(one, 0) for one in moved):
                return f"another mapping: {told}"
        elif name == "name":
            if told != value:
                return f"another name: {told}"
        elif not abs(told - value) <= precision * abs(value):
            return f"another {name}: {told}"
    return ""


def verdict(report, column, kind, constants, precision, before):
    feature = next(feature for feature in report["features"] if feature["name"] == column)
    others = [f["name"] for f in report["features"] if f["status"] == "transformed" and f["name"] != column]
    for found in feature["transformations"]:
        if found["kind"] != kind:
            continue
        return wrong(found, constants, precision, before) or "found", others
    names = ", ".join(found["kind"] for found in feature["transformations"]) or "nothing"
    return names, others


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/assay")
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--rows", type=int, help="take a sample of so many rows of each table")
    options = parser.parse_args()
    data = pathlib.Path(options.data)
    rng = numpy.random.default_rng(3)

    def read(name):
        frame = pandas.read_parquet(data / name)
        if options.rows and len(frame) > options.rows:
            # A stretch, so that the row before is the row before; elec2's first year has no other state's figures.
            start = 25_000 if name.startswith("elec2") else 0
            frame = frame.iloc[start : start + options.rows].reset_index(drop=True)
        return frame

    adult, elec = read("adult.parquet"), read("elec2.parquet")
    elec["hour"] = elec.timestamp.dt.hour
    elec["z_demand"] = (elec.nswdemand - elec.nswdemand.mean()) / elec.nswdemand.std()
    elec["holes"] = elec.transfer.where(rng.random(len(elec)) > 0.15)
    whole = {"adult": adult.drop(columns="income"), "elec2": elec.drop(columns="class")}
    for table in whole.values():
        table.insert(0, "row", range(len(table)))
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(options.program, folder)
        found = {True: 0, False: 0}
        print("| transformation | column | with keys | without keys |\n|---|---|---|---|")
        trials = kinds(whole)
        for name, table, column, change, kind, constants in trials:
            cells = []
            for keyed in [True, False]:
                frame = whole[table]
                chosen = rng.random(len(frame)) < 0.5
                before, after = (frame, frame) if keyed else (frame[chosen], frame[~chosen])
                if not keyed:
                    before, after = before.drop(columns="row"), after.drop(columns="row")
                told, others = verdict(trial.report(before, change(after, column), keyed), column, kind, constants, 1e-6 if keyed else 0.02, before[column])
                others = [other for other in others if not (kind == "swapped" and other == "vicdemand")]
                found[keyed] += told == "found"
                cells.append(told + (f"; also accused: {', '.join(others)}" if others else ""))
            print(f"| {name} | {table}.{column} | {cells[0]} | {cells[1]} |", flush=True)
        print(f"\nright: {found[True]} of {len(trials)} with keys, {found[False]} of {len(trials)} without\n")

        for name in ["hotel_bookings", "bike_sharing_hourly", "compas_two_years", "nannyml/car_loan_reference"]:
            if (data / f"{name}.parquet").exists():
                whole[name] = read(f"{name}.parquet")
                whole[name]["row"] = range(len(whole[name]))
        untouched(trial, whole, options.splits, rng)


def untouched(trial, whole, splits, rng):
    """Counts who is accused of what nobody did."""
    looked, accused = {}, []

    def look(how, name, before, after, keyed, innocent):
        for feature in trial.report(before, after, keyed)["features"]:
            looked[how] = looked.get(how, 0) + 1
            if feature["status"] not in innocent:
                accused.append(f"{how}, {name}.{feature['name']}: {feature['transformations'][0]['sentence']}")

    for name, frame in whole.items():
        # As text and back: what printing does to floats is no skew.
        again = pandas.read_csv(io.StringIO(frame.sample(frac=1, random_state=5).to_csv(index=False, float_format="%.15g")), keep_default_na=False, na_values=[""])
        for column in frame.columns:
            again[column] = again[column].astype(frame[column].dtype)
        look("with keys, printed and shuffled", name, frame, again, True, ["alike", "cannot_tell"])
    for split in range(splits):
        for name, frame in whole.items():
            frame = frame.drop(columns="row")
            chosen = rng.random(len(frame)) < rng.uniform(0.1, 0.9)
            look("without keys, random parts", name, frame[chosen], frame[~chosen], False, ["alike", "different", "cannot_tell"])
            if split < 8:
                # Rows are in the order of time, or of collection.
                parts = [frame.iloc[place] for place in numpy.array_split(numpy.arange(len(frame)), 9)]
                look("without keys, one stretch and the next", name, parts[split], parts[split + 1], False, ["alike", "different", "cannot_tell"])
    for how, count in looked.items():
        lines = [line for line in accused if line.startswith(how)]
        print(f"untouched, {how}: {len(lines)} of {count} comparisons of a column accused")
        for line in lines:
            print("  " + line)


if __name__ == "__main__":
    main()
