"""The same events through different sources: each event is a line from source to source, over it the means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.decimals import decimals
from framing.evaluation import bootstrap
from framing.figures.layout import (
    interval,
    level_of,
    limits,
    name_of,
    nothing_to_draw,
    number,
    of_measure,
    percent,
    rows_canvas,
    set_ends,
    short,
    table_of,
)
from framing.figures.style import DOT, INK, MUTED, PALE, SECOND, styled
from framing.figures.titles import axis_title, plain

if TYPE_CHECKING:
    from framing.comparison import Comparison

Floats = npt.NDArray[np.float64]

_ROW, _RIGHT = 0.62, 1.95
_NEEDED = ("event", "source", "measure", "value")


def event_slopes(
    events: Comparison | pd.DataFrame,
    measure: str = "mean_editorializing",
    seed: int = 0,
    draws: int = 2000,
    level: float | None = None,
) -> Figure:
    """Draw how each event moves from source to source; only events that two sources or more report.

    ``events`` is a comparison of matched events or its table ``events``; several articles of a source on an event count
    as their mean. With two sources, lines lead from the one's value to the other's, and their colour says which is
    higher. With more, each value is taken from the event's mean over its sources, so that what is left is the
    difference between sources on the same events. The marks are means over events with their bootstrap intervals over
    events, at ``level``: the comparison's where None, .95 of a table.

    Raises InputError where the comparison has no events, UnknownNameError where the table has no such measure.
    """
    table = table_of(events, "events", _NEEDED, 'framing.compare_sources(scores, match="event")')
    rows = of_measure(table, measure)
    wide = rows.assign(source=rows["source"].map(name_of)).pivot_table("value", "event", "source", "mean")
    wide = wide[wide.notna().sum(axis=1) >= 2].dropna(axis=1, how="all")
    with styled():
        if wide.empty:
            return nothing_to_draw(f"no event has a value for “{axis_title(measure)}” from two sources.")
        return _draw(wide, measure, seed, draws, level_of(events, level))


def _draw(wide: pd.DataFrame, measure: str, seed: int, draws: int, level: float) -> Figure:
    two = wide.shape[1] == 2
    if not two:
        wide = wide.sub(wide.mean(axis=1), axis=0)
    wide = wide[wide.mean().sort_values(ascending=False, kind="stable").index]
    title = axis_title(measure) if two else f"{plain(measure).capitalize()}: difference from the event’s mean"
    values = wide.to_numpy(dtype=float)
    about = _about(wide, values, two, percent(level))
    figure, axes = rows_canvas(list(wide.columns), title, 1.1 if two else _ROW, _RIGHT, about)
    set_ends(axes, limits(values.ravel(), 0.0 if two and not measure.startswith("stance_") else -1.0))
    if not two:
        axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    _draw_events(axes, values, two)
    means = _means(values, seed, draws, level)
    for at, (mean, low, high) in enumerate(means):
        axes.plot([low, high], [at] * 2, color=INK, linewidth=3.4, solid_capstyle="butt", zorder=5)
        axes.plot([mean], [at], marker="|", markersize=12, markeredgewidth=2.2, color=INK, zorder=6)
        n = int(np.isfinite(values[:, at]).sum())
        numbers = f"{interval(mean, low, high, signed=not two)}\nn = {n:,} event{'' if n == 1 else 's'}"
        axes.annotate(
            numbers, (1, at), (10, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
            fontsize=8.5, color=MUTED, linespacing=1.5,
        )  # fmt: skip
    return figure


def _draw_events(axes: Axes, values: Floats, two: bool) -> None:
    rows = np.arange(values.shape[1])
    alpha = float(np.clip(12 / len(values), 0.22, 0.8))
    for event in values:
        there = np.isfinite(event)
        higher = bool(event[0] > event[1]) if two and event[0] != event[1] else None
        colour = PALE if higher is None else DOT if higher else SECOND
        axes.plot(
            event[there], rows[there], color=colour, alpha=alpha, linewidth=1, marker="o", markersize=3.2,
            markeredgewidth=0, linestyle="-" if higher is not False else (0, (4, 2)), clip_on=False, zorder=2,
        )  # fmt: skip


def _means(values: Floats, seed: int, draws: int, level: float) -> list[tuple[float, float, float]]:
    """Return mean and interval of each source, the events that it reports being drawn."""
    found = []
    for column in values.T:
        own = column[np.isfinite(column)]
        weights = bootstrap.with_whole(len(own), draws, seed)
        drawn = weights @ own / weights.sum(axis=1)
        mean = float(drawn[0])
        found.append((mean, *bootstrap.interval(mean, drawn[1:], len(own), level)))
    return found


def _about(wide: pd.DataFrame, values: Floats, two: bool, level: str) -> str:
    if not two:
        return f"Grey: events. Marks: means over events with their {level} intervals."
    first, second = (str(name) for name in wide.columns)
    gaps = values[:, 0] - values[:, 1]
    gap = float(gaps.mean())
    up, alike = int((gaps > 0).sum()), int((gaps == 0).sum())
    return (
        f"Lines: events. {short(first, 30)} is higher in {up} of {len(gaps)} (solid), on average over all by "
        f"{number(gap, decimals(gap))}; {short(second, 30)} is higher where dashed"
        f"{f', neither in {alike} (grey)' if alike else ''}. Marks: means over events with {level} intervals."
    )
