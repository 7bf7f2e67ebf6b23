"""The author's words against the words of others: how much either editorializes, one row a source."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.decimals import decimals
from framing.figures.layout import (
    interval,
    level_of,
    limits,
    nothing_to_draw,
    number,
    order_by,
    percent,
    rows_canvas,
    same,
    set_ends,
    table_of,
)
from framing.figures.style import DOT, INK, MUTED, RULE, SECOND, styled

if TYPE_CHECKING:
    from framing.comparison import Comparison

VOICES: dict[str, tuple[str, str, str, str]] = {
    "mean_editorializing": ("the author’s words", "o", DOT, DOT),
    "mean_other_editorializing": ("the words of others", "s", SECOND, "white"),
}
"""Measures of the two voices: their words, and the shape, edge and face of their mark."""

_ROW, _RIGHT, _APART = 0.54, 2.1, 0.19
_TITLE = "Mean probability that the words express a view (article means)"


def author_against_quoted(
    estimates: Comparison | pd.DataFrame, kind: str = "raw", level: float | None = None
) -> Figure:
    """Draw for each source how much the author's own words editorialize, and how much the words of others do.

    ``estimates`` is a comparison or its table ``estimates`` with the two measures of :data:`VOICES`; ``kind`` the kind
    of estimates. Sources are sorted by the author's words; the lines are intervals, and at the far right stands the
    author's words minus those of others. ``level`` is that of the intervals: the comparison's where None, .95
    of a table.

    Raises InputError for another table.
    """
    needed = ("measure", "source", "kind", "value", "low", "high")
    table = table_of(estimates, "estimates", needed, "framing.compare_sources(scores)")
    rows = table[table["measure"].isin(list(VOICES)) & (table["kind"] == kind)]
    with styled():
        if not np.isfinite(rows["value"].to_numpy(dtype=float)).any():
            return nothing_to_draw("no article has a score for the author’s words or for those of others.")
        return _draw(rows, percent(level_of(estimates, level)))


def _draw(rows: pd.DataFrame, level: str) -> Figure:
    first, second = VOICES
    order = order_by(rows.assign(value=rows["value"].where(rows["measure"] == first)))
    about = f"Lines: {level} intervals. Far right: difference"
    figure, axes = rows_canvas(order, _TITLE, _ROW, _RIGHT, about, list(VOICES.values()))
    set_ends(axes, limits(rows[["value", "low", "high"]].to_numpy(dtype=float).ravel()))
    for at, source in enumerate(order):
        own = rows[same(rows["source"], source) & np.isfinite(rows["value"].astype(float))]
        values = {row["measure"]: row for row in own.to_dict("records")}
        if len(values) == 2:
            ends = [float(values[name]["value"]) for name in VOICES]
            axes.plot(ends, [at - _APART, at + _APART], color=RULE, linewidth=4, solid_capstyle="round", zorder=1)
            digits = min(decimals(row["value"], row["low"], row["high"]) for row in values.values())
            _write(axes, at, number(ends[0] - ends[1], digits, signed=True), _RIGHT * 72 - 10, INK, "right")
        for lane, name in ((-_APART, first), (_APART, second)):
            if name in values:
                _draw_voice(axes, at + lane, values[name], name)
            else:
                _write(axes, at + lane, "no score", 10, MUTED)
    return figure


def _draw_voice(axes: Axes, at: float, row: dict[Hashable, Any], name: str) -> None:
    _, shape, edge, face = VOICES[name]
    value, low, high = (float(row[column]) for column in ("value", "low", "high"))
    axes.plot([low, high], [at] * 2, color=edge, linewidth=2, solid_capstyle="butt", clip_on=False, zorder=3)
    axes.scatter(
        [value], [at], s=34, marker=shape, facecolors=face, edgecolors=edge, linewidths=1.4, clip_on=False, zorder=4
    )
    _write(axes, at, interval(value, low, high), 10, MUTED)


def _write(axes: Axes, at: float, text: str, shift: float, colour: str, side: str = "left") -> None:
    """Write at the right of a row, ``shift`` points from the axes."""
    axes.annotate(
        text, (1, at), (shift, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
        ha=side, fontsize=8.5, color=colour,
    )  # fmt: skip
