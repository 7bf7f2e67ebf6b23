from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import framing
from framing.articles import read_table, write_table
from framing.cli import app
from framing.scale import open_scores, score_corpus

ARTICLES = pd.DataFrame(
    {
        "article_id": ["apart", "there", "none"],
        "paper": ["Ledger", "Banner", "Ledger"],
        "headline": ["Reckless mayor  humiliates town", "Bridge to Close", None],
        "text": ["The bridge opened on Monday.", "Bridge to close\n\nIt rained on Monday.", "It snowed."],
    }
)


def test_a_headline_apart_from_the_text_is_put_before_it() -> None:
    articles = framing.with_titles(ARTICLES)
    assert articles["text"].tolist() == [
        "Reckless mayor humiliates town\n\nThe bridge opened on Monday.",
        *ARTICLES["text"].iloc[1:],
    ]
    assert articles["source"].tolist() == ["Ledger", "Banner", "Ledger"]
    assert articles.attrs["columns"]["title"] == "headline"
    pd.testing.assert_frame_equal(framing.with_titles(articles), articles)
    sentences = framing.to_sentences(articles)
    assert sentences.loc[sentences["kind"] == "title", "article_id"].tolist() == ["apart", "there"]
    texts = articles.set_index("article_id")["text"]
    assert all(texts[row.article_id][row.start : row.end] == row.text for row in sentences.itertuples())


def test_columns_are_named_and_what_cannot_be_used_is_skipped() -> None:
    table = ARTICLES.rename(columns={"headline": "kicker", "text": "words"})
    table.loc[2, "words"] = ""
    articles = framing.with_titles(table, columns={"title": "kicker", "text": "words"}, on_error="skip")
    assert articles["text"].tolist() == [
        "Reckless mayor humiliates town\n\nThe bridge opened on Monday.",
        "Bridge to close\n\nIt rained on Monday.",
    ]
    assert len(articles.attrs["rejects"]) == 1
    with pytest.raises(framing.FramingError, match="text is empty"):
        framing.with_titles(table, columns={"text": "words"})
    named = ARTICLES.rename(columns={"headline": "title"}).assign(kicker="Night falls")  # an articles table, but asked
    assert framing.with_titles(named, columns={"title": "kicker"})["text"].str.startswith("Night falls\n\n").all()


def test_titles_are_scored_where_asked_for(tmp_path: Path) -> None:
    assert (framing.score(ARTICLES, "linear", evidence=False)["kind"] == "title").sum() == 1
    scored = framing.score(ARTICLES, "linear", evidence=False, titles=True).query("kind == 'title'")
    assert len(scored) == 2 and scored["editorializing"].notna().all()
    file = write_table(ARTICLES, tmp_path / "articles.csv")
    for out in (tmp_path / "scores.parquet", tmp_path / "scores"):
        done = CliRunner().invoke(
            app, ["score", str(file), "-m", "linear", "--titles", "-o", f"{out}{'' if out.suffix else '/'}"]
        )
        assert done.exit_code == 0, done.output
        table = read_table(out) if out.suffix else open_scores(out).table("sentences")
        assert (table["kind"] == "title").sum() == 2
        assert (table.attrs["voice"], table.attrs["titles"]) == ("rules", True)
    with pytest.raises(framing.FramingError, match="another titles"):
        score_corpus(file, tmp_path / "scores", "linear", resume=True)


def test_a_blank_headline_moves_no_text() -> None:
    table = pd.DataFrame({"article_id": ["1", "2"], "title": ["", " \n"], "text": ["It rained.", "It snowed."]})
    assert framing.with_titles(table)["text"].tolist() == ["It rained.", "It snowed."]


def test_a_text_that_is_missing_is_told_or_listed() -> None:
    table = pd.DataFrame({"article_id": ["1", "2"], "title": ["Rain", "Snow"], "text": ["It rained.", None]})
    with pytest.raises(framing.FramingError, match="index 1: text is missing"):
        framing.with_titles(table)
    found = framing.with_titles(table, on_error="skip")
    assert found["text"].tolist() == ["Rain\n\nIt rained."] and len(found.attrs["rejects"]) == 1


def test_sources_are_compared_by_the_name_that_their_column_had() -> None:
    scores = framing.score(ARTICLES, "linear", evidence=False)
    by_name = framing.compare_sources(scores, "paper", words=False, draws=200)
    assert set(by_name.estimates["source"]) == {"Ledger", "Banner"}
