from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from framing.errors import UnknownNameError
from framing.models.encoder import EncoderModel
from framing.models.runners import PackedRunner, PaddedRunner, make_runner

SENTENCES = ["The mayor said that the plan is good.", "Critics call it a disaster.", "We must act now: " * 9, "Tax."]


def states_of(runner, texts):
    found = {}
    with torch.inference_mode():
        for chosen, states in runner.states(texts):
            found |= dict(zip(chosen, torch.split(states, [len(texts[at]) for at in chosen]), strict=True))
    return [found[at] for at in range(len(texts))]


def test_packed_and_padded_give_the_same(tiny_model):
    texts = [np.array(ids, dtype=np.int32) for ids in tiny_model.tokenizer(SENTENCES)["input_ids"]]
    assert isinstance(tiny_model.runner, PackedRunner)
    padded = PaddedRunner(tiny_model.network, 0)
    for one, other in zip(states_of(tiny_model.runner, texts), states_of(padded, texts), strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_an_encoder_of_another_kind_is_padded(tiny_model, monkeypatch):
    wanted = tiny_model.predict_proba(SENTENCES, "frames")
    monkeypatch.setattr("framing.models.runners.packed_encoder", lambda encoder: None)
    other = EncoderModel(tiny_model.parts, dtype="float32")
    assert isinstance(other.runner, PaddedRunner)
    np.testing.assert_allclose(other.predict_proba(SENTENCES, "frames"), wanted, atol=1e-5)


def test_probabilities_do_not_depend_on_windows(tiny_model, monkeypatch):
    many = [f"{text} {n}" for n in range(20) for text in SENTENCES]
    wanted = tiny_model.predict_proba(many, "editorializing")
    monkeypatch.setattr("framing.models.encoder_pass.WINDOW", 7)
    np.testing.assert_allclose(tiny_model.predict_proba(many, "editorializing"), wanted, atol=1e-5)
    again = tiny_model.predict_proba(many, "editorializing")
    np.testing.assert_array_equal(tiny_model.predict_proba(many, "editorializing"), again)


def test_a_copy_computes_with_its_own_weights(tiny_model):
    before = tiny_model.predict_proba(SENTENCES, "loaded_language")
    other = copy.deepcopy(tiny_model)
    for parameter in other.network.encoder.parameters():
        parameter.data.mul_(0.5)
    assert not np.allclose(other.predict_proba(SENTENCES, "loaded_language"), before, atol=1e-3)
    np.testing.assert_array_equal(tiny_model.predict_proba(SENTENCES, "loaded_language"), before)


def test_unknown_backend(tiny_model):
    with pytest.raises(UnknownNameError, match="backend"):
        EncoderModel(tiny_model.parts, backend="tensorflow")
    assert isinstance(make_runner(tiny_model.network, tiny_model.tokenizer), PackedRunner)


@pytest.mark.parametrize("padded", [False, True])
def test_workers_change_no_number(tiny_model, padded):
    many = [f"{text} {n}" for n in range(200) for text in SENTENCES]
    texts = [np.array(ids, dtype=np.int32) for ids in tiny_model.tokenizer(many)["input_ids"]]
    runner = PaddedRunner(tiny_model.network, 0) if padded else tiny_model.runner
    alone, beside = list(runner.states(texts)), list(runner.states(texts, 3))
    assert len(alone) > 3
    for (chosen, states), (others, same) in zip(alone, beside, strict=True):
        assert chosen == others
        assert torch.equal(states, same)
