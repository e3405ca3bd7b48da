#!/usr/bin/env python3
"""A recommender of television shows that learned from older viewers, and meets young ones: docs/case-studies/tv-shows.md.

    python3 Benchmarks/RootCause/tv_shows.py make tv-shows
    assay check --training tv-shows/training.parquet ... and assay explain ... --export-rows tv-shows/export.parquet
    python3 Benchmarks/RootCause/tv_shows.py retrain tv-shows

`make` writes the files, `retrain` lets LightGBM learn from the export and tries it on two later weeks. Needs what retraining.py needs.
"""

import pathlib
import sys

import numpy as np
import pandas as pd

from retraining import START, Learner, log_loss, simulated

features = ["age", "genre", "device", "hour"]
# Days from the first day of production, viewers a day as ever, young viewers a day who come besides.
parts = {"training": (-120, 92, 60, 0), "validation": (-28, 28, 120, 0), "before": (0, 14, 120, 0), "after": (14, 14, 120, 80), "later": (28, 14, 120, 80)}


def offers(rng, first, days, usual, more):
    count = days * (usual + more)
    frame = simulated(rng, count, young=0.002)
    if more:
        new = rng.permutation(count) < days * more
        frame.loc[new] = simulated(rng, int(new.sum()), young=1).values
        frame = frame.infer_objects()
    frame["timestamp"] = START + pd.to_timedelta(first + days * np.arange(count) / count, unit="D").floor("s")
    return frame


def make(folder):
    rng = np.random.default_rng(7)
    frames = {name: offers(rng, *part) for name, part in parts.items()}
    model = Learner(frames["training"], features)
    frames["production"] = pd.concat([frames.pop("before"), frames.pop("after")], ignore_index=True)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame["prediction_id"] = [f"{name[0]}{row}" for row in range(len(frame))]
        frame["prediction_score"] = model.scores(frame)
        if name == "production":
            frame[["prediction_id", "actual"]].to_parquet(folder / "actuals.parquet")
            frame = frame.drop(columns="actual")
        frame.to_parquet(folder / f"{name}.parquet")


def retrain(folder):
    export, later = pd.read_parquet(folder / "export.parquet"), pd.read_parquet(folder / "later.parquet")
    model = Learner(export, features, export["sampling_weight"])
    young = later.age < 30
    print("| log loss of two later weeks | records | model of before | trained on the export |\n|---|---|---|---|")
    for name, rows in [("viewers under 30", young), ("all others", ~young), ("all", young | ~young)]:
        own = later[rows]
        print(f"| {name} | {len(own):,} | {log_loss(own, own.prediction_score).mean():.3f} | {log_loss(own, model.scores(own)).mean():.3f} |")


if __name__ == "__main__":
    {"make": make, "retrain": retrain}[sys.argv[1]](pathlib.Path(sys.argv[2]))
