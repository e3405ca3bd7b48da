"""Reference values for performance without labels, from scikit-learn and from sums over all pairs of records.

Writes estimation.json: small seeded inputs with what scikit-learn's isotonic regression makes of them, and the expectations of metrics of records
with known probabilities, which enumerate all outcomes where these are few.

    python estimation.py [output folder]        needs numpy and scikit-learn 1.9
"""

import itertools
import json
import pathlib
import sys

import numpy as np
from sklearn.isotonic import IsotonicRegression

SEED = 20261125


def isotonic_cases(generator):
    shapes = {
        "rising": (40, 3, lambda x: x),
        "noise": (60, 3, lambda x: 0 * x + 0.5),
        "falling": (20, 2, lambda x: 1 - x),
        "ties": (80, 1, lambda x: x * x),
        "single": (1, 3, lambda x: x),
    }
    for name, (count, decimals, curve) in shapes.items():
        x = np.round(generator.random(count), decimals)
        y = (generator.random(count) < curve(x)).astype(float)
        weight = np.round(generator.uniform(0.5, 3, count), 2)
        model = IsotonicRegression(out_of_bounds="clip", increasing=True).fit(x, y, sample_weight=weight)
        at = np.concatenate([np.linspace(-0.2, 1.2, 57), x])
        yield {
            "name": name, "x": x.tolist(), "y": y.tolist(), "weight": weight.tolist(), "at": at.tolist(),
            "expected": model.predict(at).tolist(),
        }


def expectation_cases(generator):
    """Expected wins and pairs over all outcomes, and expected sums of the other metrics."""
    for name, count, decimals in (("few", 8, 3), ("ties", 10, 1)):
        score = np.round(generator.random(count), decimals)
        probability = np.round(generator.uniform(0.05, 0.95, count), 3)
        # Records of equal score mean the same.
        for value in np.unique(score):
            probability[score == value] = probability[score == value][0]
        predicted = score >= 0.5
        sums = dict.fromkeys(("wins", "pairs", "correct", "tp", "fp", "fn", "log", "brier"), 0.0)
        for outcome in itertools.product((0, 1), repeat=count):
            y = np.array(outcome)
            chance = np.prod(np.where(y == 1, probability, 1 - probability))
            above = (score[:, None] > score[None, :]) + 0.5 * (score[:, None] == score[None, :])
            sums["wins"] += chance * above[y == 1][:, y == 0].sum()
            sums["pairs"] += chance * y.sum() * (1 - y).sum()
            sums["correct"] += chance * (predicted == (y == 1)).sum()
            sums["tp"] += chance * (predicted & (y == 1)).sum()
            sums["fp"] += chance * (predicted & (y == 0)).sum()
            sums["fn"] += chance * (~predicted & (y == 1)).sum()
            clipped = np.clip(score, 2.0**-52, 1 - 2.0**-52)
            sums["log"] += chance * -np.log(np.where(y == 1, clipped, 1 - clipped)).sum()
            sums["brier"] += chance * ((score - y) ** 2).sum()
        yield {
            "name": name, "score": score.tolist(), "probability": probability.tolist(), "predicted": predicted.tolist(),
            "roc_auc": sums["wins"] / sums["pairs"], "accuracy": sums["correct"] / count,
            "precision": sums["tp"] / (sums["tp"] + sums["fp"]), "recall": sums["tp"] / (sums["tp"] + sums["fn"]),
            "f1": 2 * sums["tp"] / (2 * sums["tp"] + sums["fp"] + sums["fn"]),
            "log_loss": sums["log"] / count, "brier_score": sums["brier"] / count,
        }


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "StatisticsTests" / "Reference"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    generator = np.random.default_rng(SEED)
    content = {"isotonic": list(isotonic_cases(generator)), "expectation": list(expectation_cases(generator))}
    path = folder / "estimation.json"
    path.write_text(json.dumps(content, separators=(",", ":"), allow_nan=False) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
