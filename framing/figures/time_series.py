"""Sources over time: a panel a source, its series on its band, the other sources as thin lines between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure

from framing.decimals import decimals
from framing.errors import InputError
from framing.figures.layout import (
    level_of,
    limits,
    nothing_to_draw,
    number,
    of_measure,
    percent,
    same,
    short,
    table_of,
)
from framing.figures.panels import panels
from framing.figures.style import DOT, INK, MUTED, styled
from framing.figures.titles import axis_title, lowest

if TYPE_CHECKING:
    from framing.comparison import Comparison

_STEADY = 8  # articles of a period, for its interval to widen the axis
_BAND, _OTHERS = "#f2d9b8", "#8e8e8e"  # each is seen on the other, in greyscale too
_BEHIND = 1.5  # above the bands, below the marks and the series of the panel
_EARLIEST = float(date2num(np.datetime64("0001-01-01")))  # type: ignore[no-untyped-call]  # what matplotlib can write
_LONGEST = 2_000  # periods, of a series that is filled up where no source has an article
_NEEDED = ("source", "period", "measure", "value", "low", "high")


def time_series(
    series: Comparison | pd.DataFrame,
    measure: str = "mean_editorializing",
    marks: Mapping[str, str] | None = None,
    changes: pd.DataFrame | None = None,
    level: float | None = None,
) -> Figure:
    """Draw the series of each source on the band of its intervals; grey over the band, those of the other sources.

    ``series`` is a comparison or its table ``series``. ``marks`` are dates to be marked, with their words
    ("2016-11-08": "the election"); where None, those that the comparison was asked for. ``changes`` are the sources'
    change points (columns ``source, period`` and, where several are in it, ``measure``), marked by triangles; where
    None, those of the comparison. Periods without an article break the line. ``level`` is that of the
    intervals: the comparison's where None, .95 of a table.

    Raises InputError for another table, UnknownNameError where it has no such measure.
    """
    table = table_of(series, "series", _NEEDED, "framing.compare_sources(scores)")
    rows = of_measure(table, measure)
    rows = rows.assign(period=pd.to_datetime(rows["period"])).sort_values("period", kind="stable")
    rows = rows[rows["period"].notna()]
    with styled():
        if not np.isfinite(rows["value"].to_numpy(dtype=float)).any():
            return nothing_to_draw(f"no dated article has a value for “{axis_title(measure)}”.")
        given = getattr(series, "settings", {}).get("marks") if marks is None else marks
        first, last = rows["period"].min(), rows["period"].max()
        inside = [(day, words) for day, words in _days(given or {}) if first <= day <= last]
        if changes is None:
            changes = getattr(series, "changes", None)
        if changes is not None and "measure" in changes:
            changes = changes[changes["measure"] == measure]
        return _draw(rows, measure, inside, changes, percent(level_of(series, level)))


def _draw(
    rows: pd.DataFrame, measure: str, marks: list[tuple[pd.Timestamp, str]], changes: pd.DataFrame | None, level: str
) -> Figure:
    sources = list(rows["source"].drop_duplicates())
    columns = 1 if len(sources) <= 3 else 3
    about = f"Line: mean over the articles of a period, on its {level} interval. Grey: the other sources."
    if (rows["value"].notna() & rows["low"].isna()).any():
        about += " Empty marks: too few articles for an interval."
    if changes is not None and len(changes):
        about += " Triangle: a change."
    about += " Dashed: " + "; ".join(f"{at}. {words}" for at, (_, words) in enumerate(marks, 1)) + "." if marks else ""
    ends = limits(_shown(rows), lowest(measure))
    if (rows["low"] < ends[0]).any() or (rows["high"] > ends[1]).any():
        about += " Bands of few articles go on beyond the axis."
    periods = rows["period"].drop_duplicates().sort_values()
    title = f"{axis_title(measure)}, {periods.iloc[0]:%b %Y} to {periods.iloc[-1]:%b %Y}"
    figure, found = panels(sources, columns, 1.25 if columns == 1 else 1.05, 0.62, title, about, right=0.5, gap=0.5)
    every = _every(periods)
    by_source = {at: _complete(rows[same(rows["source"], s)], every) for at, s in enumerate(sources)}
    locator: Any = AutoDateLocator(  # type: ignore[no-untyped-call]
        minticks=2, maxticks=7 if columns == 1 else 4
    )
    for at, axes in enumerate(found):
        for other, own in by_source.items():
            if other != at:
                axes.plot(own.index, own["value"], color=_OTHERS, linewidth=0.7, zorder=_BEHIND)
        _draw_source(axes, by_source[at])
        axes.set_ylim(ends)
        pad = (periods.iloc[-1] - periods.iloc[0]) * 0.02 + pd.Timedelta(days=1)
        axes.set_xlim(max(_number(periods.iloc[0] - pad), _EARLIEST), _number(periods.iloc[-1] + pad))
        axes.xaxis.set_major_locator(locator)
        formatter: Any = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(formatter)
        axes.grid(axis="y")
        axes.tick_params(axis="y", labelsize=8, labelcolor=MUTED, labelleft=at % columns == 0)
        for place, day in enumerate((day for day, _ in marks), 1):
            axes.axvline(_number(day), color=INK, linewidth=0.8, dashes=(3, 2), zorder=2)
            axes.annotate(
                f"{place}", (_number(day), 1), (2, -1), xycoords=("data", "axes fraction"), va="top",
                textcoords="offset points", fontsize=7.5, color=INK,
            )  # fmt: skip
        if changes is not None:
            for day in pd.to_datetime(changes.loc[same(changes["source"], sources[at]), "period"]):
                axes.plot([day], [ends[0]], marker="^", markersize=6, color=INK, clip_on=False, zorder=5)
    return figure


def _days(marks: Mapping[str, str]) -> list[tuple[pd.Timestamp, str]]:
    """Return the marks in the order of time; raises InputError for what is no date."""
    try:
        return sorted((pd.Timestamp(day), short(words, 40)) for day, words in marks.items())
    except (ValueError, TypeError) as error:
        raise InputError(f"marks are dates with their words, {{'2016-11-08': 'the election'}}: {error}.") from None


def _number(day: pd.Timestamp) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call]


def _shown(rows: pd.DataFrame) -> list[float]:
    """Return what the axis must hold: every value, and the ends of the intervals of periods with some articles.

    Those of two or three articles can fill the whole range, and would leave the series a flat line.
    """
    steady = rows[rows["n_articles"] >= _STEADY] if "n_articles" in rows else rows
    return [*rows["value"].astype(float), *steady["low"].astype(float), *steady["high"].astype(float)]


def _every(periods: pd.Series) -> pd.DatetimeIndex:
    """Return the periods with those between them in which no source has an article, so that lines break there.

    Periods are years, quarters, months or weeks where all of them begin as such do; others stay as they are.
    """
    there = pd.DatetimeIndex(periods)
    for days, frequency in ((365, "YS"), (90, "QS"), (30, "MS"), (7, "7D")):
        if (there[-1] - there[0]).days <= days * _LONGEST:
            every = pd.date_range(there[0], there[-1], freq=frequency)
            if there.isin(every).all():
                return every
    return there


def _complete(rows: pd.DataFrame, periods: pd.DatetimeIndex) -> pd.DataFrame:
    """Return a source's series with a row for every period."""
    return rows.drop_duplicates("period").set_index("period").reindex(periods)[["value", "low", "high"]].astype(float)


def _draw_source(axes: Axes, own: pd.DataFrame) -> None:
    axes.fill_between(own.index, own["low"], own["high"], color=_BAND, linewidth=0, zorder=1)
    known = own["low"].notna()
    alone = own[known & ~known.shift(1, fill_value=False) & ~known.shift(-1, fill_value=False)]
    if len(alone):  # a band of one period has no width
        axes.vlines(alone.index, alone["low"], alone["high"], color=_BAND, linewidth=4, zorder=1)
    axes.plot(own.index, own["value"], color=DOT, linewidth=1.6, marker="o", markersize=2.6, zorder=3)
    bare = own[own["low"].isna() & own["value"].notna()]
    axes.plot(bare.index, bare["value"], "o", markersize=3.6, markerfacecolor="white", markeredgecolor=DOT, zorder=4)
    there = own[own["value"].notna()]
    if len(there):
        last = there["value"]
        digits = decimals(*(float(there[name].iloc[-1]) for name in ("value", "low", "high")))
        axes.annotate(
            number(float(last.iloc[-1]), digits), (last.index[-1], last.iloc[-1]), (5, 0), textcoords="offset points",
            va="center", fontsize=8, fontweight="bold", annotation_clip=False, zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
        )  # fmt: skip
