from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError, UnknownNameError
from framing.figures.layout import (
    interval,
    limits,
    name_of,
    number,
    of_measure,
    order_by,
    rows_canvas,
    set_ends,
    short,
    table_of,
    wrapped,
)
from framing.figures.style import styled


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_limits_hold_what_is_drawn(values: list[float]) -> None:
    first, last = limits([*values, math.nan])
    assert first == 0 and last <= 1
    assert max(values) <= last + 1e-9
    assert last > first


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=8))
def test_limits_of_a_stance_hold_both_ends(values: list[float]) -> None:
    first, last = limits(values, low=-1.0)
    assert -1 <= first <= min(values) + 1e-9 and max(values) - 1e-9 <= last <= 1


def test_limits_without_a_value_are_the_range() -> None:
    assert limits([math.nan]) == (0.0, 1.0)


@pytest.mark.parametrize("ends", [(0.0, 1.0), (0.0, 0.004), (-0.4, 0.2)])
def test_marks_at_the_ends_stay_clear_of_the_names_and_the_axis_keeps_to_its_ends(ends: tuple[float, float]) -> None:
    with styled():
        figure, axes = rows_canvas(["Harbor Wire"], "Share", 0.5, 0.8, "")
        set_ends(axes, ends)
        marks = axes.scatter(ends, [0, 0], s=40)
        figure.draw_without_rendering()
        marks_box = marks.get_window_extent()
        names = axes.get_yticklabels()[0].get_window_extent()
        assert names.x1 + 2 < marks_box.x0 and marks_box.x1 < axes.get_window_extent().x1
        assert axes.spines["bottom"].get_bounds() == ends
        assert all(ends[0] - 1e-9 <= tick <= ends[1] + 1e-9 for tick in axes.get_xticks())


@pytest.mark.parametrize(
    ("value", "digits", "signed", "text"),
    [(0.314, 2, False, "0.31"), (-0.5, 1, False, "−0.5"), (-0.0004, 3, True, "+0.000"), (math.nan, 2, True, "–")],
)
def test_numbers(value: float, digits: int, signed: bool, text: str) -> None:
    assert number(value, digits, signed) == text


def test_intervals_stand_only_where_there_are_any() -> None:
    assert interval(0.3, 0.25, 0.35) == "0.30 [0.25, 0.35]"
    assert interval(0.3, math.nan, math.nan, signed=True) == "+0.30"


def test_narrow_intervals_have_a_third_decimal() -> None:
    assert interval(0.02, 0.018, 0.024) == "0.020 [0.018, 0.024]"


@given(st.text(max_size=80), st.integers(2, 30))
def test_short_names_fit(name: str, characters: int) -> None:
    assert len(short(name, characters)) <= max(characters, len("(no name)"))
    assert all(len(line) <= 24 for line in wrapped(name).split("\n"))
    assert wrapped(name)


def test_missing_names_are_said() -> None:
    assert name_of(None) == name_of(math.nan) == "(no source)"
    assert name_of("  ") == "(no name)"


def test_sources_are_ordered_by_their_value_those_without_last() -> None:
    table = pd.DataFrame({"source": ["A", "B", "C", "B"], "value": [math.nan, 0.2, 0.9, 0.4]})
    assert order_by(table) == ["C", "B", "A"]


def test_a_table_is_found_or_its_lack_is_named() -> None:
    table = pd.DataFrame({"measure": ["m"], "x": [1]})
    compared = SimpleNamespace(estimates=table, events=None)
    assert table_of(table, "events", ["x"], "f()") is table
    assert table_of(compared, "estimates", ["x"], "f()") is table
    with pytest.raises(InputError, match="no table 'events'; needed: f"):
        table_of(compared, "events", [], "f()")
    with pytest.raises(InputError, match="no column 'y'"):
        table_of(table, "estimates", ["y"], "f()")
    with pytest.raises(UnknownNameError, match="Known: m"):
        of_measure(table, "n")
