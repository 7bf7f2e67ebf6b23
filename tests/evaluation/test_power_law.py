from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.evaluation.power_law import POWERS, fit_power_law

ROWS = np.array([50, 100, 200, 400, 800])


@given(a=st.floats(0.5, 1), b=st.floats(0, 3), c=st.sampled_from(POWERS.tolist()))
def test_a_curve_that_follows_the_law_is_found(a: float, b: float, c: float) -> None:
    curve = a - b * ROWS**-c
    found = [values[0] for values in fit_power_law(ROWS, curve[None, :])]
    assert found[0] - found[1] * ROWS ** -found[2] == pytest.approx(curve, abs=1e-9)


def test_a_falling_curve_is_level_and_none_ends_above_one() -> None:
    a, b, _ = fit_power_law(ROWS, np.array([[0.8, 0.79, 0.78, 0.77, 0.76], [0.5, 0.6, 0.7, 0.85, 1.0]]))
    assert b[0] == 0 and a[0] == pytest.approx(0.78)
    assert a[1] <= 1 and b[1] > 0


def test_many_curves_are_fitted_as_one() -> None:
    curves = np.random.default_rng(0).random((20, 5))
    together = fit_power_law(ROWS, curves)
    for k in range(20):
        alone = fit_power_law(ROWS, curves[k : k + 1])
        assert [values[k] for values in together] == pytest.approx([values[0] for values in alone])
