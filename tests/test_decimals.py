from __future__ import annotations

import math

import pandas as pd
import pytest

from framing.decimals import decimals


@pytest.mark.parametrize(
    ("value", "low", "high", "needed"),
    [
        (0.31, 0.25, 0.37, 2),
        (0.31, 0.29, 0.34, 2),
        (0.021, 0.018, 0.024, 3),
        (0.021, 0.0, 0.04, 3),
        (0.02, 0.02, 0.02, 3),
        (-0.3, -0.31, -0.29, 3),
        (0.31, math.nan, math.nan, 2),
        (-0.002, math.nan, math.nan, 3),
        (0.0, math.nan, math.nan, 2),
        (math.nan, math.nan, math.nan, 2),
        (0.3, None, None, 2),
        (0.3, pd.NA, pd.NA, 2),
        (pd.NA, pd.NA, pd.NA, 2),
    ],
)
def test_an_interval_is_written_with_as_many_decimals_as_it_needs_to_be_seen(
    value: float, low: float, high: float, needed: int
) -> None:
    assert decimals(value, low, high) == needed
