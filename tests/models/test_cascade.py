from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import framing
from framing.errors import InputError
from framing.models import Model, load_model
from framing.models.cascade import CascadeModel, choose_band
from framing.scoring import ANSWERED_BY, score_sentences

TEXT = """The council voted on Tuesday. Predictably, the shameless mayor wrecked another cherished landmark.

“It is a monstrous betrayal,” said Ada Bell. He walked home. Nobody had asked him to."""


class Counting:
    """The linear model under another name, which keeps what it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.model = load_model("linear")
        self.tasks, self.card = self.model.tasks, self.model.card
        self.thresholds = dict(self.model.thresholds)
        self.asked: list[int] = []

    def classes_(self, task: str) -> tuple[str, ...]:
        return self.model.classes_(task)

    def predict_proba(self, X: Any, task: str, view: str | None = None) -> np.ndarray:
        return self.predict_many(X, (task,), view)[task]

    def predict_many(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, np.ndarray]:
        assert isinstance(X, pd.DataFrame)
        self.asked.append(len(X))
        return self.model.predict_many(X, tasks, view)

    def evidence(self, sentences: Any, task: str, view: str | None = None) -> list[Any]:
        return [[(0, 1, 9.0)]] * len(sentences)

    word_weights = evidence


@pytest.fixture
def table() -> pd.DataFrame:
    return framing.to_sentences(TEXT)


def test_only_unsure_sentences_go_on(table: pd.DataFrame) -> None:
    fast, encoder = load_model("fast"), Counting()
    p = fast.predict_proba(table, "editorializing")[:, 1]
    cut = encoder.thresholds["editorializing"]
    low, high = min(cut, np.sort(p)[1]), max(cut, np.sort(p)[-2])
    model = CascadeModel(fast, encoder, {"editorializing": (low, high)})
    found, sent = model.predict_and_tell(table, ("editorializing", "loaded_language", "frames"))
    assert list(sent) == ["editorializing"]
    gone = sent["editorializing"]
    np.testing.assert_array_equal(gone, (p >= low) & (p < high))
    assert 0 < gone.sum() < len(table) and encoder.asked == [gone.sum()]
    slow = encoder.model.predict_proba(table, "editorializing")[:, 1]
    np.testing.assert_allclose(found["editorializing"][:, 1], np.where(gone, slow, p), atol=1e-6)
    # No band, no encoder.
    np.testing.assert_allclose(found["loaded_language"], fast.predict_proba(table, "loaded_language"), atol=1e-6)
    assert model.thresholds["editorializing"] == cut
    assert model.thresholds["loaded_language"] == fast.thresholds["loaded_language"]


def test_another_view_has_no_band(table: pd.DataFrame) -> None:
    encoder = Counting()
    model = CascadeModel(load_model("fast"), encoder, {"editorializing": (0.0, 1.01)})
    found = model.predict_proba(table, "editorializing", view="other")
    np.testing.assert_allclose(found, load_model("fast").predict_proba(table, "editorializing", view="other"))
    assert encoder.asked == []


def test_one_pass_answers_both_tasks_where_they_see_the_same_words(table: pd.DataFrame) -> None:
    encoder = Counting()
    cut = encoder.thresholds["loaded_language"]
    bands = {"editorializing": (0.0, 1.01), "loaded_language": (cut, cut)}
    found, sent = CascadeModel(load_model("fast"), encoder, bands).predict_and_tell(table, tuple(bands))
    quoting = (table["voice"] != "author").to_numpy()
    assert 0 < quoting.sum() < len(table) and sent["editorializing"].all()
    np.testing.assert_array_equal(sent["loaded_language"], ~quoting)
    assert encoder.asked == [len(table), (~quoting).sum()]
    fast = load_model("fast").predict_proba(table, "loaded_language")
    slow = {task: encoder.model.predict_proba(table, task) for task in bands}
    np.testing.assert_allclose(found["editorializing"], slow["editorializing"])
    np.testing.assert_allclose(
        found["loaded_language"], np.where(quoting[:, None], fast, slow["loaded_language"]), atol=1e-6
    )


def test_evidence_comes_from_the_model_that_answered(table: pd.DataFrame) -> None:
    fast, encoder = load_model("fast"), Counting()
    p = fast.predict_proba(table, "editorializing")[:, 1]
    cut = encoder.thresholds["editorializing"]
    model = CascadeModel(fast, encoder, {"editorializing": (min(cut, np.sort(p)[2]), max(cut, np.sort(p)[-1]))})
    sent = model.predict_and_tell(table, ("editorializing",))[1]["editorializing"]
    assert not sent.all()
    for found, ours, gone in zip(
        model.evidence(table, "editorializing"), fast.evidence(table, "editorializing"), sent, strict=True
    ):
        wanted = [(0, 1, 9.0)] if gone else ours
        # The last digits of a weight hang on the sentences that it is computed beside.
        assert [span[:2] for span in found] == [span[:2] for span in wanted]
        assert np.allclose([span[2] for span in found], [span[2] for span in wanted], atol=1e-5)
    assert model.word_weights(table, "loaded_language") == fast.word_weights(table, "loaded_language")


def test_scores_say_who_answered(table: pd.DataFrame) -> None:
    encoder = Counting()
    p = load_model("fast").predict_proba(table, "editorializing")[:, 1]
    band = (min(encoder.thresholds["editorializing"], np.sort(p)[2]), 1.01)
    scores = score_sentences(table, CascadeModel(load_model("fast"), encoder, {"editorializing": band}), evidence=False)
    assert list(scores.columns[-2:]) == list(ANSWERED_BY)
    assert set(scores["editorializing_by"].dropna()) == {"fast", "counting"}
    assert (scores["editorializing_by"].notna() == scores["editorializing"].notna()).all()
    assert not set(ANSWERED_BY) & set(score_sentences(scores, load_model("fast"), evidence=False).columns)


@pytest.mark.parametrize("band", [(0.5, 0.4), (0.9, 0.95), (-0.1, 0.5), (0.1, 0.2)])
def test_a_band_that_does_not_hold_the_threshold_is_refused(band: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="must hold the threshold"):
        CascadeModel(load_model("fast"), Counting(), {"editorializing": band})
    with pytest.raises(InputError, match="two models that answer it"):
        CascadeModel(load_model("fast"), Counting(), {"frames": band})


def test_the_narrowest_band_of_a_loss() -> None:
    rng = np.random.default_rng(5)
    p = rng.uniform(size=4000)
    positive = rng.uniform(size=4000) < p
    sizes = []
    for loss in (0.0, 0.01, 0.05, 0.3):
        low, high = choose_band(p, positive, 0.4, loss)
        inside = (p >= low) & (p < high)
        assert low <= 0.4 <= high
        assert (((p >= 0.4) != positive) & ~inside).mean() <= loss
        sizes.append(inside.sum())
        # No other split of the loss needs fewer.
        for share in np.linspace(0, 1, 21):
            under = np.sort(p[positive & (p < 0.4)])
            over = np.sort(p[~positive & (p >= 0.4)])[::-1]
            a = min(int(share * loss * len(p)), len(under))
            b = min(int(loss * len(p)) - a, len(over))
            one = (p >= (under[a] if a < len(under) else 0.4)) & (p <= (over[b] if b < len(over) else 0.4))
            assert inside.sum() <= one.sum() + 1
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] == 0
    with pytest.raises(InputError, match="loss is 1"):
        choose_band(p, positive, 0.4, 1.0)


def test_models_that_agree_need_no_band() -> None:
    p = np.array([0.1, 0.3, 0.6, 0.9])
    assert choose_band(p, p >= 0.5, 0.5, 0.0) == (0.5, 0.5)


def test_the_shipped_cascade() -> None:
    model = load_model("cascade")
    assert isinstance(model, CascadeModel) and isinstance(model, Model)
    assert set(model.bands) == {"editorializing", "loaded_language"}
    assert model.fast.name == "fast" and model.encoder.name == "default"
