"""Reference values for the performance metrics, from scikit-learn, SciPy and independent formulas.

Writes performance.json: small seeded inputs with what scikit-learn (or a formula written down here apart from the
Swift code) makes of them; null where the metric does not exist. Standard errors come from definitions that are slow and
plain: DeLong's from the matrix of all pairs, the others from numerical derivatives by the weight of each row.

    python performance.py [output folder]        needs numpy, scipy and scikit-learn 1.9
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import scipy.stats
import sklearn.metrics as metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
SEED = 20260612
VALUES = [5.0, -10.0, -50.0, 50.0]
Z = scipy.stats.norm.ppf(0.975)


def number(value):
    """A JSON number, or null for what is not one."""
    return float(value) if value is not None and np.isfinite(value) else None


def jackknife_error(metric, rows):
    """sqrt(sum of squared derivatives of metric(weights) by each row's weight), at weights of one.

    Five-point central differences: the error of each derivative is of the order of step^4, near 1e-12.
    """
    step = 1e-3
    derivatives = []
    for row in range(rows):
        total = 0.0
        for shift, factor in ((1, 8), (-1, -8), (2, -1), (-2, 1)):
            weights = np.ones(rows)
            weights[row] += shift * step
            total += factor * metric(weights)
        derivatives.append(total / (12 * step))
    return float(np.sqrt(np.sum(np.square(derivatives))))


def delong_error(scores, actual):
    positive, negative = scores[actual == 1], scores[actual == 0]
    if len(positive) < 2 or len(negative) < 2:
        return None
    wins = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    return float(np.sqrt(wins.mean(axis=1).var(ddof=1) / len(positive) + wins.mean(axis=0).var(ddof=1) / len(negative)))


def equal_width_error(scores, actual, weights, bins):
    place = np.minimum(np.searchsorted(np.arange(1, bins) / bins, scores, side="right"), bins - 1)
    total = 0.0
    for bin in range(bins):
        inside = place == bin
        total += abs(np.sum(weights[inside] * (scores[inside] - actual[inside])))
    return total / weights.sum()


def equal_count_error(scores, actual, bins):
    """A row's bin follows from the rank of the middle of the rows that share its score."""
    middle = np.array([np.sum(scores < s) + np.sum(scores == s) / 2 for s in scores])
    place = np.minimum((middle * bins / len(scores)).astype(int), bins - 1)
    return sum(abs(np.sum(scores[place == b] - actual[place == b])) for b in range(bins)) / len(scores)


def gain(scores, actual, fraction):
    """Positives among the top rows, averaged over the orders of tied rows: each tied row is in with the same chance."""
    cut = fraction * len(scores)
    share_in = np.array([np.clip((cut - np.sum(scores > s)) / np.sum(scores == s), 0, 1) for s in scores])
    return float(np.sum(share_in * actual) / actual.sum())


def binary_expected(scores, actual, predicted):
    rows, positives = len(actual), int(actual.sum())
    negatives = rows - positives
    tn, fp, fn, tp = (int(x) for x in metrics.confusion_matrix(actual, predicted, labels=[0, 1]).ravel())
    both, any_positive = positives > 0 and negatives > 0, positives + fp > 0
    several = rows > 1
    expected = {
        "confusion": [tn, fp, fn, tp],
        "roc_auc": metrics.roc_auc_score(actual, scores) if both else None,
        "roc_auc_se": delong_error(scores, actual),
        "average_precision": metrics.average_precision_score(actual, scores) if positives else None,
        "accuracy": metrics.accuracy_score(actual, predicted),
        "precision": metrics.precision_score(actual, predicted) if tp + fp else None,
        "recall": metrics.recall_score(actual, predicted) if positives else None,
        "specificity": metrics.recall_score(actual, predicted, pos_label=0) if negatives else None,
        "balanced_accuracy": metrics.balanced_accuracy_score(actual, predicted) if both else None,
        "f1": metrics.f1_score(actual, predicted) if any_positive else None,
        "f2": metrics.fbeta_score(actual, predicted, beta=2) if any_positive else None,
        "f0_5": metrics.fbeta_score(actual, predicted, beta=0.5) if any_positive else None,
        "mcc": metrics.matthews_corrcoef(actual, predicted) if both and 0 < tp + fp < rows else None,
        "log_loss": metrics.log_loss(actual, y_proba=scores, labels=[0, 1]),
        "brier_score": metrics.brier_score_loss(actual, y_proba=scores, pos_label=1) if both
        else float(np.mean((scores - actual) ** 2)),
        "expected_calibration_error": equal_width_error(scores, actual, np.ones(rows), 10),
        "ks_separation": scipy.stats.ks_2samp(scores[actual == 1], scores[actual == 0]).statistic if both else None,
        "gain": gain(scores, actual, 0.1) if positives else None,
        "gain_at_35": gain(scores, actual, 0.35) if positives else None,
        "positive_rate": positives / rows,
        "predicted_positive_rate": float(predicted.mean()),
        "business_value": float(np.dot(VALUES, [tn, fp, fn, tp])),
        "business_value_per_prediction": float(np.dot(VALUES, [tn, fp, fn, tp])) / rows,
        "equal_count_calibration_error": equal_count_error(scores, actual, 5),
        "at_threshold_03": [int(x) for x in metrics.confusion_matrix(actual, scores >= 0.3, labels=[0, 1]).ravel()],
    }
    cells = np.array([VALUES[2 * a + p] for a, p in zip(actual, predicted)])
    by_class = lambda w: sum(np.average(cells[predicted == p], weights=w[predicted == p]) for p in set(predicted))
    expected["business_value_by_predicted_class"] = by_class(np.ones(rows))
    expected["lift"] = expected["gain"] / 0.1 if positives else None
    # scikit-learn closes its bins on the right, so only without a score on an edge.
    if both and not np.any(scores * 5 == np.round(scores * 5)):
        rate, mean = calibration_curve(actual, scores, n_bins=5)
        expected["reliability_rates"], expected["reliability_means"] = list(rate), list(mean)
    if several:
        expected["business_value_per_prediction_se"] = cells.std(ddof=1) / np.sqrt(rows)
    if both and positives > 1 and rows > 10:  # differentiable cases only
        weighted = {
            "average_precision": lambda w: metrics.average_precision_score(actual, scores, sample_weight=w),
            "balanced_accuracy": lambda w: metrics.balanced_accuracy_score(actual, predicted, sample_weight=w),
            "f1": lambda w: metrics.f1_score(actual, predicted, sample_weight=w),
            "f2": lambda w: metrics.fbeta_score(actual, predicted, beta=2, sample_weight=w),
        }
        weighted["business_value_by_predicted_class"] = by_class
        if expected["mcc"] is not None:
            weighted["mcc"] = lambda w: metrics.matthews_corrcoef(actual, predicted, sample_weight=w)
        for name, metric in weighted.items():
            expected[name + "_se"] = jackknife_error(metric, rows)
        place = np.minimum((scores * 10).astype(int), 9)
        if all(abs(np.sum((scores - actual)[place == b])) > 0.01 for b in set(place)):  # no kink nearby
            error = jackknife_error(lambda w: equal_width_error(scores, actual, w, 10), rows)
            expected["expected_calibration_error_se"] = error * np.sqrt(rows / (rows - 1))
    return {name: value if isinstance(value, list) else number(value) for name, value in expected.items()}


def binary_cases(generator):
    def drawn(rows, decimals, sharpness=1.5, rate=0.4):
        actual = (generator.random(rows) < rate).astype(int)
        scores = 1 / (1 + np.exp(-(sharpness * (2 * actual - 1) / 2 + generator.normal(size=rows))))
        return np.round(scores, decimals), actual

    cases = {
        "distinct scores": drawn(80, 6),
        "ties": drawn(120, 1),
        "rare positives": drawn(100, 3, rate=0.08),
        "no signal": drawn(60, 2, sharpness=0),
        "perfect": (np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9]), np.array([0, 0, 0, 1, 1, 1])),
        "inverted": (np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9]), np.array([1, 1, 1, 0, 0, 0])),
        "constant scores": (np.full(9, 0.5), np.array([0, 1, 0, 1, 1, 0, 0, 0, 1])),
        "probabilities 0 and 1": (np.array([0.0, 1.0, 0.0, 1.0, 0.5]), np.array([0, 1, 1, 0, 1])),
        "positives only": (np.array([0.2, 0.9, 0.4]), np.array([1, 1, 1])),
        "negatives only": (np.array([0.2, 0.9, 0.4]), np.array([0, 0, 0])),
        "never predicted positive": (np.array([0.2, 0.1, 0.4]), np.array([1, 0, 0])),
        "one positive row": (np.array([0.8]), np.array([1])),
        "one negative row": (np.array([0.8]), np.array([0])),
        "two rows": (np.array([0.8, 0.3]), np.array([1, 0])),
        "three rows": (np.array([0.8, 0.3, 0.8]), np.array([1, 0, 0])),
        "bin edges": (np.arange(11) / 10, np.array([0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1])),
    }
    for name, (scores, actual) in cases.items():
        predicted = (scores >= 0.5).astype(int)
        yield {
            "name": name, "scores": scores.tolist(), "actual": actual.tolist(), "predicted": predicted.tolist(),
            "expected": binary_expected(scores, actual, predicted),
        }


