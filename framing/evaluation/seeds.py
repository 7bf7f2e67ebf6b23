"""Several models of one recipe, such as seeds: each one's metrics, then their mean with its interval and spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from framing.errors import InputError
from framing.evaluation.baselines import BASELINES
from framing.evaluation.bootstrap import metric_interval
from framing.evaluation.names import distinct_names
from framing.evaluation.results import RESULT_COLUMNS, evaluate_drawn, model_or_recipe

SEED_COLUMNS = (*RESULT_COLUMNS, "sd")
_KEY = ["corpus", "split", "task", "view", "metric", "n", "clusters", "seed"]


def evaluate_seeds(
    models: Sequence[Any],
    corpus: str,
    split: str | None = None,
    task: str | None = None,
    view: str | None = None,
    seed: int = 0,
    resamples: int = 1000,
    names: Sequence[str] | None = None,
    baselines: Sequence[str] = tuple(BASELINES),
) -> pd.DataFrame:
    """Return :func:`framing.evaluate` of several models, then the rows ``mean of <k>``.

    The mean's interval is that of the mean metric in each resample of articles, in which all models are judged on the
    same articles; ``sd`` is the standard deviation between the models (n - 1), which the interval does not hold.
    ``names`` replace the models' own, which are numbered where they are the same. Columns: :data:`SEED_COLUMNS`.
    Raises InputError where no model is given, or names that do not match.
    """
    if not models or (names is not None and len(names) != len(models)):
        raise InputError(f"Got {len(models)} models and {len(names or ())} names; give one name each, or none.")
    models = [model_or_recipe(model) for model in models]
    called = distinct_names([str(model.name) for model in models] if names is None else list(names))
    tables, rest = [], []
    for number, (model, name) in enumerate(zip(models, called, strict=True)):
        drawn = evaluate_drawn(model, corpus, split, task, view, seed, resamples, () if number else baselines)
        own = drawn["model"] == model.name
        tables.append(drawn[own].assign(model=name))
        rest.append(drawn[~own])
    means = [_mean(pd.concat(tables, ignore_index=True), len(models))] if len(models) > 1 else []
    result: pd.DataFrame = pd.concat([*tables, *means, *(one for one in rest if len(one))], ignore_index=True)
    if "sd" not in result:
        result["sd"] = np.nan
    return result[list(SEED_COLUMNS)]


def _mean(table: pd.DataFrame, count: int) -> pd.DataFrame:
    rows = []
    for key, group in table.groupby(_KEY, sort=False):
        values = group["value"]
        draws = np.mean(np.stack(group["draws"].tolist()), axis=0)
        metric, clusters = str(group["metric"].iloc[0]), int(group["clusters"].iloc[0])
        low, high = metric_interval(metric, float(values.mean()), draws, clusters)
        rows.append((*key, f"mean of {count}", values.mean(), low, high, values.std(ddof=1)))
    return pd.DataFrame(rows, columns=[*_KEY, "model", "value", "low", "high", "sd"])
