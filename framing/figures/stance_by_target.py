"""Stance toward each target, source by source: a panel a target, a row a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.figures.layout import (
    CHARACTER,
    MARGIN,
    level_of,
    nothing_to_draw,
    order_by,
    percent,
    same,
    set_ends,
    short,
    table_of,
)
from framing.figures.panels import fits, panels
from framing.figures.style import DOT, INK, MUTED, RULE, SECOND, styled

if TYPE_CHECKING:
    from framing.comparison import Comparison

_ROW, _NAME = 0.21, 22
_DIGIT, _APART = 0.062, 0.3  # inches: width of a digit of a count, room between the counts and the next panel
_NEEDED = ("target", "source", "value", "low", "high", "n_articles")


def stance_by_target(stance: Comparison | pd.DataFrame, top: int = 12, level: float | None = None) -> Figure:
    """Draw the mean stance of each source toward the ``top`` targets that most articles mention, with its interval.

    ``stance`` is a comparison or its table ``stance`` (:func:`framing.comparison.stance_by_source`). Negative means,
    left of 0, are squares, positive ones dots; those whose interval holds 0 are empty. A target that a source never
    mentions leaves its row without a mark. At the right of each panel, under "n", stand the number of articles and,
    where the table has ``n_mentions``, that of mentions behind a stroke. ``level`` is that of the intervals: the
    comparison's where None, .95 of a table.

    Raises InputError for another table.
    """
    table = table_of(stance, "stance", _NEEDED, "framing.comparison.stance_by_source(framing.score_stance(articles))")
    known = table[np.isfinite(table["value"].to_numpy(dtype=float))]
    with styled():
        if known.empty:
            return nothing_to_draw("no mention of a target has a stance.")
        mentioned = known.groupby("target", sort=True)["n_articles"].sum().sort_values(ascending=False, kind="stable")
        shown = list(mentioned.index[: max(1, top)])
        words = f"Means over articles with {percent(level_of(stance, level))} intervals; "
        words += "empty marks: the interval holds 0; "
        words += "n: articles/mentions." if "n_mentions" in table else "n: articles."
        more = len(mentioned) - len(shown)
        words += f" {more} target{'' if more == 1 else 's'} more." if more else ""
        return _draw(known[known["target"].isin(shown)], shown, words)


def _draw(rows: pd.DataFrame, targets: list[object], words: str) -> Figure:
    sources = order_by(rows)
    labels = [short(source, _NAME) for source in sources]
    left = 0.25 + CHARACTER * max(map(len, labels))
    rows = rows.assign(counts=_counts(rows))
    counts = _DIGIT * max(map(len, rows["counts"]))
    gap, right = counts + _APART, counts + MARGIN
    columns = next(
        (c for c in (3, 2) if c <= len(targets) and fits(targets, c, left, right, gap)), min(2, len(targets))
    )
    title = "Mean stance: −1 negative, 1 positive"
    figure, found = panels(targets, columns, _ROW * len(sources) + 0.1, left, title, words, right, gap)
    furthest = float(np.nanmax(np.abs(rows[["value", "low", "high"]].to_numpy(dtype=float))))
    reach = min(1.0, max(0.2, np.ceil(5 * furthest) / 5))
    for at, (axes, target) in enumerate(zip(found, targets, strict=True)):
        set_ends(axes, (-reach, reach))
        axes.set_ylim(len(sources) - 0.4, -0.6)
        axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
        axes.grid(axis="x")
        axes.set_xticks([-reach, -reach / 2, 0, reach / 2, reach], [_tick(t * reach) for t in (-1, -0.5, 0, 0.5, 1)])
        axes.tick_params(axis="x", labelsize=7.5)
        axes.set_yticks(range(len(sources)), labels if at % columns == 0 else [""] * len(sources), fontsize=8.5)
        axes.annotate(
            "n", (1, 1), (72 * counts, 5), xycoords="axes fraction", textcoords="offset points", ha="right",
            va="bottom", fontsize=7.5, color=MUTED,
        )  # fmt: skip
        own = rows[rows["target"] == target]
        for place, source in enumerate(sources):
            _draw_row(axes, place, own[same(own["source"], source)], counts)
    return figure


def _counts(rows: pd.DataFrame) -> list[str]:
    """Return what each row rests on: its articles, and its mentions where the table has them."""
    names = [name for name in ("n_articles", "n_mentions") if name in rows]
    return ["/".join(f"{n:,.0f}" for n in row) for row in rows[names].itertuples(index=False)]


def _tick(value: float) -> str:
    return f"{value:g}".replace("-", "−").replace("0.", ".")


def _draw_row(axes: Axes, at: int, row: pd.DataFrame, counts: float) -> None:
    axes.axhline(at, color=RULE, linewidth=0.5, zorder=0)
    if row.empty:
        return
    value, low, high = (float(row[name].iloc[0]) for name in ("value", "low", "high"))
    colour = SECOND if value < 0 else DOT
    told = bool(np.isfinite([low, high]).all() and (low > 0 or high < 0))
    axes.plot([low, high], [at] * 2, color=colour, linewidth=1.6, solid_capstyle="butt", zorder=2)
    axes.scatter(
        [value], [at], s=22, marker="s" if value < 0 else "o", facecolors=colour if told else "white",
        edgecolors=colour, linewidths=1.2, zorder=3, clip_on=False,
    )  # fmt: skip
    axes.annotate(
        row["counts"].iloc[0], (1, at), (72 * counts, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="right", va="center", fontsize=7, color=MUTED,
    )  # fmt: skip
