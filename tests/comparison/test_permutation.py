from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from scipy import stats

from framing.comparison.permutation import LARGEST, permutation_p, permutation_ps, sign_flip_p


def welch(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
    return stats.ttest_ind(a, b, axis=axis, equal_var=False).statistic


def test_few_articles_are_permuted_exactly() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.3, 0.1, 5), rng.normal(0.45, 0.2, 6)
    p, method = permutation_p(a, b)
    theirs = stats.permutation_test((a, b), lambda x, y, axis: np.abs(welch(x, y, axis)), alternative="greater")
    assert method == "exact"
    assert p == pytest.approx(theirs.pvalue)  # scipy goes through all ways too


def test_more_are_drawn_near_the_exact_value_and_never_give_zero() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(0.30, 0.1, 40), rng.normal(0.34, 0.1, 60)
    p, method = permutation_p(a, b, draws=20_000)
    assert method == "permutation"
    assert p == pytest.approx(stats.ttest_ind(a, b, equal_var=False).pvalue, abs=0.01)
    assert permutation_p(a, a + 5, draws=999)[0] == pytest.approx(1 / 1000)
    assert permutation_p(a, b, seed=3) == permutation_p(a, b, seed=3)


def test_it_holds_its_level_where_only_the_spread_differs() -> None:
    rng = np.random.default_rng(2)
    wrong = [permutation_p(rng.normal(0, 4, 10), rng.normal(0, 1, 40), draws=400)[0] <= 0.05 for _ in range(400)]
    assert np.mean(wrong) <= 0.08  # the difference in means, not studentised, would reject about 30 % of the time


def test_measures_of_the_same_articles_get_what_each_gets_alone() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.random((6, 3)), rng.random((7, 3)) + 0.2
    together, _ = permutation_ps(a, b)
    assert together == pytest.approx([permutation_p(a[:, k], b[:, k])[0] for k in range(3)])


def test_many_articles_are_tested_by_welch() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.random(LARGEST), rng.random(50)
    assert permutation_p(a, b) == (pytest.approx(stats.ttest_ind(a, b, equal_var=False).pvalue), "welch")


def test_nothing_is_said_where_nothing_differs_or_there_is_one_article() -> None:
    assert np.isnan(permutation_p(np.ones(4), np.ones(5))[0])
    assert np.isnan(permutation_p(np.ones(1), np.arange(5.0))[0])
    assert np.isnan(sign_flip_p(np.zeros(9))[0]) and np.isnan(sign_flip_p(np.array([0.1]))[0])


@pytest.mark.parametrize("n", range(3, 9))
def test_of_sources_whose_articles_are_all_alike_both_ways_to_part_them_count(n: int) -> None:
    ways = comb(2 * n, n)  # theirs, and the other way round
    for a, b in ((0.1, 0.3), (0.7, 0.2), (1 / 3, 2 / 3)):
        assert permutation_p(np.full(n, a), np.full(n, b)) == (pytest.approx(2 / ways), "exact")


def test_sources_are_permuted_within_events() -> None:
    differences = np.array([0.3, 0.1, -0.05, 0.2, 0.12, 0.4])
    every = [abs(np.dot(signs, differences)) for signs in product([1, -1], repeat=6)]
    p, method = sign_flip_p(differences)
    assert method == "exact" and p == pytest.approx(np.mean(np.array(every) >= abs(differences.sum()) - 1e-12))
    many = np.random.default_rng(5).normal(0.1, 0.4, 60)
    p, method = sign_flip_p(many, draws=20_000)
    assert method == "permutation" and p == pytest.approx(stats.ttest_1samp(many, 0).pvalue, abs=0.015)
