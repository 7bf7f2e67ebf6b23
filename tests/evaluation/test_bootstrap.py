from __future__ import annotations

import numpy as np
import pytest

from framing.evaluation.bootstrap import cluster_weights, percentile_interval


def test_every_resample_draws_as_many_clusters_as_there_are() -> None:
    weights = cluster_weights(7, 50, seed=1)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert (cluster_weights(7, 50, seed=1) == weights).all()
    assert (cluster_weights(7, 50, seed=2) != weights).any()


def test_interval_of_a_mean_agrees_with_drawing_clusters_one_by_one() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=40)
    drawn = cluster_weights(40, 4000, seed=3) @ values / 40
    brute = [values[rng.integers(0, 40, 40)].mean() for _ in range(4000)]
    assert percentile_interval(drawn) == pytest.approx(np.quantile(brute, [0.025, 0.975]), abs=0.02)


def test_nothing_to_resample_gives_no_interval() -> None:
    assert cluster_weights(0, 5, seed=0).shape == (5, 0)
    assert np.isnan(percentile_interval(np.array([]))).all()
    assert np.isnan(percentile_interval(np.array([np.nan]))).all()
    assert percentile_interval(np.array([np.nan, 2.0])) == (2.0, 2.0)
