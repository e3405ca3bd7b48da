#!/usr/bin/env python3
"""Draws what DetectionLab measured (its --output folder) as two SVG files.

    pip install matplotlib
    python3 Benchmarks/Detection/plots.py FOLDER docs/images
"""

import csv
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

colours = {"assay": "#1b6ca8", "evidently": "#c0392b", "nannyml": "#27803b", "arize": "#8e5ea2"}
names = {"assay": "Assay", "evidently": "Evidently", "nannyml": "NannyML", "arize": "Arize"}


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def null(rows, target):
    """False alerts in parts of the budget, with their intervals."""
    own = [row for row in rows if row["rules"] == "assay"]
    shapes = list(dict.fromkeys(row["shape"] for row in own))
    sizes = list(dict.fromkeys(row["columns"] for row in own))
    budgets = list(dict.fromkeys(row["budget"] for row in own))
    figure, panels = plt.subplots(1, len(budgets), figsize=(9, 0.26 * len(shapes) + 1.2), sharey=True)
    for panel, budget in zip(panels if len(budgets) > 1 else [panels], budgets):
        panel.axvline(1, color="#888", linewidth=0.8)
        panel.axvline(1.25, color="#c0392b", linewidth=0.8, linestyle=":")
        for index, size in enumerate(sizes):
            points = [row for row in own if row["budget"] == budget and row["columns"] == size]
            places = [shapes.index(row["shape"]) + 0.22 * (index - (len(sizes) - 1) / 2) for row in points]
            # What lies farther out than the picture is drawn at its edge.
            values, lower, upper = ([min(4, float(row[name]) / float(budget)) for row in points] for name in ("rate", "lower", "upper"))
            panel.errorbar(
                values, places, xerr=[[v - l for v, l in zip(values, lower)], [u - v for u, v in zip(upper, values)]],
                fmt="o", markersize=3, linewidth=0.8, color=["#9ecae1", "#4292c6", "#084594"][index % 3], label=f"{size} columns")
        panel.set_title(f"budget {float(budget):g} a month", fontsize=9)
        panel.set_xlim(0, 4.1)
        panel.tick_params(labelsize=7)
        panel.set_yticks(range(len(shapes)), shapes)
    figure.gca().invert_yaxis()
    figure.gca().legend(fontsize=6, loc="lower right")
    figure.supxlabel("false alerts a month, in parts of the budget", fontsize=8)
    figure.tight_layout()
    figure.savefig(target / "lab-false-alerts.svg")


def delays(rows, target):
    """Median delays, ours and the tuned peers', by failure and size; what is found in less than half of the months is at the right end."""
    shapes = list(dict.fromkeys(row["shape"] for row in rows))
    kinds = list(dict.fromkeys((row["failure"], row["size"]) for row in rows))
    figure, panels = plt.subplots(1, len(shapes), figsize=(10, 0.17 * len(kinds) + 1.2), sharey=True)
    for panel, shape in zip(panels if len(shapes) > 1 else [panels], shapes):
        for name in colours:
            rules = name if name == "assay" else f"{name} tuned"
            points = [row for row in rows if row["shape"] == shape and row["rules"] == rules]
            values = [float(row["median_hours"]) if row["median_hours"] else 900 for row in points]
            places = [kinds.index((row["failure"], row["size"])) for row in points]
            panel.plot(values, places, "o" if name == "assay" else "|", color=colours[name], markersize=4 if name == "assay" else 6, label=names[name])
        panel.set_xscale("log")
        panel.set_xlim(0.7, 1200)
        panel.set_xticks([1, 6, 24, 168, 900], ["1 h", "6 h", "1 d", "1 w", "not\nfound"])
        panel.minorticks_off()
        panel.set_title(shape, fontsize=9)
        panel.grid(axis="y", linewidth=0.2)
        panel.tick_params(labelsize=6)
        panel.set_yticks(range(len(kinds)), [f"{failure}, {size}" for failure, size in kinds])
    figure.gca().invert_yaxis()
    figure.gca().legend(fontsize=6)
    figure.tight_layout()
    figure.savefig(target / "lab-delays.svg")


def main():
    folder, target = (pathlib.Path(argument) for argument in sys.argv[1:3])
    target.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update({"svg.hashsalt": "lab", "svg.fonttype": "none"})
    null(read(folder / "null.csv"), target)
    if (folder / "failures.csv").exists() and (rows := read(folder / "failures.csv")):
        delays(rows, target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main()
