from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from framing.errors import FramingError
from framing.models import LinearSettings

TASK = {"calibrate_on": "babe", "rows": [{"corpus": "babe", "parts": ["train"]}]}


def plain(**changes: Any) -> dict[str, Any]:
    return {"tasks": {"loaded_language": TASK}, **changes}


def test_defaults_and_parts() -> None:
    settings = LinearSettings.model_validate(plain())
    assert settings.words == (1, 2) and settings.calibration == "sigmoid"
    assert settings.parts() == {"loaded_language": ["babe:train"]}
    assert LinearSettings.model_validate(settings.model_dump(mode="json")) == settings


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"words": [2, 1]}, "smallest and the largest n"),
        ({"families": ["lexikon"]}, "Did you mean 'lexicon'"),
        ({"calibration": "spline"}, "sigmoid, isotonic"),
        ({"wordz": [1, 2]}, "wordz"),
        ({"folds": 1}, "folds"),
        ({"tasks": {}}, "tasks"),
        ({"tasks": {"loaded": TASK}}, "loaded_language"),
        ({"tasks": {"loaded_language": {**TASK, "calibrate_on": "checkthat"}}}, "not among its rows"),
        ({"tasks": {"loaded_language": {**TASK, "start_from": "editorializing"}}}, "no task listed before it"),
        ({"tasks": {"loaded_language": {**TASK, "rows": []}}}, "rows"),
    ],
)
def test_what_cannot_be_run_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises((FramingError, ValidationError), match=complaint):
        LinearSettings.model_validate(plain(**changes))
