from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing.corpora.babe import canonical_topic, normalise_link, parse_words, read_part
from framing.errors import InputError

HEADER = "text,outlet,label,topic,news_link,biased_words,uuid,type,label_opinion\n"
LINES = (
    'A mad plan.,The Federalist,1,gun control,https://www.x.org/a/?utm=1,"[\'mad\', ""it\'s""]",u1,right,'
    "Expresses writer’s opinion\n"
    "A plan.,Federalist,0,gun-control,http://x.org/a,[],u2,right,Entirely factual\n"
    "A big plan.,Huffpost,1,blm,,,u3,left,Somewhat factual but also opinionated\n"
    "Plans.,HuffPost,0,black lives matter,,[],u4,,No agreement\n"
    "No plans.,Reuters,0,taxes,,,u5,center,\n"
)


@pytest.fixture
def rows(tmp_path: Path) -> pd.DataFrame:
    (tmp_path / "train.csv").write_text(HEADER + LINES, encoding="utf-8")
    return read_part("train", [tmp_path / "train.csv"])


def test_labels(rows: pd.DataFrame) -> None:
    assert rows["loaded_language"].tolist() == [1, 0, 1, 0, 0]
    assert rows["editorializing"].tolist()[:2] == [1, 0]
    assert rows["editorializing"].isna().tolist() == [False, False, True, True, True]
    assert rows["editorializing_soft"].tolist()[:3] == [1.0, 0.0, 0.5]
    assert rows["editorializing_soft"].isna().tolist() == [False, False, False, True, True]
    assert rows["opinion"].iloc[3] == "No agreement"
    assert pd.isna(rows["opinion"].iloc[4])


def test_groups(rows: pd.DataFrame) -> None:
    assert rows["outlet"].tolist() == ["Federalist", "Federalist", "HuffPost", "HuffPost", "Reuters"]
    assert rows["topic"].tolist() == ["gun-control", "gun-control", "blm", "blm", "taxes"]
    assert rows["article"].tolist()[:2] == ["x.org/a", "x.org/a"]
    assert rows["article"].iloc[2:].isna().all()
    assert rows["leaning"].tolist()[:3] == ["right", "right", "left"]


def test_biased_words(rows: pd.DataFrame) -> None:
    assert rows["biased_words"].tolist() == [["mad", "it's"], [], [], [], []]


@pytest.mark.parametrize("cell", ["__import__('os').getcwd()", "['unclosed", "{'a': 1}", "[1, 2]", "'word'"])
def test_biased_words_that_are_no_list_of_strings(cell: str) -> None:
    with pytest.raises(InputError, match="list of strings"):
        parse_words(cell)


@pytest.mark.parametrize(
    ("link", "article"),
    [
        ("https://www.reuters.com/article/a-b-idUS1?feedType=RSS#top", "reuters.com/article/a-b-idUS1"),
        ("http://uk.reuters.com/article/a-b-idUS1", "reuters.com/article/a-b-idUS1"),
        ("www.Alternet.org//2020/x/", "alternet.org/2020/x"),
        ("https://breitbart.com/politics/x/amp/", "breitbart.com/politics/x"),
        (
            "http://feedproxy.google.com/~r/breitbart/~3/F5vueG8YCQQ/",
            "feedproxy.google.com/~r/breitbart/~3/F5vueG8YCQQ",
        ),
        ("https://www.deepl.com/translator#en/ru/Some%20sentence", None),
        ("https://www.foxnews.com/", None),
        ("  ", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_links(link: object, article: str | None) -> None:
    assert normalise_link(link) == article


def test_feed_links_keep_their_case() -> None:
    assert normalise_link("http://feeds.x.org/~r/Ab") != normalise_link("http://feeds.x.org/~r/aB")


def test_no_topic() -> None:
    assert canonical_topic(None) is None
    assert canonical_topic(" ") is None


def test_file_of_another_shape(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,label\nx,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks the columns outlet"):
        read_part("train", [tmp_path / "train.csv"])
