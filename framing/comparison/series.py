"""Sources over time: the mean of each period with its interval, and where a series changes its level."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np
import pandas as pd
from scipy import stats

from framing.articles.dates import publication_days
from framing.comparison.equivalence import welch_df
from framing.comparison.measures import limits
from framing.errors import InputError, unknown_name
from framing.evaluation.studentised import FEWEST, bootstrap_means, bounded, interval

SERIES = ("source", "period", "measure", "value", "low", "high", "n_articles")

CHANGES = ("source", "measure", "period", "before", "after", "difference", "low", "high", "n_before", "n_after")

PERIODS: dict[str, str] = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
"""Lengths of a period, and pandas' names for them."""

_DAYS = {"week": 7, "month": 30, "quarter": 91, "year": 365}
_MOST = 48  # periods that "auto" makes at most, where it can

ENOUGH = 5
"""Articles that a source should have in a typical period; with fewer, a series shows chance above all."""

_DRAWS = 2000


def check_period(period: str) -> None:
    """Raise UnknownNameError for a period that is neither one of :data:`PERIODS` nor "auto"."""
    if period != "auto" and period not in PERIODS:
        raise unknown_name("period", period, [*PERIODS, "auto"])


def check_changes() -> None:
    """Raise InputError where the package is missing that finds changes of level."""
    if find_spec("ruptures") is None:
        raise InputError("Change points need the package ruptures: pip install 'framing[series]'.")


def chosen_period(articles: pd.DataFrame, period: str = "auto") -> str:
    """Return the length of period that a series of these articles takes: the one that is named, or for "auto" the best.

    That is the shortest of :data:`PERIODS` that gives no more than 48 periods and a source :data:`ENOUGH` articles in
    its median period. Where none does that leaves two periods, it is the one with the most articles a period.
    """
    if period != "auto":
        return period
    day = publication_days(articles["published"])
    span = (day.max() - day.min()).days if day.notna().any() else 0
    short = [name for name in PERIODS if span / _DAYS[name] <= _MOST] or ["year"]
    typical = {name: typical_count(articles["source"], day, name) for name in short if _starts(day, name).nunique() > 1}
    enough = [name for name, count in typical.items() if count >= ENOUGH]
    return enough[0] if enough else max(typical, key=lambda name: typical[name], default=short[0])


def typical_count(source: pd.Series, day: pd.Series, period: str) -> float:
    """Return the median of the articles that a source has in a period in which it has any."""
    return float(day.groupby([source, _starts(day, period)]).size().median())


def told_of_periods(articles: pd.DataFrame, period: str) -> str | None:
    """Return what to say where a source has too few articles in a typical period of a series; None where it does not.

    ``period`` is one of :data:`PERIODS`.
    """
    day = publication_days(articles["published"])
    if _starts(day, period).nunique() < 2:
        return None
    typical = typical_count(articles["source"], day, period)
    if typical >= ENOUGH:
        return None
    return (
        f"Series over time rest on few articles: a source has {typical:g} in a typical {period} (median), fewer than "
        f"{ENOUGH}. Read their ups and downs as chance"
        + ("." if period == "year" else ", or give a longer period, where the articles span enough of them.")
    )


def _starts(day: pd.Series, period: str) -> pd.Series:
    starts: pd.Series = day.dt.to_period(PERIODS[period]).dt.start_time
    return starts


