"""The model ``attribution`` itself, where its encoder is on this machine."""

from __future__ import annotations

import pytest

import framing
from framing.errors import InputError
from framing.models import MODELS, at_hand, load_model

TEXT = (
    "The council voted on Tuesday to close the library. It was a shameful betrayal of the town’s children.\n"
    "Ada Bell, a teacher, told reporters on Thursday that the mayor had lied about the costs of the plan. "
    "“This is a disgraceful mockery,” Rex Crane said."
)
needs_encoder = pytest.mark.skipif(not at_hand("attribution"), reason="the encoder of attribution is not here")


@needs_encoder
def test_it_finds_who_said_what() -> None:
    found = framing.attributions(TEXT, "attribution")
    said = {
        " ".join(TEXT[s:e] for s, e in row.source): " ".join(TEXT[s:e] for s, e in row.content)
        for row in found.itertuples()
    }
    bell = next(source for source in said if "Ada Bell" in source)
    assert "the mayor had lied" in said[bell] and "closed" not in said[bell]
    crane = next(source for source in said if "Rex Crane" in source)
    assert "disgraceful mockery" in said[crane]
    assert not any("shameful" in content for content in said.values())


@needs_encoder
def test_it_settles_the_voices_of_what_another_model_scores() -> None:
    scores = framing.score(TEXT, "linear", voice="attribution", evidence=False).set_index("position")
    assert scores["speaker"].tolist()[-2:] == ["Ada Bell", "Rex Crane"]
    assert scores.loc[scores["text"].str.contains("betrayal"), "voice"].item() == "author"


def test_it_has_no_scores_and_says_where_it_belongs() -> None:
    with pytest.raises(InputError, match=r"answers attribution only, .*; give another model, and this one as voice"):
        framing.score(TEXT, "attribution")


def test_its_card_says_what_it_learned_from() -> None:
    card = (MODELS["attribution"] / "README.md").read_text("utf-8")
    assert "polnear" in card and "Not evaluated" not in card and "irony" not in card


@needs_encoder
def test_it_saw_no_article_of_the_dev_part() -> None:
    assert load_model("attribution").card["trained_on"] == ["polnear:train"]
