from __future__ import annotations

import pytest

from framing.features.style import Style


def feature(name: str, text: str) -> float:
    out = Style().set_output(transform="pandas").transform([text])
    return float(out[f"style_{name}"].iloc[0])


@pytest.mark.parametrize(
    ("name", "plain", "marked"),
    [
        ("exclamations", "They left.", "They left!"),
        ("questions", "They left.", "They left?"),
        ("dashes", "They left late.", "They left — late."),
        ("brackets", "They left late.", "They left (late)."),
        ("colons", "They left late.", "They left; late."),
        ("commas", "They left late.", "They left, late."),
        ("first_singular", "They left.", "I’m told they left."),
        ("first_plural", "They left.", "We left."),
        ("second", "They left.", "You left."),
        ("contractions", "They did not leave.", "They didn’t leave."),
        ("capitals", "They left NATO for good.", "They LEFT NATO for good."),
        ("names_share", "They left the town.", "They left Old Town."),
        ("adverbs", "They left in a hurry, a family.", "They left hastily, a family."),
        ("superlatives", "They left the great house.", "They left the greatest house."),
        ("numbers", "They left in May.", "They left in 2019."),
        ("money", "They paid five.", "They paid $5."),
        ("opens_with_and", "They left.", "And they left."),
        ("past", "They leave the town.", "They abandoned the town."),
        ("words", "They left.", "They left the old town."),
        ("word_length", "They left it.", "They abandoned everything."),
    ],
)
def test_each_feature_reacts_to_its_mark(name: str, plain: str, marked: str) -> None:
    assert feature(name, marked) > feature(name, plain)


def test_every_feature_has_such_a_pair() -> None:
    (mark,) = test_each_feature_reacts_to_its_mark.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in mark.args[1]} == set(Style.definitions)


def test_counts_are_capped() -> None:
    assert feature("exclamations", "No" + "!" * 40) == 4
