from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.evaluation.audit_cases import frozen_cases
from framing.models.word_insertions import PLACES, insert_words, word_lists

PLAIN = "The council approved the budget on Monday, and it was published by the mayor, she said."


def test_loaded_and_plain_words_stand_in_the_same_places() -> None:
    assert set(word_lists("loaded")) == set(word_lists("plain")) == set(PLACES)
    for kind in PLACES:
        assert not set(word_lists("loaded")[kind]) & set(word_lists("plain")[kind])
        assert all(len(set(words)) == len(words) for words in (word_lists("loaded")[kind], word_lists("plain")[kind]))


def test_every_kind_of_place_is_used() -> None:
    made = insert_words([PLAIN] * 200, np.random.default_rng(1))
    assert len(made) == 200 and {one.loaded for one in made} == {True, False}
    texts = [one.text for one in made]
    assert any(re.match(r"\w+, the council", text) for text in texts)
    assert any(re.search(r"approved the \S+ budget", text) for text in texts)
    assert any(re.search(r"was \S+ published", text) for text in texts)
    assert any("she said" not in text for text in texts)


@pytest.mark.parametrize("text", ["", "Yes.", "“The plan is good,” she said.", 'He called the plan "a mess".'])
def test_where_there_is_no_room_or_a_quotation_nothing_is_put_in(text: str) -> None:
    assert insert_words([text], np.random.default_rng(0)) == []


def test_the_article_is_made_to_fit() -> None:
    made = insert_words(["An officer was there."] * 100 + ["A plan was there."] * 100, np.random.default_rng(2))
    inside = [one.text for one in made if re.match(r"An? ", one.text)]
    assert inside and all(bool(re.match(r"An [aeiou]", text)) != bool(re.match(r"A [^aeiou]", text)) for text in inside)


def test_no_loaded_word_is_one_that_the_audit_puts_in_or_calls_editorializing() -> None:
    cases = frozen_cases()
    tests = {"loaded_word_higher", "loaded_word_noticed", "plain_editorial", "claimed", "reported_opinion"}
    assert tests <= set(cases["test"])
    loaded = cases[cases["test"].isin(tests)]
    known = set(re.findall(r"[\w'-]+", " ".join([*loaded["before"], *loaded["after"]]).lower()))
    ours = {word for words in word_lists("loaded").values() for word in words}
    assert not ours & known


@given(st.text(max_size=200), st.integers(0, 2**31))
def test_any_text_is_taken_and_only_grows_by_a_word(text: str, seed: int) -> None:
    first = insert_words([text], np.random.default_rng(seed))
    assert first == insert_words([text], np.random.default_rng(seed))
    for one in first:
        assert one.row == 0 and one.text != text and len(one.text) <= len(text) + 30
