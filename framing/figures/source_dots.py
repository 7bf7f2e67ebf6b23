"""Sources compared: the articles as dots over their distribution, their mean with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory
from scipy.stats import gaussian_kde

from framing.comparison.near_ends import near_ends
from framing.decimals import decimals
from framing.errors import InputError, unknown_name
from framing.figures.layout import (
    level_of,
    limits,
    name_of,
    nothing_to_draw,
    number,
    percent,
    rows_canvas,
    set_ends,
    table_of,
)
from framing.figures.style import DOT, INK, MUTED, SHADE, styled
from framing.figures.titles import AXIS_TITLES, axis_title, lowest
from framing.summary import mean_over_articles

if TYPE_CHECKING:
    from framing.comparison import Comparison

__all__ = ["AXIS_TITLES", "source_dots"]

_ROW, _RIGHT = 0.56, 0.85  # inches
_DOTS_AT, _DOTS_HIGH, _MEAN_AT = -0.15, 0.32, 0.25  # in rows, downwards from the row's middle
_GOLDEN = 0.6180339887498949
_ENOUGH = 20  # articles, for a distribution to be drawn


def source_dots(
    articles: Comparison | pd.DataFrame,
    measure: str = "mean_editorializing",
    seed: int = 0,
    draws: int = 2000,
    level: float | None = None,
) -> Figure:
    """Draw one row a source: its articles as dots, their mean as a mark on its interval.

    ``articles`` is a comparison, its table ``articles``, or what :func:`framing.summarize` returns, one row an article;
    ``measure`` one of its columns. Sources are sorted by their mean, highest first; events are not matched. Behind the
    dots of 20 articles and more stands their smoothed distribution. The interval is that of
    :func:`framing.summary.mean_over_articles` at ``level`` (the comparison's where None, .95 of a table), as wide as a
    share's where values are all alike (:func:`~framing.comparison.near_ends.near_ends`); a source with a single article
    has none. Where no article has a value, the figure says so.

    Raises :class:`~framing.errors.UnknownNameError` for another measure and :class:`~framing.errors.InputError` for a
    table without it.
    """
    table = table_of(articles, "articles", ("source",), "framing.summarize(scores)")
    if measure not in table.columns:
        if measure not in AXIS_TITLES:
            also = [name for name in table.columns if str(name).startswith(("frame_", "stance_"))]
            raise unknown_name("measure", measure, [*AXIS_TITLES, *also])
        raise InputError(
            f"The table has no column {measure!r}; pass what framing.summarize(scores) returns, one row an article."
        )
    level = level_of(articles, level)
    rows = _rows(table, measure, seed, draws, level)
    with styled():
        if not any(len(row[1]) for row in rows):
            return nothing_to_draw(f"no article has a value for “{axis_title(measure)}”.")
        return _draw(rows, measure, percent(level))


_Row = tuple[str, npt.NDArray[np.float64], float, float, float]


def _rows(table: pd.DataFrame, measure: str, seed: int, draws: int, level: float) -> list[_Row]:
    """Return name, values, mean, low, high of each source, highest mean first, those without values last."""
    rows: list[_Row] = []
    possible = (lowest(measure), 1.0)
    for source, values in table.groupby("source", sort=True, dropna=False)[measure]:
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        finite = np.sort(numbers[np.isfinite(numbers)])
        mean, *ends = mean_over_articles(values, seed, draws, possible, level)
        low, high = near_ends((ends[0], ends[1]), mean, finite, possible, level)
        rows.append((name_of(source), finite, mean, low, high))
    return sorted(rows, key=lambda row: -row[2] if np.isfinite(row[2]) else np.inf)


def _draw(rows: list[_Row], measure: str, level: str) -> Figure:
    about = f"Dots: articles. Below them: their mean and its {level} interval."
    figure, axes = rows_canvas([row[0] for row in rows], axis_title(measure), _ROW, _RIGHT, about)
    set_ends(axes, limits(np.concatenate([row[1] for row in rows]), lowest(measure)))
    for at, row in enumerate(rows):
        _draw_row(axes, at, row)
    return figure


def _draw_distribution(axes: Axes, at: int, values: npt.NDArray[np.float64]) -> None:
    """Fill the smoothed distribution behind the dots, between the least and the largest value."""
    if len(values) < _ENOUGH or values[0] == values[-1]:
        return
    places = np.linspace(values[0], values[-1], 120)
    density = gaussian_kde(values)(places)
    floor = at + _DOTS_AT + _DOTS_HIGH / 2
    top = floor - 1.4 * _DOTS_HIGH * density / density.max()  # higher than the dots, so that it is seen behind them
    axes.fill_between(places, top, floor, color=SHADE, linewidth=0, zorder=1)
    axes.plot(places, top, color=MUTED, linewidth=0.7, zorder=1)


def _draw_row(axes: Axes, at: int, row: _Row) -> None:
    _, values, mean, low, high = row
    beside = blended_transform_factory(axes.transAxes, axes.transData)
    axes.text(1.02, at, f"n = {len(values):,}", transform=beside, va="center", fontsize=8.5, color=MUTED)
    if not len(values):
        axes.text(0.015, at, "no article with a score", transform=beside, va="center", fontsize=8.5, color=MUTED)
        return
    # Neighbours in value lie far apart in height: the multiples of the golden ratio, which need no random numbers.
    heights = at + _DOTS_AT + _DOTS_HIGH * ((np.arange(len(values)) * _GOLDEN + 0.5) % 1.0 - 0.5)
    _draw_distribution(axes, at, values)
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
    left, right = axes.get_xlim()
    to_the_left = ends[1] > left + 0.88 * (right - left)
    axes.annotate(
        number(mean, decimals(mean, low, high)),
        (ends[0] if to_the_left else ends[1], middle), (-7 if to_the_left else 7, 0),
        textcoords="offset points", ha="right" if to_the_left else "left", va="center_baseline", fontsize=9,
        fontweight="bold", zorder=5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )  # fmt: skip
