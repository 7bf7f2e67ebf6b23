"""The detector's errors by source: what it says against what readers labelled, a row a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from framing.evaluation import bootstrap
from framing.evaluation.bootstrap import with_whole
from framing.figures.layout import (
    interval,
    level_of,
    limits,
    name_of,
    nothing_to_draw,
    percent,
    rows_canvas,
    same,
    set_ends,
    table_of,
)
from framing.figures.style import DOT, INK, MUTED, SECOND, styled

if TYPE_CHECKING:
    from framing.comparison import Comparison

_ROW, _RIGHT, _APART = 0.52, 2.35, 0.15
_NEEDED = ("source", "label", "probability")


def source_reliability(
    labelled: Comparison | pd.DataFrame,
    seed: int = 0,
    draws: int = 2000,
    task: str = "editorializing",
    level: float | None = None,
) -> Figure:
    """Draw for each source the share of labelled sentences that are positive, and the mean probability of the same.

    ``labelled`` has one row a labelled sentence: ``source``, ``label`` (0 or 1), ``probability`` and, where sentences
    share articles, ``article_id``. Where the two marks of a source part, the detector errs in the mean for it; where
    they part differently from source to source, comparing sources needs the correction of their labels. The line is
    the interval of the share, and the number at the right that of the error (probability minus label), both by
    bootstrap over articles, at ``level`` (the comparison's where None, .95 of a table). Sources are sorted by that
    error, the largest first.

    Raises InputError for another table.
    """
    maker = "the labelled sentences joined to their scores"
    rows = table_of(labelled, "labelled", _NEEDED, maker)
    rows = rows[rows["label"].notna() & rows["probability"].notna()]
    with styled():
        if rows.empty:
            return nothing_to_draw("no sentence has both a label and a probability.")
        level = level_of(labelled, level)
        found = [
            _numbers(rows[same(rows["source"], s)], name_of(s), seed, draws, level) for s in rows["source"].unique()
        ]
        table = pd.DataFrame(found).sort_values("error", ascending=False, kind="stable")
        return _draw(table, task, percent(level))


def _numbers(rows: pd.DataFrame, name: str, seed: int, draws: int, level: float) -> dict[str, object]:
    """Return the share, the mean probability, and the error of a source, with intervals over its articles."""
    label, p = rows["label"].to_numpy(dtype=float), rows["probability"].to_numpy(dtype=float)
    units = rows["article_id"] if "article_id" in rows else pd.Series(range(len(rows)), index=rows.index)
    codes, articles = pd.factorize(units)
    sums = np.column_stack([np.bincount(codes, v, len(articles)) for v in (label, p, np.ones(len(rows)))])
    drawn = with_whole(len(articles), draws, seed) @ sums
    share, error = drawn[:, 0] / drawn[:, 2], (drawn[:, 1] - drawn[:, 0]) / drawn[:, 2]
    low, high = bootstrap.interval(float(share[0]), share[1:], len(articles), level, (0.0, 1.0))
    error_low, error_high = bootstrap.interval(float(error[0]), error[1:], len(articles), level, (-1.0, 1.0))
    return {
        "source": name, "n": len(rows), "share": label.mean(), "low": low, "high": high, "probability": p.mean(),
        "error": p.mean() - label.mean(), "error_low": error_low, "error_high": error_high,
    }  # fmt: skip


def _draw(rows: pd.DataFrame, task: str, level: str) -> Figure:
    title = f"Share of sentences: {task.replace('_', ' ')}"
    about = (
        f"Squares: share that readers labelled so, with {level} interval. Rings: mean probability of the model. "
        "Error: model minus readers, dark where its interval excludes 0."
    )
    figure, axes = rows_canvas(list(rows["source"]), title, _ROW, _RIGHT, about)
    set_ends(axes, limits(rows[["share", "low", "high", "probability"]].to_numpy(dtype=float).ravel()))
    for at, row in enumerate(rows.to_dict("records")):
        axes.plot(
            [row["low"], row["high"]], [at - _APART] * 2, color=SECOND, linewidth=2, solid_capstyle="butt", zorder=2
        )
        axes.plot([row["share"], row["probability"]], [at - _APART, at + _APART], color=MUTED, linewidth=0.8, zorder=1)
        axes.scatter([row["share"]], [at - _APART], s=34, marker="s", color=SECOND, zorder=3, clip_on=False)
        axes.scatter(
            [row["probability"]], [at + _APART], s=34, facecolors="white", edgecolors=DOT, linewidths=1.6, zorder=3,
            clip_on=False,
        )  # fmt: skip
        told = row["error_low"] > 0 or row["error_high"] < 0
        text = interval(row["error"], row["error_low"], row["error_high"], signed=True)
        axes.annotate(
            f"error {text}\nn = {row['n']:,}", (1, at), (10, 0), xycoords=("axes fraction", "data"), va="center",
            textcoords="offset points", fontsize=8.5, color=INK if told else MUTED, linespacing=1.4,
        )  # fmt: skip
    return figure
