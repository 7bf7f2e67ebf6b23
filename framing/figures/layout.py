"""What figures share: the table they are given, names that are wrapped, rows of sources, notes, and nothing to draw."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from framing.decimals import decimals
from framing.errors import InputError, unknown_name
from framing.figures.style import MUTED, RULE, PackageFigure

WIDTH = 7.2
"""Width of a figure in inches, as all lengths here: a page's text block."""

LINE, CHARACTER = 0.165, 0.083
"""Height of a line and width of a character of a label."""

FEW = 20
"""Below this many articles a source carries a warning."""

MARGIN = 0.15
"""Space at the edges."""

Mark = tuple[str, str, str, str]
"""A mark of a key: its words, its shape, and the colours of its edge and face."""

_LABEL_CHARACTERS, _LABEL_LINES = 24, 3
_BEYOND = 0.1  # room for half a mark beyond either end of an axis, so that it stays clear of what stands beside it
_TOP, _FOOT = 0.13, 0.6
_NOTE_LINE, _NOTE_CHARACTER = 0.168, 0.0615


def table_of(given: object, name: str, columns: Iterable[str], maker: str) -> pd.DataFrame:
    """Return the table ``name`` of a comparison, or the table itself where one is given.

    ``maker`` says in an error which function makes such a table. Raises InputError where the comparison has none, and
    for a table that lacks one of ``columns``.
    """
    table = given if isinstance(given, pd.DataFrame) else getattr(given, name, None)
    if not isinstance(table, pd.DataFrame):
        if hasattr(given, "estimates"):
            raise InputError(f"This comparison has no table {name!r}; needed: {maker}.")
        kind = type(given).__name__
        raise InputError(f"A figure is drawn from a comparison or its table {name!r}, not {kind}; needed: {maker}.")
    if missing := [column for column in columns if column not in table.columns]:
        raise InputError(f"The table {name} has no column {', '.join(map(repr, missing))}; needed: {maker}.")
    return table


def level_of(given: object, level: float | None = None) -> float:
    """Return the level of the intervals: as asked for, else as the comparison was, else .95."""
    if level is not None:
        return level
    settings = {} if isinstance(given, pd.DataFrame) else getattr(given, "settings", {})
    return float(settings.get("level", 0.95))


def percent(level: float) -> str:
    """Return a level such as .95 as ``95 %``."""
    return f"{round(100 * level, 6):g} %"


def alpha_of(level: float) -> float:
    """Return the p value below which a difference is told from none at a level: .05 at .95."""
    return round(1 - level, 10)


def alpha(level: float) -> str:
    """Return :func:`alpha_of` in words: ``.05``."""
    return f"{alpha_of(level):g}".removeprefix("0")


