"""Every pair of sources: how far apart they are, which differences can be told from none, and which are equivalent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from framing.decimals import decimals
from framing.figures.layout import (
    CHARACTER,
    MARGIN,
    WIDTH,
    alpha,
    alpha_of,
    level_of,
    name_of,
    note,
    note_height,
    nothing_to_draw,
    number,
    of_measure,
    percent,
    short,
    table_of,
)
from framing.figures.style import INK, MUTED, PALE, RULE, SCALE, PackageFigure, styled
from framing.figures.titles import axis_title

if TYPE_CHECKING:
    from framing.comparison import Comparison

_NEEDED = ("measure", "source_a", "source_b", "difference", "low", "high", "p_adjusted")
_TITLE, _HEADING, _FOOT = 0.3, 0.24, 0.2
_HEADINGS = {
    "raw": "Raw: means over all articles",
    "adjusted": "Adjusted",
    "within_event": "Within events: articles on the same event",
    "corrected": "Corrected for the detector’s errors",
}
_NAME = 26  # characters of a name
_WIDE, _NARROW = 1.05, 0.34  # a cell's width at most and at least


def difference_matrix(
    contrasts: Comparison | pd.DataFrame,
    measure: str = "mean_editorializing",
    kind: str | None = None,
    level: float | None = None,
) -> Figure:
    """Draw the differences of all pairs as the triangle of a road atlas: each name heads its row and its column.

    ``contrasts`` is a comparison or its table ``contrasts``; ``kind`` the kind of estimates that are subtracted, by
    default the first that the table has. It stands over the figure, and all kinds of a measure share one scale of
    colours, so that their figures compare. A cell holds the source to its right minus the source above it. Cells whose
    adjusted p value is below 1 − ``level`` (.05) are filled, the deeper the larger the difference; hatched ones cannot
    be told from no difference, and of these "≈" marks those that an equivalence test finds the same within its margin.
    Where there is room a cell has the interval too. ``level`` is that of the intervals: the comparison's where
    None, .95 of a table.

    Raises InputError for another table and UnknownNameError where it has no such measure.
    """
    table = table_of(contrasts, "contrasts", _NEEDED, "framing.compare_sources(scores)")
    every = rows = of_measure(table, measure)
    if "kind" in rows and len(rows):
        kind = kind or str(rows["kind"].iloc[0])
        rows = rows[rows["kind"] == kind]
    with styled():
        if not np.isfinite(rows["difference"].to_numpy(dtype=float)).any():
            return nothing_to_draw(f"no two sources have a value for “{axis_title(measure)}”.")
        scale = _scale(every)
        return _draw(rows, measure, _heading(kind), scale, len(every) > len(rows), level_of(contrasts, level))


def _draw(rows: pd.DataFrame, measure: str, heading: str, most: float, several: bool, level: float) -> Figure:
    cells = _cells(rows)
    order = _order(cells)
    names = [short(source, _NAME) for source in order]
    count = len(order)
    beside = 0.15 + CHARACTER * max(len(name) for name in names)
    wide = min(_WIDE, max(_NARROW, (WIDTH - 2 * MARGIN - beside) / max(count - 1, 1)))
    roomy = wide > 0.75
    high = 0.46 if roomy else 0.3
    width = max(WIDTH, 2 * MARGIN + wide * (count - 1) + beside)
    words = _about(rows, roomy, any(cell["equivalent"] for cell in cells.values()), level)
    alike = ", in the figures of all kinds" if several else ""
    words += f" The deepest colour is a difference of {number(most, decimals(most))}{alike}."
    head = _TITLE + (_HEADING if heading else 0.0)
    height = head + note_height(words, width) + _FOOT + high * count
    figure = PackageFigure(figsize=(width, height))
    axes = figure.add_axes((MARGIN / width, _FOOT / height, 1 - 2 * MARGIN / width, high * count / height))
    axes.set_xlim(0, (width - 2 * MARGIN) / wide)
    axes.set_ylim(count + 0.03, 0)
    axes.set_axis_off()
    for at, source in enumerate(order):
        axes.text(at + 0.06 / wide, at + 0.5, names[at], va="center", fontsize=9.5, color=INK)
        for column in range(at):
            cell = cells.get((source, order[column]))
            told = cell is not None and cell["p"] < alpha_of(level)
            _draw_cell(axes, column, at, cell, told, most, 8.5 if roomy else 7 if wide > 0.4 else 6.3, roomy)
    if heading:
        figure.text(MARGIN / width, 1 - 0.16 / height, heading, va="top", fontsize=10, fontweight="bold")
    top = 1 - (0.16 + head - _TITLE) / height
    figure.text(MARGIN / width, top, axis_title(measure), va="top", fontsize=9)
    note(figure, words, top=0.13 + head)
    return figure


def _heading(kind: str | None) -> str:
    """Return what a kind of differences is, over the figure; empty where the table has no kinds."""
    return "" if kind is None else _HEADINGS.get(kind, kind.replace("_", " ").capitalize())


def _scale(rows: pd.DataFrame) -> float:
    """Return the largest difference of a measure in any kind, which has the deepest colour, so that kinds compare."""
    differences = rows["difference"].abs().to_numpy(dtype=float)
    return float(differences[np.isfinite(differences)].max(initial=0.0)) or 1.0


def _about(rows: pd.DataFrame, roomy: bool, equivalents: bool, level: float) -> str:
    correction = rows["correction"].iloc[0] if "correction" in rows else ""
    named = {"holm": "Holm", "bh": "Benjamini–Hochberg"}.get(str(correction))
    beside = f" [{percent(level)} interval]" if roomy else ""
    words = f"Cell: the source to its right minus the source above it{beside}. "
    words += f"Hatched: not to be told from 0 (p ≥ {alpha(level)}{f' after {named}' if named else ''})"
    return words + ("; ≈: equivalent." if equivalents else ".")


def _cells(rows: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the numbers of each ordered pair of names: (a, b) holds a minus b."""
    equivalent = rows["equivalent"] if "equivalent" in rows else pd.Series(False, index=rows.index)
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for row, same_size in zip(rows.to_dict("records"), equivalent, strict=True):
        a, b = name_of(row["source_a"]), name_of(row["source_b"])
        d, low, high, p = (float(row[name]) for name in ("difference", "low", "high", "p_adjusted"))
        common = {"p": p, "equivalent": bool(same_size) if not pd.isna(same_size) else False}
        cells[a, b] = {"difference": d, "low": low, "high": high, **common}
        cells[b, a] = {"difference": -d, "low": -high, "high": -low, **common}
    return cells


