from __future__ import annotations

import json
import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch
from encoder_fixtures import plain_settings, tables

from framing.errors import InputError
from framing.models import load_model
from framing.models.calibration import Calibration
from framing.models.encoder import EncoderModel
from framing.models.encoder_apart import with_apart
from framing.models.encoder_hub import from_pretrained, save_pretrained
from framing.models.training_run import prepare
from framing.models.training_settings import make_settings

TEXTS = ["The plan is an awful disaster.", "The council voted on Tuesday."]
SPANS = [(4, 8), (4, 11)]


def alone(model):
    """The model's answer to stance as an encoder of its own, whose head says the opposite."""
    tensors = {name: tensor for name, tensor in model.parts.tensors.items() if ".stance." in name}
    turned = {name: -tensor if ".out." in name else tensor for name, tensor in tensors.items()}
    heads, labels = ({"stance": of["stance"]} for of in (model.parts.heads, model.parts.labels))
    return replace(model.parts, heads=heads, labels=labels, tensors=turned, card={"name": "alone"})


@pytest.fixture
def composed(tiny_model):
    """The tiny model, whose stance an encoder of its own answers."""
    return EncoderModel(with_apart(tiny_model.parts, "stance", alone(tiny_model)), dtype="float32")


def test_the_other_encoder_answers_its_task_and_no_other(tiny_model, composed):
    assert set(composed.tasks) == set(tiny_model.tasks)
    own = composed.logits(TEXTS, ("stance",), mentions=SPANS)["stance"]
    assert np.allclose(own, -tiny_model.logits(TEXTS, ("stance",), mentions=SPANS)["stance"], atol=1e-5)
    assert np.abs(own).max() > 0.01
    both = [model.predict_proba(TEXTS, "editorializing") for model in (tiny_model, composed)]
    assert np.array_equal(*both)
    assert composed.classes_("stance") == ("negative", "neutral", "positive")
    with pytest.raises(InputError, match="stance alone"):
        composed.predict_proba(TEXTS, "stance")


def test_evidence_comes_from_the_encoder_that_answers(tiny_model, composed):
    found, wanted, other = (
        [weight for words in model.word_weights(TEXTS, "stance", mentions=SPANS) for _, _, weight in words]
        for model in (composed, EncoderModel(alone(tiny_model), dtype="float32"), tiny_model)
    )
    assert np.allclose(found, wanted) and not np.allclose(found, other)


def test_its_calibration_becomes_the_wholes(tiny_model):
    calibrated = {"stance": {"all": (Calibration("sigmoid", (0.5,), (0.0,)),)}}
    parts = with_apart(tiny_model.parts, "stance", replace(alone(tiny_model), calibrations=calibrated))
    model = EncoderModel(parts, dtype="float32")
    z = model.logits(TEXTS, ("stance",), mentions=SPANS)["stance"] * 0.5
    wanted = torch.softmax(torch.from_numpy(z), dim=1).numpy()
    assert np.allclose(model.predict_proba(TEXTS, "stance", mentions=SPANS), wanted)


def test_who_says_what_may_have_an_encoder_of_its_own(tiny_model):
    parts = tiny_model.parts
    own = replace(
        parts,
        heads={"attribution": parts.heads["attribution"]},
        labels={"attribution": parts.labels["attribution"]},
        tensors={name: t for name, t in parts.tensors.items() if name.startswith("heads.attribution.")},
    )
    model = EncoderModel(with_apart(parts, "attribution", own), dtype="float32")
    assert "attribution" not in model.parts.heads and "attribution" in model.tasks
    text = "The mayor said the plan is an awful disaster."
    for mine, its in zip(model.attributor().roles(text, []), tiny_model.attributor().roles(text, []), strict=True):
        assert np.allclose(mine, its, atol=1e-5)


def test_what_cannot_stand_apart_is_refused(tiny_model):
    with pytest.raises(InputError, match="does not answer 'attribution'"):
        with_apart(tiny_model.parts, "attribution", alone(tiny_model))
    with pytest.raises(InputError, match="'frames' is asked of sentences"):
        with_apart(tiny_model.parts, "frames", tiny_model.parts)


