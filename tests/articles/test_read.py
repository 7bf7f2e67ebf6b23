from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.articles.read import read_articles
from framing.errors import UnknownNameError
from framing.tables import ARTICLES


def test_a_string_is_the_text_of_one_article() -> None:
    articles = read_articles("Ein Satz.\r\nNoch einer.")
    assert list(articles) == list(ARTICLES)
    assert articles["text"].tolist() == ["Ein Satz.\r\nNoch einer."]
    assert re.fullmatch(r"[0-9a-f]{12}", articles["article_id"][0])
    assert articles[["source", "title", "published", "url", "event", "topic"]].isna().all(axis=None)


def test_a_string_that_looks_like_a_path_is_text(tmp_path: Path, save: Callable[..., Path]) -> None:
    file = save(tmp_path / "a.txt", "inside")
    with pytest.warns(UserWarning, match="give pathlib.Path"):
        assert read_articles(str(file))["text"].tolist() == [str(file)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", ["The council voted.", "x" * 5000, "no/such/file", "Mr."])
def test_a_string_that_names_no_file_is_read_without_a_word(text: str) -> None:
    assert len(read_articles(text)) == 1


def test_a_string_that_looks_like_a_missing_file_is_warned_of() -> None:
    with pytest.warns(UserWarning, match=r"there is none here.*pathlib.Path\('articles.csv'\)"):
        assert len(read_articles("articles.csv")) == 1


@pytest.mark.parametrize("make", [pd.Series, np.array, iter, tuple])
def test_whatever_holds_strings_in_order_is_read(make: Callable[..., object]) -> None:
    texts = ["c", "a", "b"]
    assert read_articles(make(texts))["text"].tolist() == texts


def test_a_list_of_strings_keeps_its_order() -> None:
    texts = ["c", "a", "b"]
    assert read_articles(texts)["text"].tolist() == texts
    assert read_articles(tuple(texts))["text"].tolist() == texts


def test_nothing_keeps_the_columns() -> None:
    articles = read_articles([])
    assert list(articles) == list(ARTICLES)
    assert len(articles) == 0
    assert articles.attrs == {"columns": {}, "rejects": []}


def test_a_list_of_dicts_carries_the_other_columns_in_their_order() -> None:
    articles = read_articles(
        [{"z": 1, "body": "t1", "outlet": "A", "byline": "x"}, {"body": "t2", "z": 2, "more": [1]}]
    )
    assert list(articles) == [*ARTICLES, "z", "byline", "more"]
    assert articles["z"].tolist() == [1, 2]
    assert articles["source"].tolist()[0] == "A" and pd.isna(articles["source"][1])
    assert articles["more"][1] == [1]


def test_a_data_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"Content": ["t1", "t2"], "n": [1.5, np.nan]}, index=[7, 3])
    before = frame.copy(deep=True)
    articles = read_articles(frame)
    articles.loc[0, "text"] = "changed"
    pd.testing.assert_frame_equal(frame, before)
    assert frame.attrs == {}
    assert articles.index.tolist() == [0, 1]
    assert articles["n"].tolist()[0] == 1.5


def test_an_index_with_a_name_is_a_column() -> None:
    frame = pd.DataFrame({"text": ["t1", "t2"]}, index=pd.Index(["x", "y"], name="article_id"))
    assert read_articles(frame)["article_id"].tolist() == ["x", "y"]


def test_arrow_tables_and_data_sets() -> None:
    datasets = pytest.importorskip("datasets")
    import pyarrow as pa

    columns = {"text": ["t1", "t2"], "outlet": ["A", None], "label": [0, 1]}
    for data in (pa.table(columns), datasets.Dataset.from_dict(columns)):
        articles = read_articles(data)
        assert articles["text"].tolist() == ["t1", "t2"]
        assert articles["source"].isna().tolist() == [False, True]
        assert articles["label"].tolist() == [0, 1]


def test_long_ids_in_memory_stay_as_they_are() -> None:
    datasets = pytest.importorskip("datasets")
    import pyarrow as pa

    columns = {"text": ["t1", "t2", "t3"], "id": [1234567890123456789, 1234567890123456790, None]}
    records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for data in (records, pa.table(columns), datasets.Dataset.from_dict(columns)):
        assert read_articles(data)["article_id"].tolist()[:2] == ["1234567890123456789", "1234567890123456790"]


def test_a_dict_is_refused_with_what_to_do(refused: Callable[..., str]) -> None:
    assert "put a dict that is one article into a list" in refused({"text": "x"})
    assert "data['train']" in refused({"train": object(), "test": object()})


@pytest.mark.parametrize("data", [3, None, b"bytes", object()])
def test_anything_else_is_refused(data: object, refused: Callable[..., str]) -> None:
    message = refused(data)
    assert type(data).__name__ in message and "pathlib.Path" in message


