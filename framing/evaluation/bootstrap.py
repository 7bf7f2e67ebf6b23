"""Intervals by resampling clusters: articles, or events, never the sentences within them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


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


def metric_table(values: Mapping[str, Floats], n: int, clusters: int, level: float = 0.95) -> pd.DataFrame:
    """Return metrics with their intervals: columns ``metric, value, low, high, n, clusters, draws``.

    ``values`` has for each metric the value on all rows, then that of each resample, which ``draws`` keeps.
    """
    rows = [
        (name, float(each[0]), *percentile_interval(each[1:], level), n, clusters, each[1:])
        for name, each in values.items()
    ]
    return pd.DataFrame(rows, columns=["metric", "value", "low", "high", "n", "clusters", "draws"])


def with_whole(clusters: int, resamples: int, seed: int) -> Floats:
    """Return :func:`cluster_weights` below a first row that weighs every cluster once: all rows as they are."""
    drawn = cluster_weights(clusters, resamples if clusters > 1 else 0, seed)
    return np.vstack([np.ones((1, clusters)), drawn])


def cluster_sums(values: Floats, group: npt.NDArray[np.int64], clusters: int) -> Floats:
    """Add up rows of ``values`` (n, …) by their cluster: (clusters, …)."""
    sums = np.zeros((clusters, *values.shape[1:]))
    np.add.at(sums, group, values)
    return sums
