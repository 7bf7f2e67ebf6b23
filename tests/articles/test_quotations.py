from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.articles.quotations import find_quotations, paragraphs

CASES = [
    ("“We go,” he said. “We stay.”", ["“We go,”", "“We stay.”"]),
    ('"We go," he said. "We stay."', ['"We go,"', '"We stay."']),
    ("''We go,'' he said.", ["''We go,''"]),
    ("``We go,'' he said.", ["``We go,''"]),
    ("‘We go,’ he said of the ‘workers’ union’.", ["‘We go,’", "‘workers’ union’"]),
    ("'It is “good”,' he said.", ["'It is “good”,'"]),
    ("“He called it ‘a farce’ twice,” she said.", ["“He called it ‘a farce’ twice,”"]),
    ("“A “nested” word,” she said.", ["“A “nested” word,”"]),
    ("„Ja“, sagte er.", ["„Ja“"]),
    ("«Oui», dit-il.", ["«Oui»"]),
    ("She said ”hello” to it.", ["”hello”"]),
    ("It’s the workers’ day, isn’t it?", []),
    ("rock 'n' roll of the '90s, get 'em", []),
    ('He is 5\'10" and the board is 6" wide.', []),
    ('He is 6" tall, the "best" one.', ['"best"']),
    ("“It feels good,’’ she said of a ‘‘long’’ day.", ["“It feels good,’’", "‘‘long’’"]),
    ("“So much doubt, “ said Bell. “ And more.”", ["“So much doubt, “", "“ And more.”"]),
    ("“Never closed.", ["“Never closed."]),
    ("“Never closed, he said. “Closed,” she said.", ["“Never closed, he said.", "“Closed,”"]),
    ("No mark at all.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotations(text)] == expected


def test_a_quotation_runs_over_paragraphs() -> None:
    text = "“First.\n\n“Second.\n\n“Third,” he said.\n\nNothing."
    found = find_quotations(text)
    assert [text[q.start : q.end] for q in found] == ["“First.", "“Second.", "“Third,”"]
    assert [q.closed for q in found] == [False, False, True]


def test_the_last_paragraph_may_lack_its_opening_mark() -> None:
    text = "“First.\n\nSecond,” he said."
    assert [text[q.start : q.end] for q in find_quotations(text)] == ["“First.", "Second,”"]


@given(st.text(alphabet="ab “”\"'‘’„«»`.,\n") | st.text())
def test_any_text_gives_ordered_spans_inside_paragraphs(text: str) -> None:
    found = find_quotations(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    lines = paragraphs(text)
    for quotation in found:
        assert quotation.start < quotation.end
        assert any(s <= quotation.start and quotation.end <= e for s, e in lines)
    assert find_quotations(text, lines) == found


@given(st.text())
def test_paragraphs_lose_only_white_space(text: str) -> None:
    rest, at = "", 0
    for start, end in paragraphs(text):
        assert text[start:end] == text[start:end].strip() != ""
        rest += text[at:start]
        at = end
    assert (rest + text[at:]).strip() == ""


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "It is 'on its knees', Okafor said. 'Patients are dying,' she said.",
            ["'on its knees'", "'Patients are dying,'"],
        ),
        ("'The teachers' union is wrong,' Bell said of the nurses' leader.", ["'The teachers' union is wrong,'"]),
        ("‘We backed the miners’ strike,’ Bell said.", ["‘We backed the miners’ strike,’"]),
        ("He called them 'traitors' and her 'a fool'.", ["'traitors'", "'a fool'"]),
    ],
)
def test_a_single_mark_after_s_ends_a_quotation_where_nothing_is_possessed(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end, _ in find_quotations(text)] == quoted
