from __future__ import annotations

import numpy as np
import pytest
import torch
from encoder_fixtures import plain_settings, tables

from framing.errors import InputError, UnknownNameError
from framing.models import load_model
from framing.models.encoder import EncoderModel
from framing.models.encoder_hub import from_pretrained, save_pretrained
from framing.models.training import train_encoder
from framing.models.training_settings import make_settings

TEXTS = ["The plan is an awful disaster.", "The council voted on Tuesday."]


@pytest.fixture(scope="module")
def model(tiny_encoder):
    return train_encoder(make_settings(plain_settings(tiny_encoder)), tables())


def test_a_folder_that_automodel_reads_and_that_comes_back_whole(model, tmp_path):
    from transformers import AutoModel, AutoTokenizer

    folder = save_pretrained(model, tmp_path / "hub")
    back = from_pretrained(folder, dtype="float32")
    for task in ("editorializing", "loaded_language", "frames"):
        assert np.allclose(model.predict_proba(TEXTS, task), back.predict_proba(TEXTS, task), atol=1e-5)
    encoder, tokenizer = AutoModel.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    with torch.inference_mode():
        hidden = encoder(**tokenizer(TEXTS[0], return_tensors="pt")).last_hidden_state
    assert np.allclose(hidden.mean(1)[0].numpy(), model.vectors(TEXTS[:1])[0], atol=1e-5)
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("---\nlanguage: en")
    assert f"on top of `{model.parts.encoder}`" in (folder / "README.md").read_text(encoding="utf-8")
    assert load_model(folder).tasks == model.tasks


def test_what_is_no_model_is_told(model, tmp_path):
    (tmp_path / "bare").mkdir()
    with pytest.raises(InputError, match="encoder without heads"):
        from_pretrained(tmp_path / "bare")
    with pytest.raises(InputError, match="is missing"):
        EncoderModel.load(tmp_path / "bare")
    with pytest.raises(UnknownNameError, match="Did you mean 'default'"):
        load_model("defualt")
