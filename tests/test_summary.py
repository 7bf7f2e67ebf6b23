from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError, UnknownNameError
from framing.summary import MEASURES, mean_over_articles, summarize, summarize_sources, thresholds_of

NAN = float("nan")


def sentence(article: str, editorializing: float = NAN, **other: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "article_id": article,
        "kind": "body",
        "text": "ten letters",
        "author_share": 1.0,
        "quoted_share": 0.0,
        "attributed_share": 0.0,
        "speaker": None,
        "source": "Ledger",
        "published": "2024-05-07",
        "event": "vote",
        "topic": None,
        "editorializing": editorializing,
        "other_editorializing": NAN,
        "loaded_language": NAN,
    }
    return row | other


def test_only_body_sentences_count_and_missing_scores_are_left_out() -> None:
    scores = pd.DataFrame(
        [
            sentence("a", 0.99, kind="title"),
            sentence("a", kind="heading"),
            sentence("a", 0.2, loaded_language=0.9),
            sentence("a", 0.6, loaded_language=0.1),
            sentence("a", other_editorializing=0.7, speaker="Karlsen"),
            sentence("a", 0.5, speaker="Holt"),
            sentence("a", 0.1, speaker="Karlsen"),
            sentence("a", kind="boilerplate"),
        ]
    )
    row = summarize(scores).iloc[0]
    assert (row["n_sentences"], row["n_author"], row["n_speakers"]) == (5, 4, 2)
    assert row["share_editorializing"] == pytest.approx(2 / 4)  # a score at the threshold reaches it
    assert row["mean_editorializing"] == pytest.approx(1.4 / 4)
    assert row["mean_other_editorializing"] == pytest.approx(0.7)
    assert (row["mean_loaded_language"], row["share_loaded_language"]) == (pytest.approx(0.5), pytest.approx(0.5))


def test_shares_of_voice_are_weighted_by_word_characters() -> None:
    quoted = {"author_share": 0.0, "quoted_share": 1.0}
    scores = pd.DataFrame([sentence("a", text="ab c!"), sentence("a", text="“nine long”, x", **quoted)])
    row = summarize(scores).iloc[0]
    assert row["author_share"] == pytest.approx(3 / 12)
    assert row["quoted_share"] == pytest.approx(9 / 12)
    assert row["attributed_share"] == 0


def test_thresholds_are_given_or_stored_or_a_half() -> None:
    scores = pd.DataFrame([sentence("a", 0.2), sentence("a", 0.6), sentence("a", 0.8)])
    assert summarize(scores)["share_editorializing"].item() == pytest.approx(2 / 3)
    scores.attrs["thresholds"] = {"editorializing": 0.7, "frames": 0.1}
    assert summarize(scores)["share_editorializing"].item() == pytest.approx(1 / 3)
    assert summarize(scores, {"editorializing": 0.1})["share_editorializing"].item() == 1
    assert thresholds_of(scores) == {"editorializing": 0.7, "loaded_language": 0.5}
    with pytest.raises(UnknownNameError, match="'editorializing'"):
        summarize(scores, {"editorialising": 0.1})


def test_articles_keep_their_order_and_an_article_without_body_keeps_its_row() -> None:
    scores = pd.DataFrame([sentence("z", kind="title"), sentence("b", 0.4), sentence("a", 0.3)])
    table = summarize(scores)
    assert list(table["article_id"]) == ["z", "b", "a"]
    assert table.loc[0, "n_sentences"] == 0
    assert table.loc[0, list(MEASURES)].isna().all()
    assert table["n_sentences"].dtype == int


def test_columns_are_the_same_for_a_table_without_rows() -> None:
    scores = pd.DataFrame([sentence("a", 0.4)])
    empty = summarize(scores.iloc[:0])
    assert list(empty.columns) == list(summarize(scores).columns)
    assert len(empty) == 0
    assert list(summarize_sources(scores.iloc[:0]).columns) == list(summarize_sources(scores).columns)


def test_the_users_own_columns_are_carried_where_they_hold_one_value_an_article() -> None:
    scores = pd.DataFrame(
        [
            sentence("a", leaning="left", tags=["x"], label=0, frame_economic=0.1),
            sentence("a", leaning="left", tags=["x"], label=1, frame_economic=0.1),
            sentence("b", leaning=None, tags=["x", "y"], label=1, frame_economic=0.1),
        ]
    )
    table = summarize(scores)
    assert table.loc[0, "leaning"] == "left" and pd.isna(table.loc[1, "leaning"])
    assert list(table["tags"]) == [["x"], ["x", "y"]]
    assert "label" not in table and "frame_economic" not in table
    assert (table.loc[0, "source"], table.loc[0, "event"]) == ("Ledger", "vote")


