"""Who settles voices: rules, the model that scores, or another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from framing.errors import InputError, UnknownNameError
from framing.models import MODELS, load_model
from framing.models.voice_readers import readers, voice_reader


def test_rules_need_no_model() -> None:
    assert voice_reader("rules", "linear") is None


@pytest.mark.parametrize("voice", ["model", "default", MODELS["default"], load_model("default")])
def test_the_model_that_scores_or_another_one_is_taken(voice: Any) -> None:
    scorer = load_model("default" if voice == "model" else "linear")
    reader = voice_reader(voice, scorer)
    assert reader is not None and reader.name == "default" and callable(reader.attributor())


def test_a_model_without_the_head_is_refused_and_others_are_named() -> None:
    for voice, scorer in (("model", "linear"), ("fast", "default"), (load_model("cascade"), "default")):
        with pytest.raises(InputError, match=r"needs a model with an attribution head, and .* or take .*'default'"):
            voice_reader(voice, scorer)
    assert "default" in readers() and "linear" not in readers()


def test_what_names_no_model_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"way to settle voices 'rule'.*Did you mean 'rules'"):
        voice_reader("rule", "default")
    with pytest.raises(InputError, match="voice is of type int; give one of rules, model, default"):
        voice_reader(3, "default")  # type: ignore[arg-type]


def test_a_folder_is_a_model_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"model.json cannot be read \(No such file .*\); a model folder needs it.$"):
        voice_reader(tmp_path, "default")