def test_it_is_stored_inside_and_read_back(composed, tmp_path):
    composed.save(tmp_path / "model")
    again = EncoderModel.load(tmp_path / "model", dtype="float32")
    assert again.tasks == composed.tasks
    wanted = composed.predict_proba(TEXTS, "stance", mentions=SPANS)
    assert np.array_equal(again.predict_proba(TEXTS, "stance", mentions=SPANS), wanted)
    assert load_model(tmp_path / "model" / "stance").tasks == ("stance",)
    assert "lies in the folder of its name: stance." in (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    (tmp_path / "model" / "stance" / "model.safetensors").unlink()
    with pytest.raises(InputError, match="broken"):
        load_model(tmp_path / "model")


def test_a_smaller_model_keeps_it(composed):
    small = composed.compressed(rank=2)
    assert small.tasks == composed.tasks
    for parts in (small.parts, small.parts.apart["stance"]):
        assert any(name.endswith(".up") for name in parts.delta)
        assert all(tensor.dtype == torch.float16 for tensor in [*parts.delta.values(), *parts.tensors.values()])


def test_a_folder_that_other_tools_read_holds_it_too(composed, tmp_path):
    back = from_pretrained(save_pretrained(composed, tmp_path / "hub"), dtype="float32")
    assert back.tasks == composed.tasks
    wanted = composed.predict_proba(TEXTS, "stance", mentions=SPANS)
    assert np.allclose(back.predict_proba(TEXTS, "stance", mentions=SPANS), wanted, atol=1e-5)


def test_the_card_says_what_it_learned_from_too(tiny_model):
    own = replace(alone(tiny_model), card={"trained_on": ["newsmtsc:train"]})
    parts = with_apart(tiny_model.parts, "stance", own)
    assert set(parts.card["trained_on"]) == {*tiny_model.card["trained_on"], "newsmtsc:train"}


@pytest.mark.parametrize("apart", [["."], ["../stance"], ["attribution"], [7], [None]])
def test_a_description_that_names_another_folder_is_refused(composed, tmp_path, apart):
    folder = composed.save(tmp_path / "model")
    composed.save(folder / "attribution")  # a model, but none that answers this task alone
    plain = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**plain, "apart": apart}), encoding="utf-8")
    with pytest.raises(InputError, match="is broken"):
        load_model(folder)


@pytest.mark.parametrize(("task", "view"), [("frames", "article"), ("stance", "all"), ("loaded_language", "all")])
def test_calibrations_that_do_not_fit_are_refused(composed, tmp_path, task, view):
    folder = composed.save(tmp_path / "model")
    plain = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    plain["calibrations"][task] = {view: [Calibration().to_plain()] * 2}
    (folder / "model.json").write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(InputError, match=f"is broken .*{task} is calibrated by"):
        load_model(folder)


def test_a_description_of_other_kinds_is_refused(composed, tmp_path):
    folder = composed.save(tmp_path / "model")
    plain = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**plain, "heads": ["stance"]}), encoding="utf-8")
    with pytest.raises(InputError, match="is broken"):
        load_model(folder)


def test_training_that_starts_from_it_says_which_heads_begin_anew(composed, tiny_encoder, tmp_path):
    folder = composed.save(tmp_path / "model")

    def begun(start, tasks, **changes):
        settings = plain_settings(tiny_encoder, start=str(start), **changes)
        tables_of = {task: table for task, table in tables().items() if task in tasks}
        return prepare(make_settings({**settings, "tasks": {t: settings["tasks"][t] for t in tasks}}), tables_of, 1)

    with pytest.warns(UserWarning, match=r"begin anew here: stance \(.*start from the folder stance inside\)\.$"):
        begun(folder, ("stance", "frames"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = begun(folder / "stance", ("stance",))
    name = "heads.stance.out.weight"
    assert torch.equal(run.weights[name], composed.parts.apart["stance"].tensors[name])
    with pytest.warns(UserWarning, match=r"begin anew here: frames \(of another shape there: width 8, here 6\)\.$"):
        run = begun(folder, ("frames",), width=6)
    name = "heads.frames.out.bias"
    assert not torch.equal(run.weights[name], composed.parts.tensors[name])
