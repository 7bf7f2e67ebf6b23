"""Tables as the page shows them: columns that can be sorted, cells with what they are sorted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from framing.decimals import decimals as needed
from framing.report.wording import count, interval, number


@dataclass(frozen=True)
class Cell:
    """What stands in one place: ``text``, smaller ``aside`` behind it, and a number to sort by where there is one."""

    text: str
    key: str = ""
    aside: str = ""


@dataclass(frozen=True)
class Column:
    """A head, and whether its cells are numbers (right-aligned, sorted as numbers)."""

    head: str
    numeric: bool = True
    unit: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of the page; the first cell of every row is its head."""

    anchor: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = field(default_factory=tuple)
    folded: bool = False
    """Whether the reader opens it; for long tables."""


def text(value: Any) -> Cell:
    """Return a cell of words; a missing value is an empty cell."""
    return Cell("" if not isinstance(value, str) and pd.isna(value) else str(value))


def decimal(value: Any, decimals: int | None = None, low: Any = None, high: Any = None, aside: str = "") -> Cell:
    """Return a cell of a number, with its interval behind it where both ends are given.

    Where ``decimals`` is None, there are as many as the interval needs.
    """
    decimals = needed(value, low, high) if decimals is None else decimals
    return Cell(number(value, decimals), _key(value), aside or interval(low, high, decimals))


def estimated(row: Mapping[Any, Any] | None, decimals: int | None = None) -> Cell:
    """Return a cell of a row with ``value, low, high``; a dash where there is no row."""
    return decimal(None) if row is None else decimal(row["value"], decimals, row["low"], row["high"])


def whole(value: Any) -> Cell:
    """Return a cell of a whole number."""
    return Cell(count(value), _key(value))


def shown(value: Any, write: Callable[[Any], str]) -> Cell:
    """Return a cell of a number that is written in its own way."""
    return Cell(write(value), _key(value))


def _key(value: Any) -> str:
    return "" if value is None or pd.isna(value) else repr(float(value))


def rows_of(table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return a table, or None where there is nothing in it."""
    return None if table is None or table.empty else table
