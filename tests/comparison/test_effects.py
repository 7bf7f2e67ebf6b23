from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.comparison.effects import cliffs_delta, cohens_d, paired_d, paired_delta

VALUES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9]), min_size=2, max_size=12)


@settings(max_examples=80, deadline=None)
@given(VALUES, VALUES)
def test_delta_counts_pairs_and_turns_its_sign_with_the_sides(a: list[float], b: list[float]) -> None:
    x, y = np.array(a), np.array(b)
    d, low, high = cliffs_delta(x, y)
    assert d == pytest.approx(np.sign(x[:, None] - y[None, :]).mean(), abs=1e-12)
    assert -1 <= low <= d + 1e-9 and d - 1e-9 <= high <= 1
    assert cliffs_delta(y, x) == pytest.approx((-d, -high, -low))


def test_the_interval_of_delta_covers() -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(500):  # P(a > b) of normals half a standard deviation apart is .638, so delta is .276
        _, low, high = cliffs_delta(rng.normal(0.5, 1, 25), rng.normal(0, 1, 25))
        hits += low <= 0.2763 <= high
    assert 0.93 <= hits / 500 <= 0.98


def test_without_overlap_the_bound_says_how_many_articles_that_rests_on() -> None:
    few = cliffs_delta(np.array([0.8, 0.9, 0.85, 0.7]), np.array([0.1, 0.2, 0.3, 0.15]))
    many = cliffs_delta(np.linspace(0.6, 1, 100), np.linspace(0, 0.4, 100))
    assert few[0] == many[0] == 1 and few[1] < many[1] < 1 and few[2] == 1


def test_d_is_in_standard_deviations_without_its_small_sample_bias() -> None:
    a, b = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    d, low, high = cohens_d(a, b)
    assert d == pytest.approx(-1 * (1 - 3 / 15)) and low < d < high
    assert np.isnan(cohens_d(a, a[:1])).all() and np.isnan(cohens_d(np.ones(3), np.ones(3))).all()


def test_paired_effects_are_of_the_differences() -> None:
    differences = np.array([0.1, 0.2, 0.3, -0.1, 0.0])
    assert paired_delta(differences)[0] == pytest.approx(2 / 5)
    assert paired_d(differences)[0] == pytest.approx(0.1 / differences.std(ddof=1) * (1 - 3 / 15))
    assert np.isnan(paired_delta(np.empty(0))).all()
