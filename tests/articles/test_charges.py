from __future__ import annotations

import pytest

import framing

SAID = [
    ("Critics in Congress accused the researchers of pursuing an agenda.", "the researchers of pursuing an agenda"),
    ("Peter Oduya muttered that the plan would fail.", "that the plan would fail"),
    ("Bell’s rivals whined that nobody had asked them.", "that nobody had asked them"),
    ("Ada Bell blamed the storm for the costs of the plan.", "the storm for the costs of the plan"),
    ("Ada Bell described to reporters how the council had hidden the costs.", "how the council had hidden the costs"),
]
NOT_SAID = [
    "The rant that followed shook the hall of the council.",
    "She let out a sigh that filled the hall of the council.",
    "Ada Bell was accused of lying to the council.",
    "The council is to blame for the costs of the plan.",
    "They pinned blame on the council for the costs of the plan.",
    "Rex Crane, who accused the council of lying, left the hall.",
    "Ada Bell described the hall to reporters.",
]


@pytest.mark.parametrize(("text", "content"), SAID)
def test_a_charge_is_the_words_of_who_makes_it(text: str, content: str) -> None:
    (found,) = framing.attributions(text).itertuples()
    assert [text[s:e] for s, e in found.content] == [content]
    assert framing.to_sentences(text)["voice"].item() == "other"


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_nobody_charges_is_the_author_s(text: str) -> None:
    assert framing.attributions(text).empty
