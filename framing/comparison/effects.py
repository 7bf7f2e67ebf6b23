"""How large a difference is: Cliff's delta and Cohen's d, each with its interval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Effect = tuple[float, float, float]
"""Value, low, high."""

_NOTHING: Effect = (float("nan"),) * 3


def cliffs_delta(a: Floats, b: Floats, level: float = 0.95) -> Effect:
    """Return P(a > b) − P(a < b) over all pairs of articles, from −1 to 1 (Cliff 1993).

    The interval is the asymmetric one of Feng and Cliff (2004) over the consistent variance estimate; NaN for fewer
    than two articles on a side.
    """
    n, m = len(a), len(b)
    if n == 0 or m == 0:
        return _NOTHING
    ordered_a, ordered_b = np.sort(a), np.sort(b)
    # For each value the share of the other side below it minus the share above it.
    of_a = (np.searchsorted(ordered_b, a, "left") - (m - np.searchsorted(ordered_b, a, "right"))) / m
    of_b = ((n - np.searchsorted(ordered_a, b, "right")) - np.searchsorted(ordered_a, b, "left")) / n
    d = float(of_a.mean())
    if n < 2 or m < 2:
        return d, float("nan"), float("nan")
    square = np.abs(_signs_squared(ordered_b, a)).mean()  # mean of sign², 1 where there are no ties
    spread_a, spread_b = ((of_a - d) ** 2).sum(), ((of_b - d) ** 2).sum()
    cells = n * m * (square - d**2)
    variance = (m**2 * spread_a + n**2 * spread_b - cells) / (n * m * (n - 1) * (m - 1))
    variance = max(variance, (1 - d**2) / (n * m - 1))
    return _around(d, variance, min(n, m), level)


def paired_delta(differences: Floats, level: float = 0.95) -> Effect:
    """Return P(d > 0) − P(d < 0) over the differences within events (Cliff's within-pair delta), with its interval."""
    n = len(differences)
    if n == 0:
        return _NOTHING
    signs = np.sign(differences)
    d = float(signs.mean())
    if n < 2:
        return d, float("nan"), float("nan")
    return _around(d, max(float(signs.var(ddof=1)) / n, (1 - d**2) / n**2), n, level)


def cohens_d(a: Floats, b: Floats, level: float = 0.95) -> Effect:
    """Return the difference of the means in standard deviations, pooled, without its small-sample bias (Hedges 1981).

    The interval is the large-sample one; NaN for fewer than two articles on a side or where nothing varies.
    """
    n, m = len(a), len(b)
    if n < 2 or m < 2:
        return _NOTHING
    df = n + m - 2
    sd = np.sqrt(((n - 1) * a.var(ddof=1) + (m - 1) * b.var(ddof=1)) / df)
    if sd < 1e-12:
        return _NOTHING
    d = float((a.mean() - b.mean()) / sd) * (1 - 3 / (4 * df - 1))
    reach = float(stats.norm.ppf(0.5 + level / 2)) * float(np.sqrt((n + m) / (n * m) + d**2 / (2 * (n + m))))
    return d, d - reach, d + reach


def paired_d(differences: Floats, level: float = 0.95) -> Effect:
    """Return the mean difference within events in standard deviations of these differences, with its interval."""
    n = len(differences)
    if n < 2 or (sd := float(differences.std(ddof=1))) < 1e-12:
        return _NOTHING
    d = float(differences.mean()) / sd * (1 - 3 / (4 * (n - 1) - 1)) if n > 2 else float(differences.mean()) / sd
    reach = float(stats.norm.ppf(0.5 + level / 2)) * float(np.sqrt(1 / n + d**2 / (2 * n)))
    return d, d - reach, d + reach


EFFECTS: dict[str, Callable[[Floats, Floats, float], Effect]] = {"cliffs_delta": cliffs_delta, "cohens_d": cohens_d}
"""Effect sizes of two sets of articles."""

PAIRED_EFFECTS: dict[str, Callable[[Floats, float], Effect]] = {"cliffs_delta": paired_delta, "cohens_d": paired_d}
"""The same of differences within events."""


def _signs_squared(ordered: Floats, values: Floats) -> Floats:
    ties = np.searchsorted(ordered, values, "right") - np.searchsorted(ordered, values, "left")
    return np.asarray(1 - ties / len(ordered), dtype=np.float64)


def _around(d: float, variance: float, n: int, level: float) -> Effect:
    """Return d with the interval of Feng and Cliff (2004), which stays within −1 and 1; ``n`` is the smaller side."""
    z = float(stats.norm.ppf(0.5 + level / 2))
    if abs(d) >= 1:  # no overlap: nothing varies, and the bound is that of a share of 1 among n
        near = (n - z**2) / (n + z**2)
        return (d, near, 1.0) if d > 0 else (d, -1.0, -near)
    middle = d - d**3
    reach = z * float(np.sqrt(variance)) * float(np.sqrt((1 - d**2) ** 2 + z**2 * variance))
    scale = 1 - d**2 + z**2 * variance
    return d, max(-1.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
