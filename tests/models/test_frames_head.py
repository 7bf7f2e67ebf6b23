from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from encoder_fixtures import plain_settings, tables

from framing.corpora.frames import FRAMES
from framing.errors import InputError
from framing.models.calibration import Calibration
from framing.models.encoder import EncoderModel
from framing.models.frames_head import HeadSettings, _told, fit_frames_head
from framing.models.training import train_encoder
from framing.models.training_settings import make_settings

MONEY, CARE = "the new tax will hurt business", "the health plan will help families"
ARTICLES = [[MONEY, "the council voted on tuesday"], [CARE, "the council voted on tuesday"]] * 8


@pytest.fixture(scope="module")
def model(tiny_encoder):
    return train_encoder(make_settings(plain_settings(tiny_encoder)), tables())


def labels() -> np.ndarray:
    wanted = np.zeros((len(ARTICLES), len(FRAMES)))
    wanted[0::2, 0] = 1
    wanted[1::2, 1] = 1
    return wanted


def test_the_head_learns_from_articles_which_sentence_carries_the_frame(model):
    nothing = np.zeros((0, len(FRAMES)))
    settings = HeadSettings(epochs=150, articles=4, lr=0.02, dropout=0.0, weight_decay=0.0)
    before = torch.get_rng_state()
    parts = fit_frames_head(model, ARTICLES, labels(), [], nothing, settings, seed=1)
    assert torch.equal(before, torch.get_rng_state())
    fitted = EncoderModel(parts, dtype="float32")
    articles = fitted.article_proba([ARTICLES[0], ARTICLES[1]])
    assert articles[0, 0] > 0.8 > 0.2 > articles[1, 0]
    sentences = fitted.predict_proba([MONEY, CARE, "the council voted on tuesday"], "frames")
    assert sentences[0, 0] > sentences[2, 0] and sentences[1, 1] > sentences[2, 1]
    # The encoder and the other heads are the same.
    stances = [one.predict_proba([MONEY], "stance", mentions=[(0, 7)]) for one in (fitted, model)]
    assert np.allclose(*stances)


def test_hints_teach_sentences_that_no_article_has(model):
    hints = np.zeros((2, len(FRAMES)))
    hints[0, 5], hints[1, 6] = 1, 1
    settings = HeadSettings(epochs=200, articles=4, lr=0.02, dropout=0.0, weight_decay=0.0, sentences=16)
    parts = fit_frames_head(model, ARTICLES, labels(), [MONEY, CARE], hints, settings)
    p = EncoderModel(parts, dtype="float32").predict_proba([MONEY, CARE], "frames")
    assert p[0, 5] > 0.5 > p[1, 5] and p[1, 6] > 0.5 > p[0, 6]


def test_shapes_that_do_not_fit_are_refused(model):
    with pytest.raises(InputError, match="each needs 14 columns"):
        fit_frames_head(model, ARTICLES, labels()[:3], [], np.zeros((0, 14)))
    with pytest.raises(InputError, match="each needs 14 columns"):
        fit_frames_head(model, ARTICLES, labels(), ["one"], np.zeros((0, 14)))


def test_a_model_without_a_head_of_frames_gets_one(model):
    parts = model.parts
    bare = replace(
        parts,
        heads={task: shape for task, shape in parts.heads.items() if task != "frames"},
        labels={task: labels for task, labels in parts.labels.items() if task != "frames"},
        tensors={name: tensor for name, tensor in parts.tensors.items() if ".frames." not in name},
    )
    known = EncoderModel(bare, dtype="float32")
    assert "frames" not in known.tasks
    given = fit_frames_head(known, ARTICLES, labels(), [], np.zeros((0, len(FRAMES))), HeadSettings(epochs=1))
    fitted = EncoderModel(given, dtype="float32")
    assert "frames" in fitted.tasks and fitted.classes_("frames") == model.classes_("frames")
    assert fitted.article_proba([ARTICLES[0]]).shape == (1, len(FRAMES))


def test_a_new_head_is_not_calibrated_as_the_one_before(model):
    steep, cuts = (Calibration("sigmoid", (9.0,), (3.0,)),) * len(FRAMES), [0.9] * len(FRAMES)
    known = replace(
        model.parts,
        calibrations={"frames": {"all": steep, "article": steep}, "loaded_language": {"all": steep[:1]}},
        thresholds={"frames": cuts, "frames_article": cuts, "loaded_language": 0.6},
        card={**model.card, "calibration": {"frames": {"article": {}}, "loaded_language": {"share": 0.3}}},
    )
    hints = np.zeros((0, len(FRAMES)))
    fitted = fit_frames_head(
        EncoderModel(known, dtype="float32"), ARTICLES, labels(), [], hints, HeadSettings(epochs=1)
    )
    assert list(fitted.calibrations) == ["loaded_language"] and fitted.thresholds == {"loaded_language": 0.6}
    assert fitted.card["calibration"] == {"loaded_language": {"share": 0.3}} and known.card["calibration"]["frames"]
    new = EncoderModel(fitted, dtype="float32")
    logits = new.article_logits(ARTICLES[:2])
    assert np.allclose(new.article_proba(ARTICLES[:2]), 1 / (1 + np.exp(-logits)))


def test_the_card_names_what_the_head_learned_from_once(model):
    learned = [{"stage": "own", "task": "stance", "corpus": "newsmtsc", "parts": ["train"], "rows": 3, "repeat": 1}]
    bare = replace(model.parts, card={"name": "tiny", "training": learned})
    told = _told(bare, 16, seed=0)
    assert told.card["trained_on"] == ["newsmtsc:train", "semeval_frames:train"]
    assert told.card["training"][1]["rows"] == 16 and bare.card["training"] == learned
    assert _told(told, 16, seed=0) is told
