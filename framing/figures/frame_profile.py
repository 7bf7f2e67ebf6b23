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
from framing.decimals import decimals
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
from framing.figures.style import DOT, INK, MUTED, PALE, RULE, SECOND, PackageFigure, styled
from framing.figures.titles import plain

if TYPE_CHECKING:
    from framing.comparison import Comparison

_ROW, _FOOT = 0.34, 0.42
_SWATCH, _BEFORE = 0.3, 0.75  # width of a colour of the key, and of the words before it
_WIDE, _NARROW = 1.3, 0.36
_HEADING = 0.155  # height of a line of a heading
_RATIOS = (1.5, 2.0, 3.0, 4.0)  # ends of the colours: times the others; what goes beyond has the last colour
_COLOURS = LinearSegmentedColormap.from_list(
    "departures", [SECOND, "white", DOT], N=257
)  # odd, so that the middle is white
_NEEDED = ("measure", "source", "kind", "value", "low", "high")


def frame_profile(
    estimates: Comparison | pd.DataFrame, kind: str = "raw", prefix: str = "frame_", level: float | None = None
) -> Figure:
    """Draw frames as rows, sources as columns; the deeper the colour of a cell, the further from the other sources.

    ``estimates`` is a comparison or its table ``estimates`` with measures that begin with ``prefix`` (the frames;
    "stance_" or "" are drawn the same way). Frames are sorted by their mean over sources. A cell's colour says how many
    times the mean of the other sources it is, orange above and blue below, so that rare frames are read like common
    ones (where values lie below 0, as of stance, it says the difference). Hatched cells cannot be told from that mean
    (Benjamini–Hochberg over all cells, see :func:`framing.comparison.profile.against_others`) and have no colour; where
    there is room, a whisker shows the interval, on a scale from 0 of the frame's own. ``level`` is that of the
    intervals: the comparison's where None, .95 of a table.

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
    depths, ends = _depths(rows)
    foot = _FOOT if ends else MARGIN
    whisker = f"; line: its {percent(level)} interval, each row on a scale of its own" if wide > 1 else ""
    about = (
        f"Cell: mean probability over articles{whisker}. Colour: against the mean of the other sources. Hatched: not "
        f"to be told from it (p ≥ {alpha(level)} after Benjamini–Hochberg, all cells)."
    )
    height = note_height(about, width) + head + _ROW * len(measures) + foot
    figure = PackageFigure(figsize=(width, height))
    axes = figure.add_axes((left / width, foot / height, wide * len(sources) / width, _ROW * len(measures) / height))
    axes.set_xlim(0, len(sources))
    axes.set_ylim(len(measures), 0)
    axes.set_xticks([])
    axes.set_yticks(np.arange(len(measures)) + 0.5, labels, fontsize=9)
    axes.spines["bottom"].set_visible(False)
    rows = rows.assign(depth=depths, **_scales(rows))
    for column, source in enumerate(sources):
        axes.annotate(
            headings[column], (column + 0.5, 0), (0, 5), textcoords="offset points", ha="center", va="bottom",
            fontsize=9, rotation=90 if upright else 0, linespacing=1.15,
        )  # fmt: skip
        own = rows[same(rows["source"], source)].set_index("measure")
        for at, measure in enumerate(measures):
            if measure in own.index:
                _draw_cell(axes, column, at, own.loc[measure], wide)
    if ends:
        _key(figure, ends, left)
    note(figure, about)
    return figure


def _depths(rows: pd.DataFrame) -> tuple[pd.Series[float], tuple[str, str] | None]:
    """Return each row's colour, from −1 (far below the other sources) to 1, and what the ends are, in words.

    0 where it cannot be told from the others; no words where nothing can.
    """
    told = rows["distinguishable"].to_numpy(dtype=bool)
    if (rows[["value", "others"]].to_numpy(dtype=float) < 0).any():
        apart = rows["difference"].where(told, 0.0).astype(float)
        most = float(apart.abs().max())
        words = (number(-most), f"{number(most, signed=True)} against")
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(rows["value"].to_numpy(dtype=float) / rows["others"].to_numpy(dtype=float))
        apart = pd.Series(np.where(told, logs, 0.0), index=rows.index)
        largest = float(np.exp(apart.abs().max()))
        ratio = next((ratio for ratio in _RATIOS if largest <= ratio), _RATIOS[-1])
        most, beyond = float(np.log(ratio)), largest > ratio
        times = f"{ratio:g} times" + (" or more" if beyond else "")
        words = (f"1/{ratio:g}" if ratio >= 2 else f"{1 / ratio:.2f}") + (" or less" if beyond else ""), times
    return (apart / (most or 1.0)).clip(-1, 1), words if told.any() else None


def _scales(rows: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Return for each row the ends of its measure's scale, which holds 0, and the decimals of its numbers."""
    by = rows["measure"]
    needed = [decimals(v, low, high) for v, low, high in rows[["value", "low", "high"]].to_numpy(dtype=float)]
    return {
        "first": rows[["value", "low"]].min(axis=1).groupby(by).transform("min").clip(upper=0.0),
        "last": rows[["value", "high"]].max(axis=1).groupby(by).transform("max").clip(lower=1e-9),
        "digits": pd.Series(needed, index=rows.index).groupby(by).transform("max"),
    }


