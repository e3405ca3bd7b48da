"""Models as they are trained in practice, with what they do to inputs that they did not expect."""

import lightgbm
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression, Ridge


class Model:
    """`boosted` (LightGBM) or `logistic`; a ridge regression where the label is a number. Text in a column of numbers is missing to it."""

    def __init__(self, table, frame, kind, seed, actual=None):
        self.table, self.kind = table, kind
        self.categories = {}
        for name in table.categorical:
            known = frame[name].value_counts()
            self.categories[name] = {value: code for code, value in enumerate(known.index[:60])}
        actual = frame.actual.to_numpy() if actual is None else actual
        binary = table.task == "binary"
        if kind == "boosted":
            make = lightgbm.LGBMClassifier if binary else lightgbm.LGBMRegressor
            self.model = make(
                n_estimators=150, learning_rate=0.06, num_leaves=31, min_child_samples=15, random_state=seed, bagging_fraction=0.8, bagging_freq=1,
                feature_fraction=0.8, n_jobs=1, verbose=-1)
            self.model.fit(self.codes(frame), actual)
        else:
            numbers = self.numbers(frame)
            self.middle = numbers.median().fillna(0)
            self.scale = numbers.std().replace(0, 1).fillna(1)
            self.model = LogisticRegression(C=0.5, max_iter=300) if binary else Ridge(1.0)
            self.model.fit(self.columns(frame), actual)

    def numbers(self, frame):
        return pd.DataFrame({name: pd.to_numeric(frame[name], errors="coerce") for name in self.table.numeric}).astype(float)

    def codes(self, frame):
        result = self.numbers(frame)
        for name, known in self.categories.items():
            result[name] = frame[name].map(known).astype(float)
        return result.to_numpy()

    def columns(self, frame):
        numbers = ((self.numbers(frame).fillna(self.middle) - self.middle) / self.scale).clip(-30, 30)
        parts = [numbers.to_numpy()]
        for name, known in self.categories.items():
            codes = frame[name].map(known).to_numpy(dtype=float, na_value=np.nan)
            parts.append((codes[:, None] == np.arange(min(len(known), 25))[None, :]).astype(float))
        return np.hstack(parts)

    def score(self, frame):
        if len(frame) == 0:
            return np.array([])
        inputs = self.codes(frame) if self.kind == "boosted" else self.columns(frame)
        return self.model.predict_proba(inputs)[:, 1] if self.table.task == "binary" else self.model.predict(inputs)
