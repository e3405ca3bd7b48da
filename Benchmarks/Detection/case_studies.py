#!/usr/bin/env python3
"""Makes the files of docs/case-studies from tables of shared/data: a model trained on the past of a real series, and what it met afterwards. Nothing is injected.

    python3 -m venv venv && venv/bin/pip install -r scripts/requirements/real-cases.txt
    venv/bin/python Benchmarks/Detection/case_studies.py --data ../shared/data --output case-studies

elec2: will the electricity price go up in the next half hour? Trained on 1996-05-07 to 1996-10-31, validated on the eight weeks after it, in production for a year.
bike: how many bicycles in an hour? As in Evidently's tutorial: the reference is 2011-01-01 to 28, February follows; and the same trained on all of 2011, for 2012.
"""

import argparse
import pathlib

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor


def write(frame, folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(folder / f"{name}.parquet", index=False)


def elec2(data, output):
    table = pd.read_parquet(data / "elec2.parquet").sort_values("timestamp")
    table = table.rename(columns={"class": "actual"})
    table.insert(0, "prediction_id", np.arange(len(table)))
    features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"]
    time = pd.to_datetime(table["timestamp"], utc=True)
    learn = time < "1996-11-01"
    model = HistGradientBoostingClassifier(max_depth=4, max_iter=80, random_state=1).fit(table.loc[learn, features], table.loc[learn, "actual"])
    table["prediction_score"] = model.predict_proba(table[features])[:, 1]
    table["prediction_label"] = (table["prediction_score"] >= 0.5).astype(int)
    folder = output / "elec2"
    write(table[learn], folder, "training")
    write(table[(time >= "1996-11-01") & (time < "1996-12-27")], folder, "validation")
    now = (time >= "1996-12-27") & (time < "1997-12-27")
    write(table[now].drop(columns="actual"), folder, "production")
    labels = table.loc[now, ["prediction_id", "actual"]].copy()
    # Whether the price went up is known with the next half hour.
    labels["actual_timestamp"] = time[now] + pd.Timedelta(minutes=30)
    write(labels, folder, "actuals")


def bike(data, output, name, learn_until, until):
    table = pd.read_parquet(data / "bike_sharing_hourly.parquet")
    table["timestamp"] = pd.to_datetime(table["timestamp"], utc=True)
    table = table.sort_values("timestamp").rename(columns={"cnt": "actual"})
    table.insert(0, "prediction_id", np.arange(len(table)))
    features = ["temp", "atemp", "hum", "windspeed", "hr", "weekday", "season", "holiday", "workingday", "weathersit"]
    learn = table["timestamp"] < learn_until
    # Every fourth day is kept apart from learning: what it says there is what it is worth.
    kept = learn & (table["timestamp"].dt.day_of_year % 4 == 0)
    model = HistGradientBoostingRegressor(max_iter=120, random_state=1).fit(table.loc[learn & ~kept, features], table.loc[learn & ~kept, "actual"])
    table["prediction"] = model.predict(table[features])
    columns = ["prediction_id", "timestamp", *features, "prediction"]
    folder = output / name
    write(table.loc[learn, [*columns, "actual"]] if name == "bike" else table.loc[kept, [*columns, "actual"]], folder, "validation")
    write(table.loc[(table["timestamp"] >= learn_until) & (table["timestamp"] < until), [*columns, "actual"]], folder, "production")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    elec2(options.data, options.output)
    bike(options.data, options.output, "bike", "2011-01-29", "2011-03-01")
    bike(options.data, options.output, "bike-year", "2012-01-01", "2013-01-01")


if __name__ == "__main__":
    main()
