from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.weightstats import ttost_ind

from framing.comparison.equivalence import equivalence, told_of_power, welch_df


def test_it_is_the_two_one_sided_tests_of_statsmodels() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.30, 0.10, 40), rng.normal(0.31, 0.20, 60)
    se = np.hypot(stats.sem(a), stats.sem(b))
    df = welch_df(stats.sem(a), 40, stats.sem(b), 60)
    found = equivalence(a.mean() - b.mean(), se, df, margin=0.08)
    assert found.p == pytest.approx(ttost_ind(a, b, -0.08, 0.08, usevar="unequal")[0])


def test_the_detectable_difference_is_found_with_eighty_percent_power() -> None:
    n, sd = 50, 0.2
    found = equivalence(0.0, sd * np.sqrt(2 / n), 2 * n - 2)
    assert TTestIndPower().power(found.detectable / sd, n, 0.05) == pytest.approx(0.8, abs=0.01)


def test_a_detectable_difference_beyond_what_is_possible_is_none() -> None:
    assert equivalence(0.0, 0.5, 4).detectable > 1
    found = equivalence(0.0, 0.5, 4, largest=1.0)
    assert np.isnan(found.detectable) and found.p == equivalence(0.0, 0.5, 4).p
    assert equivalence(0.0, 0.1, 40, largest=1.0) == equivalence(0.0, 0.1, 40)


def test_how_many_differences_have_none_is_told() -> None:
    rows = pd.DataFrame({"equivalence_p": [0.5, 0.6, np.nan], "detectable": [0.3, np.nan, np.nan]})
    assert str(told_of_power(rows)).endswith("missing.") and ": 1 of 2 (too few" in str(told_of_power(rows))
    assert told_of_power(rows.iloc[[0, 2]]) is None


def test_nothing_is_said_without_a_standard_error() -> None:
    assert np.isnan(equivalence(0.1, 0.0, 10)).all()
    assert np.isnan(equivalence(0.1, float("nan"), 10)).all()
    assert np.isnan(welch_df(0.0, 10, 0.0, 10)) and np.isnan(welch_df(0.1, 1, 0.1, 10))
