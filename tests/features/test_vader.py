from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.features import vader

WORDS = """no not never so this without doubt least at very kind of the VERY sort but BUT shit bomb yeah right isn't
GREAT good bad only ? !! kiss death to die for or nor extremely 😡 a🙂b :) horrible, wonderful. bad-ass I A""".split()


def original(text: str) -> tuple[float, ...]:
    found = vader.analyzer().polarity_scores(text)
    return found["pos"], found["neg"], found["compound"]


@pytest.mark.parametrize("text", ["", " ", "🙂", "?!?!", "NO", "kind of good", "the shit", "at least bad"])
def test_odd_texts_score_as_the_original_does(text: str) -> None:
    assert tuple(vader.score(text)) == pytest.approx(original(text), abs=0)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_it_scores_as_the_original_does(text: str) -> None:
    assert tuple(vader.score(text)) == original(text)
