from __future__ import annotations

import re
from xml.etree import ElementTree

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.figures import source_dots
from framing.report.inline_svg import inline_svg

ROWS = pd.DataFrame(
    {"source": ["A --> <script>x</script>", "A --> <script>x</script>", "B"], "mean_editorializing": [0.1, 0.4, 0.7]}
)


def test_ids_are_the_figures_own_and_every_reference_finds_its_own() -> None:
    svg = str(inline_svg(source_dots(ROWS), "f1", "Title", "Words"))
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(ids) == len(set(ids)) > 10
    assert all(one.startswith("f1-") for one in ids)
    pointed = re.findall(r'href="#([^"]+)"', svg) + re.findall(r"url\(#([^)]+)\)", svg)
    assert pointed and set(pointed) <= set(ids)


def test_it_is_an_image_with_a_title_and_a_description_and_takes_the_room_it_has() -> None:
    root = ElementTree.fromstring(str(inline_svg(source_dots(ROWS), "f1", "A & B", "1 < 2")))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "f1-title f1-description"
    assert root.get("width") is None and root.get("height") is None and root.get("viewBox")
    assert [child.text for child in list(root)[:2]] == ["A & B", "1 < 2"]


def test_nothing_in_it_touches_the_page_around_it() -> None:
    svg = str(inline_svg(source_dots(ROWS), "f1", "Title", "Words"))
    assert not re.search(r"<style|<metadata|<!--|<\?xml|<!DOCTYPE|<script", svg)
    assert svg.startswith("<svg") and "ns0:" not in svg


@settings(max_examples=10, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20))
def test_any_words_stay_words(words: str) -> None:
    root = ElementTree.fromstring(str(inline_svg(source_dots(ROWS.head(1)), "f", words, words)))
    assert (next(iter(root)).text or "") == words
