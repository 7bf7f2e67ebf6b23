from __future__ import annotations

import numpy as np
import pytest
import torch
from transformers import (
    AutoModel,
    BertConfig,
    BertModel,
    DistilBertConfig,
    DistilBertModel,
    MPNetConfig,
    MPNetModel,
    RobertaConfig,
    RobertaModel,
)

from framing.models import packed_encoder as module
from framing.models.packed_encoder import PackedEncoder, packed_encoder
from framing.models.packing import pack, plan

SIZES = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 128,
    "vocab_size": 90,
}


@pytest.fixture(params=["bert", "roberta", "mpnet"])
def encoder(request):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        if request.param == "bert":
            return BertModel(BertConfig(**SIZES, max_position_embeddings=128)).eval()
        if request.param == "mpnet":
            made = MPNetModel(MPNetConfig(**SIZES, max_position_embeddings=130, pad_token_id=1)).eval()
            torch.nn.init.normal_(made.encoder.relative_attention_bias.weight)  # so that distances count
            return made
        # RoBERTa's places begin behind the filler's number.
        return RobertaModel(RobertaConfig(**SIZES, max_position_embeddings=130, pad_token_id=1)).eval()


def texts(count=40):
    rng = np.random.default_rng(0)
    return [rng.integers(5, 90, n).astype(np.int32) for n in rng.integers(3, 128, count)]


def packed_states(layers, given):
    found = {}
    for rows in plan([len(ids) for ids in given], 512):
        packed = pack(given, rows, 0)
        states = layers(*(torch.from_numpy(part) for part in packed[:3]))[torch.from_numpy(packed.order)]
        chosen = [at for row in rows for at in row]
        found |= dict(zip(chosen, torch.split(states, [len(given[at]) for at in chosen]), strict=True))
    return found


def alone(encoder, ids):
    return encoder(input_ids=torch.from_numpy(ids.astype(np.int64))[None]).last_hidden_state[0]


@torch.inference_mode()
def test_packed_texts_get_what_each_gets_alone(encoder):
    layers = packed_encoder(encoder)
    given = texts()
    for at, states in packed_states(layers, given).items():
        torch.testing.assert_close(states, alone(encoder, given[at]), atol=1e-5, rtol=1e-4)


@torch.inference_mode()
def test_bfloat16_gives_the_same_but_for_rounding(encoder):
    given = texts()
    wanted = {at: alone(encoder, ids) for at, ids in enumerate(given)}
    layers = packed_encoder(encoder.to(torch.bfloat16))
    assert layers is not None
    for at, states in packed_states(layers, given).items():
        assert (states.float() - wanted[at]).abs().mean() < 0.02 * wanted[at].abs().mean()


def test_the_layout_of_onednn_is_given_up_where_it_fails(encoder, monkeypatch):
    def gelu(self, x):
        if self.prepacked:
            raise NotImplementedError
        return torch.nn.functional.gelu(self(x))

    monkeypatch.setattr(module.Linear, "gelu", gelu)
    layers = packed_encoder(encoder.to(torch.bfloat16))
    assert layers is not None and not layers.layers[0].up.prepacked


def test_layers_that_answer_otherwise_are_not_used(encoder, monkeypatch):
    call = PackedEncoder.__call__
    monkeypatch.setattr(PackedEncoder, "__call__", lambda self, *given: call(self, *given) * 1.1)
    assert packed_encoder(encoder) is None


def test_other_encoders_have_no_packed_layers():
    small = DistilBertConfig(dim=64, n_layers=1, n_heads=2, hidden_dim=128, vocab_size=90)
    assert packed_encoder(DistilBertModel(small)) is None
    assert packed_encoder(BertModel(BertConfig(**SIZES, hidden_act="relu"))) is None
    assert packed_encoder(AutoModel.from_config(BertConfig(**SIZES, is_decoder=True))) is None
