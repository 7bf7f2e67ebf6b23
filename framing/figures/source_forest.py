"""Forest of sources: the raw mean of each with its interval, and below it the adjusted ones, with their numbers."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from framing.figures.layout import (
    FEW,
    interval,
    level_of,
    limits,
    nothing_to_draw,
    of_measure,
    order_by,
    percent,
    rows_canvas,
    same,
    set_ends,
    table_of,
)
from framing.figures.style import DOT, INK, MUTED, SECOND, styled
from framing.figures.titles import axis_title, lowest

if TYPE_CHECKING:
    from framing.comparison import Comparison

KINDS: dict[str, tuple[str, str, str, str]] = {
    "raw": ("raw", "o", DOT, DOT),
    "adjusted": ("adjusted", "D", SECOND, "white"),
    "within_event": ("within events", "s", SECOND, SECOND),
    "corrected": ("corrected", "^", INK, "white"),
}
"""Kinds of estimates: their words, and the shape, edge and face of their mark."""

_LANE, _RIGHT, _EVENTS = 0.2, 2.2, 0.25  # inches: height of one estimate, width of the numbers, more where events are
_NEEDED = ("measure", "source", "kind", "value", "low", "high", "n_articles")


def source_forest(
    estimates: Comparison | pd.DataFrame, measure: str = "mean_editorializing", level: float | None = None
) -> Figure:
    """Draw one row a source: its mean with its interval, each kind of estimate (:data:`KINDS`) on a line of its own.

    ``estimates`` is a comparison or its table ``estimates``. Sources are sorted by their raw mean, highest first.
    Beside each estimate stand its numbers and what it rests on, articles or, within events, events; fewer than 20 are
    marked. A source without an interval (a single article) has its mark alone. ``level`` is that of the intervals: the
    comparison's where None, .95 of a table.

    Raises :class:`~framing.errors.InputError` for another table, :class:`~framing.errors.UnknownNameError` where it
    has no such measure.
    """
    table = table_of(estimates, "estimates", _NEEDED, "framing.compare_sources(scores)")
    rows = of_measure(table, measure)
    with styled():
        if not np.isfinite(rows["value"].to_numpy(dtype=float)).any():
            return nothing_to_draw(f"no article has a value for “{axis_title(measure)}”.")
        return _draw(rows, measure, percent(level_of(estimates, level)))


def _draw(rows: pd.DataFrame, measure: str, level: str) -> Figure:
    kinds = [kind for kind in KINDS if (rows["kind"] == kind).any()]
    order = order_by(rows[rows["kind"] == kinds[0]])
    about = f"Means over articles; lines: {level} intervals" if len(kinds) == 1 else f"Lines: {level} intervals"
    few = set(rows.loc[rows["n_articles"] < FEW, "kind"])
    about += f"; * fewer than {FEW}{'' if 'within_event' in few else ' articles'}" if few else ""
    keys = [KINDS[kind] for kind in kinds] if len(kinds) > 1 else []
    right = _RIGHT + (_EVENTS if "within_event" in kinds else 0.0)
    figure, axes = rows_canvas(order, axis_title(measure), _LANE * len(kinds) + 0.14, right, about, keys)
    set_ends(axes, limits(rows[["value", "low", "high"]].to_numpy(dtype=float).ravel(), lowest(measure)))
    step = 1 / (len(kinds) + 0.7)
    for at, source in enumerate(order):
        own = {row["kind"]: row for row in rows[same(rows["source"], source)].to_dict("records")}
        for lane, kind in enumerate(kinds):
            if kind in own:
                _draw_estimate(axes, at + (lane - (len(kinds) - 1) / 2) * step, own[kind], kind, right)
    return figure


def _draw_estimate(axes: Axes, at: float, row: dict[Hashable, Any], kind: str, right: float) -> None:
    """Draw one estimate and its numbers, for which there are ``right`` inches."""
    _, shape, edge, face = KINDS[kind]
    value, low, high, n = (float(row[name]) for name in ("value", "low", "high", "n_articles"))
    beside = blended_transform_factory(axes.transAxes, axes.transData)
    if np.isfinite(value):
        if np.isfinite(low) and np.isfinite(high):
            axes.plot([low, high], [at] * 2, color=edge, linewidth=2, solid_capstyle="butt", clip_on=False, zorder=3)
        axes.scatter(
            [value], [at], s=34, marker=shape, facecolors=face, edgecolors=edge, linewidths=1.4, clip_on=False, zorder=4
        )
    text = interval(value, low, high) if np.isfinite(value) else "no score"
    axes.text(1.03, at, text, transform=beside, va="center", fontsize=8.5, color=INK)
    star = "*" if n < FEW else ""
    count = f"{n:,.0f} event{'' if n == 1 else 's'}{star}" if kind == "within_event" else f"n = {n:,.0f}{star}"
    axes.annotate(
        count, (1, at), (right * 72 - 8, 0), xycoords=beside, textcoords="offset points", va="center", ha="right",
        fontsize=8.5, color=MUTED,
    )  # fmt: skip
