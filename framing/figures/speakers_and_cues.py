"""Who gets quoted: the speakers of each source, their share, and the verbs that introduce them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.figures.layout import (
    CHARACTER,
    MARGIN,
    WIDTH,
    level_of,
    limits,
    name_of,
    note,
    note_height,
    nothing_to_draw,
    percent,
    same,
    set_ends,
    short,
    table_of,
)
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled

if TYPE_CHECKING:
    from framing.comparison import Comparison

_ROW, _HEADING, _FOOT, _RIGHT = 0.22, 0.36, 0.56, 2.45
_NAME, _CUES = 26, 44  # characters at most
_NEEDED = ("source", "speaker", "n", "share", "cues")


def speakers_and_cues(
    speakers: Comparison | pd.DataFrame, top: int | None = None, level: float | None = None
) -> Figure:
    """Draw for each source its ``top`` speakers: their share of what it attributes, and how often with which verbs.

    ``top`` is 5 by default, 3 where there are more than eight sources.

    ``speakers`` is a comparison or its table ``speakers`` (:func:`framing.comparison.quoted_speakers`). The marks are
    shares of the source's attributions to named speakers, with their intervals where the table has ``low`` and
    ``high``. Sources keep the table's order. ``level`` is that of the intervals: the comparison's where
    None, .95 of a table.

    Raises InputError for another table.
    """
    maker = "framing.comparison.quoted_speakers(scores, attributions)"
    table = table_of(speakers, "speakers", _NEEDED, maker)
    with styled():
        named = table[table["speaker"].notna() & (table["n"] > 0)]
        if named.empty:
            return nothing_to_draw("no attribution has a named speaker.")
        ranked = named.sort_values(["n", "speaker"], ascending=[False, True], kind="stable")
        sources = list(table["source"].drop_duplicates())
        most = max(1, top or (5 if len(sources) <= 8 else 3))
        return _draw(ranked, sources, most, percent(level_of(speakers, level)))


def _draw(rows: pd.DataFrame, sources: list[object], top: int, level: str) -> Figure:
    blocks = [(source, of := rows[same(rows["source"], source)], of.head(top)) for source in sources]
    labels = [short(name, _NAME) for _, _, head in blocks for name in head["speaker"]]
    about = (
        f"The {top} speakers with most attributions: their share with its {level} interval, and the verbs used for "
        "them."
    )
    top_edge = note_height(about, WIDTH)
    height = top_edge + _FOOT + sum(_HEADING + _ROW * max(1, len(head)) for _, _, head in blocks)
    left = 0.4 + CHARACTER * max(map(len, labels))
    figure = PackageFigure(figsize=(WIDTH, height))
    axes = figure.add_axes((left / WIDTH, _FOOT / height, 1 - (left + _RIGHT) / WIDTH, 1 - (top_edge + _FOOT) / height))
    shown = pd.concat([head for _, _, head in blocks])
    ends = [shown[name] for name in ("share", "high") if name in shown]
    set_ends(axes, limits(pd.concat(ends).to_numpy(dtype=float)))
    axes.set_ylim(height - top_edge - _FOOT, 0)
    axes.grid(axis="x")
    axes.set_yticks([])
    axes.set_xlabel("Share of the source’s attributions to named speakers", labelpad=6)
    note(figure, about)
    y = 0.0
    for source, own, head in blocks:
        _write_heading(axes, y, source, own, left)
        y += _HEADING
        if head.empty:
            axes.text(
                0.01, y, "nobody named", transform=axes.get_yaxis_transform(), va="center", color=MUTED, fontsize=8
            )
        for row in head.to_dict("records"):
            _draw_speaker(axes, y, row)
            y += _ROW
        y += _ROW * (head.empty)
    return figure


def _write_heading(axes: Axes, y: float, source: object, own: pd.DataFrame, left: float) -> None:
    axes.axhline(y + 0.02, color=RULE, linewidth=0.8, clip_on=False)
    total = round(float(own["n"].iloc[0]) / float(own["share"].iloc[0])) if len(own) else 0
    words = f"n = {total:,}"
    at = y + _HEADING / 2 - 0.02
    axes.annotate(
        short(source, 44), (0, at), (-(left - MARGIN) * 72, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", fontweight="bold", fontsize=9.5, va="center",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip
    axes.annotate(
        words, (1, at), (12, 0), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=8,
        color=MUTED, va="center",
    )  # fmt: skip


def _draw_speaker(axes: Axes, y: float, row: dict[Any, Any]) -> None:
    share, low, high = float(row["share"]), float(row.get("low", np.nan)), float(row.get("high", np.nan))
    if np.isfinite([low, high]).all():
        axes.plot([low, high], [y] * 2, color=INK, linewidth=1.6, solid_capstyle="butt", zorder=2)
    axes.scatter([share], [y], s=26, color=DOT, zorder=3, clip_on=False)
    axes.annotate(
        short(row["speaker"], _NAME), (0, y), (-6, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        ha="right", va="center", fontsize=8.5,
    )  # fmt: skip
    axes.annotate(
        _cues(row["cues"]), (1, y), (12, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        va="center", fontsize=8, color=INK,
    )  # fmt: skip


def _cues(cues: Sequence[Any]) -> str:
    """Return the commonest cues with their numbers, as many as fit."""
    text = ""
    for cue, n in cues:
        more = f"{text} · {name_of(cue)} {n}" if text else f"{short(cue, 20)} {n}"
        if len(more) > _CUES - 8:
            break
        text = more
    return text
