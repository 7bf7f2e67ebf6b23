from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from framing import tables
from framing.corpora import allsides
from framing.corpora.allsides import CORPUS, outlet_of, page_signs, plain_pages, read_part
from framing.errors import InputError

TEXT = "\n\n".join(
    ["The council met.", "It was late.", "The mayor left.", "It rained.", "The end was near.", "It came."]
)
Write = Callable[..., list[Path]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(*changes: dict[str, object]) -> list[Path]:
        known = {
            "source": "New York Times - News",
            "source_url": "www.nytimes.com",
            "topic": "bridges",
            "date": "2016-09-20",
            "authors": "Jo Reed",
            "title": "The bridge",
            "url": "http://www.nytimes.com/2016/09/20/us/bridge.html?ref=opinion",
            "bias": 1,
            "bias_text": "center",
            "content_original": TEXT,
        }
        rows = [{"ID": f"x{number}", **known, **change} for number, change in enumerate(changes)]
        (tmp_path / "articles.parquet").unlink(missing_ok=True)
        pd.DataFrame(rows).to_parquet(tmp_path / "articles.parquet")
        return [tmp_path / "articles.parquet"]

    return file


def test_rows_are_an_articles_table(write: Write) -> None:
    rows = read_part("all", write({}))
    assert set(tables.ARTICLES) <= set(rows.columns)
    row = rows.iloc[0]
    assert row["source"] == row["outlet"] == "New York Times"
    assert row["section"] == "New York Times - News"
    assert row["article_id"] == row["article"] == row["original_id"] == "x0"
    assert row["leaning"] == "center"
    assert row["published"] == "2016-09-20"
    assert row["page"] == "news"
    assert row["page_signs"] == []
    assert row["text"] == TEXT


def test_what_gives_the_page_away_is_taken_out(write: Write) -> None:
    note = "Jo Reed is a columnist for the Evening Paper."
    rows = read_part(
        "all", write({"title": "OPINION: The bridge", "content_original": f"COMMENTARY\n\n{TEXT}\n\n{note}"})
    )
    assert rows["text"].iloc[0] == TEXT
    assert rows["title"].iloc[0] == "The bridge"
    assert rows["page"].iloc[0] == "opinion"
    assert rows["page_signs"].iloc[0] == ["title", "text"]


def test_dates(write: Write) -> None:
    rows = read_part("all", write({"date": "9/6/17"}, {"date": "12/16/09"}, {"date": ""}, {"date": "2050-01-01"}))
    assert rows["published"].tolist()[:2] == ["2017-09-06", "2009-12-16"]
    assert rows["published"].isna().tolist() == [False, False, True, True]
    with pytest.raises(InputError, match="has the date 'Monday'"):
        read_part("all", write({"date": "Monday"}))


@pytest.mark.parametrize(
    ("known", "signs"),
    [
        ({"source": "New York Times - Opinion"}, ["source"]),
        ({"source": "NPR Editorial "}, ["source"]),
        ({"source": "Guest Writer - Left"}, ["source"]),
        ({"source": "Boston Herald Editorial"}, ["source"]),
        ({"title": "OPINION: A bridge too far"}, ["title"]),
        ({"title": "Op-ed: A bridge too far"}, ["title"]),
        ({"url": "https://www.nytimes.com/2018/06/07/opinion/bridge.html"}, ["link"]),
        ({"url": "http://www.cnn.com/2016/03/24/opinions/bridge-opinion-reed/index.html"}, ["link"]),
        ({"url": "http://www.csmonitor.com/Commentary/2013/bridge"}, ["link"]),
        ({"url": "https://www.theguardian.com/commentisfree/2017/may/29/bridge"}, ["link"]),
        ({"url": "https://townhall.com/columnists/joreed/2018/12/20/bridge-n2537776"}, ["link"]),
        ({"url": "http://takingnote.blogs.nytimes.com/2013/01/01/bridge/"}, ["link"]),
        ({"authors": "Jo Reed, Opinion Columnist"}, ["byline"]),
        ({"authors": "Post Editorial Board"}, ["byline"]),
        ({"text": "ANALYSIS/OPINION:\n\nThe council met."}, ["text"]),
        ({}, []),
        ({"title": "The opinion: what the judges wrote"}, []),
        ({"url": "http://example.org/news/personal-opinion-of-the-judge/?module=/opinion/"}, []),
        ({"url": "http://www.npr.org/blogs/thetwo-way/2014/05/06/bridge"}, []),
        ({"source": "Fox Online News"}, []),
    ],
)
def test_signs_of_an_opinion_page(known: dict[str, str], signs: list[str]) -> None:
    assert (
        page_signs(**{"source": "USA TODAY", "title": "The bridge", "url": "http://usatoday.com/a", **known}) == signs
    )


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://www.npr.org/blogs/thetwo-way/2014/05/06/bridge"},
        {"url": "http://politicalticker.blogs.cnn.com/2013/bridge"},
        {"url": "https://townhall.com/tipsheet/joreed/2018/bridge"},
        {"url": "https://www.politico.com/magazine/story/2014/12/bridge"},
        {"title": "ANALYSIS: The bridge"},
        {"source": "Rich Lowry", "url": "https://www.politico.com/magazine/bridge"},
    ],
)
def test_pages_in_doubt_are_missing(write: Write, change: dict[str, object]) -> None:
    assert read_part("all", write(change))["page"].isna().all()


