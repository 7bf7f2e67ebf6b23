"""Intervals by resampling clusters: articles, or events, never the sentences within them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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
