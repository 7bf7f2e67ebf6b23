from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import UnknownNameError
from framing.models.views import MASK, VIEWS, view_pieces, view_texts

ARTICLE = "Before. The mayor called it “a disgrace” and said taxes would rise, “of course”. After."
START, END = 8, 80


def sentence(quoted: list[tuple[int, int]], attributed: list[tuple[int, int]], start: int = START) -> pd.DataFrame:
    row = {"text": ARTICLE[start:END], "start": start, "quoted_spans": quoted, "attributed_spans": attributed}
    return pd.DataFrame([row])


def span(words: str) -> tuple[int, int]:
    return ARTICLE.index(words), ARTICLE.index(words) + len(words)


@pytest.fixture
def mixed() -> pd.DataFrame:
    return sentence([span("a disgrace"), span("of course")], [span("taxes would rise")])


def test_the_author_view_masks_what_others_say(mixed: pd.DataFrame) -> None:
    assert view_texts(mixed, "author") == ["The mayor called it “…” and said …, “…”."]


def test_the_other_view_holds_only_what_others_say(mixed: pd.DataFrame) -> None:
    assert view_texts(mixed, "other") == ["a disgrace taxes would rise of course"]


def test_the_whole_view_is_the_sentence(mixed: pd.DataFrame) -> None:
    assert view_texts(mixed, "all") == [ARTICLE[START:END]]


def test_a_sentence_of_one_voice() -> None:
    alone = sentence([], [])
    assert view_texts(alone, "author") == [ARTICLE[START:END]]
    assert view_texts(alone, "other") == [""]
    whole = sentence([(START, END)], [])
    assert view_texts(whole, "author") == [MASK]
    assert view_texts(whole, "other") == [ARTICLE[START:END]]


def test_a_quotation_is_read_without_its_marks() -> None:
    marked = sentence([span("“a disgrace”"), span("“of course”")], [])
    (shown,) = view_pieces(marked, "other")
    assert shown.text == "a disgrace of course"
    assert shown.to_article(0, 10) == [span("a disgrace")] and shown.to_article(11, 20) == [span("of course")]
    assert view_texts(marked, "author") == ["The mayor called it … and said taxes would rise, …."]


def test_overlapping_spans_are_masked_once() -> None:
    low, high = span("a disgrace")
    assert view_texts(sentence([(low, high)], [(low + 2, high + 4)]), "author")[0].count(MASK) == 1


def test_an_unknown_view_names_the_known() -> None:
    with pytest.raises(UnknownNameError, match="author"):
        view_texts(sentence([], []), "writer")


spans = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=5)


@given(quoted=spans, attributed=spans, view=st.sampled_from(list(VIEWS)))
def test_every_piece_is_in_its_place(
    quoted: list[tuple[int, int]], attributed: list[tuple[int, int]], view: str
) -> None:
    """Whatever the spans, each piece shows the article's own characters, in order, and nothing of the other view."""
    (shown,) = view_pieces(sentence(quoted, attributed), view)
    others = {i for low, high in [*quoted, *attributed] for i in range(max(low, START), min(high, END))}
    seen: list[int] = []
    for start, end, origin in shown.pieces:
        assert shown.text[start:end] == ARTICLE[origin : origin + end - start]
        seen += range(origin, origin + end - start)
    wanted = {"author": set(range(START, END)) - others, "other": others, "all": set(range(START, END))}[view]
    if view != "other":
        assert seen == sorted(wanted)
    else:  # the marks at the ends of what is quoted are left out
        assert seen == sorted(set(seen)) and set(seen) <= wanted
        assert all(ARTICLE[i] in '“”" ' for i in wanted - set(seen))


def test_places_lead_back_to_the_article(mixed: pd.DataFrame) -> None:
    (shown,) = view_pieces(mixed, "author")
    at = shown.text.index("said")
    assert shown.to_article(at, at + 4) == [span("said")]
    at = shown.text.index(MASK)
    assert shown.to_article(at, at + 1) == []
