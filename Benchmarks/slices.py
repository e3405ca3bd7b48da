"""How long the search for slices takes: against counting every slice on bitmaps in NumPy, and against the package sliceline on Adult.

Usage: python Benchmarks/slices.py SLICE_BENCH [adult.parquet] [--rows 1000000]

SLICE_BENCH is the program that `ASSAY_BENCHMARKS=1 swift build -c release --product SliceBench` makes. All of it runs in this one go, and
what both find is compared. Processor seconds are of the search alone, without reading.
"""

import argparse
import json
import resource
import subprocess
import tempfile
import time

import numpy as np


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def ours(program, codes, losses, alpha, support, k, depth):
    """What Assay finds, with its seconds and the most memory of its process."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(np.ascontiguousarray(codes.T, dtype=np.uint8).tobytes())
        file.write(losses.astype(np.float64).tobytes())
        file.flush()
        arguments = [program, file.name, *map(str, (len(losses), codes.shape[1], alpha, support, k, depth))]
        return json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)


def bitmaps(codes, losses, alpha, support, k):
    """Every slice of up to three conditions, counted on packed bitmaps; losses are 0 or 1."""
    rows, columns = codes.shape
    pad = -rows % 64
    items = [(column, int(value)) for column in range(columns) for value in np.unique(codes[:, column])]

    def packed(flags):
        return np.packbits(np.concatenate([flags, np.zeros(pad, bool)])).view(np.uint64)

    bits = np.stack([packed(codes[:, column] == value) for column, value in items])
    wrong = packed(losses > 0)
    mean = losses.mean()
    found = []

    def take(names, sizes, errors):
        with np.errstate(divide="ignore", invalid="ignore"):
            scores = alpha * (errors / sizes / mean - 1) - (1 - alpha) * (rows / sizes - 1)
        for place in np.flatnonzero((sizes >= support) & (scores > 0)):
            found.append((float(scores[place]), int(sizes[place]), names(place)))

    def count(words):
        return np.bitwise_count(words).sum(axis=-1, dtype=np.int64)

    take(lambda place: [items[place]], count(bits), count(bits & wrong))
    first_of = {column: next(i for i, item in enumerate(items) if item[0] == column) for column in range(columns)} | {columns: len(items)}
    for one, item in enumerate(items):
        start = first_of[item[0] + 1]
        if start == len(items):
            continue
        pairs = bits[start:] & bits[one]
        take(lambda place: [item, items[start + place]], count(pairs), count(pairs & wrong))
        for place, pair in enumerate(pairs):
            other = items[start + place]
            rest = first_of[other[0] + 1]
            if rest == len(items):
                continue
            triples = bits[rest:] & pair
            take(lambda third: [item, other, items[rest + third]], count(triples), count(triples & wrong))
    return sorted(found, key=lambda slice: (-slice[0], len(slice[2])))[:k]


def against_bitmaps(program, rows, values, alpha):
    random = np.random.default_rng(20260711)
    codes = random.integers(0, values, size=(rows, 20), dtype=np.uint8)
    chance = np.where((codes[:, 3] == 1) & (codes[:, 7] == 2), 0.5, 0.2)
    losses = (random.random(rows) < chance).astype(float)
    support, k = rows // 100, 10
    own = ours(program, codes, losses, alpha, support, k, 3)
    before = processor_seconds()
    start = time.monotonic()
    expected = bitmaps(codes, losses, alpha, support, k)
    seconds, wall = processor_seconds() - before, time.monotonic() - start
    agree = len(expected) == len(own["slices"]) and all(
        abs(left[0] - right["score"]) < 1e-9 and left[1] == right["size"] for left, right in zip(expected, own["slices"]))
    print(f"{rows} x 20, {values} values a column, depth 3, alpha {alpha}, {len(expected)} slices, {'the same' if agree else 'NOT THE SAME'}:")
    print(f"  bitmaps in NumPy  {seconds:7.2f} processor seconds, {wall:6.2f} s")
    print(f"  Assay             {own['cpu']:7.2f} processor seconds, {own['wall']:6.2f} s, {own['memory']:.0f} MiB")


def against_sliceline(program, path):
    import pandas
    from sliceline.slicefinder import Slicefinder

    table = pandas.read_parquet(path)
    income = table.pop("income")
    losses = ((table.education_num >= 13) != (income == ">50K")).to_numpy().astype(float)
    codes = np.column_stack([
        pandas.qcut(column, 8, labels=False, duplicates="drop") if column.dtype.kind in "if" else pandas.factorize(column, use_na_sentinel=False)[0]
        for _, column in table.items()
    ]).astype(np.uint8)
    k, support = 10, 325
    own = ours(program, codes, losses, 0.95, support, k, 3)
    before = processor_seconds()
    start = time.monotonic()
    finder = Slicefinder(alpha=0.95, k=k, max_l=3, min_sup=support, verbose=False).fit(codes.astype(int), losses)
    seconds, wall = processor_seconds() - before, time.monotonic() - start
    scores = [slice["slice_score"] for slice in finder.top_slices_statistics_][:k]
    agree = np.allclose(scores, [slice["score"] for slice in own["slices"]][:k])
    print(f"Adult, {codes.shape[0]} x {codes.shape[1]}, depth 3, {len(scores)} slices, {'the same scores' if agree else 'NOT THE SAME'}:")
    print(f"  sliceline         {seconds:7.2f} processor seconds, {wall:6.2f} s")
    print(f"  Assay             {own['cpu']:7.3f} processor seconds, {own['wall']:6.3f} s, {own['memory']:.0f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("adult", nargs="?")
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args()
    for values, alpha in ((4, 0.95), (4, 0.99), (8, 0.95), (8, 0.99)):
        against_bitmaps(arguments.program, arguments.rows, values, alpha)
    if arguments.adult:
        against_sliceline(arguments.program, arguments.adult)


if __name__ == "__main__":
    main()
