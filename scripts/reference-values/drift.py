"""Writes the reference values of the drift, binning and distribution tests, from numpy and SciPy.

Usage: python drift.py [output folder]
Seeded: the same versions of numpy and SciPy write the same files. Written with numpy 2.4 and SciPy 1.17.
"""

import json
import math
import sys
from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
from scipy import integrate, spatial, special, stats

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "StatisticsTests" / "Reference"


def plain(value):
    """Numbers as JSON has them: infinities and NaN become null."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value


def cramer_von_mises_limit_sf(x):
    """1 - the limit distribution of Csorgo and Faraway (1996), eq. 1.3, with enough terms for every digit."""
    total = 0.0
    for k in range(60):
        y = 4 * k + 1
        q = y * y / (16 * x)
        weight = math.exp(special.gammaln(k + 0.5) - special.gammaln(k + 1)) / (math.pi**1.5 * math.sqrt(x))
        # kve is kv times e^q, so the two exponentials are one.
        total += weight * math.sqrt(y) * math.exp(-2 * q) * special.kve(0.25, q)
    return 1 - total


def anderson_darling_limit_sf(x):
    """Inverts the characteristic function of sum of Z_j^2 / (j (j + 1)) (Gil-Pelaez 1951); absolute error below 1e-9."""
    j = np.arange(1, 2001)[:, None]

    def integrand(t):
        t = np.atleast_1d(t)[None, :]
        log_phi = -0.5 * np.log(1 - 2j * t / (j * (j + 1.0))).sum(axis=0)
        # The weights left out add up to 1/2001, their squares to about 1/(3 * 2000^3).
        log_phi += (1j * t / 2001 - t**2 / (3 * 2000.5**3))[0]
        return (np.exp(log_phi - 1j * t[0] * x).imag) / t[0]

    def integrand_of_index(t):
        return float(integrand(t)[0])

    total = sum(
        integrate.quad(integrand_of_index, a, b, epsabs=1e-12, epsrel=1e-12, limit=400)[0]
        for a, b in [(1e-12, 1), (1, 5), (5, 20), (20, 60), (60, 200), (200, 800)]
    )
    return 0.5 + total / math.pi


def chi_square_cdf(x, k):
    """SciPy's own value, except for large k, where it keeps only eight digits: there the series in 50 digits."""
    if k < 1e5:
        return stats.chi2.cdf(x, k)
    with localcontext() as context:
        context.prec = 50
        a, half = Decimal(k) / 2, Decimal(x) / 2
        pi = Decimal("3.14159265358979323846264338327950288419716939937510582")
        log_factorial = a * a.ln() - a + (2 * pi * a).ln() / 2 + 1 / (12 * a) - 1 / (360 * a**3) + 1 / (1260 * a**5)
        term = total = Decimal(1)
        n = a
        while term > total * Decimal("1e-30"):
            n += 1
            term *= half / n
            total += term
        return float((a * half.ln() - half - log_factorial).exp() * total)


