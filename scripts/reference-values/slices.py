"""Writes the reference values of the tests of slice search, from the package sliceline.

Usage: python slices.py [output folder] [adult.parquet]
With a second argument the values for that table, too. Seeded: the same versions write the same file. Written with numpy 2.4 and
sliceline 0.3.0, which wants no more than numpy, SciPy and scikit-learn. The environment of `make references` has no sliceline, so that
nothing is written there.
"""

import importlib.util
import json
import sys
import warnings
from pathlib import Path

import numpy as np

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "StatisticsTests" / "Reference"


def top(codes, losses, alpha, k, support, depth):
    """The slices that sliceline finds: conditions as pairs of column and code, with score, size and loss."""
    from sliceline.slicefinder import Slicefinder

    finder = Slicefinder(alpha=alpha, k=k, max_l=depth, min_sup=support, verbose=False)
    finder.fit(codes, losses)
    return [
        {
            "conditions": [[column, int(value)] for column, value in enumerate(slice) if value is not None],
            "score": statistics["slice_score"], "size": int(statistics["slice_size"]), "loss": statistics["sum_slice_error"],
        }
        for slice, statistics in zip(finder.top_slices_, finder.top_slices_statistics_)
    ]


def case(random, rows, columns, values, binary, alpha, k, support, depth):
    codes = random.integers(0, values, size=(rows, columns))
    losses = random.gamma(0.5, size=rows).round(6)
    worse = (codes[:, 0] == 1) & (codes[:, 1] == 0)
    losses[worse] += 1.5
    if binary:
        losses = (losses > 1).astype(float)
    return {
        "codes": codes.T.tolist(), "losses": losses.tolist(), "alpha": alpha, "k": k, "support": support, "depth": depth,
        "top": top(codes, losses, alpha, k, support, depth),
    }


def adult(path):
    """A rule's errors on Adult, by all columns; numbers are cut at fixed places."""
    import pandas

    table = pandas.read_parquet(path)
    income = table.pop("income")
    losses = ((table.education_num >= 13) != (income == ">50K")).to_numpy().astype(float)
    cuts = {
        "age": [25, 35, 45, 55], "fnlwgt": [100000, 200000], "education_num": [8, 10, 13], "capital_gain": [1, 5000], "capital_loss": [1],
        "hours_per_week": [30, 40, 41, 50],
    }
    codes = np.column_stack([
        np.digitize(table[name], cuts[name]) if name in cuts
        # Texts in the order of their bytes, what is missing last.
        else np.searchsorted(known := np.unique(table[name].dropna()), table[name].fillna(known[-1] + "~"))
        for name in table.columns
    ])
    return {"columns": list(table.columns), "cuts": cuts, "alpha": 0.95, "k": 20, "support": 300, "depth": 3,
            "top": top(codes, losses, 0.95, 20, 300, 3)}


def main():
    if importlib.util.find_spec("sliceline") is None:
        print("slices.py: sliceline is not installed; its values stay as they are")
        return
    warnings.filterwarnings("ignore")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    random = np.random.default_rng(20260711)
    cases = [
        case(random, 300, 4, 3, False, 0.95, 5, 10, 3),
        case(random, 300, 4, 3, True, 0.95, 10, 5, 3),
        case(random, 200, 6, 2, False, 0.9, 12, 8, 3),
        case(random, 250, 3, 5, False, 1.0, 8, 4, 2),
        case(random, 150, 3, 4, True, 0.8, 3, 20, 1),
    ]
    document = {"cases": cases}
    if len(sys.argv) > 2:
        document["adult"] = adult(sys.argv[2])
    else:
        before = folder / "slices.json"
        document["adult"] = json.loads(before.read_text())["adult"] if before.exists() else None
    (folder / "slices.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
