"""What goes wrong. `prepare_*` runs before the model is trained and makes the table fit for the failure; `fail` changes production from the
start on, as the world or a broken pipeline would. Scores are made afterwards, from what is served."""

import numpy as np
import pandas as pd

from real.tables import condition, matches

# (mode, submode, variant); the variant only chooses among ways in which a submode happens.
failing = [
    *[("training_serving_skew", submode, variant) for submode, variant in [
        ("unit_change", ""), ("log_missing", ""), ("other_standardisation", ""), ("encoding_changed", "spelling"), ("encoding_changed", "codes"),
        ("default_for_null", ""), ("columns_swapped", "")]],
    *[("data_quality", submode, variant) for submode, variant in [
        ("nulls", ""), ("stale_source", "constant"), ("stale_source", "held"), ("stale_source", "memory"), ("stale_source", "lagged"),
        ("type_corruption", ""),
        ("unseen_category", ""), ("duplicates", "same ids"), ("duplicates", "new ids"), ("volume_drop", ""), ("volume_drop", "source"),
        ("late_data", "")]],
    ("covariate_drift", "abrupt", ""), ("covariate_drift", "gradual", ""),
    ("population_shift", "slice_grows", ""), ("population_shift", "new_segment", ""),
    ("label_shift", "abrupt", "up"), ("label_shift", "abrupt", "down"),
    ("concept_drift", "abrupt", ""), ("concept_drift", "gradual", ""), ("concept_drift", "slice", ""), ("concept_drift", "slice", "up"),
    ("model_regression", "rollout", "slice"), ("model_regression", "rollout", "undertrained"), ("model_regression", "rollout", "noisy"),
]
healthy = ["plain", "benign_release", "seasonal", "night", "calendar", "promotion_day"]


def fits(table, mode, submode, variant):
    """Whether a table can fail so."""
    if submode in ("encoding_changed", "unseen_category"):
        return bool(table.categorical)
    if mode == "none" and submode == "calendar":
        return bool(table.calendar)
    if mode == "label_shift":
        return table.task == "binary"
    return True


# MARK: Before training

def prepare(case):
    table, rng = case.table, case.rng
    frame = table.frame
    if case.submode == "log_missing":
        case.column = rng.choice(table.skewed)
        frame[case.column] = np.log1p(frame[case.column].clip(lower=0))
    elif case.submode == "other_standardisation":
        case.column = rng.choice([name for name in table.numeric if name not in table.calendar and frame[name].nunique() > 10])
        frame[case.column] = (frame[case.column] - frame[case.column].mean()) / frame[case.column].std()
    elif case.submode == "default_for_null":
        with_nulls = [name for name in table.features if frame[name].isna().mean() > 0.015]
        if with_nulls and rng.uniform() < 0.6:
            case.column = rng.choice(with_nulls)
        else:
            case.column = rng.choice([name for name in table.features if name not in table.calendar])
            gone = rng.uniform(size=len(frame)) < [0.04, 0.08, 0.15][case.level]
            frame.loc[gone, case.column] = np.nan if case.column in table.numeric else None
    elif case.submode == "new_segment":
        case.slice = table.segments[rng.integers(len(table.segments))]


# MARK: In production

def fail(case):
    """Changes `case.served` from `case.start` on, and says in `case.truth` what was done."""
    case.after = (case.served.timestamp >= case.start).to_numpy()
    ways[case.mode, case.submode](case)


def some(case, share, mask=None):
    """A random part of the records after the start."""
    return (case.after if mask is None else mask) & (case.rng.uniform(size=len(case.served)) < share)


def guilty(case, *columns):
    case.truth["guilty_features"] = list(columns)


def put(case, rows, column, values):
    case.served.loc[rows, column] = values


def traffic_share(case):
    return [0.35, 0.7, 1.0][case.level]


def unit_change(case):
    column = case.rng.choice(list(case.table.units))
    rows = some(case, traffic_share(case))
    put(case, rows, column, case.served.loc[rows, column] * case.table.units[column])
    guilty(case, column)


def log_missing(case):
    rows = some(case, traffic_share(case))
    put(case, rows, case.column, np.expm1(case.served.loc[rows, case.column]))
    guilty(case, case.column)


def other_standardisation(case):
    rows = case.after
    scale, shift = [(1.15, 0.25), (1.4, 0.5), (2.0, 1.0)][case.level]
    put(case, rows, case.column, case.served.loc[rows, case.column] * scale + shift * case.rng.choice([-1, 1]))
    guilty(case, case.column)


def encoding_changed(case):
    column = case.rng.choice(case.table.categorical)
    rows = some(case, traffic_share(case))
    values = case.served.loc[rows, column]
    if case.variant == "spelling":
        put(case, rows, column, values.map(lambda value: value if value is None or pd.isna(value) else value.upper().replace("-", "_") + " "))
    else:
        names = list(case.table.frame[column].value_counts().index[:8])
        turned = dict(zip(names, names[1:] + names[:1]))
        put(case, rows, column, values.map(lambda value: turned.get(value, value)))
    guilty(case, column)