@pytest.mark.parametrize(
    ("source", "url", "outlet"),
    [
        ("CNN (Web News)", "http://money.cnn.com/a", "CNN"),
        ("CNN - Editorial", "https://www.cnn.com/a", "CNN"),
        ("Fox Online News", "https://www.foxnews.com/a", "Fox News"),
        ("Fox Online News", "https://www.foxbusiness.com/a", "Fox News"),
        ("Fox News Opinion", "https://www.foxnews.com/a", "Fox News"),
        ("New York Times (Online News)", "", "New York Times"),
        ("New York Times Editorial Board", "", "New York Times"),
        ("Newsmax (News)", "", "Newsmax"),
        ("NBCNews.com", "", "NBC News"),
        ("Scriberr Media - Opinion/Editorial", "", "Scriberr Media"),
        ("The Telegraph - UK", "", "Telegraph"),
        ("Live Action News", "", "Live Action News"),
        ("Associated Press", "https://www.washingtontimes.com/a", "Associated Press"),
        ("Guest Writer - Right", "https://www.nationalreview.com/a", "National Review"),
        ("Guest Writer", "https://unknown.example.org/a", None),
        ("Rich Lowry", "https://www.politico.com/a", "Politico"),
        ("Jo Reed", "https://unknown.example.org/a", "Jo Reed"),
        ("Guest Writer", "http://[broken", None),
    ],
)
def test_outlets(source: str, url: str, outlet: str | None) -> None:
    assert outlet_of(source, url) == outlet


def test_guest_writers_of_unknown_outlets_keep_their_source(write: Write) -> None:
    rows = read_part("all", write({"source": "Guest Writer - Left", "url": "https://unknown.example.org/a"}))
    assert rows["outlet"].isna().all()
    assert rows["source"].tolist() == ["Guest Writer - Left"]
    assert rows["page"].tolist() == ["opinion"]


def test_corpus_and_its_batches(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write({"authors": ""}, {"source": "Salon", "url": "http://salon.com/a"}, {"title": "OPINION: B"})[0]
    file = replace(allsides.FILE, path=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setattr(allsides, "FILE", file)
    pieces = list(allsides.batches(2, path.parent))
    assert [len(piece) for piece in pieces] == [2, 1]
    corpus = replace(CORPUS, parts={"all": (file,)})
    table, data = corpus.table(folder=path.parent), corpus.read(folder=path.parent)
    assert pd.concat(pieces)["text"].tolist() == table["text"].tolist()
    assert table["page"].tolist() == ["news", "news", "opinion"]
    assert data["page_signs"][:] == [[], [], ["title"]]
    assert data["authors"][:] == [None, "Jo Reed", "Jo Reed"]
    assert data.features["event"].dtype == "string"


def test_file_of_another_shape(tmp_path: Path) -> None:
    path = tmp_path / "articles.parquet"
    pd.DataFrame({"ID": ["a"], "text": ["b"]}).to_parquet(path)
    with pytest.raises(InputError, match="lacks the columns source"):
        read_part("all", [path])
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(InputError, match="not a Parquet file"):
        read_part("all", [path])


def test_news_of_a_magazine_is_what_its_link_calls_news() -> None:
    links = ["https://www.nationalreview.com/news/a/", "https://www.nationalreview.com/2019/05/b/", "https://x.org/c/"]
    table = pd.DataFrame({"outlet": ["M", "M", "P"], "page": ["news"] * 3, "url": links})
    opinion = table.assign(page="opinion")
    kept = plain_pages(pd.concat([table, opinion], ignore_index=True), ["M"])
    assert list(kept.index) == [0, 2, 3, 4, 5]
