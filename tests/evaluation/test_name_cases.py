from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.evaluation.name_cases import Case, draw, fill, find_names, mention_case, swap
from framing.evaluation.name_pools import Name, pools, templates

PERSON = Name("persons", ("Lindqvist", "Tobias"), (False, False), "m")


def named(kind: str, label: str) -> Name:
    return next(name for name in pools()[kind].names if name.label == label)


def only(text: str, kind: str) -> Case:
    (case,) = [case for case in find_names(text) if case.kind == kind]
    return case


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Donald Trump said Trump’s plan was Trump-made.",
            "Tobias Lindqvist said Lindqvist’s plan was Lindqvist-made.",
        ),
        ("President Donald J. Trump left.", "President Tobias J. Lindqvist left."),
        ("Mr. Trump left.", "Mr. Lindqvist left."),
        ("Donald was late, Donald Trump said.", "Tobias was late, Tobias Lindqvist said."),
        ("Donald Trump met Donald Tusk.", "Tobias Lindqvist met Donald Tusk."),
        ("Donald Trump and Ivanka Trump left.", "Tobias Lindqvist and Ivanka Trump left."),
        ("Trumpism is not Trump.", "Trumpism is not Lindqvist."),
    ],
)
def test_persons_keep_the_form_of_their_names(before: str, after: str) -> None:
    case = next(case for case in find_names(before) if case.name.forms == ("Trump", "Donald"))
    assert swap(case, PERSON) == after


@pytest.mark.parametrize(
    ("kind", "name", "before", "after"),
    [
        (
            "countries",
            "Austria",
            "A Russian ship left Russia; Russians wept.",
            "An Austrian ship left Austria; Austrians wept.",
        ),
        ("countries", "Chile", "An Iraqi ship left.", "A Chilean ship left."),
        ("countries", "Uganda", "An American ship left America.", "A Ugandan ship left Uganda."),
        ("countries", "Chile", "The Chinese minister left China.", "The Chilean minister left Chile."),
        ("parties", "Whig Party", "A Democrat joined the Democratic Party.", "A Whig joined the Whig Party."),
        ("professions", "architects", "Teachers said a teacher left.", "Architects said an architect left."),
        ("newspapers", "Toronto Star", "The New York Times’ editor left.", "The Toronto Star’s editor left."),
        ("newspapers", "Cape Argus", "He told the Guardian so.", "He told the Cape Argus so."),
        ("broadcasters", "Euronews", "An ABC News crew left.", "A Euronews crew left."),
        ("religions", "Jains", "Muslims pray in Muslim schools.", "Jains pray in Jain schools."),
        ("regions", "Alberta", "A\u00a0Texas court ruled.", "An\u00a0Alberta court ruled."),
    ],
)
def test_other_kinds_are_replaced_in_each_form(kind: str, name: str, before: str, after: str) -> None:
    assert swap(only(before, kind), named(kind, name)) == after


@pytest.mark.parametrize(
    "text",
    [
        "The University of Texas opened.",
        "The New York City council met.",
        "He works for China Daily there.",
        "The Chinese have left.",
        "Latin America grows.",
        "A guardian was named, and the Guardian Council met.",
        "George bought a bush and a ryan.",
        "He met Ryan Miller in Austin.",
        "Students for Peace met.",
        "We met Students for Peace there.",
    ],
)
def test_parts_of_longer_names_and_common_words_are_no_names(text: str) -> None:
    assert not [case for case in find_names(text) if case.kind != "professions" or not text.startswith("Students")]


def test_the_longest_of_overlapping_names_counts() -> None:
    assert [case.kind for case in find_names("The New York Times said so.")] == ["newspapers"]
    assert {case.kind for case in find_names("In New York, the New York Times said so.")} == {"cities", "newspapers"}


@pytest.mark.parametrize(
    ("text", "mention", "forms", "gender"),
    [
        ("Ms. Ortuna said she left.", "Ms. Ortuna", ("Ortuna", None), "f"),
        ("The FBI Director Karl Wenders left.", "FBI Director Karl Wenders", ("Wenders", "Karl"), None),
        ("Critics of Wenders said he lied.", "Wenders", ("Wenders", None), "m"),
        ("Syrian President Nadim al-Hariq spoke.", "Syrian President Nadim al-Hariq", ("al-Hariq", "Nadim"), None),
        ("Aides of Donald Trump left.", "Donald Trump’s", ("Trump", "Donald"), "m"),
        ("She knew that Hillary Clinton won.", "Clinton", ("Clinton", "Hillary"), "f"),
    ],
)
def test_mentions_of_persons(text: str, mention: str, forms: tuple[str, str | None], gender: str | None) -> None:
    case = mention_case(text, mention)
    assert case is not None and case.kind == "persons"
    assert case.name.forms == forms and case.name.gender == gender


def test_mentions_of_other_kinds_are_of_their_kind() -> None:
    case = mention_case("Russia and the Russian army left.", "Russia")
    assert case is not None and case.kind == "countries" and len(case.spans) == 2


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("He left.", "He"),
        ("The president left.", "The president"),
        ("The Kremlin denied it.", "Kremlin"),
        ("KATE REED: He left.", "KATE REED"),
        ("Ann Rule, the lawyer, left.", "Ann Rule, the lawyer"),
        ("Orange County voted.", "Orange County"),
    ],
)
def test_what_is_no_single_person_is_no_case(text: str, mention: str) -> None:
    assert mention_case(text, mention) is None


def test_drawn_names_differ_fit_the_gender_and_are_not_in_the_sentence() -> None:
    case = only("Hillary Clinton met Marit there.", "persons")
    for seed in range(5):
        names = draw(case, 10, np.random.default_rng(seed))
        assert len(set(names)) == 10
        assert {name.gender for name in names} == {"f"}
        assert "Halvorsen" not in {name.label for name in names}
    assert draw(case, 40, np.random.default_rng(0)) == []


def test_filled_templates_have_a_case_for_every_slot() -> None:
    rng = np.random.default_rng(0)
    for template in templates():
        cases = fill(template, rng)
        assert len(cases) == len({slot[2:4] for slot in template.slots})
        for case in cases:
            assert "{" not in case.text and case.text[0].isupper()
            for start, end, form in case.spans:
                assert case.text[start:end].lower() == str(case.name.forms[form]).lower().removeprefix("the ")
            new = draw(case, 1, rng)[0]
            assert swap(case, new) != case.text


@given(
    st.lists(st.sampled_from(["Trump", "Donald Trump", "Russia", "Democrats", "CNN", "he", "said", "a", "the", "."]))
)
def test_swapping_leaves_the_rest_as_it_was(words: list[str]) -> None:
    text = " ".join(words)
    for case in find_names(text):
        new = draw(case, 1, np.random.default_rng(0))[0]
        kept = [text[e:s] for (_, e, _), (s, _, _) in zip(case.spans, case.spans[1:], strict=False)]
        swapped = swap(case, new)
        assert all(re.sub(r"\ba$", "a", part.strip()) in swapped for part in kept)
        assert not [other for other in find_names(swapped) if other.name == case.name]
