from __future__ import annotations

import pytest

from framing.config import make_config, variants
from framing.errors import ConfigError

PLAIN = {
    "name": "x",
    "seed": 0,
    "train": {
        "linear": {
            "tasks": {"editorializing": {"calibrate_on": "sample", "rows": [{"corpus": "sample", "parts": ["all"]}]}}
        }
    },
}


def test_without_a_sweep_there_is_one_variant() -> None:
    assert [variant.name for variant in variants(make_config(PLAIN))] == [""]


def test_every_combination_is_a_variant_with_its_values() -> None:
    sweep = {"train.linear.folds": [2, 3], "train.linear.tasks.editorializing.C": [0.5, 1.0]}
    made = variants(make_config({**PLAIN, "sweep": sweep}))
    assert [variant.name for variant in made] == ["folds=2 C=0.5", "folds=2 C=1.0", "folds=3 C=0.5", "folds=3 C=1.0"]
    assert made[2].config.section("train.linear.folds") == 3
    assert made[2].config.section("train.linear.tasks.editorializing.C") == 0.5
    assert all(not variant.config.sweep for variant in made)


def test_a_sweep_does_not_score() -> None:
    with pytest.raises(ConfigError, match="leave 'score'"):
        make_config({**PLAIN, "score": {}, "sweep": {"train.linear.folds": [2]}})
