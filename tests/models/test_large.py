"""The model ``large`` itself, where its encoder is on this machine."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import framing
from framing.models import MODELS, at_hand, load_model
from framing.models.encoder import EncoderModel
from framing.models.runners import PackedRunner

pytestmark = pytest.mark.skipif(not at_hand("large"), reason="the encoder of large is not here")

TEXT = (
    "The council voted on Tuesday to close the library. It was a shameful, cowardly betrayal of the town’s children.\n"
    "“This is a disgraceful mockery,” said Ada Bell, a teacher. Some 400 people signed a petition."
)


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return framing.score(TEXT, "large")


def test_the_comment_comes_out_on_top_and_not_the_quotation(scores: pd.DataFrame) -> None:
    heat = scores.set_index("position")["editorializing"]
    assert heat.idxmax() == scores.loc[scores["text"].str.contains("cowardly"), "position"].item()
    limit = scores.attrs["thresholds"]["editorializing"]
    assert (scores["editorializing"] >= limit).sum() == 1
    quoted = scores[scores["text"].str.contains("mockery")].iloc[0]
    assert quoted["voice"] == "other" and quoted["other_editorializing"] > limit > quoted["editorializing"]
    words = [TEXT[s["start"] : s["end"]] for s in scores.loc[heat.idxmax(), "evidence"]]
    assert {"shameful", "cowardly", "betrayal"} & {word for span in words for word in span.split()}


def test_stance_follows_what_is_said_of_the_target() -> None:
    text = "Ada Bell saved the town with her brave plan. Rex Crane betrayed it with his stupid one."
    stance = framing.score_stance(text, {"Bell": "Ada Bell", "Crane": "Rex Crane"}, "large").set_index("target")
    assert stance.loc["Bell", "stance"] > 0.5 and stance.loc["Crane", "stance"] < -0.5


def test_it_runs_packed_and_its_words_are_put_back_together() -> None:
    model = load_model("large")
    assert isinstance(model, EncoderModel) and isinstance(model.runner, PackedRunner)
    texts = ["The plan is a disgrace.", "The council voted.", "It was, of course, a shameful stunt by the mayor."]
    alone = np.concatenate([model.predict_proba([text], "loaded_language") for text in texts])
    np.testing.assert_allclose(model.predict_proba(texts, "loaded_language"), alone, atol=0.02)


def test_its_card_says_what_it_learned_from() -> None:
    card = (MODELS["large"] / "README.md").read_text("utf-8")
    assert "all-mpnet-base-v2" in card and "Not evaluated" not in card and "no commercial use" in card
    learned = load_model("large").card["trained_on"]
    assert "babe:train" in learned and "checkthat:dev_test_en" not in learned and "newsmtsc:rw_dev" not in learned
