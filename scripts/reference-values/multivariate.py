"""Writes the reference values of the tests of several columns at once, from numpy, SciPy and scikit-learn.

Usage: python multivariate.py [output folder]
Seeded: the same versions write the same file. Written with numpy 2.4, SciPy 1.17 and scikit-learn 1.9.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy import spatial, stats
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "StatisticsTests" / "Reference"


def mixed(random, rows, columns, rank):
    """Columns that share `rank` causes, of very different sizes."""
    causes = random.normal(size=(rows, rank)) @ random.normal(size=(rank, columns))
    return (causes + 0.3 * random.normal(size=(rows, columns))) * 10.0 ** np.arange(-2, columns - 2) + np.arange(columns)


def components(random):
    cases = []
    for rows, columns, rank, share in [(40, 3, 1, 0.65), (60, 6, 2, 0.65), (30, 5, 5, 0.9), (25, 4, 2, 0.999999)]:
        table = mixed(random, rows, columns, rank)
        if columns == 5:
            table[:, 3] = 7.0  # a constant column
        scaler = StandardScaler().fit(table)
        model = PCA(n_components=share, svd_solver="full").fit(scaler.transform(table))
        new = table[:5] + random.normal(size=(5, columns)) * table.std(axis=0)
        standard = scaler.transform(new)
        left = standard - model.inverse_transform(model.transform(standard))
        full = PCA(svd_solver="full").fit(scaler.transform(table))
        cases.append({
            "rows": table.tolist(), "share": share, "kept": int(model.n_components_),
            # scikit-learn divides by n - 1.
            "variances": (full.explained_variance_ * (rows - 1) / rows).tolist(),
            "new": new.tolist(), "errors": np.linalg.norm(left, axis=1).tolist(),
        })
    return cases


def eigen(random):
    cases = []
    for size in [1, 2, 5, 12, 30]:
        square = random.normal(size=(size, size)).round(4)
        matrix = square + square.T
        cases.append({"matrix": matrix.tolist(), "values": np.linalg.eigvalsh(matrix)[::-1].tolist()})
    return cases


def correlations(random):
    cases = []
    for rows, others, mixing in [(50, 80, 0.0), (100, 100, 0.8), (12, 200, 0.3)]:
        left = random.normal(size=(rows, 3)).round(4)
        right = random.normal(size=(others, 3))
        right[:, 1] += mixing * right[:, 0]
        right = right.round(4)
        pairs = []
        for first, second in [(0, 1), (0, 2), (1, 2)]:
            before = stats.pearsonr(left[:, first], left[:, second]).statistic
            now = stats.pearsonr(right[:, first], right[:, second]).statistic
            z = (np.arctanh(before) - np.arctanh(now)) / np.sqrt(1 / (rows - 3) + 1 / (others - 3))
            pairs.append({"pair": [first, second], "reference": before, "current": now, "p": 2 * stats.norm.sf(abs(z))})
        cases.append({"reference": left.tolist(), "current": right.tolist(), "pairs": pairs})
    return cases


def discrepancies(random):
    cases = []
    for rows, others, width, shift in [(12, 9, 2, 0.0), (20, 15, 4, 1.5), (8, 30, 16, 0.5)]:
        left = random.normal(size=(rows, width)).round(4)
        right = (random.normal(size=(others, width)) + shift).round(4)
        both = np.vstack([left, right])
        square = np.sort(spatial.distance.pdist(both, "sqeuclidean"))
        bandwidth = np.sqrt(square[len(square) // 2])
        kernel = np.exp(-spatial.distance.cdist(both, both, "sqeuclidean") / (2 * bandwidth**2))
        xx, yy, xy = kernel[:rows, :rows], kernel[rows:, rows:], kernel[:rows, rows:]
        squared = ((xx.sum() - rows) / (rows * (rows - 1)) + (yy.sum() - others) / (others * (others - 1)) - 2 * xy.mean())
        spread = np.sqrt(((left - left.mean(axis=0)) ** 2).sum(axis=1).mean())
        cases.append({
            "reference": left.tolist(), "current": right.tolist(), "squared": float(squared), "bandwidth": float(bandwidth),
            "centroid": float(np.linalg.norm(left.mean(axis=0) - right.mean(axis=0)) / spread),
        })
    return cases


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    random = np.random.default_rng(20240501)
    values = {
        "eigen": eigen(random), "components": components(random), "correlations": correlations(random),
        "discrepancies": discrepancies(random),
    }
    (folder / "multivariate.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
