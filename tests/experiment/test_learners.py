from __future__ import annotations

from pathlib import Path

import pytest
from run_fixtures import encoder, evaluation, linear, write_config

from framing.config import load_config
from framing.errors import ConfigError
from framing.experiment.learners import learners, tasks_of, trained_parts, why_not
from framing.experiment.parts import choose_part


def test_each_variant_and_seed_is_a_learner(tmp_path: Path) -> None:
    sweep = {"train.linear.folds": [2, 3]}
    config = load_config(write_config(tmp_path, train=linear(), sweep=sweep, seeds=[1, 2], beside=["linear"]))
    found = learners(config)
    assert [one.key for one in found] == [
        *(("x folds=2", 1), ("x folds=2", 2), ("x folds=3", 1), ("x folds=3", 2), ("linear", 3)),
    ]
    assert len({one.tag for one in found}) == len(found)
    assert tasks_of(found[0]) == ["editorializing"]


def test_a_sweep_without_training_is_over_models(tmp_path: Path) -> None:
    config = load_config(write_config(tmp_path, sweep={"model": ["fast", "linear"]}, beside=["default"]))
    assert [one.name for one in learners(config)] == ["fast", "linear", "default"]
    with pytest.raises(ConfigError, match=r"vary 'model' alone, not 'compare\.margin'"):
        load_config(write_config(tmp_path, sweep={"compare.margin": [0.1, 0.2]}))


def test_what_is_learned_from_is_known_of_every_kind(tmp_path: Path, small_encoder: Path) -> None:
    for train in (linear(), encoder(small_encoder)):
        config = load_config(write_config(tmp_path, train=train))
        assert config.train is not None
        assert trained_parts(config.train.model_dump(mode="json")) == ["sample:all"]
    shipped = learners(load_config(write_config(tmp_path, model="linear")))[0]
    assert "babe:train" in shipped.parts()


def test_who_cannot_be_asked_says_why(own: Path, tmp_path: Path) -> None:
    config = load_config(write_config(tmp_path, model="linear", beside=["default"], evaluate=[evaluation()]))
    linear_model, default = learners(config)
    part = choose_part(config.evaluate[0])
    assert why_not(linear_model, part, "editorializing", config) == ""
    assert "does not answer 'stance'" in why_not(linear_model, part, "stance", config)
    folded = load_config(write_config(tmp_path, evaluate=[{"corpus": "babe", "split": "article"}]))
    part = choose_part(folded.evaluate[0])
    assert "cannot be trained anew for each fold" in why_not(default, part, "loaded_language", folded)
    folded = load_config(
        write_config(tmp_path, fold_models="none{}/model", evaluate=[{"corpus": "babe", "split": "article"}])
    )
    assert "no model trained without a fold at none0/model" in why_not(default, part, "loaded_language", folded)