def series_table(
    articles: pd.DataFrame, measures: Sequence[str], period: str = "auto", *, seed: int = 0, level: float = 0.95
) -> pd.DataFrame | None:
    """Return one row a source, period and measure (:data:`SERIES`): the mean over its articles with its interval.

    ``period`` is one of :data:`PERIODS`, or "auto" (:func:`chosen_period`); ``period`` of the table is its first day,
    ``n_articles`` counts the articles of the source with a value in it. Periods without an article have no row,
    articles without a date are left out; None where fewer than two periods are left. Raises UnknownNameError for
    another period.
    """
    check_period(period)
    day = publication_days(articles["published"])
    if not day.notna().any():
        return None
    start = _starts(day, chosen_period(articles, period))
    if start.nunique() < 2:
        return None
    rows = []
    for (source, first), group in articles[day.notna()].groupby([articles["source"], start], sort=True):
        draws = _DRAWS if len(group) >= FEWEST else 0
        means = bootstrap_means(group[list(measures)].to_numpy(dtype=float), draws, np.random.default_rng(seed))
        for at, measure in enumerate(measures):
            n, mean, se = int(means.n[at]), float(means.mean[at]), float(means.se[at])
            if n:
                drawn, drawn_se = means.drawn[:, at], means.drawn_se[:, at]
                ends = interval(mean, se, drawn, drawn_se, n - 1, few=n < FEWEST, level=level)
                rows.append((str(source), first, measure, mean, *bounded(ends, mean, n, limits(measure), level), n))
    return pd.DataFrame(rows, columns=list(SERIES))


def change_points(
    articles: pd.DataFrame, series: pd.DataFrame, measure: str, *, penalty: float = 3.0, level: float = 0.95
) -> pd.DataFrame:
    """Return where the series of a measure change their level, one row a change (:data:`CHANGES`).

    Found by PELT (Killick, Fearnhead and Eckley 2012; the package ``ruptures``) on the means of the periods, least
    squares, with ``penalty`` · variance · log(periods) a change. ``period`` is the first of the new level; ``before``
    and ``after`` are means over the articles of the stretches on both sides, ``difference`` after − before with Welch's
    interval, which does not count that the place was chosen from the same data. A source needs six periods.

    Raises InputError where ``ruptures`` is not installed.
    """
    try:
        import ruptures
    except ImportError:
        raise InputError("Change points need the package ruptures: pip install 'framing[series]'.") from None
    day = publication_days(articles["published"])
    rows = []
    for source, group in series[series["measure"] == measure].groupby("source", sort=True):
        values = group.sort_values("period")["value"].to_numpy(dtype=float)
        periods = group.sort_values("period")["period"].to_numpy()
        if len(values) < 6 or np.ptp(values) == 0:
            continue
        noise = float(np.var(np.diff(values)) / 2) or float(values.var())  # of the points, not of the levels
        search = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(values[:, None])
        ends = search.predict(pen=penalty * noise * np.log(len(values)))
        starts = [0, *ends[:-1], len(values)]
        own = articles["source"] == source
        for left, middle, right in zip(starts, starts[1:], starts[2:], strict=False):
            first, change = periods[left], periods[middle]
            last = periods[right] if right < len(periods) else None
            before = _values(articles, measure, own & (day >= first) & (day < change))
            after = _values(articles, measure, own & (day >= change) & (True if last is None else day < last))
            rows.append((str(source), measure, change, *_difference(before, after, level), len(before), len(after)))
    return pd.DataFrame(rows, columns=list(CHANGES))


def changes_of(
    articles: pd.DataFrame, series: pd.DataFrame, measures: Sequence[str], level: float = 0.95
) -> pd.DataFrame:
    """Return :func:`change_points` of several measures in one table."""
    found = [change_points(articles, series, measure, level=level) for measure in measures]
    kept = [table for table in found if len(table)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(CHANGES))


def _values(articles: pd.DataFrame, measure: str, rows: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(articles.loc[rows, measure].dropna().to_numpy(dtype=float), dtype=np.float64)


def _difference(
    before: np.ndarray[tuple[int], np.dtype[np.float64]],
    after: np.ndarray[tuple[int], np.dtype[np.float64]],
    level: float,
) -> tuple[float, float, float, float, float]:
    old, new = float(before.mean()), float(after.mean())
    if min(len(before), len(after)) < 2:
        return old, new, new - old, float("nan"), float("nan")
    se_old, se_new = (float(x.std(ddof=1) / np.sqrt(len(x))) for x in (before, after))
    df = welch_df(se_old, len(before), se_new, len(after))
    reach = float(stats.t.ppf(0.5 + level / 2, df) * np.hypot(se_old, se_new))
    return old, new, new - old, new - old - reach, new - old + reach
