"""Reliability diagram: the share of positives at each probability, beside what a perfectly calibrated model shows."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.errors import InputError
from framing.evaluation.calibration import BINS, calibration_metrics, reliability_bins
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled

PANELS = 3
"""Panels at most; more would be too small to read."""

_WIDTH = 7.2  # inches, as all lengths here: a page's text block
_LEFT, _RIGHT, _GAP, _FOOT, _BETWEEN, _HISTOGRAM = 0.62, 0.2, 0.34, 0.52, 0.1, 0.6
_ONE = 3.8  # side of the square where there is one; beside it stand its numbers
_MARGIN, _LINE, _TITLE_LINE, _CHARACTER = 0.12, 0.16, 0.18, 0.083
_BAND, _BARS = "#e6e6e6", "#a3a3a3"
_COLUMNS = ("label", "probability")
_EXPLANATION = (
    "Dots: bins of equally many rows, with 95 % bootstrap intervals over {units}. Grey: where 95 % of the\n"
    "bins of a perfectly calibrated model would lie. Error: root mean squared over bins, debiased."
)


def reliability(
    table: pd.DataFrame, by: str | None = None, bins: int = BINS, seed: int = 0, resamples: int = 1000
) -> Figure:
    """Draw a reliability diagram, one panel for each value of the column ``by`` (one panel where it is None).

    ``table`` has ``label`` (0 or 1), ``probability`` and, where rows are not independent, ``article``, as
    :func:`framing.evaluation.predict` returns it. Dots are bins of equally many rows: their share of positives over
    their mean probability, on its 95 % bootstrap interval over articles. The grey band holds 95 % of what a perfectly
    calibrated model with these probabilities would show at this n (Bröcker and Smith 2007, Increasing the reliability
    of reliability diagrams). Below stands how the probabilities are distributed, beside or above them the error and
    slope of :func:`framing.evaluation.calibration_metrics`. Rows without label or probability are left out; where none
    remain, the figure says so.

    Raises :class:`~framing.errors.InputError` where a column is missing, or ``by`` has more than :data:`PANELS` values.
    """
    needed = [*_COLUMNS, *([by] if by is not None else [])]
    if missing := [name for name in needed if name not in table]:
        raise InputError(
            f"The table has no column {missing[0]!r}; a reliability diagram needs {', '.join(needed)}: pass what "
            "framing.evaluation.predict returns."
        )
    rows = table[table["label"].notna() & table["probability"].notna()]
    groups = [("", rows)] if by is None else [(str(name), part) for name, part in rows.groupby(by, sort=False)]
    if len(groups) > PANELS:
        raise InputError(f"{by!r} has {len(groups)} values; {PANELS} panels are drawn at most: pass fewer.")
    with styled():
        return _draw(groups, bins, seed, resamples) if len(rows) else _nothing_to_draw()


def _draw(groups: list[tuple[str, pd.DataFrame]], bins: int, seed: int, resamples: int) -> Figure:
    count = len(groups)
    side = _ONE if count == 1 else (_WIDTH - _LEFT - _RIGHT - (count - 1) * _GAP) / count
    names = [textwrap.fill(name, int(side / _CHARACTER), max_lines=2, placeholder=" …") for name, _ in groups]
    numbers = [_numbers(rows, bins, seed, resamples) for _, rows in groups]
    head = _MARGIN + 2 * _LINE + 0.1 + _TITLE_LINE * max((n.count("\n") + 1 if n else 0) for n in names)
    head += 0.05 if count == 1 else 0.1 + _LINE * (numbers[0].count("\n") + 1)
    height = head + side + _BETWEEN + _HISTOGRAM + _FOOT
    figure = PackageFigure(figsize=(_WIDTH, height))
    tallest = 0.0
    for at, (_, rows) in enumerate(groups):
        left = (_LEFT + at * (side + _GAP)) / _WIDTH
        bottom = (_FOOT + _HISTOGRAM + _BETWEEN) / height
        axes = figure.add_axes((left, bottom, side / _WIDTH, side / height))
        below = figure.add_axes((left, _FOOT / height, side / _WIDTH, _HISTOGRAM / height), sharex=axes)
        _draw_bins(axes, rows, bins, seed, resamples, first=at == 0)
        tallest = max(tallest, _draw_histogram(below, rows))
        _write(axes, names[at], numbers[at], beside=count == 1)
    for below in figure.axes[1::2]:
        below.set_ylim(0, 1.04 * tallest)
    figure.axes[0].set_ylabel("Share of positives")
    figure.axes[1].set_ylabel("Rows", labelpad=22)
    words = _EXPLANATION.format(units="articles" if "article" in groups[0][1] else "rows")
    figure.text(_LEFT / _WIDTH, 1 - _MARGIN / height, words, va="top", fontsize=8.5, color=MUTED, linespacing=1.35)
    return figure


def _draw_bins(axes: Axes, rows: pd.DataFrame, bins: int, seed: int, resamples: int, first: bool) -> None:
    y, p, articles = _columns(rows)
    found = reliability_bins(y, p, articles, bins, resamples, 1000, seed)
    x = found["probability"].to_numpy()
    axes.fill_between(x, found["perfect_low"], found["perfect_high"], color=_BAND, linewidth=0, zorder=1)
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, dashes=(4, 3), zorder=2)
    axes.plot(x, found["share"], color=DOT, linewidth=1.1, alpha=0.55, zorder=3)
    axes.vlines(x, found["low"], found["high"], color=INK, linewidth=1.2, zorder=4)
    axes.scatter(x, found["share"], s=24, color=DOT, edgecolors="white", linewidths=0.7, zorder=5, clip_on=False)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    ticks = np.linspace(0, 1, 6)
    axes.set_xticks(ticks)
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.tick_params(axis="x", labelbottom=False, length=0)
    axes.tick_params(axis="y", labelleft=first, labelsize=8.5, labelcolor=MUTED)
    axes.grid(color=RULE)


def _draw_histogram(axes: Axes, rows: pd.DataFrame) -> float:
    """Draw which share of the rows has which probability, and return the largest."""
    p = _columns(rows)[1]
    counts, edges = np.histogram(p, bins=25, range=(0, 1))
    shares = counts / len(p)
    axes.bar(edges[:-1], shares, width=np.diff(edges) * 0.9, align="edge", color=_BARS, linewidth=0)
    axes.set_yticks([])
    axes.set_xticks(axes.get_xticks(), [f"{tick:g}" for tick in axes.get_xticks()])
    axes.set_xlabel("Predicted probability", labelpad=5)
    return float(shares.max())


def _numbers(rows: pd.DataFrame, bins: int, seed: int, resamples: int) -> str:
    """Return the lines of numbers of a panel."""
    y, p, articles = _columns(rows)
    metrics = calibration_metrics(y, p, articles, bins, resamples, 500, seed).set_index("metric").to_dict("index")
    error, slope = metrics["rmsce_debiased"], metrics["slope"]
    lines = [
        f"n = {len(y):,}",
        f"error {_interval(error, 3)}",
        f"a perfect model’s: up to {error['perfect_high']:.3f}",
        f"slope {_interval(slope, 2)}",
    ]
    return "\n".join(lines)


def _interval(metric: Mapping[Any, Any], digits: int) -> str:
    if np.isnan(metric["value"]):
        return "–"
    value = f"{metric['value']:.{digits}f}"
    return value if np.isnan(metric["low"]) else f"{value} [{metric['low']:.{digits}f}, {metric['high']:.{digits}f}]"


def _write(axes: Axes, name: str, numbers: str, beside: bool) -> None:
    """Write the name above a panel, and its numbers beside it, or between name and panel."""
    gap = 5 if beside else 72 * (0.08 + _LINE * (numbers.count("\n") + 1))
    place, shift, where = ((1, 1), (14, -2), "top") if beside else ((0, 1), (0, 6), "bottom")
    axes.annotate(
        numbers, place, shift, xycoords="axes fraction", textcoords="offset points", va=where, fontsize=8.5,
        color=MUTED, linespacing=1.35 if not beside else 1.6,
    )  # fmt: skip
    if name:
        axes.annotate(
            name, (0, 1), (0, gap + 2), xycoords="axes fraction", textcoords="offset points", va="bottom",
            fontsize=9.5, fontweight="bold",
        )  # fmt: skip


def _columns(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    articles = rows["article"].to_numpy() if "article" in rows else None
    return rows["label"].to_numpy(dtype=float), rows["probability"].to_numpy(dtype=float), articles


def _nothing_to_draw() -> Figure:
    figure = PackageFigure(figsize=(_WIDTH, 1.6))
    message = "Nothing to draw: no row has both a label and a probability."
    figure.text(0.5, 0.5, message, ha="center", va="center", color=MUTED)
    return figure
