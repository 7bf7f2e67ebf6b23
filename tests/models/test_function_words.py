from __future__ import annotations

import pytest

from framing.models.function_words import FUNCTION_WORDS, is_function_word


@pytest.mark.parametrize("form", ["the", "of", "hasn't", "who's", "it's"])
def test_grammar(form):
    assert is_function_word(form)


@pytest.mark.parametrize("form", ["must", "never", "we", "not", "so", "vile", "mayor's", "us", "may-be", ""])
def test_words_that_may_carry_an_opinion(form):
    assert not is_function_word(form)


def test_the_list_has_the_form_of_tokens():
    from framing.articles.words import word_forms

    assert {" ".join(word_forms(word)) for word in FUNCTION_WORDS if not word.startswith("'")} == {
        word for word in FUNCTION_WORDS if not word.startswith("'")
    }