def of_measure(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the rows of a measure; raises UnknownNameError where a table with rows has none of it."""
    rows = table[table["measure"] == measure]
    if rows.empty and len(table):
        raise unknown_name("measure", measure, map(str, table["measure"].unique()))
    return rows


def name_of(source: object) -> str:
    """Return a source's name as it is written in a figure; a missing one is said to be missing."""
    return "(no source)" if pd.isna(source) else (str(source).strip() or "(no name)")  # type: ignore[call-overload]


def wrapped(name: object, characters: int = _LABEL_CHARACTERS, lines: int = _LABEL_LINES) -> str:
    """Return a name in lines that fit beside a row, shortened where there are too many."""
    folded = textwrap.wrap(name_of(name), characters, max_lines=lines, placeholder=" …")
    return "\n".join(folded) or "(no name)"


def short(name: object, characters: int = _LABEL_CHARACTERS) -> str:
    """Return a name in one line of at most ``characters``, cut where it is longer."""
    text = " ".join(name_of(name).split())
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"


def rows_canvas(
    names: Sequence[object], title: str, row: float, right: float, about: str, keys: Sequence[Mark] = ()
) -> tuple[Figure, Axes]:
    """Return a figure with one row a name: ``row`` is the least height of a row, ``right`` the margin for numbers.

    ``about`` stands above it, after the marks of ``keys`` and their words.
    """
    labels = [wrapped(name) for name in names]
    lines = [line for label in labels for line in label.split("\n")]
    row = max(row, LINE * max(label.count("\n") + 1 for label in labels) + 0.1)
    head = note_height(about, WIDTH)
    height = head + _FOOT + row * len(labels)
    left = max(0.9, 0.25 + CHARACTER * max(map(len, lines)))
    figure = PackageFigure(figsize=(WIDTH, height))
    axes = figure.add_axes((left / WIDTH, _FOOT / height, 1 - (left + right) / WIDTH, 1 - (head + _FOOT) / height))
    axes.set_xlabel(title, labelpad=7)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.set_yticks(range(len(labels)), labels)
    for at in range(1, len(labels)):
        axes.axhline(at - 0.5, color=RULE, linewidth=0.7, zorder=0)
    note(figure, about, keys)
    return figure, axes


def note(figure: Figure, text: str, keys: Sequence[Mark] = (), top: float = _TOP, left: float = MARGIN) -> None:
    """Write at the top how the figure is read: marks with their words, then the text; inches from the top and left.

    With marks the text is one line.
    """
    width, height = figure.get_size_inches()
    y = 1 - (top + _NOTE_LINE / 2) / height
    for words, shape, edge, face in keys:
        mark = Line2D(
            [(left + 0.05) / width], [y], marker=shape, markersize=5.8, markerfacecolor=face, markeredgecolor=edge,
            markeredgewidth=1.4, linewidth=0, transform=figure.transFigure, figure=figure,
        )  # fmt: skip
        figure.add_artist(mark)
        figure.text((left + 0.15) / width, y, words, va="center", fontsize=8.5, color=MUTED)
        left += 0.36 + 0.066 * len(words)
    text = text if keys else "\n".join(_lines(text, width))
    figure.text(
        left / width, y if keys else 1 - top / height, text, va="center" if keys else "top", fontsize=8.5, color=MUTED,
        linespacing=1.4,
    )  # fmt: skip


def note_height(text: str, width: float) -> float:
    """Return the height of the head that holds a note."""
    return _TOP + _NOTE_LINE * len(_lines(text, width)) + 0.14


def _lines(text: str, width: float) -> list[str]:
    return textwrap.wrap(text, int((width - 2 * MARGIN) / _NOTE_CHARACTER))


def nothing_to_draw(message: str) -> Figure:
    """Return a figure that says why it is empty."""
    figure = PackageFigure(figsize=(WIDTH, 1.6))
    text = "\n".join(textwrap.wrap(f"Nothing to draw: {message}", 78))
    figure.text(0.5, 0.5, text, ha="center", va="center", color=MUTED, linespacing=1.6)
    return figure


def limits(values: Iterable[Any], low: float = 0.0, high: float = 1.0) -> tuple[float, float]:
    """Return ends of an axis that hold all finite values, on a step of 1, 2 or 5, within what a measure can be.

    ``low`` is kept as an end where it is 0, so that lengths compare; a negative ``low`` only bounds.
    """
    finite: npt.NDArray[np.float64] = np.asarray(list(values), dtype=float)
    finite = finite[np.isfinite(finite)]
    if not len(finite):
        return low, high
    first, last = (0.0 if low == 0 else float(finite.min())), float(finite.max())
    step = _step(max(last - first, 1e-3) / 5)
    ends = math.floor(first / step + 1e-9) * step, math.ceil(last / step + 0.02) * step
    return max(low, ends[0]), min(high, max(ends[1], ends[0] + step))


def set_ends(axes: Axes, ends: tuple[float, float]) -> None:
    """Let the horizontal axis go from end to end, with room for marks that lie at an end.

    The line of the axis, its numbers and the grid keep to the ends: beyond them nothing is possible.
    """
    first, last = ends
    inches = axes.get_position().width * axes.figure.get_figwidth()  # type: ignore[union-attr]
    room = (last - first) * _BEYOND / (inches - 2 * _BEYOND)
    axes.set_xlim(first - room, last + room)
    ticks = axes.xaxis.get_major_locator().tick_values(first, last)
    axes.set_xticks([tick for tick in ticks if first - room / 9 <= tick <= last + room / 9])
    axes.spines["bottom"].set_bounds(first, last)


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)


def number(value: float, digits: int = 2, signed: bool = False) -> str:
    """Return a number as figures write it, with a true minus; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    value = round(value, digits) + 0.0  # no zero below zero
    return f"{value:{'+' if signed else ''}.{digits}f}".replace("-", "−")


def interval(value: float, low: float, high: float, signed: bool = False) -> str:
    """Return a number with its interval where it has one, ``0.31 [0.28, 0.34]``, with the decimals that this needs."""
    digits = decimals(value, low, high)
    if not (math.isfinite(low) and math.isfinite(high)):
        return number(value, digits, signed)
    return f"{number(value, digits, signed)} [{number(low, digits)}, {number(high, digits)}]"


def order_by(table: pd.DataFrame, column: str = "value", name: str = "source") -> list[Any]:
    """Return the names by the mean of their values, highest first, those without a value last."""
    means = table.groupby(name, sort=True, dropna=False)[column].mean()
    return list(means.sort_values(ascending=False, kind="stable", na_position="last").index)


def same(column: pd.Series, value: object) -> pd.Series:
    """Return where a column has a value, a missing one being equal to a missing one."""
    return column.isna() if pd.isna(value) else column == value  # type: ignore[call-overload,no-any-return]
