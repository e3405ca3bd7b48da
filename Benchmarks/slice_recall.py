"""Whether planted slices are found: tables with one bad slice of known depth, size and effect, and `assay slices` on them.

Usage: python Benchmarks/slice_recall.py PROGRAM [--rows 20000] [--tables 20] [--depths 1,2,3] [--seed 20260711]

Each table has five columns of numbers and five of categories, and a model that errs in a tenth of the cases; in a slice of one to three
conditions (a number above or below a place, and categories) it errs more often. A slice counts as found when one that is told shares four
fifths of the records (Jaccard) with it, and as named when its conditions are on the planted slice's columns and no others. What is told and
shares less than a fifth of its records with it is false. "Known" is how often somebody who knew the slice would be sure that it is bad
(5 %, one test on the half of the records on which slices are confirmed): nobody finds more. Needs numpy, pandas, pyarrow and duckdb.
"""

import argparse
import itertools
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
CATEGORIES = {"region": 4, "device": 3, "plan": 5, "member": 2}
NUMBERS = ["age", "income", "reading_a", "reading_b"]


def conditions(random, depth, share):
    """Columns of categories of which one value each, and a number, leave room for a share of the records; `None` where none do."""
    fitting = [kinds for kinds in itertools.combinations(CATEGORIES, depth - 1) if share * np.prod([CATEGORIES[kind] for kind in kinds]) <= 0.9]
    return (list(fitting[random.integers(len(fitting))]), str(random.choice(NUMBERS))) if fitting else None


def made(random, rows, share, effect, kinds, number):
    """A table, and which of its records are in the slice."""
    table = pandas.DataFrame({
        "age": random.integers(18, 90, rows), "income": random.lognormal(10, 0.7, rows).round(2), "visits": random.poisson(3, rows),
        "reading_a": random.normal(size=rows), "reading_b": random.uniform(0, 1, rows),
        "region": random.choice(["north", "south", "east", "west"], rows), "device": random.choice(["phone", "tablet", "desk"], rows),
        "plan": random.choice(["a", "b", "c", "d", "e"], rows), "source": random.choice([f"s{i}" for i in range(12)], rows),
        "member": random.choice([True, False], rows),
    })
    part = share * np.prod([CATEGORIES[kind] for kind in kinds])
    inside = table[number] < table[number].quantile(part) if random.random() < 0.5 else table[number] >= table[number].quantile(1 - part)
    for kind in kinds:
        inside &= table[kind] == random.choice(table[kind].unique())
    table["actual"] = random.integers(0, 2, rows)
    table["prediction_label"] = np.where(random.random(rows) < np.where(inside, 0.1 + effect, 0.1), 1 - table.actual, table.actual)
    return table, inside.to_numpy()


def known(random, table, inside):
    """Whether the slice's errors are significantly more than the others', in a random half of the records."""
    half = random.random(len(table)) < 0.5
    wrong = (table.actual != table.prediction_label).to_numpy()
    own, rest = wrong[half & inside], wrong[half & ~inside]
    error = np.sqrt(own.var() / len(own) + rest.var() / len(rest))
    return own.mean() - rest.mean() > 1.645 * error


def members(records, slice):
    """The records of a slice, by DuckDB: its language is nearly SQL."""
    condition = re.sub(r"is_null\((\w+)\)", r"\1 IS NULL", re.sub(r'"([^"]*)"', r"'\1'", slice))
    return duckdb.sql(f"SELECT ({condition}) AS inside FROM records").df().inside.to_numpy()


def found(program, folder, table, inside, columns):
    """Whether the slice was found, whether by the right columns, and how many others were told."""
    path = folder / "table.parquet"
    table.to_parquet(path)
    output = subprocess.run(
        [program, "slices", "--current", path, "--loss", "zero_one", "--json", "-"], capture_output=True, text=True, check=True).stdout
    is_found, is_named, others = False, False, 0
    for slice in json.loads(output)["slices"]:
        own = members(table, slice["slice"])
        both = (own & inside).sum()
        if both / (own | inside).sum() >= 0.8:
            is_found = True
            is_named |= {name for name in table.columns if re.search(rf"\b{name}\b", slice["slice"])} == set(columns)
        others += both / own.sum() < 0.2
    return is_found, is_named, others


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--tables", type=int, default=20)
    parser.add_argument("--depths", default="1,2,3")
    parser.add_argument("--seed", type=int, default=20260711)
    arguments = parser.parse_args()
    print(f"{arguments.rows} rows, {arguments.tables} tables each: share found, and by the right columns (known) [false ones in all]")
    with tempfile.TemporaryDirectory() as folder:
        for depth in map(int, arguments.depths.split(",")):
            print(f"\n| conditions: {depth}; errors in the slice | " + " | ".join(f"{share:.0%} of the records" for share in SHARES) + " |")
            print("|---" * (len(SHARES) + 1) + "|")
            for effect in EFFECTS:
                cells = []
                for share in SHARES:
                    random = np.random.default_rng([arguments.seed, depth, int(1000 * effect), int(1000 * share)])
                    if conditions(random, depth, share) is None:
                        cells.append("-")
                        continue
                    results = []
                    for _ in range(arguments.tables):
                        kinds, number = conditions(random, depth, share)
                        table, inside = made(random, arguments.rows, share, effect, kinds, number)
                        results.append((*found(arguments.program, pathlib.Path(folder), table, inside, kinds + [number]), known(random, table, inside)))
                    hits, names, others, sure = zip(*results)
                    cells.append(f"{np.mean(hits):.0%}, {np.mean(names):.0%} ({np.mean(sure):.0%}) [{sum(others)}]")
                print(f"| {0.1 + effect:.0%} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
