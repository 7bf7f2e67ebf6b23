from __future__ import annotations

import pytest

from framing.features.epistemic import CUES, FLIPPED, NEAR, Epistemic


def feature(name: str, text: str) -> float:
    out = Epistemic().set_output(transform="pandas").transform([text])
    return float(out[f"epistemic_{name}"].iloc[0])


def test_shares_are_by_words_and_leave_negated_matches_out() -> None:
    assert feature("blame_share", "A shameful plan indeed.") == pytest.approx(1 / 4)
    assert feature("blame_share", "It is not shameful.") == 0
    assert feature("blame_negated", "It is not shameful.") == 1
    assert feature("blame_negated", "It is not late, shameful.") == 0


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Perhaps shameful.", 1),
        ("Perhaps a shameful plan.", 1),
        ("Perhaps it is shameful.", 0),
        ("Shameful, perhaps.", 1),
        ("In my opinion shameful.", 1),
        ("A plain day, perhaps.", 0),
    ],
)
def test_the_window_reaches_two_words(text: str, near: float) -> None:
    assert feature("loaded_near_hedges", text) == near


def test_the_window_stays_in_the_sentence() -> None:
    out = Epistemic().set_output(transform="pandas").transform(["It left perhaps", "Shameful plans"])
    assert (out["epistemic_loaded_near_hedges"] == 0).all()


def test_every_list_has_its_column() -> None:
    assert len(Epistemic().get_feature_names_out()) == len(CUES) + len(FLIPPED) + len(NEAR)
