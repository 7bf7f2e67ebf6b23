"""The bootstrap over articles: means, their standard errors, and intervals that hold for few articles too.

Intervals are studentised (bootstrap-t; Efron and Tibshirani 1993, chapter 12; Hall 1988): each draw is centred and
divided by its own standard error, which mends the skewness of shares that lie near 0. Percentile intervals of means
are too narrow below about 60 articles; see experiments/comparison_coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

FEWEST = 8
"""With fewer articles than this a draw says too little about its own spread: Student's t is taken."""

_CELLS = 1 << 20  # counts held at once


@dataclass(frozen=True)
class Means:
    """Means of several measures over the articles of one source, and of each bootstrap draw of these articles.

    ``mean``, ``se``, ``n`` have shape (measures,); ``drawn`` and ``drawn_se`` (draws, measures). NaN where there is
    nothing to say: no article, or a single one.
    """

    mean: Floats
    se: Floats
    n: Floats
    drawn: Floats
    drawn_se: Floats


def bootstrap_means(values: Floats, draws: int, rng: np.random.Generator) -> Means:
    """Return the means of the columns of ``values`` (articles, measures; NaN is missing) and of ``draws`` resamples.

    All measures share their draws. A draw is a count of each article, made some draws at a time, so that memory stays
    bounded: 10,000 draws of 40,000 articles take seconds.
    """
    there = np.isfinite(values)
    filled = np.where(there, values, 0.0)
    whole = there.any(axis=0).sum() and there.all()
    # One product gives all that a draw needs: sums, sums of squares, and where values are missing, counts.
    centre = filled.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    filled = np.where(there, filled - centre, 0.0)  # centred, so that sums of squares keep their digits
    parts = [filled, filled**2] if whole else [filled, filled**2, there.astype(float)]
    sums = np.hstack(parts)
    n_rows, n_measures = values.shape
    drawn_sums = np.empty((draws, sums.shape[1]))
    step = max(1, _CELLS // max(n_rows, 1))
    for start in range(0, draws, step):
        drawn_sums[start : start + step] = draw_counts(n_rows, min(step, draws - start), rng) @ sums
    counts = there.sum(axis=0).astype(float)
    mean, se = _moments(sums.sum(axis=0)[None, : 2 * n_measures], counts[None, :])
    n_drawn = np.full((draws, n_measures), float(n_rows)) if whole else drawn_sums[:, 2 * n_measures :]
    drawn, drawn_se = _moments(drawn_sums[:, : 2 * n_measures], n_drawn)
    return Means(mean[0] + centre, se[0], counts, drawn + centre, drawn_se)


def draw_counts(articles: int, draws: int, rng: np.random.Generator) -> Floats:
    """Return how often each article is drawn in each draw, shape (draws, articles)."""
    if articles == 0:
        return np.zeros((draws, 0))
    chosen = rng.integers(0, articles, size=(draws, articles), dtype=np.int64)
    chosen += np.arange(draws)[:, None] * articles
    counts = np.bincount(chosen.ravel(), minlength=draws * articles)
    return counts.reshape(draws, articles).astype(np.float64)


def _moments(sums: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return means and standard errors from sums and sums of squares."""
    measures = sums.shape[1] // 2
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums[:, :measures] / n
        variance = np.maximum(sums[:, measures:] / n - mean**2, 0.0) * n / (n - 1)
        variance = np.where(variance < 1e-18, 0.0, variance)  # what rounding leaves of equal values
        se = np.sqrt(np.where(n > 1, variance, np.nan) / n)
    return np.where(n > 0, mean, np.nan), se


def interval(
    estimate: float,
    se: float,
    drawn: Floats,
    drawn_se: Floats,
    df: float,
    *,
    few: bool,
    level: float,
    symmetric: bool = False,
) -> tuple[float, float]:
    """Return the studentised bootstrap interval of an estimate; Student's t where ``few`` or the draws say nothing.

    ``symmetric`` gives it the same reach to both sides (Hall 1988), which is right for differences: the skewness of
    their sides cancels, and what a draw shows of it is mostly noise. NaN where the standard error is unknown or 0:
    values that are all alike do not tell how they would differ.
    """
    if not (np.isfinite(estimate) and np.isfinite(se) and se > 0):
        return float("nan"), float("nan")
    tails = (1 - level) / 2
    if not few:
        with np.errstate(invalid="ignore", divide="ignore"):
            t = (drawn - estimate) / drawn_se
        t = t[np.isfinite(t)]
        if len(t) and len(t) >= 0.9 * len(drawn):
            ends = np.quantile(np.abs(t), [level, level]) * [-1, 1] if symmetric else np.quantile(t, [tails, 1 - tails])
            return float(estimate - ends[1] * se), float(estimate - ends[0] * se)
    reach = float(stats.t.ppf(1 - tails, max(df, 1.0))) * se
    return estimate - reach, estimate + reach


def bounded(
    ends: tuple[float, float], estimate: float, n: float, limits: tuple[float, float], level: float
) -> tuple[float, float]:
    """Return the interval of a mean of ``n`` articles whose values lie within ``limits``, cut at what is possible.

    No values within limits spread more than those that are all at one end or the other, so nothing beyond the interval
    of a share (Clopper and Pearson 1934) is possible: with few articles that are nearly all at an end, studentised
    draws reach further.
    """
    low, high = clipped(ends, limits)
    least, most = limits
    if not (np.isfinite(low) and np.isfinite(most - least) and n > 0):
        return low, high
    share = min(1.0, max(0.0, (estimate - least) / (most - least)))
    tails, successes = (1 - level) / 2, share * n
    bottom = float(stats.beta.ppf(tails, successes, n - successes + 1)) if share > 0 else 0.0
    top = float(stats.beta.ppf(1 - tails, successes + 1, n - successes)) if share < 1 else 1.0
    return max(low, least + bottom * (most - least)), min(high, least + top * (most - least))


def clipped(ends: tuple[float, float], limits: tuple[float, float]) -> tuple[float, float]:
    """Return an interval cut at what is possible: a share is not below 0."""
    low, high = np.clip(ends, *limits)
    return float(low), float(high)