def macro_specificity(actual, predicted, labels, weights=None):
    table = metrics.confusion_matrix(actual, predicted, labels=labels, sample_weight=weights)
    total = table.sum()
    negatives = total - table.sum(axis=1)
    kept = total - table.sum(axis=1) - table.sum(axis=0) + np.diag(table)
    return np.mean(kept[negatives > 0] / negatives[negatives > 0])


def multiclass_expected(scores, actual, predicted, classes):
    rows, labels = len(actual), list(range(classes))
    present = [k for k in labels if 0 < np.sum(actual == k) < rows]
    areas = [metrics.roc_auc_score(actual == k, scores[:, k]) for k in present]
    errors = [delong_error(scores[:, k], (actual == k).astype(int)) for k in present]
    table = metrics.multilabel_confusion_matrix(actual, predicted, labels=labels)
    kinds = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}
    constant = len(set(actual)) < 2 or len(set(predicted)) < 2
    expected = {
        "roc_auc": np.mean(areas) if areas else None,
        "roc_auc_se": np.mean(errors) if errors and None not in errors else None,
        "accuracy": metrics.accuracy_score(actual, predicted),
        "specificity": macro_specificity(actual, predicted, labels),
        "specificity_micro": table[:, 0, 0].sum() / table[:, 0, :].sum(),
        "mcc": None if constant else metrics.matthews_corrcoef(actual, predicted),
        "log_loss": metrics.log_loss(actual, y_proba=scores, labels=labels),
        "brier_score": metrics.brier_score_loss(actual, y_proba=scores, labels=labels, scale_by_half=False),
    }
    if len(present) == classes > 2:
        expected["roc_auc"] = metrics.roc_auc_score(actual, scores, multi_class="ovr", average="macro")
    for name, score in kinds.items():
        common = dict(labels=labels, zero_division=np.nan)
        expected[name] = score(actual, predicted, average="macro", **common)
        expected[name + "_zero"] = score(actual, predicted, average="macro", labels=labels, zero_division=0)
        expected[name + "_weighted"] = score(actual, predicted, average="weighted", **common)
        expected[name + "_per_class"] = [number(x) for x in score(actual, predicted, average=None, **common)]
    expected["f1_micro"] = metrics.f1_score(actual, predicted, average="micro", labels=labels)
    if rows > 10 and not constant:
        for name, score in kinds.items():
            for average, suffix in (("macro", ""), ("weighted", "_weighted")):
                expected[name + suffix + "_se"] = jackknife_error(
                    lambda w: score(actual, predicted, average=average, sample_weight=w, **common), rows)
        correlation = lambda w: metrics.matthews_corrcoef(actual, predicted, sample_weight=w)
        expected["mcc_se"] = jackknife_error(correlation, rows)
        expected["specificity_se"] = jackknife_error(lambda w: macro_specificity(actual, predicted, labels, w), rows)
    return {name: value if isinstance(value, list) else number(value) for name, value in expected.items()}


