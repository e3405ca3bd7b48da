"""Whether planted slices are found: tables with one bad slice of known size and effect, and `assay slices` on them.

Usage: python Benchmarks/slice_recall.py PROGRAM [--rows 20000] [--tables 20]

Each table has five columns of numbers and five of categories, and a model that errs in a tenth of the cases; in a slice of two conditions
(a category, and a number above or below a place) it errs more often. A slice counts as found when one that is told shares four fifths of
the records (Jaccard) with it; what is told beside it and shares less than a fifth of its records is false. Needs numpy, pandas and duckdb.
"""

import argparse
import json
import pathlib
import re
import subprocess
import tempfile

import duckdb
import numpy as np
import pandas

SHARES = [0.02, 0.05, 0.1, 0.2]
EFFECTS = [0.0, 0.05, 0.1, 0.2, 0.3]


def made(random, rows, share, effect):
    """A table, and which of its records are in the slice."""
    table = pandas.DataFrame({
        "age": random.integers(18, 90, rows), "income": random.lognormal(10, 0.7, rows).round(2), "visits": random.poisson(3, rows),
        "reading_a": random.normal(size=rows), "reading_b": random.uniform(0, 1, rows),
        "region": random.choice(["north", "south", "east", "west"], rows), "device": random.choice(["phone", "tablet", "desk"], rows),
        "plan": random.choice(["a", "b", "c", "d", "e"], rows), "source": random.choice([f"s{i}" for i in range(12)], rows),
        "member": random.choice([True, False], rows),
    })
    kind = random.choice(["region", "device", "plan"])
    number = random.choice(["age", "income", "reading_a", "reading_b"])
    levels = table[kind].nunique()
    part = min(share * levels, 0.95)
    inside = table[kind] == random.choice(table[kind].unique())
    inside &= table[number] < table[number].quantile(part) if random.random() < 0.5 else table[number] >= table[number].quantile(1 - part)
    table["actual"] = random.integers(0, 2, rows)
    table["prediction_label"] = np.where(random.random(rows) < np.where(inside, 0.1 + effect, 0.1), 1 - table.actual, table.actual)
    return table, inside.to_numpy()


def members(records, slice):
    """The records of a slice, by DuckDB: its language is nearly SQL."""
    condition = re.sub(r"is_null\((\w+)\)", r"\1 IS NULL", re.sub(r'"([^"]*)"', r"'\1'", slice))
    return duckdb.sql(f"SELECT ({condition}) AS inside FROM records").df().inside.to_numpy()


def found(program, folder, table, inside):
    """Whether the slice was found, and how many others were told."""
    path = folder / "table.parquet"
    table.to_parquet(path)
    output = subprocess.run(
        [program, "slices", "--current", path, "--loss", "zero_one", "--json", "-"], capture_output=True, text=True, check=True).stdout
    is_found, others = False, 0
    for slice in json.loads(output)["slices"]:
        own = members(table, slice["slice"])
        both = (own & inside).sum()
        is_found |= both / (own | inside).sum() >= 0.8
        others += both / own.sum() < 0.2
    return is_found, others


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--tables", type=int, default=20)
    arguments = parser.parse_args()
    print(f"{arguments.rows} rows, {arguments.tables} tables each: share found (others told in all)")
    print("| errors in the slice | " + " | ".join(f"{share:.0%} of the records" for share in SHARES) + " |")
    print("|---" * (len(SHARES) + 1) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for effect in EFFECTS:
            cells = []
            for share in SHARES:
                random = np.random.default_rng([20260711, int(1000 * effect), int(1000 * share)])
                results = [
                    found(arguments.program, pathlib.Path(folder), *made(random, arguments.rows, share, effect)) for _ in range(arguments.tables)
                ]
                cells.append(f"{np.mean([hit for hit, _ in results]):.0%} ({sum(others for _, others in results)})")
            print(f"| {0.1 + effect:.0%} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
