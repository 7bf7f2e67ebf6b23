from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.articles.dates import publication_days, settled

FORMS = ["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S +0000"]


def days(*written: object) -> list[str | None]:
    found = publication_days(pd.Series(list(written)))
    return [None if pd.isna(day) else day.date().isoformat() for day in found]


def test_the_order_of_day_and_month_is_that_of_the_column() -> None:
    assert days("06/07/2025", "15/06/2025") == ["2025-07-06", "2025-06-15"]
    assert days("06/07/2025", "06/15/2025") == ["2025-06-07", "2025-06-15"]
    assert days("06-07-25", "31-12-25") == ["2025-07-06", "2025-12-31"]
    assert days("06.07.2025") == ["2025-07-06"]  # points: the day first
    assert days("06/07/2025") == ["2025-06-07"]


def test_dates_that_fit_both_orders_are_unknown_where_both_stand() -> None:
    assert days("06/07/2025", "15/06/2025", "06/15/2025") == [None, "2025-06-15", "2025-06-15"]


def test_a_date_that_no_calendar_has_tells_nothing_of_the_order_of_others() -> None:
    assert days("06/07/2025", "15/06/2025", "31/31/2025", "06/45/2025") == ["2025-07-06", "2025-06-15", None, None]


def test_a_moment_of_today_is_no_date() -> None:
    assert days("now", "Today", "10:30", "10:30:12.5 UTC", "4:05 PM") == [None] * 5
    assert days("10:30 6 July 2025") == ["2025-07-06"]


def test_other_forms_are_read_for_themselves() -> None:
    moment = pd.Timestamp("2025-07-06 09:30")
    for form in FORMS:
        assert days(moment.strftime(form), "15/06/2025", None, "soon", "0001-01-01") == [
            "2025-07-06",
            "2025-06-15",
            None,
            None,
            None,
        ]
    assert days(moment, pd.NaT) == ["2025-07-06", None]
    assert publication_days(pd.Series(["06/07/2025 23:10", "15/06/2025 01:02"])).dt.hour.tolist() == [23, 1]
    assert publication_days(pd.Series([], dtype="str")).empty


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["2025-07-06", None], None),
        (["06/07/2025", "15/06/2025"], None),
        (["06/07/2025", "07/07/2025"], "month first"),
        (["06/07/2025", "15/06/2025", "06/15/2025"], "the day first only in '15/06/2025' (article '1')"),
    ],
)
def test_what_is_taken_for_granted_is_said(written: list[str | None], said: str | None) -> None:
    column, note = settled(pd.Series(written, dtype="str"), pd.Series(range(len(written))))
    assert (note is None) == (said is None) and (said or "") in (note or "")
    pd.testing.assert_series_equal(publication_days(column), publication_days(pd.Series(written, dtype="str")))


@given(st.lists(st.dates(pd.Timestamp("1700-01-01").date(), pd.Timestamp("2200-01-01").date()), min_size=2), st.data())
def test_a_part_of_a_settled_column_reads_as_the_whole_does(dates: list[object], data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d"]))
    written = pd.Series([date.strftime(form) for date in dates], dtype="str")  # type: ignore[attr-defined]
    column, _ = settled(written, pd.Series(range(len(written))))
    whole = publication_days(written)
    for at in range(len(written)):
        alone = publication_days(column.iloc[[at]])
        assert alone.isna().iloc[0] == whole.isna().iloc[at]
        assert pd.isna(whole.iloc[at]) or alone.iloc[0] == whole.iloc[at]
