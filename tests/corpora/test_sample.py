from __future__ import annotations

import hashlib
from importlib.resources import files

import pandas as pd
import pytest

FOLDER = files("framing.corpora") / "sample"

FROZEN = {
    "articles.jsonl": "a2ab6a9d2b4b9ef8dc139a0339d8a3059b61c56b9abfff0c6f33ed3ab90aa3c4",
    "gold.csv": "6c79a5350f8a58f2e730edfd2d2749baffe22536b673aad0de888fdb87f6f353",
}
ARTICLE_COLUMNS = ["article_id", "source", "title", "published", "url", "event", "topic", "text"]
GOLD_COLUMNS = [
    "article_id",
    "position",
    "start",
    "end",
    "kind",
    "voice",
    "editorializing",
    "other_editorializing",
    "speaker",
]
ALLOWED = {
    "kind": {"title", "heading", "body", "boilerplate"},
    "voice": {"author", "other", "mixed"},
    "editorializing": {"", "0", "1"},
    "other_editorializing": {"", "0", "1"},
}


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    with (FOLDER / "articles.jsonl").open(encoding="utf-8") as file:
        return pd.read_json(file, lines=True, convert_dates=False)


@pytest.fixture(scope="module")
def gold() -> pd.DataFrame:
    with (FOLDER / "gold.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    return table.astype({"position": int, "start": int, "end": int})


@pytest.fixture(scope="module")
def body(articles: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    return gold[gold["kind"] == "body"].merge(articles[["article_id", "source"]], on="article_id")


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_files_are_frozen(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == FROZEN[name]


def test_columns_and_ids(articles: pd.DataFrame, gold: pd.DataFrame) -> None:
    assert list(articles.columns) == ARTICLE_COLUMNS
    assert list(gold.columns) == GOLD_COLUMNS
    assert articles["article_id"].is_unique
    assert articles["url"].is_unique
    assert not articles.isna().any(axis=None)
    assert list(gold["article_id"].unique()) == list(articles["article_id"])


def test_each_source_covers_each_event_once(articles: pd.DataFrame) -> None:
    coverage = pd.crosstab(articles["event"], articles["source"])
    assert coverage.shape == (8, 3)
    assert (coverage == 1).all(axis=None)


def test_articles_of_an_event_share_topic_and_appear_within_days(articles: pd.DataFrame) -> None:
    events = articles.assign(published=pd.to_datetime(articles["published"], format="%Y-%m-%d")).groupby("event")
    assert len(articles[["event", "topic"]].drop_duplicates()) == articles["event"].nunique()
    assert (events["published"].max() - events["published"].min() <= pd.Timedelta(days=3)).all()


def test_offsets_cover_everything_but_white_space(articles: pd.DataFrame, gold: pd.DataFrame) -> None:
    texts = articles.set_index("article_id")["text"]
    for article_id, rows in gold.groupby("article_id"):
        text, covered = texts[article_id], 0
        assert list(rows["position"]) == list(range(len(rows)))
        for start, end in zip(rows["start"], rows["end"], strict=True):
            sentence = text[start:end]
            assert not text[covered:start].strip()
            assert covered <= start < end <= len(text)
            assert sentence == sentence.strip()
            assert "\n" not in sentence
            covered = end
        assert not text[covered:].strip()


def test_the_title_comes_first_and_once(articles: pd.DataFrame, gold: pd.DataFrame) -> None:
    titles = gold[gold["kind"] == "title"].set_index("article_id")
    assert len(titles) == len(articles)
    assert (titles["position"] == 0).all()
    for article in articles.itertuples():
        row = titles.loc[article.article_id]
        assert article.text[row["start"] : row["end"]] == article.title


@pytest.mark.parametrize("column", sorted(ALLOWED))
def test_labels_take_allowed_values_and_each_occurs(gold: pd.DataFrame, column: str) -> None:
    assert set(gold[column]) == ALLOWED[column]


def test_labels_agree_with_each_other(gold: pd.DataFrame) -> None:
    scored = gold["kind"].isin(["title", "body"])
    others_speak = gold["voice"] != "author"
    assert (gold.loc[~scored, ["editorializing", "other_editorializing"]] == "").all(axis=None)
    assert ((gold["speaker"] != "") == others_speak).all()
    assert ((gold.loc[scored, "other_editorializing"] != "") == others_speak[scored]).all()
    assert (gold.loc[scored & (gold["voice"] != "other"), "editorializing"] != "").all()


def test_speakers_are_named_in_their_article(articles: pd.DataFrame, gold: pd.DataFrame) -> None:
    texts = articles.set_index("article_id")["text"]
    named = gold[gold["speaker"] != ""]
    assert [s for a, s in zip(named["article_id"], named["speaker"], strict=True) if s not in texts[a]] == []


def test_articles_have_ten_to_twenty_body_sentences(body: pd.DataFrame) -> None:
    assert body.groupby("article_id").size().between(10, 20).all()


def test_sources_differ_in_comment_and_the_straight_one_quotes_heated_people(body: pd.DataFrame) -> None:
    author = body[body["voice"] == "author"]
    share = (author["editorializing"] == "1").groupby(author["source"]).mean()
    assert share["Harbor Wire"] == 0
    assert 0.20 <= share["The Fenwick Courier"] <= 0.35
    assert 0.55 <= share["The Plain Lantern"] <= 0.80
    heated = (body["other_editorializing"] == "1").groupby(body["source"]).mean()
    assert heated.idxmax() == "Harbor Wire"
