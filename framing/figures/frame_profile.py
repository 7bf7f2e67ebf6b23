"""Profile of frames: how much each source uses each frame, and where that can be told from the other sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from framing.comparison.profile import against_others
from framing.errors import InputError
from framing.figures.layout import (
    CHARACTER,
    MARGIN,
    WIDTH,
    alpha,
    alpha_of,
    level_of,
    note,
    note_height,
    nothing_to_draw,
    number,
    order_by,
    percent,
    same,
    table_of,
    wrapped,
)
from framing.figures.style import INK, MUTED, RULE, SCALE, PackageFigure, styled
from framing.figures.titles import plain

if TYPE_CHECKING:
    from framing.comparison import Comparison

_ROW, _FOOT = 0.34, 0.15
_WIDE, _NARROW = 1.3, 0.36
_HEADING = 0.155  # height of a line of a heading
_NEEDED = ("measure", "source", "kind", "value", "low", "high")


def frame_profile(
    estimates: Comparison | pd.DataFrame, kind: str = "raw", prefix: str = "frame_", level: float | None = None
) -> Figure:
    """Draw frames as rows, sources as columns; the darker the cell, the likelier the frame.

    ``estimates`` is a comparison or its table ``estimates`` with measures that begin with ``prefix`` (the frames;
    "stance_" or "" are drawn the same way). Frames are sorted by their mean over sources. Hatched cells cannot be told
    from the mean of the other sources (Benjamini–Hochberg over all cells, see
    :func:`framing.comparison.profile.against_others`); where there is room, a whisker on a scale from 0 shows the
    interval. ``level`` is that of the intervals: the comparison's where None, .95 of a table.

    Raises InputError for another table, and where it has no measure with the prefix.
    """
    table = table_of(estimates, "estimates", _NEEDED, "framing.compare_sources(scores)")
    rows = table[table["measure"].str.startswith(prefix) & (table["kind"] == kind)]
    if rows.empty and len(table):
        raise InputError(
            f"The estimates have no {kind} measure {prefix + '…'!r}; score with a model that answers frames and name "
            "them in the measures of framing.compare_sources."
        )
    with styled():
        if not np.isfinite(rows["value"].to_numpy(dtype=float)).any():
            return nothing_to_draw("no article has a score for a frame.")
        at = level_of(estimates, level)
        return _draw(against_others(rows, at, alpha_of(at)), prefix, at)


def _draw(rows: pd.DataFrame, prefix: str, level: float) -> Figure:
    measures, sources = order_by(rows, name="measure"), list(rows["source"].drop_duplicates())
    labels = [wrapped(plain(str(name).removeprefix(prefix)), 26, 2) for name in measures]
    left = 0.25 + CHARACTER * max(len(line) for label in labels for line in label.split("\n"))
    wide = min(_WIDE, max(_NARROW, (WIDTH - left - MARGIN) / len(sources)))
    upright = wide < 0.9
    headings = [wrapped(source, 18 if upright else int(wide / 0.078), 2 if upright else 3) for source in sources]
    longest = max(len(line) for heading in headings for line in heading.split("\n"))
    head = 0.12 + (CHARACTER * longest if upright else _HEADING * max(h.count("\n") + 1 for h in headings))
    width = max(WIDTH, left + wide * len(sources) + MARGIN)
    about = "Cell: mean probability over articles" + (f"; line: its {percent(level)} interval" if wide > 1 else "")
    about += (
        f". Hatched: not to be told from the mean of the other sources (p ≥ {alpha(level)} after Benjamini–Hochberg, "
        "all cells)."
    )
    height = note_height(about, width) + head + _ROW * len(measures) + _FOOT
    figure = PackageFigure(figsize=(width, height))
    axes = figure.add_axes((left / width, _FOOT / height, wide * len(sources) / width, _ROW * len(measures) / height))
    axes.set_xlim(0, len(sources))
    axes.set_ylim(len(measures), 0)
    axes.set_xticks([])
    axes.set_yticks(np.arange(len(measures)) + 0.5, labels, fontsize=9)
    axes.spines["bottom"].set_visible(False)
    top = max(float(rows["value"].max()), 1e-9)
    furthest = max(float(np.nanmax(rows[["value", "high"]].to_numpy(dtype=float))), 1e-9)
    for column, source in enumerate(sources):
        axes.annotate(
            headings[column], (column + 0.5, 0), (0, 5), textcoords="offset points", ha="center", va="bottom",
            fontsize=9, rotation=90 if upright else 0, linespacing=1.15,
        )  # fmt: skip
        own = rows[same(rows["source"], source)].set_index("measure")
        for at, measure in enumerate(measures):
            if measure in own.index:
                _draw_cell(axes, column, at, own.loc[measure], top, furthest, wide)
    note(figure, about)
    return figure


def _draw_cell(axes: Axes, x: int, y: int, row: pd.Series[Any], top: float, furthest: float, wide: float) -> None:
    value = float(row["value"])
    if not np.isfinite(value):
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor="white", edgecolor=RULE, linewidth=0.7))
        axes.text(x + 0.5, y + 0.5, "–", ha="center", va="center", fontsize=8, color=MUTED)
        return
    told = bool(row["distinguishable"])
    depth = max(value, 0.0) / top
    face = LinearSegmentedColormap.from_list("scale", SCALE)(depth)
    dark = depth > 0.72
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=face, edgecolor="white", linewidth=0.8))
    if not told:
        lines = "#ffffffcc" if depth > 0.4 else "#6b6b6b99"  # seen on the cell's own colour
        hatch = "///" if wide > 0.9 else "////"
        axes.add_patch(Rectangle((x, y), 1, 1, fill=False, edgecolor=lines, linewidth=0, hatch=hatch))
    ink = "white" if dark else INK
    with_whisker = wide > 1 and np.isfinite([row["low"], row["high"]]).all()
    text = number(value) if wide > 0.5 else number(value).replace("0.", ".", 1)
    axes.text(
        x + (0.16 if with_whisker else 0.5), y + 0.5, text, ha="center", va="center",
        fontsize=8 if wide > 0.5 else 7, fontweight="bold" if told else "normal", color=ink,
        bbox={"facecolor": face, "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip
    if with_whisker:
        start, room = x + 0.34, 0.6
        low, middle, high = (start + room * float(row[name]) / furthest for name in ("low", "value", "high"))
        axes.plot([low, high], [y + 0.5] * 2, color=ink, linewidth=1.6, solid_capstyle="butt", zorder=3)
        axes.plot([middle], [y + 0.5], marker="|", markersize=7, markeredgewidth=1.6, color=ink, zorder=4)
