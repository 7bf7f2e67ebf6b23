from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from framing.evaluation.bootstrap import (
    FEW,
    cluster_codes,
    cluster_weights,
    interval,
    jackknife_interval,
    p_value,
    percentile_interval,
    with_whole,
)


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


def mean_of(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return weights @ values / weights.sum(axis=1)


@pytest.mark.parametrize("clusters", [2, 7, FEW - 1])
def test_few_clusters_have_the_t_interval_of_their_mean(clusters: int) -> None:
    values = np.random.default_rng(clusters).normal(size=clusters)
    found = mean_of(values, with_whole(clusters, 1000, seed=0))
    assert len(found) == 1 + clusters
    expected = stats.t.interval(0.95, clusters - 1, values.mean(), stats.sem(values))
    assert interval(found[0], found[1:], clusters) == pytest.approx(expected)
    assert p_value(found[0], found[1:], clusters) == pytest.approx(stats.ttest_1samp(values, 0).pvalue)


def test_many_clusters_have_the_percentile_interval() -> None:
    values = np.random.default_rng(0).normal(0.1, 1, size=FEW)
    found = mean_of(values, with_whole(FEW, 4000, seed=0))
    assert len(found) == 4001
    assert interval(found[0], found[1:], FEW) == percentile_interval(found[1:])
    assert p_value(found[0], found[1:], FEW) == pytest.approx(stats.ttest_1samp(values, 0).pvalue, abs=0.03)


def test_p_fits_the_interval() -> None:
    for seed in range(40):
        clusters = 20 if seed % 2 else 80
        values = np.random.default_rng(seed).normal(0.3, 1, size=clusters)
        found = mean_of(values, with_whole(clusters, 2000, seed=seed))
        low, high = interval(found[0], found[1:], clusters)
        p = p_value(found[0], found[1:], clusters)
        assert (p < 0.05) == (low > 0 or high < 0) or abs(p - 0.05) < 0.01


def test_an_interval_ends_where_the_metric_does() -> None:
    left_out = np.array([0.9, 0.99, 1.0, 0.98])
    low, high = jackknife_interval(0.97, left_out, bounds=(0.0, 1.0))
    assert high == 1.0 and low < 0.97
    assert jackknife_interval(0.97, left_out)[1] > 1


@given(seed=st.integers(0, 10_000), scale=st.floats(0.01, 0.3))
def test_on_the_logit_scale_an_interval_stays_inside_and_is_mirrored(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    left_out = np.clip(0.9 + scale * rng.normal(size=12), 0.001, 0.999)
    value = float(left_out.mean())
    low, high = jackknife_interval(value, left_out, bounds=(0.0, 1.0))
    assert 0 < low <= value <= high < 1
    assert jackknife_interval(1 - value, 1 - left_out, bounds=(0.0, 1.0)) == pytest.approx((1 - high, 1 - low))
    wider = jackknife_interval(2 * value - 1, 2 * left_out - 1, bounds=(-1.0, 1.0))
    assert wider == pytest.approx((2 * low - 1, 2 * high - 1))


def test_near_the_middle_the_scale_hardly_matters() -> None:
    left_out = 0.5 + np.random.default_rng(0).normal(0, 0.001, size=30)
    found = jackknife_interval(0.5, left_out, bounds=(0.0, 1.0))
    assert found == pytest.approx(jackknife_interval(0.5, left_out), abs=1e-5)


def test_where_one_cluster_makes_the_metric_there_is_no_interval() -> None:
    assert np.isnan(jackknife_interval(0.5, np.array([0.5, np.nan, 0.6]))).all()
    assert np.isnan(p_value(0.5, np.array([0.5, np.nan, 0.6]), 3))
    assert np.isnan(interval(0.5, np.zeros(0), 1)).all()
    assert p_value(0.0, np.zeros(10), 10) == 1.0
    assert with_whole(1, 100, 0).tolist() == [[1.0]]
    assert len(with_whole(80, 0, 0)) == 1


def test_a_row_without_a_cluster_is_a_cluster_of_its_own() -> None:
    codes, count = cluster_codes(np.array(["a", None, "b", "a", None], dtype=object))
    assert codes.tolist() == [0, 2, 1, 0, 3] and count == 4
    assert cluster_codes([])[1] == 0
