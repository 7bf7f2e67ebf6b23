from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from framing.comparison import Comparison
from framing.errors import InputError
from framing.report import report_html, write_report
from framing.report.wording import estimate

SCRIPT = "<script>alert('headline')</script>"
EMPTY = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """The elements of a page in order, the text of each section, and whether the tags close as they open."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.section = ""
        self.text: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "section" and dict(attrs).get("id"):
            self.section = str(dict(attrs)["id"])
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        self.text[self.section] = self.text.get(self.section, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(full: Comparison) -> str:
    return report_html(full)


@pytest.fixture
def unillustrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no figure, where a test is about something else: drawing takes most of the time of a page."""
    monkeypatch.setattr("framing.report.drawings.PLANS", ())


def test_the_page_is_well_formed_and_says_its_language(page: str) -> None:
    parsed = Page(page)
    assert page.startswith("<!doctype html>")
    assert parsed.all("html") == [{"lang": "en"}]
    assert not parsed.crossed and not parsed.open
    ids = [str(attrs["id"]) for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    pointed = [str(attrs[name]) for _, attrs in parsed.tags for name in ("aria-labelledby",) if attrs.get(name)]
    assert {one for each in pointed for one in each.split()} <= set(ids)
    inside = {str(attrs["href"]).removeprefix("#") for attrs in parsed.all("a")}
    assert inside and inside <= set(ids)


def test_headings_go_down_one_level_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_what_articles_and_users_wrote_stays_text(page: str) -> None:
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(&#39;headline&#39;)&lt;/script&gt;" in page
    for raw in ("<b>Wire</b>", "<i>tantrum</i>", "<u>Holt</u>", "<em>this</em>"):
        assert raw not in page
        assert raw.replace("<", "&lt;").replace(">", "&gt;") in page
    assert len(Page(page).all("script")) == 1


def test_only_the_pages_own_script_may_run_and_nothing_may_be_fetched(page: str) -> None:
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script.group(1).encode()).digest()).decode()
    (policy,) = [a["content"] for a in Page(page).all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy and f"script-src 'sha256-{digest}'" in policy and policy.startswith("default-src 'none';")
    parsed = Page(page)
    loaded = [
        (tag, attrs[name]) for tag, attrs in parsed.tags for name in ("src", "href", "xlink:href") if name in attrs
    ]
    assert all(str(value).startswith(("#", "data:")) for _, value in loaded)
    style = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert not re.search(r"@import|url\(|https?:", style)


def test_sections_are_those_whose_tables_are_there(comparison: Comparison, page: str, unillustrated: None) -> None:
    found = [str(a["id"]) for a in Page(page).all("section") if "id" in a]
    ends = ["examples", "methods", "limits", "cite", "settings"]
    middle = ["sources", "differences", "events", "voices", "stance", "words", "time", "copies"]
    assert found == ["findings", *middle, *ends]
    bare = replace(comparison, events=None, series=None, words=None)
    shorter = [str(a["id"]) for a in Page(report_html(bare)).all("section") if "id" in a]
    assert shorter == ["findings", "sources", "differences", *ends]


def test_every_figure_and_table_has_words(page: str, full: Comparison) -> None:
    parsed = Page(page)
    assert all(svg["role"] == "img" and svg["aria-labelledby"] for svg in parsed.all("svg"))
    assert len(parsed.all("svg")) == len(parsed.all("figcaption")) >= 3
    assert len(parsed.all("table")) == len(parsed.all("caption")) >= 8
    assert all(head["scope"] in ("col", "row") for head in parsed.all("th"))
    described = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
    means = full.estimates[(full.estimates["measure"] == "mean_editorializing") & (full.estimates["kind"] == "raw")]
    assert all(estimate(row.value, row.low, row.high) in described[0] for row in means.itertuples())
    numbers = [int(n) for n in re.findall(r"<b>Table (\d+)\.</b>", page)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_numbers_of_the_tables_are_those_of_the_comparison(page: str, full: Comparison) -> None:
    text = re.sub(r"\s+", " ", " ".join(Page(page).text.values()))
    raw = full.estimates[(full.estimates["kind"] == "raw") & (full.estimates["measure"] == "mean_editorializing")]
    for row in raw.itertuples():
        assert estimate(row.value, row.low, row.high) in text
    keys = [float(key) for key in re.findall(r'data-key="([^"]+)"', page)]
    assert {round(value, 12) for value in full.estimates["value"].dropna()} <= {round(key, 12) for key in keys}


def test_examples_of_every_source_are_drawn_and_from_the_top(page: str, full: Comparison) -> None:
    assert page.count('<ol class="random">') == page.count('<ol class="top">') == 3
    assert page.count('<p class="body"') == 2 * 5 * 3
    scores = full.scores
    assert scores is not None
    highest = scores[scores["kind"] == "body"].groupby("source")["editorializing"].max()
    for value in highest:
        assert f'<span class="probability">{f"{value:.2f}".removeprefix("0")}</span>' in page
    assert 'class="author"' in page and 'class="quoted"' in page and 'class="e' in page


@pytest.mark.usefixtures("unillustrated")
def test_a_page_without_examples_holds_no_sentence(full: Comparison) -> None:
    page = report_html(full, examples=0)
    assert full.scores is not None
    body = full.scores[(full.scores["kind"] == "body") & (full.scores["text"].str.len() > 40)]["text"]
    without, beside = (" ".join(Page(one).text.values()) for one in (page, report_html(full)))
    assert not [sentence for sentence in body if sentence in without]
    assert [sentence for sentence in body if sentence in beside]
    assert report_html(replace(full, scores=None)) == page


def test_the_same_comparison_gives_the_same_page(full: Comparison, page: str) -> None:
    assert report_html(full) == page


@pytest.mark.usefixtures("unillustrated")
def test_sources_by_another_column_head_their_examples(scores: pd.DataFrame) -> None:
    import framing

    by_topic = framing.compare_sources(scores, by="topic", measures=("mean_editorializing",), draws=200)
    page = report_html(by_topic, examples=1)
    heads = re.findall(r'<h3 id="examples-\d+">(.*?)</h3>', page)
    assert heads == list(by_topic.estimates["source"].drop_duplicates())
    assert len(heads) > 3 and f"{len(heads)} sources compared" in page


@pytest.mark.usefixtures("unillustrated")
def test_a_folder_or_a_page_is_written(full: Comparison, tmp_path: Path) -> None:
    assert write_report(full, tmp_path / "new" / "report") == tmp_path / "new" / "report" / "report.html"
    assert (tmp_path / "new" / "report" / "report.html").read_text(encoding="utf-8") == report_html(full)
    assert full.report(tmp_path / "mine.html").name == "mine.html"
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(InputError, match="is a file; give a folder"):
        write_report(full, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.usefixtures("unillustrated")
def test_half_a_surrogate_pair_can_be_written(full: Comparison, tmp_path: Path) -> None:
    odd = replace(full, warnings=("Not \ud83d ok.",))
    assert b"Not &#55357; ok." in write_report(odd, tmp_path).read_bytes()


def test_what_cannot_be_reported_is_refused(full: Comparison) -> None:
    with pytest.raises(InputError, match="no estimate"):
        report_html(replace(full, estimates=full.estimates.iloc[:0]))
    with pytest.raises(InputError, match="examples is -1"):
        report_html(full, examples=-1)


@pytest.mark.usefixtures("unillustrated")
def test_the_title_names_few_sources_and_counts_many(full: Comparison, page: str) -> None:
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading and heading.group(1).count(" and ") == 1 and "compared" in heading.group(1)
    assert "Harbor &lt;b&gt;Wire&lt;/b&gt; &amp; Söhne" in heading.group(1)
    alone = full.estimates[full.estimates["source"] == "Harbor <b>Wire</b> & Söhne"]
    single = report_html(replace(full, estimates=alone, contrasts=full.contrasts.iloc[:0]))
    assert "<h1>Harbor &lt;b&gt;Wire&lt;/b&gt; &amp; Söhne</h1>" in single
    assert "there is no other source" in single
