from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.articles.dates import publication_days
from framing.comparison.series import CHANGES, change_points, changes_of, chosen_period, series_table, told_of_periods
from framing.errors import UnknownNameError


def monthly(jump: float = 0.3, months: int = 24, each: int = 6) -> pd.DataFrame:
    """Return six articles a month of one outlet, whose level jumps after a year."""
    rng = np.random.default_rng(0)
    month = np.repeat(np.arange(months), each)
    published = [f"{2022 + m // 12}-{m % 12 + 1:02}-15" for m in month]
    value = 0.3 + jump * (month >= 12) + rng.normal(0, 0.05, len(month))
    return pd.DataFrame({"source": "Ledger", "published": published, "share": value})


def test_a_period_has_the_mean_of_its_articles_with_an_interval() -> None:
    articles = monthly()
    table = series_table(articles, ["share"], "month")
    assert table is not None and len(table) == 24
    first = table.iloc[0]
    assert first["period"] == pd.Timestamp(2022, 1, 1) and first["n_articles"] == 6
    assert first["value"] == pytest.approx(articles["share"][:6].mean())
    assert first["low"] < first["value"] < first["high"]
    yearly = series_table(articles, ["share"], "year")
    assert yearly is not None and list(yearly["n_articles"]) == [72, 72]


@pytest.mark.parametrize("unknown", ["0001-01-01", "1018-10-05T00:00:00Z", "", None])
def test_a_date_before_the_first_newspaper_is_none(unknown: str | None) -> None:
    articles = monthly()
    with_one = pd.concat([articles, articles.tail(1).assign(published=unknown, share=0.99)], ignore_index=True)
    pd.testing.assert_frame_equal(series_table(with_one, ["share"]), series_table(articles, ["share"]))
    assert publication_days(with_one["published"]).isna().tolist() == [False] * len(articles) + [True]


def test_auto_takes_the_shortest_period_that_is_not_too_many() -> None:
    table = series_table(monthly(), ["share"])
    assert table is not None and table["period"].nunique() == 24  # 100 weeks would be too many


def test_auto_takes_a_period_that_has_enough_articles() -> None:
    assert chosen_period(monthly()) == "month" and told_of_periods(monthly(), "month") is None
    assert chosen_period(monthly(each=2)) == "quarter"  # 6 articles in each
    table = series_table(monthly(each=2), ["share"])
    assert table is not None and table["n_articles"].tolist() == [6] * 8
    rare = monthly(each=2, months=6)[::4]  # one article in each of three months
    assert chosen_period(rare) == "quarter" and chosen_period(rare, "week") == "week"
    assert chosen_period(rare.assign(published=None)) == "week"  # no series at all


def test_too_few_articles_a_period_are_told() -> None:
    note = str(told_of_periods(monthly(each=2), "month"))
    assert "a source has 2 in a typical month (median), fewer than 5" in note and "a longer period" in note
    assert told_of_periods(monthly(each=2), "quarter") is None
    assert told_of_periods(monthly(each=2, months=1), "month") is None  # no series
    assert str(told_of_periods(monthly(each=1, months=24)[::12], "year")).endswith("as chance.")


def test_nothing_over_time_without_dates_or_with_one_period() -> None:
    articles = monthly(months=1)
    assert series_table(articles, ["share"], "month") is None
    assert series_table(articles.assign(published=None), ["share"]) is None
    with pytest.raises(UnknownNameError, match=r"'mont'.*Did you mean 'month'"):
        series_table(articles, ["share"], "mont")


def test_a_jump_is_found_where_it_is_and_none_where_there_is_none() -> None:
    articles = monthly()
    found = change_points(articles, series_table(articles, ["share"], "month"), "share")
    assert list(found["period"]) == [pd.Timestamp(2023, 1, 1)]
    row = found.iloc[0]
    assert row["low"] < 0.3 < row["high"] and (row["n_before"], row["n_after"]) == (72, 72)
    flat = monthly(jump=0.0)
    assert len(change_points(flat, series_table(flat, ["share"], "month"), "share")) == 0


def test_the_changes_of_several_measures_stand_in_one_table() -> None:
    articles = monthly().assign(flat=0.2)
    series = series_table(articles, ["share", "flat"], "month")
    assert series is not None
    found = changes_of(articles, series, ["share", "flat"])
    assert list(found["measure"]) == ["share"] and list(found.columns) == list(CHANGES)
    assert len(changes_of(articles, series, ["flat"])) == 0
