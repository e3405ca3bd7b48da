"""Writes the reference values of the drift, binning and distribution tests, from numpy and SciPy.

Usage: python drift.py [output folder]
Seeded: the same versions of numpy and SciPy write the same files. Written with numpy 2.4 and SciPy 1.17.
"""

import json
import math
import sys
import warnings
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


COUNTS = {
    "dense": ([120, 340, 290, 180, 70], [100, 300, 330, 190, 80]),
    "unequalSizes": ([1200, 3400, 2900, 1800, 700], [9, 30, 41, 12, 8]),
    "equalShares": ([10, 20, 30], [30, 60, 90]),
    "emptyHere": ([40, 0, 25, 35], [30, 12, 0, 38]),
    "emptyOnBoth": ([40, 0, 25, 35], [20, 0, 50, 10]),
    "disjoint": ([50, 60, 0, 0], [0, 0, 30, 20]),
    "extreme": ([100000, 5, 0], [10, 80000, 1]),
    "rare": ([999999, 1], [49999, 0]),
    "binary": ([900, 100], [850, 150]),
    "single": ([1, 0], [0, 1]),
    "oneCell": ([7], [9]),
}


def shares(a, b, rule):
    """The shares of both sides over occupied cells after the rule for empty ones; Evidently's keeps every cell."""
    a, b = np.array(a, float), np.array(b, float)
    if rule == "evidently":
        result = []
        for side in [a / a.sum(), b / b.sum()]:
            least = side[side > 0].min()
            result.append(np.where(side == 0, least / 1e6 if least <= 0.0001 else 0.0001, side))
        return result
    kept = a + b > 0
    a, b = a[kept], b[kept]
    if rule == "half":
        a, b = a + 0.5, b + 0.5
    if rule == "standard":
        pooled = (a + b) / (a + b).sum()
        a, b = a + pooled, b + pooled
    return a / a.sum(), b / b.sum()


