from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.report import wording
from framing.report.grids import decimal, estimated
from framing.report.wording import count, estimate, interval, listed, measure_title, number, p_value, percent, plural
from framing.summary import MEASURES

NAN = float("nan")


def test_numbers_have_a_real_minus_and_missing_ones_a_dash() -> None:
    assert [number(value) for value in (0.314, -0.05, -0.001, NAN, float("inf"))] == ["0.31", "−0.05", "0.00", "–", "–"]
    assert number(0.3, signed=True) == "+0.30"
    assert estimate(0.2, 0.1, 0.3) == "0.20 [0.10, 0.30]"
    assert estimate(0.2, NAN, 0.3) == "0.20" and interval(NAN, NAN) == ""


def test_narrow_intervals_have_a_third_decimal() -> None:
    assert estimate(0.02, 0.018, 0.024) == "0.020 [0.018, 0.024]" and interval(0.018, 0.024) == "[0.018, 0.024]"
    assert decimal(0.02, None, 0.018, 0.024).aside == "[0.018, 0.024]"
    assert estimated({"value": 0.31, "low": 0.25, "high": 0.37}).text == "0.31"


@given(st.floats(-10, 10), st.integers(0, 4))
def test_a_number_can_be_read_back(value: float, decimals: int) -> None:
    text = number(value, decimals)
    assert float(text.replace("−", "-")) == pytest.approx(value, abs=0.51 * 10**-decimals)
    assert not re.fullmatch(r"−0(\.0+)?", text)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0004, "<.001"),
        (0.0009, "<.001"),
        (0.001, ".001"),
        (0.0234, ".023"),
        (0.9996, "1.000"),
        (1.0, "1.000"),
        (NAN, "–"),
    ],
)
def test_p_values_are_as_journals_set_them(p: float, text: str) -> None:
    assert p_value(p) == text


def test_counts_levels_and_lists() -> None:
    assert count(12345) == "12\u202f345" and count(NAN) == "–"
    assert [percent(level) for level in (0.95, 0.999, 0.9)] == ["95\u202f%", "99.9\u202f%", "90\u202f%"]
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert plural(1, "copy", "copies") == "1 copy" and plural(0, "article") == "0 articles"


def test_every_measure_has_a_title() -> None:
    assert {measure_title(name) for name in MEASURES} == {wording._TITLES[name] for name in MEASURES}
    assert measure_title("frame_crime_and_punishment") == "Frame: crime and punishment"
    assert measure_title("stance_Holt & Co") == "Stance toward Holt & Co"
    assert measure_title("my_own") == "my own"


def test_kinds_keep_the_order_of_the_tables() -> None:
    assert wording.kinds_in(["within_event", "odd", "raw", "raw"]) == ["raw", "within_event", "odd"]
