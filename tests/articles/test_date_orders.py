from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

from framing.articles import iter_articles, read_articles
from framing.articles.date_orders import Orders, orders_of
from framing.articles.intake import Intake

MIXED = ["06/07/2025", "06/15/2025", "07/07/2025", "06/16/2025", "15/06/2025", "2025-06-15", None]


def articles(*dates: object) -> pd.DataFrame:
    ids = [f"a{at}" for at in range(len(dates))]
    return pd.DataFrame({"id": ids, "text": [f"Prices rose, number {at}." for at in ids], "date": list(dates)})


def test_each_date_tells_its_order() -> None:
    written = pd.Series(["06/07/2025", "06/15/2025", "15/06/2025", "06.07.2025", "31/31/2025", "2025-06-15", None])
    assert orders_of(written).tolist() == ["either", "month", "day", "day", "", "", ""]


def test_the_one_date_of_the_other_order_is_named_when_articles_are_read() -> None:
    with pytest.warns(UserWarning, match="fits both orders") as said:
        found = read_articles(articles(*MIXED))
    message = str(said[0].message)
    assert len(said) == 1 and said[0].filename == __file__ and found["published"].tolist()[0] == "06/07/2025"
    assert message.startswith("2 of 7 articles have a date that fits both orders of day and month, such as '06/07")
    assert "the month first in 2, the day first only in '15/06/2025' (article 'a4')." in message
    assert message.endswith("Write that date as the others are, or all dates as 2025-07-06.")


def test_the_first_of_several_dates_of_the_rarer_order_is_named() -> None:
    orders = Orders()
    for table in (articles("15/06/2025", "16/06/2025", "17/06/2025"), articles("06/07/2025", "06/18/2025", "6/19/25")):
        orders.see(table["date"], table["id"])
    note = str(orders.note())
    assert "the day first in 3, the month first in 2, such as '06/18/2025' (article 'a1')." in note
    assert "Write those 2 as the others are" in note


@pytest.mark.parametrize("dates", [["06/07/2025", "15/06/2025"], ["06/15/2025", "15/06/2025"], ["06/07/2025", None]])
def test_nothing_is_said_where_no_date_is_lost_to_another_order(dates: list[object]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_articles(articles(*dates))) == len(dates)


def test_a_stream_says_it_once_before_the_table_that_shows_it(tmp_path: Path) -> None:
    for name in ("a", "b"):
        frame = articles(*MIXED)
        frame.assign(id=name + frame["id"]).to_csv(tmp_path / f"{name}.csv", index=False)
    intake = Intake(None, "raise")
    tables = iter_articles(tmp_path / "a.csv", batch_size=2, intake=intake)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        next(tables), next(tables)
    with pytest.warns(UserWarning, match=r"a\.csv: 2 of 6 articles have a date.*\(article 'aa4'\)"):
        next(tables)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(tables)) == 1
        assert len(list(iter_articles(tmp_path / "b.csv", batch_size=2, intake=intake))) == 4
