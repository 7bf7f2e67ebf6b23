from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.comparison import against_others
from framing.errors import InputError


def estimates(values: dict[str, float], half: float = 0.0196, measure: str = "frame_political") -> pd.DataFrame:
    rows = [(measure, source, value, value - half, value + half) for source, value in values.items()]
    return pd.DataFrame(rows, columns=["measure", "source", "value", "low", "high"])


def test_differences_are_from_the_mean_of_the_others() -> None:
    found = against_others(estimates({"A": 0.5, "B": 0.2, "C": 0.3})).set_index("source")
    assert found.loc["A", "others"] == pytest.approx(0.25)
    assert found.loc["A", "difference"] == pytest.approx(0.25)
    error = 0.01 * np.sqrt(1 + 2 / 4)  # of one mean, and of the mean of two
    assert found.loc["A", "difference_high"] - 0.25 == pytest.approx(1.959964 * error, rel=1e-3)
    assert found["distinguishable"].all()


def test_what_lies_within_the_intervals_is_not_told_apart() -> None:
    assert not against_others(estimates({"A": 0.50, "B": 0.51, "C": 0.49}))["distinguishable"].any()


def test_a_source_without_an_interval_takes_no_part() -> None:
    table = estimates({"A": 0.5, "B": 0.2, "C": 0.9})
    table.loc[2, ["low", "high"]] = np.nan
    found = against_others(table).set_index("source")
    assert found.loc["A", "others"] == pytest.approx(0.2)
    assert np.isnan(found.loc["C", "difference"]) and not found.loc["C", "distinguishable"]


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_measures_do_not_touch_each_other(values: list[float]) -> None:
    one = estimates({f"S{i}": v for i, v in enumerate(values)})
    other = estimates({f"S{i}": v / 7 for i, v in enumerate(values)}, measure="frame_economic")
    both = against_others(pd.concat([one, other], ignore_index=True))
    alone = against_others(one)
    np.testing.assert_allclose(both["difference"].iloc[: len(one)], alone["difference"])
    assert (both["p_adjusted"] >= both["p"] - 1e-12).all()
    assert abs(alone["difference"].sum()) < 1e-9


def test_mistakes_are_named() -> None:
    with pytest.raises(InputError, match="no column 'low'"):
        against_others(estimates({"A": 0.5}).drop(columns="low"))
    with pytest.raises(InputError, match="twice"):
        against_others(pd.concat([estimates({"A": 0.5})] * 2))