def distributions():
    cases = []

    def add(function, value, *arguments):
        cases.append({"function": function, "arguments": [float(a) for a in arguments], "value": float(value)})

    for x in [-37.0, -20.0, -8.5, -3.0, -1.0, -1e-10, 0.0, 0.3, 1.96, 6.0, 10.0, 30.0, 37.5]:
        add("normal.cdf", stats.norm.cdf(x), x)
        add("normal.sf", stats.norm.sf(x), x)
    for p in [1e-300, 1e-100, 1e-20, 1e-5, 0.01, 0.025, 0.3, 0.4999999, 0.5, 0.7, 0.99, 0.9999999]:
        add("normal.quantile", stats.norm.ppf(p), p)
        add("normal.upperQuantile", stats.norm.isf(p), p)

    for k in [0.5, 1, 2, 3, 9, 30, 199, 5000, 1e6]:
        for z in [-5.0, -1.0, 0.0, 1.0, 4.0, 12.0]:
            x = k + z * math.sqrt(2 * k)
            if x > 0:
                add("chiSquare.cdf", chi_square_cdf(x, k), k, x)
                add("chiSquare.sf", stats.chi2.sf(x, k), k, x)
        for p in [1e-12, 0.05, 0.5, 0.95, 0.99]:
            add("chiSquare.quantile", stats.chi2.ppf(p, k), k, p)
            add("chiSquare.upperQuantile", stats.chi2.isf(p, k), k, p)
    for k, x in [(1, 1360.0), (2, 1380.0), (9, 1390.0), (100, 1700.0)]:
        add("chiSquare.sf", stats.chi2.sf(x, k), k, x)

    for k in [0.7, 1, 2, 5.5, 30, 1e3, 1e7]:
        for t in [0.0, 1e-6, 0.5, 1.0, 2.5, 8.0, 35.0]:
            add("studentT.twoSided", 2 * stats.t.sf(t, k), k, t)
    for k, t in [(3, 1e90), (50, 1e7), (2, 1e120)]:
        add("studentT.twoSided", 2 * stats.t.sf(t, k), k, t)

    for marked, unmarked, draws in [(5, 5, 5), (10, 200, 30), (3000, 7000, 500), (1, 1000, 1)]:
        for k in {max(0, draws - unmarked), draws * marked // (marked + unmarked), min(marked, draws)}:
            args = (k, marked + unmarked, marked, draws)
            add("hypergeometric.probability", stats.hypergeom.pmf(*args), marked, unmarked, draws, k)
            add("hypergeometric.atMost", stats.hypergeom.cdf(*args), marked, unmarked, draws, k)
            add("hypergeometric.atLeast", stats.hypergeom.sf(k - 1, *args[1:]), marked, unmarked, draws, k)
    for n, p in [(1, 0.3), (20, 0.05), (1000, 0.5), (100_000, 1e-4)]:
        for k in [0, 1, int(n * p) + 3]:
            if k <= n:
                add("binomial.probability", stats.binom.pmf(k, n, p), n, p, k)
                add("binomial.atLeast", stats.binom.sf(k - 1, n, p), n, p, k)

    for x in [0.1, 0.3, 0.7, 0.9, 1.0, 1.36, 2.0, 5.0, 18.0]:
        add("kolmogorov.limit", stats.kstwobign.sf(x), x)
    for n in [1, 2, 3, 10, 100, 140, 141, 500, 20_000, 1_000_000]:
        for z in [0.35, 0.6, 0.85, 1.0, 1.3, 1.6, 2.5, 6.0, 15.0]:
            if z / math.sqrt(n) < 1:
                add("kolmogorov.sf", stats.kstwo.sf(z / math.sqrt(n), n), n, z / math.sqrt(n))
    for x in [0.005, 0.02, 0.05, 0.1, 0.2, 0.46136, 0.74346, 1.16786]:
        add("cramerVonMises.limit", cramer_von_mises_limit_sf(x), x)
    for x in [0.15, 0.4, 0.9, 1.2475, 2.492, 3.857, 6.0]:
        add("andersonDarling.limit", anderson_darling_limit_sf(x), x)
    return cases


def binning():
    rng = np.random.default_rng(7)
    samples = {
        "normal": rng.normal(size=60),
        "skewed": rng.lognormal(sigma=1.2, size=80),
        "uniform": rng.uniform(-3, 5, size=33),
        "zeroInflated": np.where(rng.uniform(size=50) < 0.5, 0.0, rng.exponential(size=50)),
        "far": 1e9 + rng.normal(size=40),
        "one": np.array([3.5]),
        "two": np.array([1.0, 4.0]),
        "three": np.array([1.0, 2.0, 9.0]),
        "constant": np.full(12, 7.25),
    }
    cases = []
    for name, x in samples.items():
        x = np.round(x, 6)
        rules = {rule: np.histogram_bin_edges(x, rule) for rule in ["doane", "sturges", "fd"]}
        # A constant column gets one bin from us, where numpy makes as many as asked for.
        if x.min() < x.max():
            rules["linspace"] = np.histogram_bin_edges(x, 10)
        cases.append({"name": name, "values": x, "rules": rules, "deciles": np.quantile(x, np.linspace(0, 1, 11))})
    integers = np.array([1, 2, 2, 3, 3, 3, 4, 5, 9, 1, 2, 2, 3, 3, 3, 4, 5, 9, 2, 2])
    cases.append({"name": "integers", "values": integers,
                  "rules": {rule: np.histogram_bin_edges(integers, rule) for rule in ["doane", "sturges", "fd"]},
                  "deciles": np.quantile(integers, np.linspace(0, 1, 11))})
    return cases


FILES = {"drift-distributions.json": distributions, "drift-binning.json": binning}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        (folder / name).write_text(json.dumps(plain(make()), indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
