"""When records come, which rows of a table they are, and when their labels follow."""

import numpy as np
import pandas as pd

# Shares of a day by hour (UTC): thin nights, busy days. Others are made of it.
office = np.array([13, 8, 5, 5, 5, 11, 21, 37, 50, 64, 68, 68, 63, 63, 63, 63, 61, 55, 57, 54, 50, 46, 35, 20], float)
flat = np.ones(24) * 10
evening = np.roll(office, 6)


def usual(rng, kind=None):
    """A rhythm: shares of hours, and how much of a working day a Saturday and a Sunday have."""
    shapes = {"office": office, "evening": evening, "flat": flat + office / 10, "night": office ** 2}
    shape = shapes[kind or rng.choice(["office", "office", "evening", "flat"])]
    return {"hours": shape / shape.sum(), "weekend": (0.62, 0.55) if kind != "night" else (0.35, 0.25), "spread": rng.choice([0.0, 0.04, 0.08])}


def times(rng, rhythm, start, days, volume, factors=None):
    """Times of events: Poisson by hour, days differing a little beyond that. `factors` multiplies single days."""
    found = []
    for day in range(days):
        date = start + pd.Timedelta(days=day)
        level = volume * {5: rhythm["weekend"][0], 6: rhythm["weekend"][1]}.get(date.weekday(), 1.0)
        level *= (factors or {}).get(day, 1.0) * rng.lognormal(0, rhythm["spread"]) if rhythm["spread"] else (factors or {}).get(day, 1.0)
        for hour in range(24):
            count = rng.poisson(level * rhythm["hours"][hour])
            found.append(date.value // 1000 + (hour * 3600 + rng.uniform(0, 3600, count)) * 1e6)
    return pd.to_datetime(np.sort(np.concatenate(found)).astype("int64"), unit="us", utc=True)


class Supply:
    """Rows of a pool in random order, none again before all have come; by hour and weekend where rows have these."""

    def __init__(self, rng, table, rows, tilt=None):
        self.rng, self.table, self.tilt = rng, table, tilt
        self.groups, self.place = {}, {}
        if table.hour is None:
            self.groups[None] = rng.permutation(rows)
        else:
            for hour in range(24):
                for weekend in (False, True):
                    own = rows[(table.hour[rows] == hour) & (table.weekend[rows] == weekend)]
                    self.groups[hour, weekend] = rng.permutation(own if len(own) else rows[table.hour[rows] == hour])

    def keys(self, when):
        if self.table.hour is None:
            return [None] * len(when)
        return list(zip(when.hour, when.weekday >= 5))

    def take(self, when):
        keys = self.keys(when)
        result = np.zeros(len(when), int)
        for key in dict.fromkeys(keys):
            wanted = np.array([place for place, own in enumerate(keys) if own == key]) if key is not None else np.arange(len(when))
            rows, begin = self.groups[key], self.place.get(key, 0)
            result[wanted] = rows[(begin + np.arange(len(wanted))) % len(rows)]
            self.place[key] = begin + len(wanted)
        return self.mixed(result, when) if self.tilt else result

    def mixed(self, rows, when):
        """Others at night and on weekends: pairs records and rows by rank, so that no row is changed or left out."""
        column, night, weekend = self.tilt
        value = self.table.frame[column].iloc[rows]
        value = value.rank().to_numpy() if column in self.table.numeric else value.fillna("").map(hash_of).to_numpy(float)
        value = (value - value.mean()) / (value.std() + 1e-9)
        want = night * ((when.hour < 6) | (when.hour >= 22)) + weekend * (when.weekday >= 5)
        result = np.empty(len(rows), int)
        result[np.argsort(want + self.rng.normal(0, 1, len(rows)))] = rows[np.argsort(value + self.rng.normal(0, 1, len(rows)))]
        return result

    def choose(self, when, weight, among=4):
        """Rows that prefer a high `weight` (one for each row of the table): each the winner among some of the pool."""
        keys = self.keys(when)
        candidates = np.array([self.rng.choice(self.groups[key], among) for key in keys]).reshape(-1, among)
        noise = self.rng.gumbel(0, 1, candidates.shape)
        return candidates[np.arange(len(candidates)), np.argmax(weight[candidates] + noise, axis=1)]

    def where(self, when, chosen):
        """Rows for which `chosen` (one for each row of the table) is true; of the same hour where there are any."""
        everything = np.concatenate(list(self.groups.values()))
        everything = everything[chosen[everything]]
        pools = {key: rows[chosen[rows]] for key, rows in self.groups.items()}
        return np.array([self.rng.choice(pools[key] if len(pools[key]) else everything) for key in self.keys(when)], int)


def hash_of(text):
    return sum(ord(letter) * 31 ** place for place, letter in enumerate(text[:8])) % 1009


def arrival(rng, when, mean=4.0):
    """Seconds until a record arrives, exponential."""
    return when + pd.to_timedelta((rng.exponential(mean, len(when)) * 1e6).astype("int64"), unit="us")


label_delays = {"usual": 48, "usual ": 48, "usual  ": 48, "fast": 8, "slow": 96, "nightly": 30}


def labels(rng, ids, when, actual, end, kind):
    """Labels that have come by the end of the window: about 48 hours late, 7.5 % never."""
    hours = rng.lognormal(np.log(label_delays[kind]), 0.44, len(when))
    arrived = when + pd.to_timedelta((hours * 3.6e9).astype("int64"), unit="us")
    if kind == "nightly":  # one file a night, an hour or so after two
        arrived = arrived.ceil("D") + pd.to_timedelta((rng.uniform(2, 3, len(when)) * 3.6e9).astype("int64"), unit="us")
    frame = pd.DataFrame({"prediction_id": ids, "actual": actual, "actual_timestamp": arrived.as_unit("us")})
    came = (rng.uniform(size=len(when)) > 0.075) & (arrived < end)
    return frame[came].drop_duplicates("prediction_id").sort_values("actual_timestamp").reset_index(drop=True)
