from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from encoder_fixtures import plain_settings, tables

from framing.errors import InputError
from framing.models.encoder import EncoderModel
from framing.models.encoder_average import average, main
from framing.models.encoder_network import HeadShape
from framing.models.encoder_store import load_parts
from framing.models.training import train_encoder
from framing.models.training_settings import make_settings


@pytest.fixture(scope="module")
def two(tiny_encoder):
    settings = make_settings(plain_settings(tiny_encoder))
    return [train_encoder(settings, tables(), seed=seed).parts for seed in (1, 2)]


def test_weights_are_the_mean_and_the_model_answers(two):
    mean = average(two)
    name = next(iter(mean.tensors))
    assert torch.allclose(mean.tensors[name], (two[0].tensors[name] + two[1].tensors[name]) / 2)
    name = next(iter(mean.delta))
    assert torch.allclose(mean.delta[name], (two[0].delta[name] + two[1].delta[name]) / 2, atol=1e-7)
    p = EncoderModel(mean, dtype="float32").predict_proba(["The plan is bad."], "loaded_language")
    assert p.shape == (1, 2)


def test_what_they_started_from_counts_in_the_encoder_alone(two):
    start = replace(two[1], tensors={})
    mean = average(two[:1], start, share=0.25)
    name = next(iter(two[0].delta))
    assert torch.allclose(mean.delta[name], 0.75 * two[0].delta[name] + 0.25 * two[1].delta[name], atol=1e-7)
    name = next(iter(mean.tensors))
    assert torch.equal(mean.tensors[name], two[0].tensors[name])
    frozen = average(two[:1], replace(start, delta={}), share=0.5)
    assert all(torch.allclose(frozen.delta[n], two[0].delta[n] / 2) for n in frozen.delta)
    for wrong in ((replace(start, fingerprint="other"), 0.25), (start, 1.5)):
        with pytest.raises(InputError, match="The start is of"):
            average(two, *wrong)


def test_encoders_apart_are_averaged_likewise(two):
    whole = [replace(two[0], apart={"stance": parts}) for parts in two]
    mean, wanted = average(whole).apart["stance"], average(two)
    assert all(torch.equal(mean.delta[name], wanted.delta[name]) for name in wanted.delta)
    assert all(torch.equal(mean.tensors[name], wanted.tensors[name]) for name in wanted.tensors)
    mean = average(whole, whole[0], share=0.5).apart["stance"]
    wanted = average(two, two[0], share=0.5)
    assert all(torch.equal(mean.delta[name], wanted.delta[name]) for name in wanted.delta)


def test_heads_begin_alike_whatever_the_seed(tiny_encoder):
    settings = make_settings(plain_settings(tiny_encoder, lr=1e-9, head_lr=1e-9, weight_decay=0.0))
    one, other = (train_encoder(settings, tables(), seed=seed).parts.tensors for seed in (1, 2))
    assert all(torch.allclose(one[name], other[name], atol=1e-6) for name in one)


def test_models_that_do_not_belong_together_are_refused(two):
    other = replace(two[0], heads={"loaded_language": HeadShape("binary", 1)})
    with pytest.raises(InputError, match="have no mean"):
        average([two[0], other])
    with pytest.raises(InputError, match=r"width 8\) and of .*, width 9\) have no mean"):
        average([two[0], replace(two[0], width=9)])
    with pytest.raises(InputError, match="apart: stance"):
        average([two[0], replace(two[0], apart={"stance": two[1]})])
    with pytest.raises(InputError, match="No model"):
        average([])


def test_the_command(two, tmp_path):
    from framing.models.encoder_store import save_parts

    folders = [str(save_parts(parts, tmp_path / str(n))) for n, parts in enumerate(two)]
    main([*folders, "--out", str(tmp_path / "mean")])
    assert load_parts(tmp_path / "mean").heads == two[0].heads
