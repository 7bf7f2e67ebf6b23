from __future__ import annotations

import copy
import sys

import numpy as np
import pytest
import torch
from encoder_fixtures import make_encoder, plain_settings, tables

from framing.errors import InputError
from framing.models.batching import encode, pad
from framing.models.encoder_gradients import METHODS, Batch, by_gradient
from framing.models.training import train_encoder
from framing.models.training_settings import make_settings

TEXTS = ["The plan is an awful disaster.", "Council voted.", "She said it will hurt families and help business now."]


def batch_of(model, texts):
    encoded = encode(model.tokenizer, texts, 64)
    marks = [np.ones(len(one.ids), dtype=bool) for one in encoded]
    inside = [one.offsets[:, 1] > one.offsets[:, 0] for one in encoded]
    ids, *rest = (torch.from_numpy(pad(rows, 0)) for rows in ([e.ids for e in encoded], marks, marks, marks, inside))
    return Batch(ids, *rest)


@pytest.fixture(scope="module")
def tiny_mpnet(tmp_path_factory):
    """A tiny model on an encoder that computes its attention itself."""
    folder = make_encoder(tmp_path_factory.mktemp("mpnet"), kind="MPNet")
    return train_encoder(make_settings(plain_settings(folder)), tables())


@pytest.fixture(params=["tiny_model", "tiny_mpnet"])
def unbiased(request):
    """The tiny models without biases, whose logit is shared out among the tokens without rest."""
    model = copy.deepcopy(request.getfixturevalue(request.param))
    for name, parameter in model.network.named_parameters():
        if name.endswith("bias"):
            parameter.data.zero_()
    return model


def test_without_biases_the_tokens_add_up_to_the_logit(unbiased):
    weights = by_gradient(unbiased)("loaded_language", batch_of(unbiased, TEXTS), 1)
    logits = unbiased.logits(TEXTS, ("loaded_language",))["loaded_language"][:, 0]
    assert np.abs(logits).min() > 0.05
    np.testing.assert_allclose(weights.sum(axis=1), logits, atol=1e-4)
    assert (weights[1, 5:] == 0).all()  # padding


def test_integrated_weights_add_up_to_the_way_from_masked_words(tiny_model):
    batch = batch_of(tiny_model, TEXTS)
    weights = METHODS["integrated"](tiny_model)("loaded_language", batch, 1)
    filler = tiny_model.tokenizer.pad_token_id
    with torch.no_grad():
        states = [
            tiny_model.network.encode(torch.where(batch.inside.bool() & masked, filler, batch.ids), batch.mask)
            for masked in (False, True)
        ]
        full, empty = (
            tiny_model.network.heads["loaded_language"](
                (state * batch.mask[..., None]).sum(1) / batch.mask.sum(1, keepdim=True)
            )[:, 0].numpy()
            for state in states
        )
    assert np.abs(full - empty).min() > 1e-3
    np.testing.assert_allclose(weights.sum(axis=1), full - empty, atol=1e-3)
    assert (weights[:, 0] == 0).all()  # the mark of the beginning is the same on the whole way


@pytest.mark.parametrize("method", METHODS)
def test_the_model_is_left_as_it_was(tiny_model, method):
    before = tiny_model.predict_proba(TEXTS, "loaded_language")
    attention = tiny_model.network.encoder.config._attn_implementation
    with torch.inference_mode():
        inside = METHODS[method](tiny_model)("frames", batch_of(tiny_model, TEXTS), None)
    np.testing.assert_allclose(inside, METHODS[method](tiny_model)("frames", batch_of(tiny_model, TEXTS), None))
    np.testing.assert_array_equal(tiny_model.predict_proba(TEXTS, "loaded_language"), before)
    assert tiny_model.network.encoder.config._attn_implementation == attention
    hooks = [hook for module in tiny_model.network.modules() for hook in module._forward_hooks.values()]
    assert {hook.__module__.partition(".")[0] for hook in hooks} <= {"transformers"}  # it keeps idle ones of its own
    assert not any(p.requires_grad or p.grad is not None for p in tiny_model.network.parameters())
    assert not tiny_model.network.training


def test_half_precision_gives_nearly_the_same(tiny_model):
    half = copy.deepcopy(tiny_model)
    half.network.encoder.to(torch.bfloat16)
    half.dtype = torch.bfloat16
    for method, attribute in METHODS.items():
        exact = attribute(tiny_model)("loaded_language", batch_of(tiny_model, TEXTS), 1)
        near = attribute(half)("loaded_language", batch_of(half, TEXTS), 1)
        assert np.abs(near - exact).max() < 0.1 * np.abs(exact).max(), method
    assert half.network.encoder.embeddings.word_embeddings.weight.dtype == torch.bfloat16


def test_without_captum_the_message_says_what_to_do(tiny_model, monkeypatch):
    monkeypatch.setitem(sys.modules, "captum", None)
    monkeypatch.setitem(sys.modules, "captum.attr", None)
    with pytest.raises(InputError, match=r"pip install 'framing\[explain\]'"):
        METHODS["integrated"](tiny_model)
