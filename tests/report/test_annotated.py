from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from annotated_fixtures import NAN, SPEAKER, article

from framing.articles import write_table
from framing.errors import InputError
from framing.report import annotated_html, show
from framing.report.annotated import IN_A_NOTEBOOK
from framing.report.rendering import PALETTES


class Page(HTMLParser):
    """What a reader finds in a page: texts with the classes and tags around them, and the tags in order."""

    VOID = ("meta", "link", "br", "img")

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, list[str], list[str]]] = []
        self.feed(page)
        self.close()
        assert not self.open, f"unclosed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [name for _, attrs in self.open for name in (attrs.get("class") or "").split()]
        self.texts.append((data, classes, [tag for tag, _ in self.open]))

    def article_text(self) -> str:
        """The text of the article as a reader copies it: without the labels that the page adds."""
        labels = {"speaker", "score"}
        blocks = {"title", "dek", "heading", "body", "boilerplate"}
        return "".join(text for text, classes, _ in self.texts if blocks & {*classes} and not labels & {*classes})

    def inside(self, name: str) -> list[str]:
        return [text for text, classes, tags in self.texts if "article" in tags and {"s", name} <= {*classes}]

    def sentences(self) -> list[dict[str, str | None]]:
        return [
            attrs for _, attrs in self.tags if (attrs.get("class") or "").split()[:1] == ["s"] and "tabindex" in attrs
        ]


def test_all_text_is_there_in_order_and_escaped() -> None:
    scores = article()
    page = annotated_html(scores)
    spaces = {3: " ", 6: " ", 7: " "}  # between the sentences of one paragraph
    assert Page(page).article_text() == "".join(text + spaces.get(at, "") for at, text in enumerate(scores["text"]))
    assert "<script" not in page
    assert "<b>Buck" not in page
    assert "&lt;script&gt;" in page


def test_the_rows_of_a_shuffled_table_are_put_back_in_order() -> None:
    assert annotated_html(article().sample(frac=1, random_state=0)) == annotated_html(article())


def test_spans_are_marked() -> None:
    page = Page(annotated_html(article()))
    assert "".join(page.inside("quoted")).startswith("“A <script>alert('x')</script> & a disgrace,”")
    assert "that the cost had doubled" in page.inside("attributed")
    assert page.inside("scare") == ["“green harbour”"]
    assert page.inside("e3") == ["rams through"]
    assert page.inside("e1") == ["rightly"]
    assert page.inside("e2") == page.inside("loaded") == ["mostly"]
    assert page.inside("speaker") == [SPEAKER, "Opponents"]


def test_only_the_authors_words_are_shaded_and_their_white_space_is_not() -> None:
    authors = Page(annotated_html(article())).inside("author")
    assert "Opponents said" in authors
    assert not any("disgrace" in text or "doubled" in text for text in authors)
    assert "Holt called it, " in authors  # the space before the evidence is inside, the one after the quotation is not


def test_a_speaker_is_named_once_after_a_run_of_sentences() -> None:
    scores = article()
    scores["speaker"] = scores["speaker"].where(scores["position"] != 7, "Opponents")
    whole = [(scores["start"][7], scores["end"][7])]
    scores["attributed_spans"] = [*scores["attributed_spans"][:7], whole, []]
    page = Page(annotated_html(scores))
    assert page.inside("speaker") == [SPEAKER, "Opponents"]
    assert page.article_text().index("car park") > page.article_text().index("doubled")


def test_shade_and_score_follow_the_score_and_missing_ones_are_unshaded() -> None:
    page = Page(annotated_html(article()))
    styles = [attrs["style"] for attrs in page.sentences() if "style" in attrs]
    assert styles == ["--p:0.580", "--p:0.040", "--p:0.800", "--p:0.200", "--p:0.500"]
    assert page.inside("score") == [".58", ".80", ".50"]
    assert not re.search(r"\bnan\b", annotated_html(article()), re.IGNORECASE)


def test_the_stored_threshold_decides_what_is_marked() -> None:
    scores = article()
    scores.attrs["thresholds"] = {"editorializing": 0.6}
    page = annotated_html(scores)
    assert Page(page).inside("score") == [".80"]
    assert "threshold (.60)" in page


