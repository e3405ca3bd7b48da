#!/usr/bin/env python3
"""Makes cases with a known truth from real tables, in the layout of shared/data/dev_cases: a model that fails in one way from a known time
on, or does not fail at all.

    python3 -m venv venv && venv/bin/pip install -r scripts/requirements/real-cases.txt
    venv/bin/python Benchmarks/Detection/real_cases.py --data ../shared/data --cases 120 --seed 1 --output cases-a
    python3 Benchmarks/Detection/cases.py cases-a

Needs numpy, pandas, pyarrow, scikit-learn and lightgbm. A case depends on its number and the seed only: the same case comes out however many
are made. Rows are real; what is drawn is when they come, in which order, and what goes wrong.
"""

import argparse
import concurrent.futures
import copy
import functools
import json
import pathlib
import warnings

import numpy as np
import pandas as pd

from real import failures, tables, traffic, truth
from real.models import Model

root = pathlib.Path(__file__).resolve().parent.parent.parent
loaded = functools.cache(lambda name, data: tables.loaders[name](data))


class Case:
    def __init__(self, name, table, mode, submode, variant, level, seed, data):
        self.name, self.mode, self.submode, self.variant, self.level = name, mode, submode, variant, level
        self.rng = np.random.default_rng(seed)
        self.table = copy.copy(loaded(table, data))
        self.table.frame = self.table.frame.copy()
        self.slice, self.next_model = None, None
        self.truth = {}

    def make(self):
        rng, table = self.rng, self.table
        self.small = table.name != "compas" and rng.uniform() < 0.12 or table.name == "compas" and rng.uniform() < 0.5
        volume = rng.integers(50, 81) if self.small else rng.choice(table.volumes)
        if self.mode == "none" and self.submode in ("seasonal", "night"):
            volume = max(volume, 150)
        rhythm = traffic.usual(rng, "night" if self.submode == "night" else None)
        tilt = None
        if table.hour is None and (self.submode in ("seasonal", "night") or rng.uniform() < 0.3):
            tilt = (rng.choice(table.features), rng.uniform(0.4, 1.6), rng.uniform(-0.8, 0.8))
        self.production_start = pd.Timestamp("2025-01-06", tz="UTC") + pd.Timedelta(weeks=int(rng.integers(12, 44)))
        self.production_end = self.production_start + pd.Timedelta(days=30)
        self.start = self.production_start + pd.Timedelta(hours=int(rng.integers(8 * 24, 20 * 24)))
        failures.prepare(self)
        self.split(volume, rhythm, tilt)
        if table.task == "binary":
            self.kind = rng.choice(["boosted", "boosted", "logistic"])
        else:
            self.kind = "boosted"
        self.version = f"{table.name}-1.{rng.integers(2, 9)}"
        self.next_version = self.version[:-1] + str(int(self.version[-1]) + 1)
        self.seed = int(rng.integers(1 << 30))
        self.model = Model(table, self.training, self.kind, self.seed)
        self.candidates = {f"{table.name}-{kind}": Model(table, self.training, kind, self.seed + 1) for kind in ("logistic", "boosted")}
        score = self.model.score(self.validation)
        self.threshold = float(np.quantile(score, 1 - self.validation.actual.mean())) if table.task == "binary" else None
        self.base = self.served.copy()
        if self.mode != "none":
            failures.fail(self)
        elif self.submode == "benign_release":
            self.next_model = self.train(self.training, None)
            self.served.loc[self.served.timestamp >= self.start, "model_version"] = self.next_version
            self.truth["benign_release_time"] = stamp(self.start)

    def train(self, frame, actual):
        return Model(self.table, frame, self.kind, self.seed + 7, actual)

    def split(self, volume, rhythm, tilt):
        """Rows of three parts that share none, unless more are wanted than there are."""
        rng, table = self.rng, self.table
        rows = rng.permutation(len(table.frame))
        if self.submode == "new_segment":
            own = tables.matches(table.frame, self.slice)[rows]
            self.newcomers = traffic.Supply(rng, table, rows[own])
            rows = rows[~own]
        count = min(8000, len(rows) // 3)
        first, rest = rows[:count], rows[count:]
        wanted = int(volume * 28)
        known, new = (rest[:len(rest) // 2], rest[len(rest) // 2:]) if wanted <= len(rest) // 2 else (rest, rest)
        start = self.production_start
        factors = {}
        if self.submode == "promotion_day":
            day = int(rng.integers(3, 27))
            factors[day] = rng.uniform(1.4, 1.9)
            self.truth["promotion_day"] = stamp(start + pd.Timedelta(days=day))
        part = [
            ("t", first, start - pd.Timedelta(days=88), 60, count / 60 * 1.15, None), ("v", known, start - pd.Timedelta(days=28), 28, volume, None),
            ("p", new, start, 30, volume, factors)]
        frames = []
        for letter, pool, begin, days, level, factor in part:
            when = traffic.times(rng, rhythm, begin, days, level, factor)
            if letter == "t":
                when = when[np.sort(rng.permutation(len(when))[:count])]
            supply = traffic.Supply(rng, table, pool, tilt)
            frame = table.frame.iloc[supply.take(when)].reset_index(drop=True)
            for name in table.calendar:
                frame[name] = np.asarray(calendar[name](when), float)
            frame.insert(0, "prediction_id", [f"{letter}{number:07d}" for number in range(len(when))])
            frame.insert(1, "timestamp", when.as_unit("us"))
            frame.insert(2, "received_at", traffic.arrival(rng, when).as_unit("us"))
            frame.insert(3, "model_version", "")
            frames.append(frame)
        self.supply = supply
        self.training, self.validation, self.served = frames

    def when(self, rows):
        return pd.DatetimeIndex(self.served.timestamp[rows])

    def scored(self, frame):
        frame = frame.copy()
        score = np.zeros(len(frame))
        new = (frame.model_version == self.next_version).to_numpy()
        score[~new] = self.model.score(frame[~new])
        if new.any():
            score[new] = self.next_model.score(frame[new])
        frame["prediction_score"] = score
        if self.threshold is not None:
            frame["prediction_label"] = (score >= self.threshold).astype("int8")
        return frame

    # MARK: Writing

    def write(self, output):
        table = self.table
        folder = output / "cases" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        (output / "truth").mkdir(exist_ok=True)
        for frame in (self.training, self.validation, self.served, self.base):
            frame["model_version"] = frame.model_version.where(frame.model_version != "", self.version)
        training, validation, served, base = (self.scored(frame) for frame in (self.training, self.validation, self.served, self.base))
        training.to_parquet(folder / "training.parquet", compression="zstd", index=False)
        validation.to_parquet(folder / "validation.parquet", compression="zstd", index=False)
        served.drop(columns="actual").to_parquet(folder / "production.parquet", compression="zstd", index=False)
        delay = self.rng.choice(list(traffic.label_delays)).strip()
        actuals = traffic.labels(
            self.rng, served.prediction_id.to_numpy(), pd.DatetimeIndex(served.timestamp), served.actual.to_numpy(), self.production_end, delay)
        actuals.to_parquet(folder / "actuals.parquet", compression="zstd", index=False)
        shadows, verdicts = self.shadows(validation, served)
        shadows.to_parquet(folder / "candidate.parquet", compression="zstd", index=False)
        meta = {
            "case": self.name, "table": table.name, "task": table.task, "target": table.target, "positive_class": 1, "numeric_features": table.numeric,
            "categorical_features": table.categorical, "calendar_features": list(table.calendar), "production_start": stamp(self.production_start),
            "production_end": stamp(self.production_end), "model_version": self.version, "decision_threshold": self.threshold,
            "candidate_versions": list(self.candidates), "typical_label_delay_hours": traffic.label_delays[delay], "production_rows": len(served),
            "actual_rows": len(actuals)}
        if table.task != "binary":
            del meta["positive_class"], meta["decision_threshold"]
        (folder / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False))
        known = self.known(served, base, verdicts, meta)
        (output / "truth" / f"{self.name}.json").write_text(json.dumps(known, indent=1, ensure_ascii=False, default=float))
        return known

    def shadows(self, validation, served):
        frames, verdicts = [], {"production_model": self.quality(served)}
        main = "log_loss" if self.table.task == "binary" else "rmse"
        for version, model in self.candidates.items():
            for part in (validation, served.drop_duplicates("prediction_id")):
                score = model.score(part)
                frame = pd.DataFrame({"prediction_id": part.prediction_id, "model_version": version, "prediction_score": score})
                if self.threshold is not None:
                    frame["prediction_label"] = (score >= self.threshold).astype("int8")
                frames.append(frame)
            own = self.quality(part.assign(**frame.drop(columns=["prediction_id", "model_version"])))
            ratio = own[main] / max(verdicts["production_model"][main], 1e-9)
            own["better"] = "candidate" if ratio < 0.985 else "production" if ratio > 1.015 else "tie"
            verdicts[version] = own
        return pd.concat(frames, ignore_index=True), verdicts

    def quality(self, frame):
        label = frame.prediction_label.to_numpy() if self.threshold is not None else None
        return truth.quality(self.table.task, frame.actual.to_numpy(), frame.prediction_score.to_numpy(), label)

    def known(self, served, base, verdicts, meta):
        late, base_late = served.timestamp >= self.start, base.timestamp >= self.start
        expected = {"before": self.quality(served[~late]), "after": self.quality(served[late]), "after_had_nothing_happened": self.quality(base[base_late])}
        cut = self.truth.get("affected_slice")
        if cut:
            own, base_own = tables.matches(served, cut), tables.matches(base, cut)
            expected |= {
                "slice_after": self.quality(served[late & own]), "slice_after_had_nothing_happened": self.quality(base[base_late & base_own]),
                "rest_after": self.quality(served[late & ~own]), "rest_after_had_nothing_happened": self.quality(base[base_late & ~base_own]),
                "slice_share_after": round(float(own[late].mean()), 4) if late.any() else 0,
                "slice_share_had_nothing_happened": round(float(base_own[base_late].mean()), 4)}
        failing = self.mode != "none"
        result = {
            "case": self.name, "table": self.table.name, "failure_mode": self.mode, "failure_submode": self.submode, "variant": self.variant,
            "level": self.level + 1, "small_sample": bool(self.small), "start_time": stamp(self.start) if failing else None,
            "production_start": meta["production_start"], "production_end": meta["production_end"], "guilty_features": [],
            "moved_features": truth.moved(self.table.features, base[base_late], served[late]) if failing else {}, "affected_slice": None,
            "expected": expected, "candidates": verdicts}
        if failing:
            before, after = expected["after_had_nothing_happened"], expected["after"]
            result |= {
                "evidence": "inputs", "typical_label_delay_hours": meta["typical_label_delay_hours"],
                "harm": {key: round(after[key] - before[key], 4) for key in after if key != "n" and None not in (after[key], before.get(key))}}
            if self.submode in ("duplicates", "volume_drop", "late_data"):
                result["evidence"] = "records"
        return result | self.truth


holidays = {"01-01", "01-20", "02-17", "04-16", "05-26", "06-19", "07-04", "09-01", "10-13", "11-11", "11-27", "12-25"}
calendar = {
    "weekday": lambda when: when.weekday + 1, "mnth": lambda when: when.month, "holiday": lambda when: when.strftime("%m-%d").isin(holidays),
    "workingday": lambda when: (when.weekday < 5) & ~when.strftime("%m-%d").isin(holidays)}


def stamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def plan(number, seed, wanted, modes, data):
    """What case `number` is: every hundred cases have 36 healthy ones, and the failing ones go through all ways in turn."""
    rng = np.random.default_rng([seed, number, 1])
    turn = (number * 61) % 100
    if ("none" in modes if modes else True) and (turn < 36 or modes == ["none"]):
        submode = failures.healthy[int(rng.choice(6, p=[0.4, 0.12, 0.16, 0.12, 0.12, 0.08]))]
        names = [name for name in wanted if failures.fits(loaded(name, data), "none", submode, "")]
        if not names:
            submode, names = "plain", wanted
        return str(rng.choice(names)), "none", submode, "", 0
    ways = [way for way in failures.failing if not modes or way[0] in modes]
    order = np.random.default_rng([seed, number // len(ways), 2]).permutation(len(ways))
    way = ways[order[number % len(ways)]]
    names = [name for name in wanted if failures.fits(loaded(name, data), *way)]
    return str(rng.choice(names or wanted)), *way, int(rng.integers(3))


def one(number, seed, wanted, modes, data, output):
    warnings.filterwarnings("ignore")
    table, mode, submode, variant, level = plan(number, seed, wanted, modes, data)
    case = Case(f"case_{number:04d}", table, mode, submode, variant, level, [seed, number], data)
    case.make()
    known = case.write(output)
    return f"{case.name} {table:14} {mode:22} {submode:20} {variant:12} {level + 1} {len(case.served):7} rows  {known.get('harm', '')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=120)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", default=",".join(tables.loaders), help=", ".join(tables.loaders))
    parser.add_argument("--modes", default="", help="failure modes, `none` among them; all without it")
    parser.add_argument("--data", type=pathlib.Path, default=root.parent / "shared/data")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    modes = [mode for mode in options.modes.split(",") if mode]
    work = functools.partial(
        one, seed=options.seed, wanted=options.tables.split(","), modes=modes, data=options.data, output=options.output)
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for line in pool.map(work, range(options.first, options.first + options.cases)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