def test_tables_of_arrow_give_the_same() -> None:
    rows = [sentence("a", 0.2, text="Élan, café, über", quoted_share=0.5), sentence("a", 0.4), sentence("b", text="né")]
    scores = pd.DataFrame(rows)
    wanted, numbers = summarize(scores), [*MEASURES, "n_sentences", "n_author", "n_speakers"]
    assert wanted.loc[0, "quoted_share"] == pytest.approx(0.5 * 12 / 22)
    for given in (
        scores.convert_dtypes(dtype_backend="pyarrow"),
        scores.convert_dtypes(),
        scores.astype({"text": "str"}),
    ):
        table = summarize(given)
        pd.testing.assert_frame_equal(table[numbers], wanted[numbers], check_dtype=False)
        assert table["article_id"].tolist() == ["a", "b"] and table["source"].tolist() == ["Ledger", "Ledger"]


def test_who_answered_is_no_column_of_the_users() -> None:
    table = summarize(pd.DataFrame([sentence("a", 0.2, loaded_language_by="fast", editorializing_by="default", own=1)]))
    assert "own" in table and not {"loaded_language_by", "editorializing_by"} & set(table)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="no column 'editorializing'"):
        summarize(pd.DataFrame([sentence("a")]).drop(columns="editorializing"))


def test_sources_are_means_over_articles_not_over_sentences() -> None:
    scores = pd.DataFrame(
        [sentence("a", 0.1)] * 9
        + [sentence("b", 0.5)]
        + [sentence("c", 0.9, source="Banner")]
        + [sentence("d", 0.2, source=None)]
    )
    table = summarize_sources(scores).set_index("source")
    ledger, banner = table.loc["Ledger"], table.loc["Banner"]
    assert ledger["mean_editorializing"] == pytest.approx(0.3)
    assert (ledger["n_articles"], ledger["n_sentences"]) == (2, 10)
    # Two articles say next to nothing: Student's t with one degree of freedom, cut at what is possible.
    assert 0 < ledger["mean_editorializing_low"] < 0.01 and 0.9 < ledger["mean_editorializing_high"] < 1
    assert banner["mean_editorializing"] == pytest.approx(0.9)
    assert np.isnan(banner["mean_editorializing_low"])  # one article allows no interval
    assert table["n_articles"].sum() == 4  # the article without a source is not lost
    assert table[table.index.isna()]["mean_editorializing"].item() == pytest.approx(0.2)


def test_the_interval_is_that_of_the_mean_and_repeats_with_its_seed() -> None:
    values = pd.Series(np.random.default_rng(1).normal(0.4, 0.1, 200))
    mean, low, high = mean_over_articles(values, seed=3)
    half = 1.96 * values.std() / np.sqrt(200)
    assert mean == pytest.approx(values.mean())
    assert low == pytest.approx(values.mean() - half, abs=0.15 * half)
    assert high == pytest.approx(values.mean() + half, abs=0.15 * half)
    assert mean_over_articles(values, seed=3) == (mean, low, high)
    assert mean_over_articles(values, seed=4) != (mean, low, high)


def test_missing_values_are_left_out_of_the_interval() -> None:
    given = mean_over_articles(pd.Series([0.2, NAN, 0.3, None, 0.4]))
    assert given == pytest.approx(mean_over_articles(pd.Series([0.2, 0.3, 0.4])))
    assert given[0] == pytest.approx(0.3) and given[1] < 0.2 and given[2] > 0.4
    below = mean_over_articles(pd.Series([-3.0, -5.0, -4.0]))
    assert below[0] == pytest.approx(-4) and below[1] < -4 < below[2]  # not only probabilities have means
    assert np.isnan(mean_over_articles(pd.Series([0.2, 0.2, 0.2]))[1:]).all()  # alike: how they differ is not known
    assert np.isnan(mean_over_articles(pd.Series([NAN, NAN]))).all()


def test_one_article_whose_id_is_a_category_is_summarized_like_any_other() -> None:
    scores = pd.DataFrame([sentence("a", 0.2), sentence("a", 0.6)])
    scores.attrs["thresholds"] = {}
    found = summarize(scores.assign(article_id=scores["article_id"].astype("category")))
    assert found["n_sentences"].tolist() == [2] and found["mean_editorializing"].tolist() == [pytest.approx(0.4)]
