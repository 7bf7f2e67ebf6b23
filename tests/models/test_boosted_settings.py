from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from framing.config import load_config
from framing.errors import ConfigError, UnknownNameError
from framing.features import FEATURES
from framing.models.boosted_settings import FeatureSettings

ROOT = Path(__file__).parents[2]
HEAD = {"rows": [{"corpus": "babe", "parts": ["train"]}], "calibrate_on": "babe"}
Refused = (ConfigError, UnknownNameError, ValidationError)


def made(**changes: object) -> FeatureSettings:
    return FeatureSettings.model_validate({"tasks": {"loaded_language": HEAD}, **changes})


def test_they_say_what_is_learned_from_and_have_every_family_by_default() -> None:
    assert made().parts() == {"loaded_language": ["babe:train"]}
    assert made().families == tuple(FEATURES)
    assert FeatureSettings.model_validate_json(made(learner="boosted").model_dump_json()) == made(learner="boosted")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"families": ()}, "at least one family"),
        ({"families": ("stile",)}, "style"),
        ({"calibration": "sigmoidal"}, "known: sigmoid, isotonic"),
        ({"learner": "forest"}, "boosted"),
        ({"tasks": {"frames": HEAD}}, "frames"),
        ({"tasks": {"loaded_language": {**HEAD, "calibrate_on": "checkthat"}}}, "not among its rows"),
        ({"tasks": {"loaded_language": {**HEAD, "start_from": "editorializing"}}}, "linear model only"),
        ({"tree": 5}, "tree"),
    ],
)
def test_what_makes_no_model_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        made(**changes)


@pytest.mark.parametrize("learner", ["features", "boosted"])
def test_the_configs_that_ship_differ_in_the_learner_only(learner: str) -> None:
    config = load_config(ROOT / "configs" / "benchmarks" / f"{learner}.yaml")
    assert config.train is not None and config.train.features is not None
    assert FeatureSettings.model_validate(config.train.features).learner == learner
    assert [one.split for one in config.evaluate] == ["article", "outlet"]