def _order(cells: dict[tuple[str, str], dict[str, Any]]) -> list[str]:
    """Return the names from the lowest to the highest, so that the differences of the triangle are positive."""
    sums: dict[str, list[float]] = {}
    for (a, _), cell in cells.items():
        sums.setdefault(a, []).append(cell["difference"])
    mean = {name: float(np.nanmean(v)) if np.isfinite(v).any() else np.inf for name, v in sums.items()}
    return sorted(mean, key=lambda name: (mean[name], name))


def _draw_cell(
    axes: Axes, x: int, y: int, cell: dict[str, Any] | None, told: bool, most: float, size: float,
    roomy: bool,
) -> None:  # fmt: skip
    if cell is None or not np.isfinite(cell["difference"]):
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor="white", edgecolor=RULE, linewidth=0.7))
        axes.text(x + 0.5, y + 0.5, "–", ha="center", va="center", fontsize=size, color=MUTED)
        return
    depth = abs(cell["difference"]) / most
    face = LinearSegmentedColormap.from_list("scale", SCALE)(0.15 + 0.85 * depth) if told else "white"
    axes.add_patch(
        Rectangle((x, y), 1, 1, facecolor=face, edgecolor="white" if told else PALE, linewidth=0.8,
                  hatch=None if told else "////" if roomy else "//////")
    )  # fmt: skip
    digits = decimals(cell["difference"], cell["low"], cell["high"])
    text = number(cell["difference"], digits, signed=True)
    if not roomy:
        text = text.replace("0.", ".", 1)
    if cell["equivalent"] and not told:
        text = f"≈ {text}" if roomy else f"≈{text.removeprefix('+')}"
    bounds = (cell["low"], cell["high"])
    with_interval = roomy and all(np.isfinite(bounds))
    if with_interval:
        text += f"\n[{number(bounds[0], digits)}, {number(bounds[1], digits)}]"
    pale = told and 0.15 + 0.85 * depth > 0.72
    box = None if told else {"facecolor": "white", "edgecolor": "none", "pad": 1.2 if roomy else 0.8}
    axes.text(
        x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=size - (1 if with_interval else 0), linespacing=1.25,
        fontweight="bold" if told and not with_interval else "normal", color="white" if pale else INK, bbox=box,
    )  # fmt: skip
