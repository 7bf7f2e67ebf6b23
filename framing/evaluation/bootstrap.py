"""Intervals over clusters: articles, or events, never the sentences within them.

From :data:`FEW` clusters on, clusters are drawn with replacement and the interval is the percentile interval. With
fewer, that interval is too short: each cluster is left out once instead, and the jackknife's standard error takes the
quantile of Student's t, on the logit scale for metrics that end at 0 and 1. ``experiments/coverage`` measures both.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

FEW = 60
"""Below so many clusters an interval is that of the jackknife and Student's t."""


def cluster_weights(clusters: int, resamples: int, seed: int) -> Floats:
    """Return how often each cluster is drawn in each resample: an array (resamples, clusters).

    Drawing clusters with replacement is drawing these counts from a multinomial distribution (each row adds up to
    ``clusters``), so that a metric made of sums over clusters is bootstrapped by one matrix product.
    """
    if clusters == 0:
        return np.zeros((resamples, 0))
    rng = np.random.default_rng(seed)
    return rng.multinomial(clusters, np.full(clusters, 1.0 / clusters), size=resamples).astype(np.float64)


def percentile_interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """Return the percentile interval (Efron 1979) of bootstrap values; NaN where they say nothing.

    Resamples in which the metric is undefined (NaN) are left out. Fewer than two distinct clusters allow no statement:
    pass an empty array.
    """
    finite = values[np.isfinite(values)]
    if len(finite) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def jackknife_interval(
    value: float, left_out: Floats, level: float = 0.95, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[float, float]:
    """Return the interval of a metric from its values with each cluster left out once (clusters,).

    The standard error is the cluster jackknife's (Tukey 1958; CV3 of MacKinnon, Nielsen and Webb 2023, Fast and
    reliable jackknife and bootstrap methods for cluster-robust inference), the quantile that of Student's t with
    clusters - 1 degrees of freedom; for the mean of clusters of one size it is the t interval. A metric that has
    ``bounds`` is first put on the logit scale between them, where it is less skewed and its interval stays inside;
    where a value lies on a bound, the interval is cut there instead. NaN where fewer than two clusters are there, or
    one of them alone makes the metric defined.
    """
    from scipy.special import expit, logit, stdtrit

    if len(left_out) < 2 or not np.isfinite(left_out).all():
        return float("nan"), float("nan")
    quantile = float(stdtrit(len(left_out) - 1, (1 + level) / 2))
    low, high = bounds
    inside = np.append(left_out, value)
    if np.isfinite(high - low) and low < inside.min() and inside.max() < high:
        scaled = logit((inside - low) / (high - low))
        margin = quantile * jackknife_error(scaled[:-1])
        ends = low + (high - low) * expit(np.array([scaled[-1] - margin, scaled[-1] + margin]))
        return float(ends[0]), float(ends[1])
    margin = quantile * jackknife_error(left_out)
    return max(value - margin, low), min(value + margin, high)


def jackknife_error(left_out: Floats) -> float:
    """Return the standard error of a metric from its values with each cluster left out once."""
    return float(np.sqrt((len(left_out) - 1) * np.mean((left_out - left_out.mean()) ** 2)))


def interval(
    value: float,
    replicates: Floats,
    clusters: int,
    level: float = 0.95,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> tuple[float, float]:
    """Return the interval of a metric from its values under the weights of :func:`with_whole`, but for the first."""
    if clusters < FEW:
        return jackknife_interval(value, replicates, level, bounds)
    return percentile_interval(replicates, level)


def p_value(value: float, replicates: Floats, clusters: int) -> float:
    """Return the two-sided p value of the hypothesis that a metric is 0, from the replicates of :func:`interval`.

    It fits the interval: of Student's t below :data:`FEW` clusters, else twice the share of draws on the other side of
    0 (the draws counted as one more, so that it is never 0; Davison and Hinkley 1997, Bootstrap Methods and their
    Application). 1 where nothing differs, NaN where there is no interval.
    """
    from scipy.special import stdtr

    known = replicates[np.isfinite(replicates)]
    if clusters < 2 or len(known) == 0 or (clusters < FEW and len(known) < len(replicates)):
        return float("nan")
    if value == 0 and not known.any():
        return 1.0
    if clusters < FEW:
        error = jackknife_error(known)
        return float(2 * stdtr(clusters - 1, -abs(value) / error)) if error > 0 else 0.0
    side = min(int((known <= 0).sum()), int((known >= 0).sum()))
    return min(1.0, 2 * (side + 1) / (len(known) + 1))


def bounds_of(metric: str) -> tuple[float, float]:
    """Return between which values a metric lies: 0 and 1, but for a correlation (``mcc``), which may be negative."""
    return (-1.0 if metric == "mcc" else 0.0), 1.0


def metric_interval(
    metric: str, value: float, replicates: Floats, clusters: int, level: float = 0.95
) -> tuple[float, float]:
    """Return the :func:`interval` of a metric by its name, within its bounds.

    Draws of ``calibration_error``, which lie too high since the noise of drawing comes on top of the sample's, are
    moved so that their mean is the value.
    """
    if metric == "calibration_error" and clusters >= FEW and len(replicates):
        replicates = np.maximum(replicates - np.nanmean(replicates) + value, 0.0)
    return interval(value, replicates, clusters, level, bounds_of(metric))


def metric_table(values: Mapping[str, Floats], n: int, clusters: int, level: float = 0.95) -> pd.DataFrame:
    """Return metrics with their intervals: columns ``metric, value, low, high, n, clusters, draws``.

    ``values`` has for each metric the value under each row of :func:`with_whole`: on all rows, then the replicates,
    which ``draws`` keeps.
    """
    rows = []
    for name, each in values.items():
        ends = metric_interval(name, float(each[0]), each[1:], clusters, level)
        rows.append((name, float(each[0]), *ends, each[1:]))
    table = pd.DataFrame(rows, columns=["metric", "value", "low", "high", "draws"])
    table.insert(4, "n", n)
    table.insert(5, "clusters", clusters)
    return table


def with_whole(clusters: int, resamples: int, seed: int) -> Floats:
    """Return the weights of clusters that :func:`interval` needs, below a first row of ones: all rows as they are.

    The others are ``resamples`` draws (:func:`cluster_weights`) or, below :data:`FEW` clusters, one row for each
    cluster left out. A single cluster, or ``resamples`` of 0, has the first row only.
    """
    whole = np.ones((1, clusters))
    if clusters < 2 or resamples == 0:
        return whole
    others = np.ones((clusters, clusters)) - np.eye(clusters)
    return np.vstack([whole, others if clusters < FEW else cluster_weights(clusters, resamples, seed)])


def cluster_codes(clusters: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], int]:
    """Return the number of each row's cluster (n,) and how many clusters there are; a missing one is its row's own."""
    codes, names = pd.factorize(np.asarray(clusters))
    unknown = codes < 0
    codes = codes.astype(np.int64)
    codes[unknown] = len(names) + np.arange(unknown.sum())
    return codes, len(names) + int(unknown.sum())


def cluster_sums(values: Floats, group: npt.NDArray[np.int64], clusters: int) -> Floats:
    """Add up rows of ``values`` (n, …) by their cluster: (clusters, …)."""
    sums = np.zeros((clusters, *values.shape[1:]))
    np.add.at(sums, group, values)
    return sums
