from __future__ import annotations

import pytest

from framing.evaluation.spans import quotation_spans, word_spans, words_inside


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in quotation_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We left,” she said, “at noon.”", ["“We left,”", "“at noon.”"]),
        ('He called it "a mess" twice.', ['"a mess"']),
        ("It is ''misguided,'' he said.", ["''misguided,''"]),
        ("»Wir gehen« und „bleiben“.", ["»Wir gehen«", "„bleiben“"]),
        ('“A state cannot "avoid" it,” he said.', ['“A state cannot "avoid" it,”']),
        ("“She said ‘no’ to us,” he said.", ["“She said ‘no’ to us,”"]),
        ('There was “no evidence" yet, they say.', ['“no evidence"']),
        ("”Fear. I am afraid.” — A reader", ["”Fear. I am afraid.”"]),
        ("“Fifty-one percent.“ He was wrong.", ["“Fifty-one percent.“"]),
        ("Sees 'Personal Insult' if They Don't Rally", ["'Personal Insult'"]),
        ("It’s the dogs’ dinner of the '90s, isn't it", []),
        ('He is 6\'3" tall and "fit" now.', ['"fit"']),
        ("“First paragraph.\n“Second one.”\nNot a quotation.", ["“First paragraph.", "“Second one.”"]),
        ("", []),
    ],
)
def test_quotation_marks_are_paired(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_words_hold_apostrophes_and_hyphens() -> None:
    text = "Don’t re-open it — 3.5 Δέλτα!"
    assert [text[a:b] for a, b in word_spans(text)] == ["Don’t", "re-open", "it", "3", "5", "Δέλτα"]


def test_words_inside_share_a_character_with_a_span() -> None:
    words = word_spans("one two three four")
    assert words_inside(words, [(4, 9), (14, 14)]).tolist() == [False, True, True, False]
    assert words_inside(words, []).tolist() == [False] * 4
    assert words_inside(word_spans(""), [(0, 3)]).tolist() == []
