#!/usr/bin/env python3
"""Learns the weights of evidence (Sources/Evaluation/RootCause/Weight.swift) from cases with a known truth, and says how good they are on cases they were not
learned from.

    for seed in 1 2 3 4; do
        venv/bin/python Benchmarks/Detection/real_cases.py --data ../shared/data --cases 60 --seed $seed --output cases-$seed
        venv/bin/python Benchmarks/Detection/cases.py cases-$seed --save cases-$seed.json --hypotheses
    done
    venv/bin/python Benchmarks/RootCause/weights.py cases-*.json

Needs numpy and scipy. What `assay check --hypotheses` says of each hypothesis is how much of each kind of evidence it leaves unexplained. A failure mode counts by
its hypothesis that leaves least, u = sum of weights times amounts, and is as likely as exp(-s sqrt(u)). Weights are those that make the true modes most
likely, and with half the weight the guilty column among hypotheses of that mode, drawn towards the ones that the program has: a factor's logarithm by a
normal prior of 0.5, a price by one of 2. Files are left out in turn to see what weights learned from the others are worth.
"""

import argparse
import json
import pathlib
import re

import numpy as np
from scipy.optimize import minimize

root = pathlib.Path(__file__).resolve().parent.parent.parent
source = root / "Sources/Evaluation/RootCause/Weight.swift"
# What a unit of evidence weighs; all others are prices of what a hypothesis holds to be.
factors = {"shift", "outcome", "outcome_of_customers", "outcome_of_broken", "relation", "free_shares", "fewer", "rate", "scores", "harmless", "distance",
    "likeness", "free_transformation"}
of_factor, of_price, of_column, smallest = 0.5, 2.0, 0.5, 1e-3


def present():
    """The program's weights, and its sharpness."""
    text = source.read_text()
    weights = {}
    for names, value in re.findall(r"case ((?:\.\w+,?\s*)+): (-?[0-9.]+)", text):
        for name in re.findall(r"\w+", names):
            weights[re.sub("([A-Z])", lambda found: "_" + found.group(1).lower(), name)] = float(value)
    return weights, float(re.search(r"sharpness = ([0-9.]+)", text).group(1))


class Cases:
    """Hypotheses of all cases under each other."""

    def __init__(self, rows, names):
        self.rows = [row for row in rows if row["diagnosis"].get("hypotheses")]
        amounts, self.slices, self.modes, self.columns = [], [], [], []
        for row in self.rows:
            own = row["diagnosis"]["hypotheses"]
            self.slices.append(slice(len(amounts), len(amounts) + len(own)))
            amounts += [[one["amounts"].get(name, 0) for name in names] for one in own]
            self.modes.append(np.array([one["failure_mode"] for one in own]))
            self.columns.append(np.array([(one["features"] or [""])[0] for one in own]))
        self.amounts = np.array(amounts)


def groups(keys, scores):
    """The best of each key, by its place."""
    best = {}
    for place, key in enumerate(keys):
        if key not in best or scores[place] > scores[best[key]]:
            best[key] = place
    return best


def softmax(values):
    values = np.exp(values - values.max())
    return values / values.sum()


def loss(parameters, cases, names, is_factor, before):
    """Of the logarithm of how likely the truth is, with its gradient."""
    value = np.where(is_factor, before * np.exp(parameters[:-1]), before + parameters[:-1])
    sharpness = np.exp(parameters[-1])
    unexplained = cases.amounts @ value
    root_of = np.sqrt(np.maximum(unexplained, 0) + smallest)
    total, slope, of_sharpness = 0.0, np.zeros(len(unexplained)), 0.0
    def add(places, right, weight):
        nonlocal total, of_sharpness
        probability = softmax(-sharpness * root_of[places])
        own = max(probability[right].sum(), 1e-9)
        total -= weight * np.log(own)
        gradient = weight * (probability - np.where(right, probability / own, 0))  # of the scores
        of_sharpness += (gradient * -root_of[places]).sum() * sharpness
        slope[places] += gradient * -sharpness / (2 * root_of[places]) * (unexplained[places] > 0)
    for row, part, modes, columns in zip(cases.rows, cases.slices, cases.modes, cases.columns):
        own = -root_of[part]
        best = groups(modes, own)
        if row["mode"] not in best:
            continue
        add(part.start + np.array(list(best.values())), np.array([mode == row["mode"] for mode in best]), 1)
        if row["guilty"]:
            inside = np.flatnonzero(modes == row["mode"])
            by_column = groups(columns[inside], own[inside])
            right = np.array([name in row["guilty"] for name in by_column])
            if right.any() and not right.all():
                add(part.start + inside[np.array(list(by_column.values()))], right, of_column)
    gradient = (cases.amounts.T @ slope) * np.where(is_factor, value, 1)
    spread = np.append(np.where(is_factor, of_factor, of_price), of_factor)
    centre = np.zeros(len(parameters))
    centre[-1] = np.log(loss.sharpness)
    apart = (parameters - centre) / spread
    return total + (apart ** 2).sum() / 2, np.append(gradient, of_sharpness) + apart / spread


