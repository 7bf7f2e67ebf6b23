"""Models on features alone beside n-grams and features, by ``framing.evaluate``: metrics, calibration, baselines."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from study_settings import Models, Study

from framing.evaluation import BASELINES, Recipe, evaluate
from framing.evaluation.splits import MANIFESTS
from framing.models import FeatureRecipe, FeatureSettings, LinearRecipe, LinearSettings


def recipes(study: Study, ask: Models, corpus: str, task: str) -> list[Recipe]:
    """Return features alone by logistic regression and by boosted trees, and n-grams with features, on one corpus."""
    head = {"rows": [{"corpus": corpus, "parts": MANIFESTS[corpus].parts}], "calibrate_on": corpus}
    made: list[Recipe] = []
    for learner in ("features", "boosted"):
        tasks = {task: {**head, "C": study.C}}
        given = {"tasks": tasks, "learner": learner, "families": study.families}
        made.append(FeatureRecipe(FeatureSettings.model_validate(given)))
    linear = {"tasks": {task: {**head, "C": ask.linear_strength}}, "families": ask.linear_families}
    return [*made, LinearRecipe(LinearSettings.model_validate(linear))]


def study_models(study: Study, ask: Models, say: Callable[[str], None] = print) -> pd.DataFrame:
    """Return what ``framing.evaluate`` says of every recipe on every split."""
    tables = []
    for one in ask.corpora:
        for split in one.splits:
            for recipe in recipes(study, ask, one.corpus, one.task):
                # The baselines know nothing of the recipe: once is enough.
                beside = BASELINES if recipe.name == "features" else ()
                table = evaluate(
                    recipe, one.corpus, split, one.task, seed=study.seed, resamples=study.resamples,
                    baselines=tuple(beside),
                )  # fmt: skip
                tables.append(table)
                value = table[table["model"] == recipe.name].set_index("metric")["value"]
                say(f"{one.corpus} {split}: {recipe.name}: {value.round(4).to_dict()}")
    return pd.concat(tables, ignore_index=True)
