from __future__ import annotations

from framing.articles.words import tokens, word_forms


def test_words_keep_their_places() -> None:
    text = "The far-right won’t say: “O'Neil’s 3rd” – naïve!"
    found = tokens(text)
    assert [token.form for token in found] == ["the", "far-right", "won't", "say", "o'neil's", "3rd", "naïve"]
    assert [text[token.start : token.end] for token in found][2] == "won’t"
    assert word_forms(text) == [token.form for token in found]


def test_marks_and_emoji_are_no_words() -> None:
    assert word_forms("… – 🙂 ___ !?") == []
