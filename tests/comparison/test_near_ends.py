from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from framing.comparison.matching import within_event
from framing.comparison.near_ends import near_ends

NAN = (np.nan, np.nan)


def test_values_that_are_all_alike_have_the_interval_of_a_share() -> None:
    low, high = near_ends((0.0, 0.0), 0.0, np.zeros(3), (0, 1), 0.95)
    assert low == 0 and high == pytest.approx(1 - 0.025 ** (1 / 3))
    theirs = stats.binomtest(0, 3).proportion_ci(0.95)
    assert near_ends(NAN, 0.0, np.zeros(3), (0, 1), 0.95) == pytest.approx((theirs.low, theirs.high))
    low, high = near_ends(NAN, 0.3, np.full(10, 0.3), (0, 1), 0.95)
    assert low == pytest.approx(stats.binomtest(3, 10).proportion_ci(0.95).low) and low < 0.3 < high
    assert near_ends(NAN, 1.0, np.ones(3), (-1, 1), 0.95)[1] == 1
    assert np.isnan(near_ends(NAN, 0.0, np.zeros(1), (0, 1), 0.95)).all()


def test_values_that_tell_their_spread_keep_their_interval() -> None:
    values = np.array([0.2, 0.3, 0.4, 0.35])
    assert near_ends((0.18, 0.44), 0.3125, values, (0, 1), 0.95) == (0.18, 0.44)
    few = np.array([0, 0, 0, 0.1, 0, 0, 0, 0, 0, 0])
    low, high = near_ends((-0.013, 0.033), 0.01, few, (0, 1), 0.95)
    assert (low, high) == pytest.approx((0, 0.1 * stats.binomtest(1, 10).proportion_ci(0.95).high))


def estimates(wide: np.ndarray, draws: int = 100) -> pd.DataFrame:
    table = pd.DataFrame(wide, columns=["A", "B", "C"][: wide.shape[1]]).rename_axis("event").reset_index()
    long = table.melt("event", var_name="source", value_name="value").assign(measure="share_editorializing")
    long["article_id"] = [f"a{at}" for at in range(len(long))]
    counts = pd.Series(1, index=long["article_id"])
    pairs, margins = [("A", "B")], {"share_editorializing": 0.05}
    return within_event(long, pairs, margins=margins, counts=counts, draws=draws)[0].set_index("source")


def test_a_share_that_is_0_in_three_events_is_not_known_to_be_0() -> None:
    row = estimates(np.array([[0, 0.2, 0.1], [0, 0.4, 0.0], [0, 0.1, 0.3]])).loc["A"]
    assert row["value"] == pytest.approx(0, abs=1e-9)
    assert row["low"] == 0 and row["high"] == pytest.approx(0.708, abs=0.001)


@pytest.mark.parametrize("n", [3, 8, 20, 40])
@pytest.mark.parametrize(("share", "size"), [(0.02, 1.0), (0.1, 1.0), (0.1, 0.5), (0.05, 0.2)])
def test_intervals_of_shares_near_0_cover_them(n: int, share: float, size: float) -> None:
    """The share of an event is 0 or, with probability ``share``, ``size``."""
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(600):
        values = size * (rng.random(n) < share)
        mean, reach = values.mean(), stats.t.ppf(0.975, n - 1) * stats.sem(values)
        low, high = near_ends((mean - reach, mean + reach), mean, values, (0, 1), 0.95)
        covered.append(low <= share * size <= high)
    assert np.mean(covered) >= 0.95
