from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from framing.errors import ConfigError, InputError, UnknownNameError
from framing.evaluation import Recipe
from framing.models import (
    FeatureModel,
    FeatureRecipe,
    FeatureSettings,
    load_model,
    recipe_of,
    save_features,
    train_features,
)
from framing.models.protocol import Model

PLAIN = ["The council met on Monday.", "The town opened a bridge.", "He left in 2019.", "Officials said it was close."]
LOADED = [
    "What a cowardly surrender!",
    "The so-called experts lied.",
    "This absurd plan is a disgrace.",
    "A corrupt mob won.",
]
HEAD = {"rows": [{"corpus": "babe", "parts": ["train"]}], "calibrate_on": "babe", "C": 0.01}
TASK = "loaded_language"


def table(n: int = 80) -> pd.DataFrame:
    rows = [
        {
            "text": f"{(LOADED if i % 2 else PLAIN)[i // 2 % 4]} {i}", "label": i % 2 if i % 9 else 1 - i % 2,
            "corpus": "babe", "part": "train", "article": str(i // 4),
        }
        for i in range(n)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def settings(learner: str = "features", **changes: object) -> FeatureSettings:
    given = {"tasks": {TASK: HEAD}, "learner": learner, "families": ("lexicon", "style", "valence"), "trees": 20}
    return FeatureSettings.model_validate({**given, **changes})


@pytest.fixture(scope="module", params=["features", "boosted"])
def model(request: pytest.FixtureRequest) -> FeatureModel:
    return FeatureRecipe(settings(request.param)).fit({TASK: table()}, seed=3)


def test_it_is_a_model_and_tells_loaded_from_plain(model: FeatureModel) -> None:
    assert isinstance(model, Model) and isinstance(FeatureRecipe(settings()), Recipe)
    found = model.predict_proba(["This shameful, absurd surrender!", "The town met on Monday."], TASK)
    assert found.shape == (2, 2) and found[0, 1] > found[1, 1]
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert model.classes_(TASK) == ("neutral", "loaded") and model.tasks == (TASK,)
    assert set(model.predict(PLAIN, TASK)) <= {"neutral", "loaded"}
    assert model.predict_proba([], TASK).shape == (0, 2)
    assert model.name == model.learner and model.card["trained_on"] == ["babe:train"]


def test_the_same_seed_gives_the_same_model(model: FeatureModel) -> None:
    again = FeatureRecipe(settings(model.learner)).fit({TASK: table()}, seed=3)
    np.testing.assert_array_equal(again.logits(PLAIN + LOADED, TASK), model.logits(PLAIN + LOADED, TASK))


def test_a_saved_model_scores_the_same(model: FeatureModel, tmp_path: Path) -> None:
    loaded = load_model(save_features(model, tmp_path / "m"))
    np.testing.assert_array_equal(loaded.predict_proba(LOADED, TASK), model.predict_proba(LOADED, TASK))
    assert loaded.thresholds == model.thresholds and loaded.families == model.families
    assert recipe_of(tmp_path / "m").parts == {TASK: ["babe:train"]}


def test_a_changed_folder_is_refused(model: FeatureModel, tmp_path: Path) -> None:
    folder = save_features(model, tmp_path / "m")
    description = json.loads((folder / "model.json").read_text("utf-8"))
    (folder / "model.json").write_text(json.dumps({**description, "features": "other"}), encoding="utf-8")
    with pytest.raises(InputError, match="other features"):
        load_model(folder)
    (folder / "model.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "weights.skops").write_bytes(b"cut short")
    with pytest.raises(InputError, match="sha256"):
        load_model(folder)


def test_errors_say_what_to_do(model: FeatureModel) -> None:
    with pytest.raises(InputError, match=r"use framing\.explain"):
        model.evidence(PLAIN, TASK)
    with pytest.raises(UnknownNameError, match="task of this model 'editorializing'"):
        model.predict_proba(PLAIN, "editorializing")
    if model.learner == "boosted":
        with pytest.raises(InputError, match="do not add up"):
            model.contributions(PLAIN, TASK)


def test_contributions_and_intercept_add_up_to_the_logit() -> None:
    model = FeatureRecipe(settings()).fit({TASK: table()}, seed=3)
    added = model.contributions(LOADED, TASK)
    np.testing.assert_allclose(added.sum(axis=1) + model.intercept(TASK), model.logits(LOADED, TASK), atol=1e-5)


def test_what_cannot_be_learned_is_refused() -> None:
    with pytest.raises(InputError, match="labels 0 and 1"):
        FeatureRecipe(settings()).fit({TASK: table().assign(label=1)}, seed=0)
    with pytest.raises(InputError, match="lacks article"):
        FeatureRecipe(settings()).fit({TASK: table().drop(columns="article")}, seed=0)
    with pytest.raises((ConfigError, ValidationError), match="start_from"):
        settings(tasks={TASK: {**HEAD, "start_from": "editorializing"}})
    with pytest.raises((UnknownNameError, ValidationError), match="stile"):
        settings(families=("stile",))


def test_it_is_trained_from_corpora_by_its_settings(tmp_path: Path) -> None:
    head = {"rows": [{"corpus": "sample", "parts": ["all"]}], "calibrate_on": "sample", "C": 0.01}
    given = settings(tasks={"editorializing": head}, folds=3)
    said: list[str] = []
    trained = train_features(given, seed=1, report=said.append)
    assert trained.card["trained_on"] == ["sample:all"] and "macro-F1" in said[0]
    row = {"task": "editorializing", "metric": "macro_f1", "value": 0.5}
    folder = save_features(trained, tmp_path / "m", [row], name="own")
    loaded = load_model(folder)
    assert loaded.name == "own" and loaded.card["metrics"] == [row]
    assert load_model(save_features(loaded, tmp_path / "again")).card["metrics"] == [row]