def default_for_null(case):
    rows = case.after & case.served[case.column].isna().to_numpy()
    known = case.table.frame[case.column]
    numeric = case.column in case.table.numeric
    put(case, rows, case.column, case.rng.choice([0.0, float(known.median())]) if numeric else known.mode().iloc[0])
    guilty(case, case.column)


def columns_swapped(case):
    one, other = case.table.alike[case.rng.integers(len(case.table.alike))]
    rows = some(case, traffic_share(case))
    values = case.served.loc[rows, [one, other]].copy()
    put(case, rows, one, values[other])
    put(case, rows, other, values[one])
    guilty(case, one, other)


def nulls(case):
    column = case.rng.choice([name for name in case.table.features if name not in case.table.calendar])
    rows = some(case, [0.08, 0.25, 0.6][case.level])
    put(case, rows, column, np.nan if column in case.table.numeric else None)
    guilty(case, column)


def stale_source(case):
    free = [name for name in case.table.features if name not in case.table.calendar and name not in ("period", "hr")]
    columns = list(case.rng.choice(free, min(len(free), int(case.rng.integers(1, 4))), replace=False))
    rows = some(case, [0.5, 1.0, 1.0][case.level])
    before = case.served[case.served.timestamp < case.start]
    if case.variant == "constant":  # the last value for ever
        last = before.iloc[-1]
        for column in columns:
            put(case, rows, column, last[column])
    elif case.variant == "held":  # read once in so many hours
        hours = [2, 6, 24][case.level]
        slot = case.served.timestamp.dt.floor(f"{hours}h")
        for column in columns:
            # an object's `first` would skip nulls, as a cache would
            put(case, rows, column, case.served.groupby(slot)[column].transform("first")[rows])
    elif case.variant == "lagged":  # what it had said of another record, so many records ago: every share stays as it was
        back = [20, 50, 100][case.level]
        for column in columns:
            put(case, rows, column, case.served[column].shift(back)[rows])
    else:  # answers of so many earlier requests, again and again
        memory = before.iloc[-[200, 60, 20][case.level]:]
        chosen = case.rng.integers(0, len(memory), int(rows.sum()))
        for column in columns:
            put(case, rows, column, memory[column].to_numpy()[chosen])
    guilty(case, *columns)


def type_corruption(case):
    column = case.rng.choice([name for name in case.table.numeric if name not in case.table.calendar])
    rows = some(case, [0.05, 0.3, 1.0][case.level])
    wrong = case.rng.choice(["text", "unit", "comma"])

    def written(value):
        plain = "" if pd.isna(value) else f"{value:g}"
        return {"text": "N/A", "unit": f"{plain} units", "comma": plain.replace(".", ",") if "." in plain else plain + ",0"}[wrong]

    column_of_text = case.served[column].map(lambda value: None if pd.isna(value) else repr(float(value))).astype(object)
    column_of_text[rows] = case.served.loc[rows, column].map(written)
    case.served[column] = column_of_text
    guilty(case, column)


def unseen_category(case):
    column = case.rng.choice(case.table.categorical)
    rows = some(case, [0.03, 0.1, 0.3][case.level])
    put(case, rows, column, case.rng.choice(["unknown", "OTHER_2", "v2:" + str(case.table.frame[column].mode().iloc[0])]))
    guilty(case, column)


def duplicates(case):
    rows = some(case, [0.08, 0.25, 0.6][case.level])
    copies = case.served[rows].copy()
    seconds = case.rng.choice([30, 30, 7200])
    wait = pd.to_timedelta((case.rng.exponential(seconds, len(copies)) * 1e6).astype("int64"), unit="us")
    copies["received_at"] = copies.received_at + wait
    if case.variant == "new ids":
        copies["prediction_id"] = [f"p{9_000_000 + number:07d}" for number in range(len(copies))]
        if case.rng.uniform() < 0.5:
            copies["timestamp"] = copies.timestamp + wait
    case.served = pd.concat([case.served, copies]).sort_values("timestamp", kind="stable").reset_index(drop=True)
    case.after = (case.served.timestamp >= case.start).to_numpy()
    guilty(case)


def volume_drop(case):
    if case.variant == "source":
        case.slice = case.table.slices[case.rng.integers(len(case.table.slices))]
        lost = some(case, [0.6, 0.9, 1.0][case.level], case.after & matches(case.served, case.slice))
        case.truth["affected_slice"] = case.slice
        guilty(case, case.slice[0]["feature"])
    else:
        lost = some(case, [0.35, 0.55, 0.85][case.level])
        guilty(case)
    case.served = case.served[~lost].reset_index(drop=True)
    case.after = (case.served.timestamp >= case.start).to_numpy()


def late_data(case):
    rows = some(case, [0.2, 0.5, 1.0][case.level])
    hours = case.rng.lognormal(np.log([1.5, 5, 12][case.level]), 0.5, int(rows.sum()))
    put(case, rows, "received_at", case.served.received_at[rows] + pd.to_timedelta((hours * 3.6e9).astype("int64"), unit="us"))
    guilty(case)


