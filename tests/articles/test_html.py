from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from framing.articles.read import read_articles

SENTENCE = "The harbour opened on Monday, the ministry said. "


def test_html(tmp_path: Path, save: Callable[..., Path], page: str) -> None:
    articles = read_articles(save(tmp_path / "harbour.html", page))
    row = articles.iloc[0]
    assert row["text"].split("\n")[:2] == [
        "The harbour opened on Monday, “after years”, the ministry said & repeated on Tuesday.",
        "What comes next",
    ]
    assert len(row["text"].split("\n")) == 4
    assert row["title"] == "Harbour opens"
    assert row["source"] == "The Daily Tide"
    assert row["published"] == "2023-02-03"
    assert row["url"] == "https://tide.example/harbour"
    assert row["author"] == "Jane Roe"
    assert row["article_id"] == "harbour"


def test_html_in_the_encoding_that_it_declares(tmp_path: Path, save: Callable[..., Path], page: str) -> None:
    page = page.replace("<head>", '<head><meta charset="windows-1251">').replace("years", "годы").encode("cp1251")
    assert "“after годы”" in read_articles(save(tmp_path / "a.htm", page))["text"][0]


def test_a_stray_byte_far_from_the_article_does_not_garble_it(
    tmp_path: Path, save: Callable[..., Path], page: str
) -> None:
    page = page.encode().replace(b"Copyright", b"Copyright \xa9 \x9d")
    assert "“after years”" in read_articles(save(tmp_path / "a.htm", page))["text"][0]


@pytest.mark.parametrize("declared", ["", '<meta charset="iso-8859-1">'])
def test_a_stray_byte_does_not_hide_that_a_page_is_utf8(
    tmp_path: Path, declared: str, save: Callable[..., Path], page: str
) -> None:
    plain = page.replace("“after years”", "‘after years’ – so it’s said –").replace("<head>", f"<head>{declared}")
    data = plain.encode().replace(b"Copyright", b"Copyright \xa9")
    assert "‘after years’ – so it’s said –" in read_articles(save(tmp_path / "a.htm", data))["text"][0]


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html></html>", "no tags", "<!-- -->", "<html><script>x()</script></html>"]
)
def test_html_without_an_article(
    tmp_path: Path, page: str, capfd: pytest.CaptureFixture[str], save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    assert "no article found in the HTML" in refused(save(tmp_path / "a.html", page))
    assert capfd.readouterr() == ("", "")


def test_a_huge_page_is_not_cut(tmp_path: Path, save: Callable[..., Path], page: str) -> None:
    words = SENTENCE * 230_000
    page = page.replace("Nobody knows", words + "Nobody knows")
    text = read_articles(save(tmp_path / "a.html", page))["text"][0]
    assert len(text) > len(words) and text.endswith("said the office of the auditor.")
