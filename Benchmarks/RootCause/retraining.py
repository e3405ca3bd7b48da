#!/usr/bin/env python3
"""Whether the gain that `assay explain` expects of training again comes true: predicted against realised, on simulated and on real records.

    pip install numpy pandas pyarrow lightgbm matplotlib
    python3 Benchmarks/RootCause/retraining.py --data ../shared/data --image docs/images/retraining-gain.svg

Each case has a model (LightGBM) that learned from training records, a change, and production in two halves. `assay explain` sees the first half, says
what training again on its export is to bring, and writes the export. Then LightGBM really learns from the export, and both models are tried on the second
half. Nothing of the second half is known to either. The table goes to standard output.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import lightgbm
import matplotlib
import numpy as np
import pandas as pd

matplotlib.use("svg")
import matplotlib.pyplot as plt

START = pd.Timestamp("2026-03-01", tz="UTC")


def logistic(x):
    return 1 / (1 + np.exp(-x))


def simulated(rng, count, concept=0.0, young=0.03):
    """Offers of a TV-show recommender; `young` of the viewers like other shows, and `concept` is added to the log-odds of evening offers on phones."""
    is_young = rng.uniform(size=count) < young
    age = np.where(is_young, rng.integers(16, 29, count), 34 + (rng.uniform(size=(2, count)).sum(0) * 22).astype(int))
    genre = rng.integers(0, 6, count)
    device = rng.choice(["phone", "tablet", "tv"], count)
    hour = rng.integers(12, 24, count)
    taste = np.where(is_young, np.array([1.6, 0.6, -0.8, -0.6, -1.8, 1.2])[genre], np.array([-1.8, 0, 1.2, 0.8, 0.6, -0.8])[genre])
    odds = taste + np.where(device == "tv", 0.3, -0.1) + np.where((device == "phone") & (hour >= 18), concept, 0)
    names = np.array(["anime", "comedy", "crime", "drama", "news", "reality"])
    frame = pd.DataFrame({"age": age, "genre": names[genre], "device": device, "hour": hour})
    frame["actual"] = (rng.uniform(size=count) < logistic(odds)).astype(int)
    return frame


class Adult:
    features = ["age", "workclass", "education_num", "marital_status", "occupation", "sex", "hours_per_week", "capital_gain"]

    def __init__(self, data):
        table = pd.read_parquet(data / "adult.parquet")
        self.frame = table[self.features].assign(actual=(table.income.str.strip() == ">50K").astype(int))

    def take(self, rng, count, where, share, flipped=0.0):
        """Records of which `share` are of the slice, and of these `flipped` have the other outcome. Drawn once each."""
        inside = np.flatnonzero(where(self.frame))
        outside = np.flatnonzero(~where(self.frame))
        own = int(count * share)
        rows = np.concatenate([rng.choice(inside, own, replace=False), rng.choice(outside, count - own, replace=False)])
        rng.shuffle(rows)
        taken = self.frame.iloc[rows]
        self.frame = self.frame.drop(self.frame.index[rows]).reset_index(drop=True)
        taken = taken.reset_index(drop=True)
        turned = where(taken) & (rng.uniform(size=count) < flipped)
        taken.loc[turned, "actual"] = 1 - taken.loc[turned, "actual"]
        return taken


def cases(data, rounds):
    """Name, then training, validation, both halves of production before and after the change."""
    for seed in range(rounds):
        rng = np.random.default_rng(1000 + seed)
        for young in (0.1, 0.3, 0.5):
            yield "shows: young viewers come", f"{young:.0%}", seed, [simulated(rng, 4000, young=0.002), simulated(rng, 2500, young=0.002), simulated(rng, 2500, young=young), simulated(rng, 8000, young=young)]
        for concept in (0.0, 1.0, 2.0):
            yield ("shows: nothing changes" if concept == 0 else "shows: other tastes on phones"), f"{concept:g}", seed, [
                simulated(rng, 4000), simulated(rng, 2500), simulated(rng, 2500, concept), simulated(rng, 8000, concept)]
        slices = [("Adult: young people come", lambda frame: frame.age < 28, 0.02, 0.4, 0.0), ("Adult: married women come", lambda frame: (frame.sex == "Female") & frame.marital_status.str.startswith("Married-civ"), 0.0, 0.2, 0.0)]
        slices += [("Adult: other outcomes of long hours", lambda frame: frame.hours_per_week > 44, 0.24, 0.24, turned) for turned in (0.3, 0.6)]
        for name, where, early, late, turned in slices:
            adult = Adult(data)
            training, validation = adult.take(rng, 5000, where, early), adult.take(rng, 2500, where, early)
            yield name, f"{turned or late:.0%}", seed, [training, validation, adult.take(rng, 2500, where, late, turned), adult.take(rng, 4500, where, late, turned)]


class Learner:
    """LightGBM on columns as they are, texts as categories of all that it learned from."""

    def __init__(self, frame, features, weight=None):
        self.features = features
        self.kinds = {name: sorted(frame[name].dropna().unique()) for name in features if not pd.api.types.is_numeric_dtype(frame[name])}
        self.model = lightgbm.LGBMClassifier(n_estimators=60, num_leaves=15, verbosity=-1, n_jobs=2, random_state=1)
        self.model.fit(self.table(frame), frame["actual"].astype(int), sample_weight=weight)

    def table(self, frame):
        kinds = {name: pd.Categorical(frame[name], categories=values) for name, values in self.kinds.items()}
        return frame[self.features].assign(**kinds)

    def scores(self, frame):
        return self.model.predict_proba(self.table(frame))[:, 1]


def log_loss(frame, scores):
    scores = np.clip(scores, 1e-15, 1 - 1e-15)
    return -np.where(frame.actual == 1, np.log(scores), np.log(1 - scores))


def run(assay, folder, frames):
    training, validation, production, later = frames
    features = [name for name in training.columns if name != "actual"]
    model = Learner(training, features)
    for name, frame, first, days in [("t", training, -90, 60), ("v", validation, -28, 28), ("p", production, 0, 14), ("l", later, 14, 28)]:
        frame["prediction_score"] = model.scores(frame)
        frame["prediction_id"] = [f"{name}{row}" for row in range(len(frame))]
        frame["timestamp"] = START + pd.to_timedelta(first + days * np.arange(len(frame)) / len(frame), unit="D")
    files = {name: folder / f"{name}.parquet" for name in ("training", "validation", "production", "export")}
    for name, frame in (("training", training), ("validation", validation), ("production", production)):
        frame.to_parquet(files[name])
    subprocess.run(
        [assay, "explain", "--training", files["training"], "--validation", files["validation"], "--current", files["production"], "--from", "2026-03-01",
         "--export-rows", files["export"], "--json", folder / "told.json", "--quiet"], check=True)
    told = json.loads((folder / "told.json").read_text())
    plan = told["retraining"]
    export = pd.read_parquet(files["export"])
    again = Learner(export, features, export["sampling_weight"])
    # What each later record gains, and its mean's error.
    gains = log_loss(later, model.scores(later)) - log_loss(later, again.scores(later))
    return plan, gains.mean(), gains.std() / np.sqrt(len(gains))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--assay", default=".build/release/assay")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--image", type=pathlib.Path)
    options = parser.parse_args()
    results = []
    for name, size, seed, frames in cases(options.data, options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            plan, realised, error = run(options.assay, pathlib.Path(folder), frames)
        results.append((name, size, plan, realised, error))
        print(f"{name} {size} #{seed}: {plan['gain'] if plan else None}, realised {realised:.4f} +- {1.96 * error:.4f}", flush=True)
    told = [result for result in results if result[2]]

    def held(plan, realised, error):
        """Within the interval, or so near that the realised gain's own sampling error may be it."""
        half = 1.96 * np.hypot((plan["gain"]["upper"] - plan["gain"]["lower"]) / 3.92, error)
        return abs(realised - plan["gain"]["value"]) <= half

    print("\n| case | size | times | predicted | realised | advised | interval holds the realised gain | with its own error |")
    print("|---|---|---|---|---|---|---|---|")
    for name, size in dict.fromkeys((name, size) for name, size, *_ in told):
        own = [result[2:] for result in told if result[:2] == (name, size)]
        inside = sum(plan["gain"]["lower"] <= realised <= plan["gain"]["upper"] for plan, realised, _ in own)
        print(
            f"| {name} | {size} | {len(own)} | {np.mean([plan['gain']['value'] for plan, *_ in own]):.4f} | {np.mean([r for _, r, _ in own]):.4f} "
            f"| {sum(plan['is_advised'] for plan, *_ in own)} | {inside} | {sum(held(*one) for one in own)} |")
    predicted, realised = np.array([plan["gain"]["value"] for _, _, plan, *_ in told]), np.array([result[3] for result in told])
    print(
        f"\n{len(told)} of {len(results)} cases have a plan. Correlation {np.corrcoef(predicted, realised)[0, 1]:.3f}, mean of realised less predicted "
        f"{np.mean(realised - predicted):+.4f}, mean distance {np.mean(abs(realised - predicted)):.4f}; "
        f"{sum(held(*result[2:]) for result in told)} within both errors. Of {sum(p['is_advised'] for _, _, p, *_ in told)} advised "
        f"{sum(r > 0 for _, _, p, r, _ in told if p['is_advised'])} gained.")
    if options.image: plot(told, options.image)


def plot(told, target):
    figure, panel = plt.subplots(figsize=(6, 5))
    for index, name in enumerate(dict.fromkeys(result[0] for result in told)):
        own = [result for result in told if result[0] == name]
        predicted = np.array([result[2]["gain"]["value"] for result in own])
        low, high = (np.array([result[2]["gain"][end] for result in own]) for end in ("lower", "upper"))
        panel.errorbar(
            predicted, [result[3] for result in own], xerr=[predicted - low, high - predicted], yerr=[1.96 * result[4] for result in own],
            fmt="os^Dvp*"[index % 7], markersize=4, linewidth=0.7, label=name)
    limits = [min(panel.get_xlim()[0], panel.get_ylim()[0]), max(panel.get_xlim()[1], panel.get_ylim()[1])]
    panel.plot(limits, limits, color="#888", linewidth=0.8)
    panel.axhline(0, color="#ccc", linewidth=0.6)
    panel.axvline(0, color="#ccc", linewidth=0.6)
    panel.set_xlabel("predicted gain in log loss, with its 95 % interval")
    panel.set_ylabel("realised on later records, with its sampling error")
    panel.legend(fontsize=7)
    figure.tight_layout()
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main()
