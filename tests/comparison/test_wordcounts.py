from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from framing.articles.words import word_forms
from framing.comparison.wordcounts import count_words, texts_of


def sentence(
    text: str, quoted: list[tuple[int, int]], attributed: list[tuple[int, int]], start: int = 0
) -> pd.DataFrame:
    row = {"text": text, "start": start, "quoted_spans": quoted, "attributed_spans": attributed}
    return pd.DataFrame([row])


def test_voices_are_told_apart_by_offsets_of_the_article() -> None:
    text = "“A cruel bill,” she said, and walked out."
    rows = sentence(text, [(101, 114)], [], start=100)
    assert texts_of(rows, "other") == ["A cruel bill,"]
    assert texts_of(rows, "author") == ["“\n” she said, and walked out."]


def test_spans_that_overlap_or_leave_the_sentence_are_counted_once() -> None:
    rows = sentence("one two three four", [(-5, 7), (4, 13)], [(8, 40)])
    assert texts_of(rows, "other") == ["one two three four"]
    assert texts_of(rows, "author") == ["\n"]


@given(
    st.text("ab. ”", max_size=40),
    st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=4),
    st.integers(0, 50),
)
def test_every_character_belongs_to_one_voice(text: str, spans: list[tuple[int, int]], start: int) -> None:
    moved = [(a + start, b + start) for a, b in spans]
    rows = sentence(text, moved[::2], moved[1::2], start)
    parts = [texts_of(rows, voice)[0].replace("\n", "") for voice in ("author", "other")]
    assert sorted("".join(parts)) == sorted(text)
    inside = {i for a, b in spans for i in range(max(a, 0), min(b, len(text)))}
    assert parts[1] == "".join(text[i] for i in sorted(inside))


def test_words_and_phrases_are_counted_by_article() -> None:
    found = count_words([["A cruel bill, a cruel bill."], ["Cruel Bill of 2024"]], longest=2, least=2, least_articles=2)
    assert found.words == ["bill", "cruel", "cruel bill"]
    assert found.counts.toarray().tolist() == [[2, 2, 2], [1, 1, 1]]
    assert found.totals.tolist() == [[6, 4], [4, 3]]  # pairs of words do not lead over the comma
    assert found.lengths.tolist() == [1, 1, 2]


def test_what_is_rare_or_says_nothing_is_left_out() -> None:
    texts = [["the of and 1999 x tax tax tax"], ["the of levy"], ["levy"]]
    assert count_words(texts, 1, least=2, least_articles=2).words == ["levy"]
    assert count_words(texts, 1, least=3, least_articles=1).words == ["tax"]
    assert count_words(texts, 1, least=1, least_articles=1, most=1).words == ["tax"]  # "levy" is used twice
    assert count_words([], 2, 1, 1).words == []


@given(st.lists(st.lists(st.text("tax levy’- .,", max_size=30), max_size=3), max_size=4))
def test_totals_are_all_words(articles: list[list[str]]) -> None:
    found = count_words(articles, longest=1, least=1, least_articles=1)
    assert found.totals[:, 0].tolist() == [
        sum(len(word_forms(piece)) for text in texts for piece in text.replace(",", ".").split("."))
        for texts in articles
    ]
    assert found.counts.sum() <= found.totals.sum()
