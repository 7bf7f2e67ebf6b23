"""Sources compared: the articles as dots, their mean with its interval."""

from __future__ import annotations

import math
import textwrap

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from framing.errors import InputError, unknown_name
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled
from framing.summary import mean_over_articles

AXIS_TITLES: dict[str, str] = {
    "share_editorializing": "Share of sentences that editorialize, author's voice (article shares)",
    "mean_editorializing": "Mean probability of editorializing, author's voice (article means)",
    "mean_other_editorializing": "Mean probability of editorializing, words of others (article means)",
    "mean_loaded_language": "Mean probability of loaded language, any voice (article means)",
    "share_loaded_language": "Share of sentences in loaded language, any voice (article shares)",
    "author_share": "Share of words that are the author's own (article shares)",
    "quoted_share": "Share of words that are quoted (article shares)",
    "attributed_share": "Share of words that paraphrase somebody (article shares)",
}
"""What can be drawn, with the words under its axis."""

_WIDTH = 7.2  # inches, as all lengths here: a page's text block
_HEAD, _FOOT, _RIGHT = 0.42, 0.6, 0.85
_ROW, _LINE, _CHARACTER = 0.56, 0.165, 0.083  # least height of a row; height of a line, width of a character of a label
_LABEL_CHARACTERS, _LABEL_LINES = 24, 3
_DOTS_AT, _DOTS_HIGH, _MEAN_AT = -0.15, 0.32, 0.25  # in rows, downwards from the row's middle
_GOLDEN = 0.6180339887498949


def source_dots(table: pd.DataFrame, measure: str = "mean_editorializing", seed: int = 0, draws: int = 2000) -> Figure:
    """Draw one row a source: its articles as dots, their mean as a mark on its 95 % bootstrap interval.

    ``table`` is what :func:`framing.summarize` returns, one row an article; ``measure`` one of its columns
    (:data:`AXIS_TITLES`). Sources are sorted by their mean, highest first; events are not matched. The interval is
    that of :func:`framing.summary.mean_over_articles`; a source with a single article has none. Where no article has
    a value, the figure says so.

    Raises :class:`~framing.errors.UnknownNameError` for another measure and :class:`~framing.errors.InputError` for a
    table without it.
    """
    if measure not in AXIS_TITLES:
        raise unknown_name("measure", measure, AXIS_TITLES)
    missing = [name for name in ("source", measure) if name not in table.columns]
    if missing:
        raise InputError(
            f"The table has no column {missing[0]!r}; pass what framing.summarize(scores) returns, one row an article."
        )
    rows = _rows(table, measure, seed, draws)
    with styled():
        return _draw(rows, AXIS_TITLES[measure])


_Row = tuple[str, npt.NDArray[np.float64], float, float, float]


def _rows(table: pd.DataFrame, measure: str, seed: int, draws: int) -> list[_Row]:
    """Return name, values, mean, low, high of each source, highest mean first, those without values last."""
    rows: list[_Row] = []
    for source, values in table.groupby("source", sort=True, dropna=False)[measure]:
        name = "(no source)" if pd.isna(source) else str(source)
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        rows.append((name, np.sort(numbers[np.isfinite(numbers)]), *mean_over_articles(values, seed, draws)))
    return sorted(rows, key=lambda row: -row[2] if np.isfinite(row[2]) else np.inf)


def _draw(rows: list[_Row], axis_title: str) -> Figure:
    if not any(len(row[1]) for row in rows):
        return _nothing_to_draw(axis_title)
    labels = [
        textwrap.fill(row[0], _LABEL_CHARACTERS, max_lines=_LABEL_LINES, placeholder=" …") or "(no name)"
        for row in rows
    ]
    lines = [line for label in labels for line in label.split("\n")]
    row_height = max(_ROW, _LINE * max(label.count("\n") + 1 for label in labels) + 0.1)
    height = _HEAD + _FOOT + row_height * len(rows)
    left = max(0.9, 0.25 + _CHARACTER * max(map(len, lines)))

    figure = PackageFigure(figsize=(_WIDTH, height))
    axes = figure.add_axes((left / _WIDTH, _FOOT / height, 1 - (left + _RIGHT) / _WIDTH, 1 - (_HEAD + _FOOT) / height))
    axes.set_xlabel(axis_title, labelpad=7)
    axes.set_xlim(0, _upper_end(rows))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.set_yticks(range(len(rows)), labels)
    for at, row in enumerate(rows):
        _draw_row(axes, at, row)
    for at in range(1, len(rows)):
        axes.axhline(at - 0.5, color=RULE, linewidth=0.7, zorder=0)
    axes.annotate(
        "Dots: articles. Below them: their mean and its 95 % bootstrap interval.",
        (0, 1), (0, 7), xycoords="axes fraction", textcoords="offset points", fontsize=8.5, color=MUTED,
    )  # fmt: skip
    return figure


def _draw_row(axes: Axes, at: int, row: _Row) -> None:
    _, values, mean, low, high = row
    beside = blended_transform_factory(axes.transAxes, axes.transData)
    axes.text(1.02, at, f"n = {len(values):,}", transform=beside, va="center", fontsize=8.5, color=MUTED)
    if not len(values):
        axes.text(0.015, at, "no article with a score", transform=beside, va="center", fontsize=8.5, color=MUTED)
        return
    # Neighbours in value lie far apart in height: the multiples of the golden ratio, which need no random numbers.
    heights = at + _DOTS_AT + _DOTS_HIGH * ((np.arange(len(values)) * _GOLDEN + 0.5) % 1.0 - 0.5)
    many = len(values) > 200
    axes.scatter(
        values, heights, s=8 if many else 24, color=DOT, alpha=0.3 if many else 0.65, linewidths=0,
        clip_on=False, zorder=2, rasterized=len(values) > 2000,
    )  # fmt: skip
    middle, ends = at + _DOTS_AT, (mean, mean)
    if len(values) > 1:
        middle, ends = at + _MEAN_AT, (low, high)
        axes.plot(ends, [middle] * 2, color=INK, linewidth=3.4, solid_capstyle="butt", clip_on=False, zorder=3)
        axes.plot([mean], [middle], marker="|", markersize=10, markeredgewidth=2, color=INK, clip_on=False, zorder=4)
    to_the_left = ends[1] > 0.88 * axes.get_xlim()[1]
    axes.annotate(
        f"{mean:.2f}", (ends[0] if to_the_left else ends[1], middle), (-7 if to_the_left else 7, 0),
        textcoords="offset points", ha="right" if to_the_left else "left", va="center_baseline", fontsize=9,
        fontweight="bold", zorder=5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )  # fmt: skip


def _upper_end(rows: list[_Row]) -> float:
    """Return the end of the axis: the next tenth above the data, at most 1, which no probability exceeds."""
    highest = max(float(row[1][-1]) for row in rows if len(row[1]))
    return min(1.0, max(0.1, math.ceil(highest * 10 + 0.1) / 10))


def _nothing_to_draw(axis_title: str) -> Figure:
    figure = PackageFigure(figsize=(_WIDTH, 1.6))
    message = f"Nothing to draw: no article has a value for\n“{axis_title}”."
    figure.text(0.5, 0.5, message, ha="center", va="center", color=MUTED, linespacing=1.6)
    return figure
