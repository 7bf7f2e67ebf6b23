from __future__ import annotations

import pytest

import framing
from framing.articles.occasions import is_occasion

PLAIN = [
    "In a statement Friday, ",
    "On March 28, 2011, ",
    "Speaking to reporters in Dublin on Tuesday, ",
    "For example, ",
    "In an op-ed in the Wall Street Journal, ",
]
NOT = [
    "In a rambling speech on Friday, ",
    "In a desperate attempt to shift the blame, ",
    "Shamefully, ",
    "In the teeth of all the evidence, ",
    "In a statement that shocked even the mayor’s old friends and the whole of the town, ",
    "In a statement Friday ",
]


@pytest.mark.parametrize("words", PLAIN)
def test_the_occasion_of_speech_leaves_the_sentence_to_who_speaks(words: str) -> None:
    assert is_occasion(words)
    (row,) = framing.to_sentences(f"{words}Ada Bell said that the plan would fail.").itertuples()
    assert (row.voice, row.speaker) == ("other", "Ada Bell") and row.author_share > 0


@pytest.mark.parametrize("words", NOT)
def test_what_says_more_than_the_occasion_is_the_author_s(words: str) -> None:
    assert not is_occasion(words)
    (row,) = framing.to_sentences(f"{words}Ada Bell said that the plan would fail.").itertuples()
    assert row.voice == "mixed"