def multiclass_cases(generator):
    def drawn(rows, classes, rates, signal=1.2, decimals=3):
        actual = generator.choice(classes, size=rows, p=rates)
        logits = generator.normal(size=(rows, classes)) + signal * np.eye(classes)[actual]
        scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        # Round to multiples of 2^-10 that sum to one, so that both sides read the very same probabilities.
        scores = np.floor(scores * 1024) / 1024
        scores[:, 0] += 1 - scores.sum(axis=1)
        return scores, actual

    cases = {
        "three classes": drawn(60, 3, [0.5, 0.3, 0.2]),
        "four classes, one rare": drawn(70, 4, [0.5, 0.3, 0.17, 0.03]),
        "two classes": drawn(40, 2, [0.6, 0.4]),
    }
    three = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.5, 0.375, 0.125], [0.0, 1.0, 0.0]])
    cases["class never predicted"] = (three, np.array([0, 1, 2, 1]))
    cases["class absent"] = (three, np.array([0, 1, 0, 1]))
    cases["one class only"] = (three, np.array([1, 1, 1, 1]))
    cases["one row"] = (three[:1], np.array([0]))
    cases["perfect"] = (np.eye(3)[[0, 1, 2, 0, 1, 2]], np.array([0, 1, 2, 0, 1, 2]))
    for name, (scores, actual) in cases.items():
        predicted = scores.argmax(axis=1)
        yield {
            "name": name, "classes": scores.shape[1], "scores": scores.tolist(), "actual": actual.tolist(),
            "predicted": predicted.tolist(),
            "expected": multiclass_expected(scores, actual, predicted, scores.shape[1]),
        }