def learned(cases, names, is_factor, before, sharpness):
    loss.sharpness = sharpness
    start = np.append(np.zeros(len(names)), np.log(sharpness))
    for _ in range(3):  # which hypothesis is best changes on the way
        start = minimize(loss, start, args=(cases, names, is_factor, before), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return np.where(is_factor, before * np.exp(start[:-1]), before + start[:-1]), np.exp(start[-1])


def judged(cases, all_rows, value, sharpness):
    """Shares of right modes, of guilty columns first, of healthy ones named none; and the mean logarithm of the truth's probability."""
    modes, columns, healthy, logs = [], [], [], []
    weighed = {id(row): place for place, row in enumerate(cases.rows)}
    unexplained = np.sqrt(np.maximum(cases.amounts @ value, 0))
    for row in all_rows:
        named, first, probability = "none", None, 1.0 if row["mode"] == "none" else 1e-3
        if id(row) in weighed:
            place = weighed[id(row)]
            own = -sharpness * unexplained[cases.slices[place]]
            best = groups(cases.modes[place], own)
            chances = softmax(own[list(best.values())])
            top = int(np.argmax(own))
            named, first = cases.modes[place][top], cases.columns[place][top]
            probability = dict(zip(best, chances)).get(row["mode"], 1e-3)
        (healthy if row["mode"] == "none" else modes).append(named == row["mode"])
        if row["guilty"]:
            columns.append(first in row["guilty"] if named != "none" else False)
        logs.append(np.log(max(probability, 1e-3)))
    return [np.mean(modes), np.mean(columns), np.mean(healthy), np.mean(logs)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("saved", nargs="+", type=pathlib.Path)
    parser.add_argument("--test", nargs="*", type=pathlib.Path, default=[], help="files that nothing is learned from")
    options = parser.parse_args()
    weights, sharpness = present()
    names = sorted(weights)
    before = np.array([weights[name] for name in names])
    is_factor = np.array([name in factors for name in names])
    files = [json.loads(path.read_text()) for path in options.saved]

    def line(name, figures, count):
        print(f"{name:32} {count:5}  mode {figures[0]:.3f}  column {figures[1]:.3f}  none {figures[2]:.3f}  log {figures[3]:.3f}", flush=True)

    rows = sum(files, [])
    every = Cases(rows, names)
    line("as they are", judged(every, rows, before, sharpness), len(rows))
    value, sharp = learned(every, names, is_factor, before, sharpness)
    line("learned from all", judged(every, rows, value, sharp), len(rows))
    if len(files) > 1:
        parts = []
        for place, left in enumerate(files):
            others = Cases(sum(files[:place] + files[place + 1:], []), names)
            own = learned(others, names, is_factor, before, sharpness)
            parts.append((judged(Cases(left, names), left, *own), len(left)))
        line("learned from the other files", np.average([part for part, _ in parts], axis=0, weights=[count for _, count in parts]), len(rows))
    for path in options.test:
        left = json.loads(path.read_text())
        own = Cases(left, names)
        line(f"{path.stem}: as they are", judged(own, left, before, sharpness), len(left))
        line(f"{path.stem}: learned", judged(own, left, value, sharp), len(left))
    print(f"\nsharpness {sharpness} -> {sharp:.2f}")
    used = (np.abs(every.amounts) > 0).sum(axis=0)
    for name, old, new, count in zip(names, before, value, used):
        print(f"{name:26} {old:8.3f} -> {new:8.3f}   in {count} hypotheses")


if __name__ == "__main__":
    main()