def test_scores_can_be_reached_without_a_pointer() -> None:
    sentences = Page(annotated_html(article())).sentences()
    assert len(sentences) == 5  # title and scored body; not headings, boilerplate, unscored
    quote = sentences[2]
    assert quote["tabindex"] == "0"
    assert quote["aria-label"] == (
        "Editorializing .80, at or above the threshold .50; The same in the words of others .90; "
        f"Voice: the author and somebody else ({SPEAKER})"
    )
    assert quote["data-tip"] == quote["aria-label"].replace("; ", "\n")


def test_paragraphs_begin_at_gaps_and_changes_of_kind() -> None:
    page = Page(annotated_html(article()))
    blocks = [attrs["class"] for tag, attrs in page.tags if tag in ("p", "h2", "h3") and attrs.get("dir") == "auto"]
    assert blocks == ["boilerplate", "title", "dek", "body", "heading", "body"]


def test_line_breaks_make_paragraphs() -> None:
    scores = article()
    assert annotated_html(scores).count('class="body"') == 2
    scores.loc[7:, "paragraph"] += 1
    assert annotated_html(scores).count('class="body"') == 3


def test_the_header_tells_source_date_event_and_numbers() -> None:
    page = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", annotated_html(article()))))
    assert "The Meridian Post2024-05-07harbour vote" in page
    assert "Headline: editorializing .58 · loaded language .40" in page
    assert "5 sentences · 2 of the 4 with words of the author’s own editorialize (50 %)" in page
    assert annotated_html(article(published=pd.Timestamp("2024-05-07 10:30"))) == annotated_html(article())
    assert re.search(r"author’s own \d+ %quoted \d+ %paraphrased \d+ %", page)


def test_articles_without_title_source_or_scores_are_shown() -> None:
    scores = article(source=None, published=pd.NaT, event=None, editorializing=NAN, other_editorializing=NAN)
    scores = scores[scores["kind"] == "body"].assign(loaded_language=NAN, evidence=None, quoted_spans=None)
    page = annotated_html(scores)
    assert "Untitled article a1" in page
    assert "none with a score" in page
    assert not Page(page).sentences()
    assert not re.search(r"\b(nan|NaN|NaT|None)\b", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))


def test_several_articles_have_a_list_with_working_links() -> None:
    scores = pd.concat([article("a1"), article("b<2>", source="Harbour Ledger")])
    page = Page(annotated_html(scores))
    links = [str(attrs["href"]).removeprefix("#") for tag, attrs in page.tags if tag == "a"]
    assert links == [attrs["id"] for tag, attrs in page.tags if tag == "article"]
    assert len(set(links)) == 2
    assert "<nav" not in annotated_html(article())


def test_a_column_of_the_users_cannot_replace_what_the_page_needs() -> None:
    page = annotated_html(article(blocks="mine", id="mine", name="mine", lead="mine"))
    assert page == annotated_html(article())


def test_the_page_needs_no_other_file_and_no_script() -> None:
    page = annotated_html(article())
    assert page.startswith("<!doctype html>")
    assert not re.search(r"<(script|link|img|iframe)\b|@import|url\(|https?:", page)
    assert page == annotated_html(article())