def regression_expected(actual, predicted):
    rows = len(actual)
    error = predicted - actual
    in_domain = (actual > -1) & (predicted > -1)
    logs = actual[in_domain], predicted[in_domain]
    size = np.abs(actual) + np.abs(predicted)
    wape = lambda w: np.sum(w * np.abs(error)) / np.sum(w * np.abs(actual))
    some, spread = np.any(actual != 0), rows > 1 and np.ptp(actual) > 0
    expected = {
        "mae": metrics.mean_absolute_error(actual, predicted),
        "mse": metrics.mean_squared_error(actual, predicted),
        "rmse": metrics.root_mean_squared_error(actual, predicted),
        "msle": metrics.mean_squared_log_error(*logs) if in_domain.any() else None,
        "rmsle": metrics.root_mean_squared_log_error(*logs) if in_domain.any() else None,
        "log_error_excluded": int(np.sum(~in_domain)),
        "mape": metrics.mean_absolute_percentage_error(actual, predicted),
        "zero_actuals": int(np.sum(actual == 0)),
        "smape": np.mean(np.divide(2 * np.abs(error), size, out=np.zeros(rows), where=size > 0)),
        "wape": wape(np.ones(rows)) if some else None,
        "r2": metrics.r2_score(actual, predicted) if spread else None,
        "bias": error.mean(),
        "pinball_0.1": metrics.mean_pinball_loss(actual, predicted, alpha=0.1),
        "pinball_0.5": metrics.mean_pinball_loss(actual, predicted, alpha=0.5),
        "pinball_0.9": metrics.mean_pinball_loss(actual, predicted, alpha=0.9),
    }
    if rows > 1:
        sample = np.sqrt(rows / (rows - 1))  # from a divisor of n to one of n - 1
        expected["mae_se"] = scipy.stats.sem(np.abs(error))
        expected["mse_se"] = scipy.stats.sem(error**2)
        expected["bias_se"] = scipy.stats.sem(error)
        if expected["rmse"] > 0:
            root = lambda w: metrics.root_mean_squared_error(actual, predicted, sample_weight=w)
            expected["rmse_se"] = jackknife_error(root, rows) * sample
        if some:
            expected["wape_se"] = jackknife_error(wape, rows) * sample
        if spread:
            r2 = lambda w: metrics.r2_score(actual, predicted, sample_weight=w)
            expected["r2_se"] = jackknife_error(r2, rows) * sample
    return {name: number(value) for name, value in expected.items()}


def regression_cases(generator):
    def drawn(rows, location, scale, noise):
        actual = np.round(location + scale * generator.normal(size=rows), 4)
        return actual, np.round(actual + noise * generator.normal(size=rows), 4)

    skewed = np.round(np.exp(generator.normal(size=70)), 4)
    cases = {
        "ordinary": drawn(60, 10, 3, 1),
        "skewed": (skewed, np.round(skewed * np.exp(0.3 * generator.normal(size=70)), 4)),
        "around zero, some below -1": drawn(50, 0, 2, 1),
        "far from zero": drawn(50, 1000, 0.5, 0.2),
        "worse than the mean": drawn(40, 5, 1, 3),
        "zero actuals": (np.array([0.0, 0.0, 2.0, 4.0]), np.array([0.0, 1.0, 2.5, 3.0])),
        "all actuals zero": (np.zeros(3), np.array([1.0, 0.0, -0.5])),
        "perfect": (np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 4.0])),
        "constant actuals": (np.full(3, 2.0), np.array([1.0, 2.0, 4.0])),
        "one row": (np.array([3.0]), np.array([2.5])),
        "two rows": (np.array([3.0, 1.0]), np.array([2.5, 1.5])),
        "three rows": (np.array([3.0, 1.0, -2.0]), np.array([2.5, 1.5, -1.0])),
    }
    for name, (actual, predicted) in cases.items():
        yield {
            "name": name, "actual": actual.tolist(), "predicted": predicted.tolist(),
            "expected": regression_expected(actual, predicted),
        }


def wilson_cases():
    for hits, rows in ((0, 1), (1, 1), (0, 30), (30, 30), (1, 3), (57, 100), (999, 1000)):
        interval = scipy.stats.binomtest(hits, rows).proportion_ci(0.95, method="wilson")
        yield {"hits": hits, "rows": rows, "lower": float(interval.low), "upper": float(interval.high)}


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "StatisticsTests" / "Reference"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    generator = np.random.default_rng(SEED)
    content = {
        "value_matrix": VALUES,
        "z": float(Z),
        "binary": list(binary_cases(generator)),
        "multiclass": list(multiclass_cases(generator)),
        "regression": list(regression_cases(generator)),
        "wilson": list(wilson_cases()),
    }
    path = folder / "performance.json"
    path.write_text(json.dumps(content, separators=(",", ":"), allow_nan=False) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
