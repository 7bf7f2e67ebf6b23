from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.articles.sentences import split_line

CASES = [
    ["He met Lt. Col. John Smith at 5 p.m.", "He then left."],
    ["The U.S. Army paid $525.65bn.", "That is 3.5 percent of it."],
    ["Mr. J. R. Tate (R-Tex.) said so.", "Nobody else did."],
    ["“Why?” he asked.", "“We go.", "They stay.”"],
    ["“Enough!” Rep. Carla Venn said to cheers.", "The hall emptied."],
    ["“Why now?” the minister asked.", "Nobody knew."],
    ["He wrote of the “Deal (sic),” and left.", "She stayed."],
    ["It went on... and on.", "Then it ended..."],
    ["Sales of No. 4 rose.", "Profits fell."],
    ["She lives in the U.S.", "She works there."],
    ["The G.O.P. from the South left.", "It rained."],
    ["He took the call.", "It was long.", "He paid the lead."],
    ["Nothing ends this line"],
    ["She said: “No.”", "Then she left."],
    ["Is it over?", "Yes!", "It is over."],
]


@pytest.mark.parametrize("sentences", CASES, ids=lambda s: s[0][:20])
def test_news_is_split(sentences: list[str]) -> None:
    line = " ".join(sentences)
    assert [line[s:e] for s, e in split_line(line, 0, len(line))] == sentences


def test_offsets_are_those_of_the_text() -> None:
    text = "Before.   He left. She stayed.  After."
    assert [text[s:e] for s, e in split_line(text, 10, 30)] == ["He left.", "She stayed."]


@given(st.text(alphabet='aB1 .!?…"”“’)」。\u3000\u200b\u00a0-') | st.text())
def test_any_line_is_covered(line: str) -> None:
    line = line.strip()
    if not line:
        return
    spans = split_line(line, 0, len(line))
    at = 0
    for start, end in spans:
        assert start < end
        assert line[at:start].strip() == ""
        assert line[start:end].strip() == line[start:end]
        at = end
    assert at == len(line)


def test_a_line_without_a_break_of_any_kind_is_split_in_bounded_pieces() -> None:
    line = "x.Y" * 40_000
    spans = split_line(line, 0, len(line))
    assert "".join(line[s:e] for s, e in spans) == line


@pytest.mark.parametrize("mark", [".", "…", "?!"])
def test_a_long_row_of_marks_is_walked_through_once(mark: str) -> None:
    line = "It rained" + mark * 50_000 + " It snowed."
    begun = time.process_time()
    assert [line[s:e][-1] for s, e in split_line(line, 0, len(line))] == [mark[-1], "."]
    assert time.process_time() - begun < 5  # minutes where every mark looks for the end of the row


def test_an_office_belongs_to_its_country() -> None:
    text = "The U.S. Senator left for the U.N. Security Council on Monday. It rained."
    assert [text[s:e] for s, e in split_line(text, 0, len(text))] == [
        "The U.S. Senator left for the U.N. Security Council on Monday.",
        "It rained.",
    ]