def _key(figure: Figure, ends: tuple[str, str], left: float) -> None:
    """Draw below the cells what their colours are: from the least through that of the others to the most."""
    width, height = figure.get_size_inches()
    y, high = 0.13, 0.15  # inches
    for at, depth in enumerate((-1.0, -0.5, 0.0, 0.5, 1.0)):
        corner = ((left + _BEFORE + at * _SWATCH) / width, y / height)
        figure.add_artist(
            Rectangle(corner, _SWATCH / width, high / height, facecolor=_COLOURS((depth + 1) / 2), edgecolor=PALE,
                      linewidth=0.6, transform=figure.transFigure)
        )  # fmt: skip
    words: dict[str, Any] = {"size": 8, "color": MUTED, "va": "center"}
    figure.text((left + _BEFORE - 0.06) / width, (y + high / 2) / height, ends[0], ha="right", **words)
    after = left + _BEFORE + 5 * _SWATCH + 0.06
    figure.text(after / width, (y + high / 2) / height, f"{ends[1]} the mean of the other sources", ha="left", **words)


def _draw_cell(axes: Axes, x: int, y: int, row: pd.Series[Any], wide: float) -> None:
    value = float(row["value"])
    if not np.isfinite(value):
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor="white", edgecolor=RULE, linewidth=0.7))
        axes.text(x + 0.5, y + 0.5, "–", ha="center", va="center", fontsize=8, color=MUTED)
        return
    told, depth = bool(row["distinguishable"]), float(row["depth"])
    face = _COLOURS((depth + 1) / 2)
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=face, edgecolor=RULE, linewidth=0.7))
    if not told:
        hatch = "///" if wide > 0.9 else "////"
        axes.add_patch(Rectangle((x, y), 1, 1, fill=False, edgecolor=RULE, linewidth=0, hatch=hatch))
    ink = "white" if depth < -0.75 else INK
    with_whisker = wide > 1 and np.isfinite([row["low"], row["high"]]).all()
    text = number(value, int(row["digits"]))
    axes.text(
        x + (0.2 if with_whisker else 0.5), y + 0.5, text if wide > 0.5 else text.replace("0.", ".", 1), ha="center",
        va="center", fontsize=8 if wide > 0.5 else 7, fontweight="bold" if told else "normal", color=ink,
        bbox={"facecolor": face, "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip
    if with_whisker:
        first, room = float(row["first"]), 0.54 / (float(row["last"]) - float(row["first"]))
        low, middle, high = (x + 0.4 + room * (float(row[name]) - first) for name in ("low", "value", "high"))
        axes.plot([low, high], [y + 0.5] * 2, color=ink, linewidth=1.6, solid_capstyle="butt", zorder=3)
        axes.plot([middle], [y + 0.5], marker="|", markersize=7, markeredgewidth=1.6, color=ink, zorder=4)