def replace(case, rows, new):
    """Other customers come instead: features and labels of other rows of the table."""
    for column in [*case.table.features, "actual"]:
        if column not in case.table.calendar:
            put(case, rows, column, case.table.frame[column].to_numpy()[new])


def ramp(case):
    """How far a gradual change has come at each record, 0 to 1."""
    days = case.rng.choice([5, 8, 11])
    full = case.start + pd.Timedelta(days=int(days))
    case.truth["full_time"] = full.strftime("%Y-%m-%dT%H:%M:%SZ")
    return ((case.served.timestamp - case.start) / (full - case.start)).clip(0, 1).to_numpy()


def covariate_drift(case):
    free = [name for name in case.table.numeric if name not in case.table.calendar and name not in ("period", "hr") and case.table.frame[name].nunique() > 5]
    column = case.rng.choice(free)
    value = case.table.frame[column].rank(pct=True).fillna(0.5).to_numpy()
    how_far = ramp(case) if case.submode == "gradual" else 1.0
    rows = case.after & (case.rng.uniform(size=len(case.served)) < [0.5, 0.75, 1.0][case.level] * how_far)
    weight = [2.5, 4.0, 6.0][case.level] * value * case.rng.choice([-1, 1])
    replace(case, rows, case.supply.choose(case.when(rows), weight))
    guilty(case, column)


def population_shift(case):
    if case.submode == "slice_grows":
        case.slice = case.table.slices[case.rng.integers(len(case.table.slices))]
        source = case.supply
    else:
        source = case.newcomers
    rows = some(case, [0.12, 0.25, 0.45][case.level])
    replace(case, rows, source.where(case.when(rows), matches(case.table.frame, case.slice)))
    case.truth["affected_slice"] = case.slice
    guilty(case, case.slice[0]["feature"])


def label_shift(case):
    positive = case.variant == "up"
    rows = some(case, [0.15, 0.3, 0.5][case.level])
    replace(case, rows, case.supply.where(case.when(rows), (case.table.frame.actual == int(positive)).to_numpy()))
    guilty(case)


def concept_drift(case):
    own = case.after.copy()
    if case.submode == "slice":
        case.slice = case.table.slices[case.rng.integers(len(case.table.slices))]
        own &= matches(case.served, case.slice)
        case.truth["affected_slice"] = case.slice
        guilty(case, case.slice[0]["feature"])
    else:
        guilty(case)
    share = {"slice": [0.6, 0.8, 1.0]}.get(case.submode, [0.2, 0.4, 0.8])[case.level]
    rows = own & (case.rng.uniform(size=len(own)) < share * (ramp(case) if case.submode == "gradual" else 1.0))
    actual = case.served.actual.to_numpy().copy()
    if case.variant == "up" and case.table.task == "binary":  # what was a no is a yes now
        actual[rows & (case.rng.uniform(size=len(own)) < 0.5)] = 1
    elif case.variant == "up":
        actual[rows] *= 1.4
    else:  # the inputs say nothing of the label any more; as many are positive as before
        actual[rows] = case.rng.permutation(actual[rows])
    case.served["actual"] = actual
    case.truth["evidence"] = "labels"


def model_regression(case):
    """The new version is trained by `case.train`; here is who gets it."""
    rng, frame = case.rng, case.training
    actual = frame.actual.to_numpy().copy()
    if case.variant == "slice":
        case.slice = case.table.slices[rng.integers(len(case.table.slices))]
        wrong = matches(frame, case.slice) & (rng.uniform(size=len(frame)) < [0.6, 0.8, 1.0][case.level])
        actual[wrong] = rng.permutation(actual[wrong])
        case.truth["affected_slice"] = case.slice
        guilty(case, case.slice[0]["feature"])
    elif case.variant == "undertrained":
        few = rng.choice(len(frame), min(len(frame), [300, 120, 60][case.level]), replace=False)
        frame, actual = frame.iloc[few], actual[few]
        guilty(case)
    else:
        wrong = rng.uniform(size=len(frame)) < [0.3, 0.5, 0.8][case.level]
        actual[wrong] = rng.permutation(actual[wrong])
        guilty(case)
    case.next_model = case.train(frame, actual)
    share = rng.choice([1.0, 1.0, 0.5])
    case.truth["rollout_share"] = float(share)
    case.served.loc[some(case, share), "model_version"] = case.next_version
    case.truth["evidence"] = "labels"


ways = {
    **{("training_serving_skew", way.__name__): way for way in [
        unit_change, log_missing, other_standardisation, encoding_changed, default_for_null, columns_swapped]},
    **{("data_quality", way.__name__): way for way in [nulls, stale_source, type_corruption, unseen_category, duplicates, volume_drop, late_data]},
    ("covariate_drift", "abrupt"): covariate_drift, ("covariate_drift", "gradual"): covariate_drift,
    ("population_shift", "slice_grows"): population_shift, ("population_shift", "new_segment"): population_shift,
    ("label_shift", "abrupt"): label_shift,
    **{("concept_drift", submode): concept_drift for submode in ["abrupt", "gradual", "slice"]},
    ("model_regression", "rollout"): model_regression,
}
