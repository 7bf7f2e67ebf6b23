from __future__ import annotations

import sys

import numpy as np
import pytest

from framing.errors import InputError
from framing.models import backends, load_model
from framing.models.encoder import EncoderModel

SENTENCES = ["The mayor said that the plan is good.", "Critics call it a disaster.", "We must act now: " * 9, "Tax."]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path))
    return tmp_path / "exports"


@pytest.mark.parametrize(("backend", "package"), [("onnx", "onnxruntime"), ("openvino", "openvino")])
def test_a_backend_gives_what_torch_gives(tiny_model, cache, backend, package):
    pytest.importorskip(package)
    pytest.importorskip("onnxscript")
    model = EncoderModel(tiny_model.parts, backend=backend)
    wanted = tiny_model.predict_many(SENTENCES, ("editorializing", "frames"))
    for task, found in model.predict_many(SENTENCES, ("editorializing", "frames")).items():
        np.testing.assert_allclose(found, wanted[task], atol=0.01)
    files = list(cache.iterdir())
    assert len(files) == 1 and files[0].suffix == ".onnx"
    written = files[0].stat().st_mtime_ns
    EncoderModel(tiny_model.parts, backend=backend).predict_proba(SENTENCES, "frames")
    assert files[0].stat().st_mtime_ns == written  # exported once


def test_other_weights_are_another_export(tiny_model):
    before = backends.encoder_digest(tiny_model.network.encoder)
    other = EncoderModel(tiny_model.parts, dtype="float32")
    assert backends.encoder_digest(other.network.encoder) == before
    next(other.network.encoder.parameters()).data[0, 0] += 1
    assert backends.encoder_digest(other.network.encoder) != before


def test_a_cache_that_cannot_be_written_to_is_told(tiny_model, tmp_path, monkeypatch):
    pytest.importorskip("onnxruntime")
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("FRAMING_CACHE", str(tmp_path / "file"))
    with pytest.raises(InputError, match=r"Cannot write to .*file is a file"):
        EncoderModel(tiny_model.parts, backend="onnx").predict_proba(SENTENCES, "frames")


def test_an_encoder_in_training_is_not_exported(tiny_model, tmp_path):
    model = EncoderModel(tiny_model.parts, dtype="float32")
    model.network.train()
    with pytest.raises(InputError, match=r"\.eval\(\)"):
        backends.export(model.network.encoder, tmp_path / "encoder.onnx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("backend", "package"), [("onnx", "onnxruntime"), ("openvino", "openvino")])
def test_a_missing_package_names_its_extra(tiny_model, cache, monkeypatch, backend, package):
    monkeypatch.setitem(sys.modules, package, None)
    model = EncoderModel(tiny_model.parts, backend=backend)
    with pytest.raises(InputError, match=rf"pip install 'framing\[{backend}\]'"):
        model.predict_proba(SENTENCES, "frames")


def test_the_encoder_of_a_cascade_has_the_backend():
    model = load_model("cascade", backend="onnx")
    assert model.encoder.backend == "onnx" and model.fast is load_model("fast")


def test_backends_are_for_encoders():
    with pytest.raises(InputError, match="no encoder"):
        load_model("linear", backend="onnx")