def test_show_picks_articles_and_saves(tmp_path: Path) -> None:
    scores = pd.concat([article("a1"), article("a2", source="Harbour Ledger")])
    shown = show(scores, "a2", path=tmp_path / "new" / "page.html")
    saved = (tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert saved == annotated_html(article("a2", source="Harbour Ledger"))
    assert "Harbour Ledger" in shown._repr_html_()
    assert "The Meridian Post" not in shown._repr_html_()
    assert shown.save(tmp_path / "again.html").read_text(encoding="utf-8") == saved
    assert len(Page(show(scores, ["a1", "a2"])._repr_html_()).inside("score")) == 6


def test_where_there_is_no_notebook_a_line_says_what_is_shown_and_how_to_see_it() -> None:
    scores = pd.concat([article("a1"), article("a2")])
    both, one = repr(show(scores)), repr(show(scores, "a2"))
    assert both == f'<Annotated 2 articles, {len(scores)} sentences: .save("page.html") writes the page>'
    assert one == f"<Annotated article 'a2', {len(scores) // 2} sentences: .save(\"page.html\") writes the page>"


def test_a_file_of_scores_that_pandas_read_is_shown(tmp_path: Path) -> None:
    scores = pd.concat([article("a1"), article("a2")], ignore_index=True)
    table = pd.read_csv(write_table(scores, tmp_path / "scores.csv"), dtype={"topic": "str"})
    assert annotated_html(table) == annotated_html(scores)
    scores.to_csv(tmp_path / "own.csv", index=False)
    for call in (show, annotated_html):
        with pytest.raises(InputError, match=r"'quoted_spans' holds text.*framing\.articles\.read_table"):
            call(pd.read_csv(tmp_path / "own.csv"))


def test_an_id_may_be_a_number() -> None:
    scores = pd.concat([article("1"), article("2", source="Harbour Ledger")])
    numbers = scores.assign(article_id=scores["article_id"].astype(int))
    for table in (scores, numbers):
        for one in (2, "2", np.int64(2), [2], ["2"]):
            assert show(table, one).scores["source"].unique().tolist() == ["Harbour Ledger"]  # type: ignore[arg-type]
        with pytest.raises(InputError, match="No article '3' among the 2 of the scores; there are '1', '2'"):
            show(table, 3)


def test_a_notebook_shows_some_and_says_how_many_are_left_out() -> None:
    scores = pd.concat([article(f"a{i}") for i in range(IN_A_NOTEBOOK + 3)])
    fragment = show(scores)._repr_html_()
    assert fragment.count("<article") == IN_A_NOTEBOOK
    assert "3 more articles not shown" in fragment
    assert "<html" not in fragment and "<body" not in fragment
    assert annotated_html(scores).count("<article") == IN_A_NOTEBOOK + 3


def test_the_styles_of_a_notebook_are_left_alone() -> None:
    style = re.search(r"<style>(.*?)</style>", show(article())._repr_html_(), re.DOTALL)
    assert style
    rules = re.sub(r"@(media|container)[^{]*", "", style.group(1))
    selectors = [part for rule in re.findall(r"([^{}]+)\{", rules) for part in rule.split(",") if part.strip()]
    assert len(selectors) > 40
    assert all(selector.strip().startswith(".framing") for selector in selectors)


def test_half_a_surrogate_pair_can_be_saved(tmp_path: Path) -> None:
    scores = article()
    scores["text"] = pd.Series([*scores["text"][:8], "Not \ud83d ok."], dtype=object)
    assert b"Not " in show(scores, path=tmp_path / "page.html").save(tmp_path / "page.html").read_bytes()


def test_wrong_names_and_tables_are_refused() -> None:
    with pytest.raises(InputError, match="No article 'b1' among the 1 of the scores; there are 'a1'"):
        show(article(), "b1")
    with pytest.raises(InputError, match=r"no column 'editorializing'.*framing\.score"):
        show(article().drop(columns="editorializing"))
    with pytest.raises(InputError, match="no column 'evidence'"):
        annotated_html(article().drop(columns="evidence"))


def luminance(colour: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", PALETTES)
def test_text_keeps_its_contrast_on_every_shade(mode: str) -> None:
    palette = PALETTES[mode]
    colours = {n: tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for n, c in palette.items() if c.startswith("#")}
    for name in ("ink", "muted", "quoted", "attributed"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    luminances = []
    for score in (0, 0.25, 0.5, 0.75, 1):
        alpha = score * float(palette["strength"])
        shaded = tuple(alpha * s + (1 - alpha) * p for s, p in zip(colours["shade"], colours["paper"], strict=True))
        assert contrast(colours["ink"], shaded) >= 4.5, score
        luminances.append(luminance(shaded))
    steps = [b - a for a, b in pairwise(luminances)]
    assert all(step < 0 for step in steps) or all(step > 0 for step in steps)  # one direction also in greyscale
