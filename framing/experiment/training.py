"""The steps that train: a model of the whole training data, and models of folds that did not see theirs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing.evaluation.recipes import training_tables
from framing.experiment.parts import held_out, part_rows
from framing.models import LinearSettings, Model, linear_recipe, load_model, recipe_of, save_model, train_linear

Folders = Mapping[str, Path]


def train(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Train the model that ``given["train"]`` describes on all of its data; writes ``model/``."""
    kind, settings = _settings(given)
    if kind == "linear":
        save_model(
            train_linear(LinearSettings.model_validate(settings), given["seed"]), out / "model", (), given["name"]
        )
    elif kind == "features":
        from framing.models import FeatureSettings, save_features, train_features

        trained = train_features(FeatureSettings.model_validate(settings), given["seed"])
        save_features(trained, out / "model", (), given["name"])
    else:
        _train_encoder(settings, given, out, ())


def fold_model(given: Mapping[str, Any], out: Path) -> tuple[Model, pd.DataFrame]:
    """Return a model that has not seen a fold, and the rows of the fold.

    It is trained as the config says, or as the card of a stored model says that it was, or it is one of the models
    that were trained so before (``given["model"]`` with ``{}`` for the fold).
    """
    rows = part_rows(given)
    own = rows[rows["fold"] == given["fold"]]
    if given["train"] is None:
        name = str(given["model"])
        if "{}" in name:
            return load_model(name.format(given["fold"])), own
        recipe: Any = recipe_of(name)
    else:
        kind, settings = _settings(given)
        if kind == "encoder":
            return _fold_encoder(settings, given, out), own
        recipe = _recipe(kind, settings, given["name"])
    return recipe.fit(training_tables(recipe, own, given["split"]), given["seed"]), own


def _settings(given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return how the model is trained: its kind, and its settings as plain data."""
    return next((kind, settings) for kind, settings in given["train"].items() if settings is not None)


def _recipe(kind: str, settings: dict[str, Any], name: str) -> Any:
    if kind == "linear":
        return linear_recipe(LinearSettings.model_validate(settings), name)
    from framing.models import FeatureRecipe, FeatureSettings

    return FeatureRecipe(FeatureSettings.model_validate(settings), name)


def _train_encoder(settings: dict[str, Any], given: Mapping[str, Any], out: Path, held: tuple[Any, ...]) -> Model:
    """Train an encoder in ``out``, from the last checkpoint where there is one; the checkpoint goes when it is done."""
    from framing.models.training import train_encoder
    from framing.models.training_data import make_judge, read_tables
    from framing.models.training_settings import Settings

    whole = Settings.model_validate({**settings, "name": given["name"], "seed": given["seed"]})
    whole = whole.model_copy(update={"hold_out": (*whole.hold_out, *held)})
    tables, held_out = read_tables(whole)
    model = train_encoder(whole, tables, out=out, judge=make_judge(whole, held_out))
    for name in ("checkpoint", "checkpoint.old", "checkpoint.new"):
        shutil.rmtree(out / name, ignore_errors=True)
    return model


def _fold_encoder(settings: dict[str, Any], given: Mapping[str, Any], out: Path) -> Model:
    """Train an encoder without a fold of a corpus and what is like it; in folds of outlets without these anywhere."""
    from framing.models.training_settings import HoldOut

    rows = part_rows(given)
    away = held_out(rows, given["fold"], given["split"])
    rows[["row_id"]].assign(held_out=away.astype(int)).to_csv(out / "folds.csv", index=False)
    held = HoldOut(corpus=given["corpus"], manifest=out / "folds.csv", column="held_out", value=1, judge=False)
    if "outlet" in given["split"]:
        settings = _without(settings, sorted(set(rows.loc[rows["fold"] == given["fold"], "outlet"].dropna())))
    return _train_encoder(settings, given, out, (held,))


def _without(settings: dict[str, Any], outlets: list[str]) -> dict[str, Any]:
    """Return the settings with these outlets left out of every corpus that has them."""
    from framing.corpora import get_corpus

    tasks = {}
    for name, task in settings["tasks"].items():
        data = []
        for one in task["data"]:
            known = set(get_corpus(one["corpus"]).table(one["part"])["outlet"].dropna())
            gone = [outlet for outlet in outlets if outlet in known]
            data.append({**one, "without_outlets": [*one["without_outlets"], *gone]})
        tasks[name] = {**task, "data": data}
    return {**settings, "tasks": tasks}