def test_on_error_is_raise_or_skip(refused: Callable[..., str]) -> None:
    assert "'raise' or 'skip'" in refused("x", on_error="ignore")


@pytest.mark.parametrize(
    "name", ["text", "content", "body", "article", "article_text", "content_original", "Story", "TEXT "]
)
def test_the_text_is_found_by_its_usual_names(name: str) -> None:
    articles = read_articles([{name: "words"}])
    assert articles["text"].tolist() == ["words"]
    assert articles.attrs["columns"] == {"text": name}


def test_usual_names_of_the_other_columns() -> None:
    row = {
        "ID": "1",
        "publisher": "p",
        "Headline": "h",
        "pub_date": "d",
        "news_link": "u",
        "Event": "e",
        "TOPIC": "t",
        "body": "b",
    }
    articles = read_articles([row])
    assert articles.iloc[0].tolist() == ["1", "p", "h", "d", "u", "e", "t", "b"]
    assert list(articles) == list(ARTICLES)


def test_two_candidates_are_settled_by_their_order_and_told() -> None:
    articles = read_articles([{"story": "s", "body": "b", "content": "c"}])
    assert articles["text"].tolist() == ["c"]
    assert articles.attrs["columns"]["text"] == "content"
    assert articles[["story", "body"]].iloc[0].tolist() == ["s", "b"]


def test_columns_that_are_said_come_first() -> None:
    articles = read_articles([{"text": "no", "lead": "yes", "title": "T"}], columns={"text": "lead", "source": "title"})
    assert articles["text"].tolist() == ["yes"]
    assert articles["source"].tolist() == ["T"]
    assert articles["original_text"].tolist() == ["no"]
    assert articles["title"].isna().all()


def test_a_name_of_ours_that_is_carried_never_hides_another() -> None:
    articles = read_articles([{"text": "no", "original_text": "old", "lead": "yes"}], columns={"text": "lead"})
    assert articles.iloc[0][["text", "original_text", "original_original_text"]].tolist() == ["yes", "old", "no"]


def test_an_empty_string_keeps_a_column_from_being_guessed() -> None:
    articles = read_articles([{"id": "7", "text": "a"}, {"id": "7", "text": "b"}], columns={"article_id": ""})
    assert articles["article_id"].is_unique
    assert articles["id"].tolist() == ["7", "7"]


def test_an_absent_column_is_answered_with_the_nearest(refused: Callable[..., str]) -> None:
    message = refused([{"my_column": "x", "text": "y"}], columns={"text": "my_colum"})
    assert "no column 'my_colum' (given for text). Did you mean 'my_column'?" in message


def test_a_column_that_articles_do_not_have_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"'txt'. Did you mean 'text'"):
        read_articles([{"a": "x"}], columns={"txt": "a"})
    with pytest.raises(UnknownNameError, match=r"'Date'. Did you mean 'published'\? Known: article_id, event"):
        read_articles([{"a": "x", "text": "y"}], columns={"Date": "a"})


def test_without_a_text_column_the_columns_are_listed(refused: Callable[..., str]) -> None:
    message = refused(pd.DataFrame({"alpha": ["x"], "beta": ["y"]}))
    assert "'alpha', 'beta'" in message
    assert 'columns={"text": "…"}' in message and "--column text=" in message


def test_columns_that_stand_twice_are_refused(refused: Callable[..., str]) -> None:
    assert "columns stand twice: 'text'" in refused(pd.DataFrame([["a", "b"]], columns=["text", "text"]))


def test_columns_for_loose_text_are_refused(refused: Callable[..., str]) -> None:
    assert "loose text has none" in refused(["a"], columns={"text": "body"})


def test_our_columns_are_strings() -> None:
    row = {
        "text": "x",
        "id": 7.0,
        "date": pd.Timestamp("2024-03-01"),
        "source": ["A", "B"],
        "topic": "  ",
        "event": np.int64(3),
    }
    articles = read_articles([row, {"text": "y", "date": pd.Timestamp("2024-03-01 10:30"), "id": 8}])
    first = articles.iloc[0]
    assert first["article_id"] == "7"
    assert first["published"] == "2024-03-01"
    assert first["source"] == '["A", "B"]'
    assert pd.isna(first["topic"])
    assert first["event"] == "3"
    assert articles["published"][1] == "2024-03-01T10:30:00"
    assert read_articles([{"text": "x", "date": date(2024, 3, 1)}])["published"][0] == "2024-03-01"


def test_made_ids_are_stable_and_hang_on_the_content() -> None:
    rows = [{"text": "a"}, {"text": "a", "source": "S"}, {"text": "a", "title": "T"}, {"text": "b"}]
    first, again = read_articles(rows), read_articles(rows[::-1])
    assert first["article_id"].is_unique
    assert first["article_id"].tolist() == again["article_id"].tolist()[::-1]
    assert read_articles("a")["article_id"][0] == first["article_id"][0]


