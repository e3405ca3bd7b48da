"""What is known of a case: how good the model was, what moved."""

import warnings

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, mean_absolute_error, r2_score, roc_auc_score


def quality(task, actual, score, label):
    if len(actual) == 0:
        return {"n": 0}
    result = {"n": int(len(actual))}
    if task == "regression":
        result |= {"mae": mean_absolute_error(actual, score), "rmse": float(np.sqrt(np.mean((actual - score) ** 2))), "mean_score": float(np.mean(score)),
            "mean_actual": float(np.mean(actual)), "r2": r2_score(actual, score) if len(actual) > 1 else None}
    else:
        both = 0 < actual.mean() < 1
        result |= {"accuracy": float(np.mean(actual == label)), "mean_score": float(np.mean(score)), "positive_rate": float(np.mean(actual)),
            "roc_auc": roc_auc_score(actual, score) if both else None, "log_loss": log_loss(actual, np.clip(score, 1e-6, 1 - 1e-6), labels=[0, 1])}
    return {name: value if value is None or name == "n" else round(float(value), 4) for name, value in result.items()}


def jensen_shannon(before, after):
    """Distance, base 2, over deciles of the first or over categories; missing is one of them."""
    before, after = pd.Series(before), pd.Series(after)
    numbers = pd.to_numeric(before, errors="coerce")
    if numbers.notna().sum() >= before.notna().sum() and before.notna().any():
        edges = np.unique(numbers.quantile(np.linspace(0, 1, 11)))
        def binned(column):
            values = pd.to_numeric(column, errors="coerce").to_numpy(float)
            return pd.Series(np.where(np.isnan(values), np.where(column.isna(), -1, -2), np.searchsorted(edges, values, side="right")))
        before, after = binned(before), binned(after)
    p, q = (column.fillna("missing").astype(str).value_counts(normalize=True) for column in (before, after))
    names = p.index.union(q.index)
    p, q = p.reindex(names, fill_value=0).to_numpy(), q.reindex(names, fill_value=0).to_numpy()
    middle = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        part = lambda x: np.nansum(np.where(x > 0, x * np.log2(x / middle), 0))
        return float(np.sqrt(max(0.0, (part(p) + part(q)) / 2)))


def moved(features, before, after):
    """Features whose distribution differs after the start, beyond what so many rows differ by chance."""
    result = {}
    if min(len(before), len(after)) < 20:
        return result
    chance = np.sqrt(10 / (8 * np.log(2)) * (1 / len(before) + 1 / len(after)))
    for name in features:
        distance = jensen_shannon(before[name], after[name])
        if distance > max(0.05, 1.6 * chance):
            result[name] = round(distance, 4)
    return result