def counts():
    cases = []
    for name, (a, b) in COUNTS.items():
        values = {}
        p, q = np.array(a) / sum(a), np.array(b) / sum(b)
        for rule in ["standard", "half", "evidently", "none"]:
            s, t = shares(a, b, rule)
            values[f"psi.{rule}"] = float(np.sum(special.rel_entr(s, t) + special.rel_entr(t, s)))
            values[f"kl.{rule}"] = float(stats.entropy(t, s))
        # jensenshannon cancels: near zero, terms of log1p keep their digits.
        lean = np.divide(p - q, p + q, out=np.zeros_like(p), where=p + q > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = np.where(p > 0, p * np.log1p(lean), 0)
            right = np.where(q > 0, q * np.log1p(-lean), 0)
        own = math.sqrt(max(0.0, (left + right).sum() / 2))
        for base, key in [(math.e, "js"), (2, "jsBits")]:
            value = spatial.distance.jensenshannon(p, q, base)
            ours = own / math.sqrt(math.log(base))
            assert abs(value - ours) < 1e-7, (name, value, ours)
            values[key] = ours if value < 0.01 else value
        values["hellinger"] = np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / math.sqrt(2)
        values["totalVariation"] = abs(p - q).sum() / 2
        values["largest"] = abs(p - q).max()
        values["ks"] = abs(np.cumsum(p) - np.cumsum(q)).max()
        table = np.array([a, b])
        table = table[:, table.sum(axis=0) > 0]
        for key, lambda_ in [("chiSquare", None), ("g", "log-likelihood")]:
            result = stats.chi2_contingency(table, correction=False, lambda_=lambda_)
            values[f"{key}.statistic"], values[f"{key}.p"] = result.statistic, result.pvalue
        cases.append({"name": name, "reference": a, "current": b, "values": values})
    return cases


def anderson_darling(x, y):
    """SciPy's statistic with the p-value of the limit, and SciPy's own p from its table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = stats.anderson_ksamp([x, y], variant="midrank")
    deviation = math.sqrt(2 * (math.pi**2 - 9) / 3)
    return result.statistic, anderson_darling_limit_sf(1 + result.statistic * deviation), result.pvalue


def samples():
    rng = np.random.default_rng(11)
    pairs = {
        "normal": (rng.normal(size=40), rng.normal(0.4, 1.3, size=55)),
        "skewed": (rng.lognormal(size=300), rng.lognormal(0.3, 1, size=120)),
        "ties": (rng.integers(0, 6, size=80), rng.integers(0, 7, size=50)),
        "zeroInflated": (np.where(rng.uniform(size=60) < 0.6, 0, rng.exponential(size=60)),
                         np.where(rng.uniform(size=70) < 0.4, 0, rng.exponential(size=70))),
        "small": (rng.normal(size=7), rng.normal(1, 1, size=5)),
        "coprime": (rng.normal(size=13), rng.normal(1, 1, size=17)),
        "two": (np.array([1.0, 3.0]), np.array([2.0, 5.0])),
        "three": (np.array([1.0, 2.0, 9.0]), np.array([4.0, 4.0, 5.0])),
        "disjoint": (rng.uniform(0, 1, size=200), rng.uniform(2, 3, size=150)),
        "far": (1e9 + rng.normal(size=50), 1e9 + rng.normal(0.5, 1, size=50)),
        "same": (np.arange(10.0), np.arange(10.0)),
        "one": (np.array([1.0]), np.array([2.0])),
        "allEqual": (np.full(5, 4.0), np.full(6, 4.0)),
    }
    cases = []
    for name, (x, y) in pairs.items():
        x, y = np.round(x.astype(float), 6), np.round(y.astype(float), 6)
        n, m = len(x), len(y)
        values = {
            "wasserstein": stats.wasserstein_distance(x, y),
            "energy": stats.energy_distance(x, y),
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for method in ["exact", "asymp"]:
                result = stats.ks_2samp(x, y, method=method)
                values[f"ks.{method}"] = result.pvalue
            values["ks.statistic"] = result.statistic
            # One row a side is half an effective row, which SciPy rounds to none and makes NaN of.
            if np.isnan(values["ks.asymp"]):
                values["ks.asymp"] = stats.kstwo.sf(result.statistic, 1)
            result = stats.mannwhitneyu(x, y, method="asymptotic")
            values["mannWhitney.statistic"] = result.statistic
            # SciPy has NaN where all values are equal; nothing speaks against equality then.
            values["mannWhitney.p"] = 1.0 if np.isnan(result.pvalue) else result.pvalue
            if n > 1 and m > 1:
                result = stats.cramervonmises_2samp(x, y, method="asymptotic")
                total = n + m
                values["cramerVonMises.statistic"] = result.statistic
                mean = (1 + 1 / total) / 6
                variance = (total + 1) * (4 * n * m * total - 3 * (n * n + m * m) - 2 * n * m)
                variance /= 45 * total**2 * 4 * n * m
                scaled = 1 / 6 + (result.statistic - mean) / math.sqrt(45 * variance)
                # SciPy's own limit keeps 1e-9 or so.
                limit = cramer_von_mises_limit_sf(scaled) if scaled > 0.005 else 1.0
                assert abs(limit - result.pvalue) < 1e-6, (name, limit, result.pvalue)
                values["cramerVonMises.asymptotic"] = limit
                if max(n, m) <= 20 and len(np.unique(np.concatenate([x, y]))) == total:
                    values["cramerVonMises.exact"] = stats.cramervonmises_2samp(x, y, method="exact").pvalue
            if n + m >= 4 and len(np.unique(np.concatenate([x, y]))) > 1:
                statistic, p, tabulated = anderson_darling(x, y)
                values.update({"anderson.statistic": statistic, "anderson.p": p, "anderson.tabulated": tabulated})
            if n > 1 and m > 1 and np.var(x) + np.var(y) > 0:
                result = stats.ttest_ind(y, x, equal_var=False)
                values.update({"welch.statistic": result.statistic, "welch.p": result.pvalue, "welch.df": result.df})
        cases.append({"name": name, "reference": x, "current": y, "values": values})
    return cases


def rates():
    cases = []
    for a, n, b, m in [(3, 100, 12, 90), (0, 50, 1, 40), (0, 1, 1, 1), (5, 10, 5, 10), (7, 7, 0, 9), (0, 20, 0, 30),
                       (20, 20, 30, 30), (1000, 100000, 1100, 100000), (2, 1000000, 9, 30000), (40, 200, 160, 200)]:
        table = [[a, n - a], [b, m - b]]
        low, high = {}, {}
        for key, (count, total) in {"reference": (a, n), "current": (b, m)}.items():
            interval = stats.binomtest(count, total).proportion_ci(method="wilson")
            low[key], high[key] = interval
        p, q = a / n, b / m
        pooled = (a + b) / (n + m)
        z = (q - p) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)) if 0 < pooled < 1 else 0.0
        fisher = stats.fisher_exact(table)
        # Beta-binomial: the share outside of the extremes of n values is Beta(2, n - 1).
        # Added up from the far end, because SciPy's sf is one minus something.
        outside = stats.betabinom.pmf(np.arange(m, b - 1, -1), m, 2, n - 1).sum() if n > 1 else 1.0
        cases.append({
            "counts": [a, n, b, m],
            "values": {
                "fisher": fisher.pvalue, "unseen": stats.hypergeom.sf(b - 1, n + 1 + m, a + 1 + b, m),
                "z": z, "z.p": 2 * stats.norm.sf(abs(z)),
                "low": low["current"], "high": high["current"],
                "difference.low": max(-1, q - p - math.hypot(q - low["current"], high["reference"] - p)),
                "difference.high": min(1, q - p + math.hypot(high["current"] - q, p - low["reference"])),
                "outside": outside,
            },
        })
    return cases


FILES = {
    "drift-distributions.json": distributions,
    "drift-binning.json": binning,
    "drift-counts.json": counts,
    "drift-samples.json": samples,
    "drift-rates.json": rates,
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        (folder / name).write_text(json.dumps(plain(make()), indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