def test_copies_get_a_number() -> None:
    ids = read_articles(["same", "other", "same", "same"])["article_id"].tolist()
    assert ids[2:] == [f"{ids[0]}-2", f"{ids[0]}-3"]


def test_made_ids_avoid_given_ones() -> None:
    made = read_articles("x")["article_id"][0]
    ids = read_articles([{"id": made, "text": "y"}, {"id": f"{made}-2", "text": "z"}, {"id": None, "text": "x"}])[
        "article_id"
    ]
    assert ids.tolist() == [made, f"{made}-2", f"{made}-3"]


def test_ids_given_twice(refused: Callable[..., str]) -> None:
    rows = [{"id": 1, "text": "a"}, {"id": 1, "text": "b"}, {"id": 2, "text": "c"}]
    message = refused(rows)
    assert "item 1: article_id '1' was given before" in message and "columns={'article_id': ''}" in message
    articles = read_articles(rows, on_error="skip")
    assert articles["text"].tolist() == ["a", "c"]
    assert articles.attrs["rejects"] == [{"where": "item 1", "reason": "article_id '1' was given before"}]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "text is empty"),
        (" \n\t\u00a0", "text is empty"),
        (None, "text is missing"),
        (float("nan"), "text is missing"),
        (3, "not a string but int: 3"),
        (b"x", "not a string but bytes"),
        ("a\0b", "NUL characters (binary?)"),
    ],
)
def test_text_that_is_none_is_refused_or_listed(value: object, reason: str, refused: Callable[..., str]) -> None:
    for data, where in (([value, "good"], "item 0"), ([{"text": value}, {"text": "good"}], "item 0")):
        message = refused(data)
        assert message.startswith(where) and reason in message and "--on-error skip" in message
        articles = read_articles(data, on_error="skip")
        assert articles["text"].tolist() == ["good"]
        assert len(articles.attrs["rejects"]) == 1
        assert articles.attrs["rejects"][0]["where"] == where
        assert reason in articles.attrs["rejects"][0]["reason"]


def test_rejects_name_the_label_of_a_data_frame(refused: Callable[..., str]) -> None:
    frame = pd.DataFrame({"text": ["a", None, 5.0]}, index=["x", "y", "z"], dtype=object)
    rejects = read_articles(frame, on_error="skip").attrs["rejects"]
    assert [reject["where"] for reject in rejects] == ["index y", "index z"]
    assert "index y: text is missing (1 more such rows follow)" in refused(frame)


def test_an_item_that_is_no_record_is_listed_in_its_place() -> None:
    articles = read_articles([{"text": ""}, "loose", {"text": "a"}, 3, {"text": None}], on_error="skip")
    assert articles["text"].tolist() == ["a"]
    assert [reject["where"] for reject in articles.attrs["rejects"]] == ["item 0", "item 1", "item 3", "item 4"]


def test_everything_skipped_keeps_the_columns() -> None:
    articles = read_articles(["", " "], on_error="skip")
    assert list(articles) == list(ARTICLES) and len(articles) == 0
    assert len(articles.attrs["rejects"]) == 2


def test_half_a_surrogate_pair_is_replaced_and_offsets_hold(tmp_path: Path, save: Callable[..., Path]) -> None:
    for articles in (
        read_articles("a\ud83db"),
        read_articles([{"text": "a\ud83db", "note": "\udc00"}]),
        read_articles(save(tmp_path / "a.jsonl", '{"text": "a\\ud83db", "note": "\\uDC00"}')),
    ):
        assert articles["text"].tolist() == ["a\ufffdb"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(), max_size=6))
def test_text_in_memory_stays_as_it_is_and_nothing_gets_lost(texts: list[str]) -> None:
    for data in (texts, [{"content": text} for text in texts]):
        articles = read_articles(data, on_error="skip")
        assert articles["text"].tolist() == [text for text in texts if text.strip() and "\0" not in text]
        assert len(articles) + len(articles.attrs["rejects"]) == len(texts)
        assert articles["article_id"].is_unique


def test_a_guessed_column_of_ids_may_say_that_there_is_none() -> None:
    rows = pd.DataFrame({"uuid": ["empty", "b7", "Empty"], "text": ["One.", "Two.", "Three."]})
    ids = read_articles(rows)["article_id"].tolist()
    assert ids[1] == "b7" and len(set(ids)) == 3 and "empty" not in ids
    with pytest.raises(ValueError, match="'empty' was given before"):  # who names the column means what it holds
        read_articles(rows.assign(uuid="empty"), columns={"article_id": "uuid"})
