from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from framing.evaluation.studentised import bootstrap_means, clipped, draw_counts, interval

NAN = float("nan")


def test_means_and_standard_errors_are_those_of_each_column_without_what_is_missing() -> None:
    rng = np.random.default_rng(0)
    values = rng.random((30, 3))
    values[::4, 1] = NAN
    values[1:, 2] = NAN
    found = bootstrap_means(values, 50, rng)
    known = values[np.isfinite(values[:, 1]), 1]
    assert found.mean == pytest.approx(np.nanmean(values, axis=0))
    assert found.se[0] == pytest.approx(stats.sem(values[:, 0]))
    assert found.se[1] == pytest.approx(stats.sem(known))
    assert np.isnan(found.se[2]) and list(found.n) == [30, len(known), 1]


def test_draws_spread_as_the_standard_error_says_and_share_their_articles() -> None:
    values = np.random.default_rng(1).random((200, 1))
    found = bootstrap_means(np.hstack([values, 1 - values]), 4000, np.random.default_rng(2))
    assert found.drawn[:, 0].std() == pytest.approx(found.se[0], rel=0.05)
    assert found.drawn[:, 0] == pytest.approx(1 - found.drawn[:, 1])
    assert np.median(found.drawn_se[:, 0]) == pytest.approx(found.se[0], rel=0.05)


def test_many_articles_are_drawn_in_blocks_with_the_same_meaning() -> None:
    counts = draw_counts(500, 40, np.random.default_rng(0))
    assert (counts.sum(axis=1) == 500).all() and counts.std() == pytest.approx(1, abs=0.05)
    values = np.random.default_rng(3).random((300_000, 1))  # more than one block holds
    found = bootstrap_means(values, 20, np.random.default_rng(4))
    assert found.drawn.std() < 3 * found.se[0] and np.isfinite(found.drawn).all()


def test_no_interval_without_spread_and_students_for_few() -> None:
    nothing = np.empty(0)
    assert np.isnan(interval(0.2, 0.0, nothing, nothing, 5, few=True, level=0.95)).all()
    assert np.isnan(interval(0.2, NAN, nothing, nothing, 5, few=True, level=0.95)).all()
    low, high = interval(0.2, 0.1, nothing, nothing, 4, few=True, level=0.95)
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 4, 0.2, 0.1))
    assert clipped((low, high), (0.0, 1.0)) == (0.0, pytest.approx(high))


def test_intervals_of_skewed_shares_cover_at_twenty_articles_where_percentile_intervals_do_not() -> None:
    rng = np.random.default_rng(5)
    values = rng.beta(0.5, 9.5, (20, 2000))  # a share of .05 on average
    found = bootstrap_means(values, 600, rng)
    ends = [
        interval(found.mean[k], found.se[k], found.drawn[:, k], found.drawn_se[:, k], 19, few=False, level=0.95)
        for k in range(2000)
    ]
    low, high = np.quantile(found.drawn, [0.025, 0.975], axis=0)
    assert np.mean([a <= 0.05 <= b for a, b in ends]) > 0.92
    assert np.mean((low <= 0.05) & (high >= 0.05)) < 0.91


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=40), st.integers(0, 3))
def test_an_interval_holds_the_mean_or_is_not_there(values: list[float], seed: int) -> None:
    found = bootstrap_means(np.array(values)[:, None], 200, np.random.default_rng(seed))
    mean, se = float(found.mean[0]), float(found.se[0])
    low, high = interval(
        mean, se, found.drawn[:, 0], found.drawn_se[:, 0], len(values) - 1, few=len(values) < 8, level=0.95
    )
    assert np.isnan(low) == np.isnan(high) == (not se > 0)
    if se > 0:
        assert low <= high and low < mean + 3 * se
