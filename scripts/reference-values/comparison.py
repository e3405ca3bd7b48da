"""Reference values for comparing versions on the same rows, from SciPy, scikit-learn and plain definitions.

Writes comparison.json: DeLong's areas and covariance from the matrix of all pairs, McNemar's exact p-values from SciPy's binomial
test, and metrics of weighted rows from scikit-learn.

    python comparison.py [output folder]        needs numpy, scipy and scikit-learn
"""

import json
import pathlib
import sys

import numpy as np
import scipy.stats
import sklearn.metrics as metrics

SEED = 20260714


def delong(scores, actual):
    """Areas and their covariance by the structural components of all pairs (DeLong et al. 1988, equations 2 to 5)."""
    positive, negative = actual == 1, actual == 0
    components = []
    for version in scores:
        wins = (version[positive][:, None] > version[negative][None, :]) + 0.5 * (version[positive][:, None] == version[negative][None, :])
        components.append((wins.mean(axis=1), wins.mean(axis=0), wins.mean()))
    tens = np.cov([part[0] for part in components])
    ones = np.cov([part[1] for part in components])
    covariance = tens / positive.sum() + ones / negative.sum()
    return [part[2] for part in components], np.atleast_2d(covariance).tolist()


def equal_width_error(scores, actual, weights):
    place = np.minimum((scores * 10).astype(int), 9)
    return sum(abs(np.sum((weights * (scores - actual))[place == bin])) for bin in range(10)) / weights.sum()


def main():
    random = np.random.default_rng(SEED)
    areas, weighted = [], []
    for name, rows, places in [("distinct", 60, 6), ("ties", 80, 1), ("few", 7, 2), ("many", 400, 3)]:
        actual = (random.random(rows) < 0.4).astype(int)
        actual[:4] = [0, 0, 1, 1]
        signal = actual + random.normal(size=rows)
        raw = [1 / (1 + np.exp(-(signal + spread * random.normal(size=rows) - 0.5))) for spread in (0.3, 1, 2)]
        scores = [np.round(version, places) for version in raw]
        values, covariance = delong(scores, actual)
        for version, value in zip(scores, values):
            assert abs(metrics.roc_auc_score(actual, version) - value) < 1e-12
        areas.append({"name": name, "actual": actual.tolist(), "scores": [v.tolist() for v in scores], "areas": values, "covariance": covariance})
        weights = random.poisson(1, size=rows).astype(float)
        weights[:4] = 1
        score, decision = scores[0], (scores[0] >= 0.5).astype(int)
        classes = random.integers(0, 3, size=rows)
        guesses = np.where(random.random(rows) < 0.6, classes, random.integers(0, 3, size=rows))
        weighted.append({
            "name": name, "actual": actual.tolist(), "score": score.tolist(), "decision": decision.tolist(), "weights": weights.tolist(),
            "f1": metrics.f1_score(actual, decision, sample_weight=weights),
            "precision": metrics.precision_score(actual, decision, sample_weight=weights),
            "recall": metrics.recall_score(actual, decision, sample_weight=weights),
            "average_precision": metrics.average_precision_score(actual, score, sample_weight=weights),
            "calibration_error": float(equal_width_error(score, actual, weights)),
            "classes": classes.tolist(), "guesses": guesses.tolist(),
            "macro_f1": metrics.f1_score(classes, guesses, average="macro", sample_weight=weights),
        })
    pairs = [(0, 0), (1, 0), (5, 5), (3, 12), (12, 3), (20, 40), (121, 59), (1000, 1100), (50, 300)]
    mcnemar = [
        {"first": one, "second": other, "p": float(scipy.stats.binomtest(one, one + other).pvalue) if one + other else 1.0}
        for one, other in pairs
    ]
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / "Tests/StatisticsTests/Reference"
    (folder / "comparison.json").write_text(json.dumps({"areas": areas, "weighted": weighted, "mcnemar": mcnemar}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
