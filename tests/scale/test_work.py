from __future__ import annotations

import copy

from framing.models import load_model
from framing.models.encoder import EncoderModel
from framing.scale.work import weights_of


def test_a_folder_is_not_gone_on_with_by_a_backend_that_rounds_otherwise() -> None:
    model = load_model("default")
    assert isinstance(model, EncoderModel)
    same, other = copy.copy(model), copy.copy(model)
    other.backend = "onnx"
    assert weights_of(model, model) == weights_of(same, same) != weights_of(other, other)
    assert weights_of(model, "default") != weights_of(model, "linear")
