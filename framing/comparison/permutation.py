"""p values by permuting sources: over all articles, or within events; exact where that is feasible."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

EXACT = 20_000
"""Up to this many ways to share the values out, all are gone through."""

LARGEST = 500
"""Articles of two sources; with more, the permutation distribution is Student's t to all digits that count."""

_CELLS = 1 << 21


def permutation_p(a: Floats, b: Floats, draws: int = 10_000, seed: int = 0) -> tuple[float, str]:
    """Return the two-sided p value of a difference in means, and how it was found: exact, permutation or welch.

    The statistic is studentised (Janssen 1997; Chung and Romano 2013), so that the test also holds where the sources
    differ in spread but not in mean. Drawn permutations count themselves (Phipson and Smyth 2010): p is at least
    1 / (draws + 1). NaN for fewer than two articles on a side or where no value differs.
    """
    p, method = permutation_ps(a[:, None], b[:, None], draws, seed)
    return float(p[0]), method if np.isfinite(p[0]) else ""


def permutation_ps(a: Floats, b: Floats, draws: int = 10_000, seed: int = 0) -> tuple[Floats, str]:
    """Return :func:`permutation_p` of several measures of the same articles: (articles, measures), nothing missing."""
    n, m = len(a), len(b)
    values = np.concatenate([a, b])
    varies = np.ptp(values, axis=0) > 1e-12 if n + m else np.zeros(a.shape[1], dtype=bool)
    if n < 2 or m < 2:
        return np.full(a.shape[1], np.nan), ""
    if n + m > LARGEST:
        with np.errstate(invalid="ignore", divide="ignore"):
            p = np.asarray(stats.ttest_ind(a, b, equal_var=False).pvalue, dtype=np.float64)
        return np.where(varies, p, np.nan), "welch"
    values = values - values.mean(axis=0)
    seen = np.abs(_welch(values, _indicators(np.arange(n)[None, :], n + m)))[0] - 1e-9
    exact = comb(n + m, n) <= EXACT
    rng = np.random.default_rng(seed)
    every = np.array(list(combinations(range(n + m), n))) if exact else None
    ways = draws if every is None else len(every)
    step = max(1, _CELLS // (n + m))
    beyond = np.zeros(a.shape[1])
    for start in range(0, ways, step):
        if every is None:
            order = rng.random((min(step, ways - start), n + m), dtype=np.float32)
            chosen = np.argpartition(order, n, axis=1)[:, :n]
        else:
            chosen = every[start : start + step]
        beyond += (np.abs(_welch(values, _indicators(chosen, n + m))) >= seen).sum(axis=0)
    p = beyond / ways if exact else (beyond + 1) / (ways + 1)
    return np.where(varies, p, np.nan), "exact" if exact else "permutation"


def sign_flip_p(differences: Floats, draws: int = 10_000, seed: int = 0) -> tuple[float, str]:
    """Return the two-sided p value of a mean difference within events, permuting the two sources within each event.

    Exact up to 14 events, else by drawn permutations; NaN for fewer than two events or where no difference is not 0.
    """
    n = len(differences)
    if n < 2 or np.abs(differences).max() < 1e-12:
        return float("nan"), ""
    seen = abs(float(differences.sum()))
    if 2**n <= EXACT:
        signs = 1.0 - 2.0 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        return float(np.mean(np.abs(signs @ differences) >= seen - 1e-9)), "exact"
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // n)
    beyond = 0
    for start in range(0, draws, step):
        signs = 1.0 - 2.0 * rng.integers(0, 2, size=(min(step, draws - start), n))
        beyond += int((np.abs(signs @ differences) >= seen - 1e-9).sum())
    return (beyond + 1) / (draws + 1), "permutation"


def _indicators(chosen: npt.NDArray[np.int64], n: int) -> Floats:
    """Return 1 where a position is chosen: (ways, n)."""
    found = np.zeros((len(chosen), n))
    np.put_along_axis(found, chosen, 1.0, axis=1)
    return found


def _welch(values: Floats, chosen: Floats) -> Floats:
    """Return Welch's t of the chosen articles against all others: (ways, measures)."""
    n = float(chosen[0].sum())
    rest = len(values) - n
    sums, squares, total = chosen @ values, chosen @ values**2, (values**2).sum(axis=0)
    others, other_squares = values.sum(axis=0) - sums, total - squares
    least = 1e-12 * total  # what rounding leaves of values that are all alike: the two ways to part them are one
    variance = _above(squares - sums**2 / n, least) / (n - 1) / n
    variance += _above(other_squares - others**2 / rest, least) / (rest - 1) / rest
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (sums / n - others / rest) / np.sqrt(variance)
    return np.asarray(np.nan_to_num(t, nan=0.0, posinf=np.inf, neginf=-np.inf), dtype=np.float64)


def _above(squares: Floats, least: Floats) -> Floats:
    return np.where(squares > least, squares, 0.0)
