from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

from framing.articles import iter_articles, read_articles
from framing.articles.intake import Intake
from framing.articles.undated import told, unreadable

WRITTEN = ["2024-05-31", "sometime in May", "31/31/2024", "May 31, 2024", None, "n/a", "0001-01-01", "31/05/2024"]


def articles(*dates: object) -> pd.DataFrame:
    return pd.DataFrame({"text": [f"Prices rose again, number {at}." for at in range(len(dates))], "date": list(dates)})


def test_only_what_is_meant_to_be_a_date_and_is_none_counts() -> None:
    written = pd.Series(WRITTEN, dtype="str")
    assert written[unreadable(written)].tolist() == ["sometime in May", "31/31/2024"]
    assert not unreadable(pd.Series(["06/07/2025", "15/06/2025", "06/15/2025"])).any()  # told of otherwise
    assert not unreadable(pd.Series([pd.Timestamp("2024-05-31"), pd.NaT])).any()
    assert unreadable(pd.Series(["1066-05-01", "10:30", "today"])).all()


def test_reading_says_once_how_many_dates_cannot_be_read_and_keeps_their_rows() -> None:
    with pytest.warns(UserWarning, match="cannot be read") as said:
        found = read_articles(articles(*WRITTEN))
    assert len(said) == 1 and found["published"].tolist()[1] == "sometime in May" and len(found) == len(WRITTEN)
    message = str(said[0].message)
    assert message.startswith("Articles whose date cannot be read: 2 of 8 ('sometime in May', '31/31/2024').")
    assert "such as 2024-05-31, 31 May 2024" in message and said[0].filename == __file__
    with pytest.warns(UserWarning, match=r"5 of 5 \('soon', 'later', 'once', …\)"):
        read_articles(articles("soon", "soon", "later", "once", "never"))


def test_nothing_is_said_where_dates_are_read_or_missing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read_articles(articles("2024-05-31", None, "n/a", "6 July 2025"))) == 4
        assert len(read_articles("A text alone.")) == 1


def test_a_stream_says_it_at_its_end_and_of_several_files_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        articles("2024-05-31", "soon", "2024-06-01", "later").to_csv(tmp_path / f"{name}.csv", index=False)
    intake = Intake(None, "raise")
    with pytest.warns(UserWarning, match=r"a\.csv: Articles whose date cannot be read: 2 of 4 ") as said:
        read = [len(list(iter_articles(tmp_path / f"{name}.csv", batch_size=1, intake=intake))) for name in ("a", "b")]
    assert read == [4, 4] and len(said) == 1
    with pytest.warns(UserWarning, match="4 of 8 "):
        read_articles(tmp_path)


def test_a_comparison_is_told_which_dates_are_missing() -> None:
    note = str(told(pd.Series(WRITTEN, dtype="str")))
    assert note.startswith("Articles without a known date: 5 of 8; ") and "('sometime in May', '31/31/2024')" in note
    assert str(told(pd.Series(["2024-05-31", None]))).endswith("no found event has them.")
    assert told(pd.Series([None, None], dtype="str")) is None and told(pd.Series(["2024-05-31"])) is None
