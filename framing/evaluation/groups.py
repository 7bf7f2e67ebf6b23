"""Metrics for each outlet, topic or other group: where a model is better, and where worse."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from framing.corpora import get_corpus
from framing.errors import InputError, unknown_name
from framing.evaluation.metrics import METRICS, classification_metrics
from framing.evaluation.results import first_task, predict
from framing.models.tasks import get_task

GROUP_COLUMNS = ("by", "group", "model", "metric", "value", "low", "high", "n", "positives", "clusters")


def evaluate_groups(
    model: Any,
    corpus: str,
    split: str,
    by: str = "outlet",
    task: str | None = None,
    view: str | None = None,
    *,
    baselines: Sequence[str] = (),
    metrics: Collection[str] = tuple(METRICS),
    seed: int = 0,
    resamples: int = 1000,
) -> pd.DataFrame:
    """Return the metrics of a model for each value of a column of the corpus, as :func:`metrics_by_group` does.

    ``model``, ``split``, ``task`` and ``view`` are those of :func:`framing.evaluate`. Raises InputError for a task of
    more than two labels, UnknownNameError for another column, and as :func:`framing.evaluate` does.
    """
    task = task or first_task(get_corpus(corpus))
    if get_task(task).kind != "binary":
        raise InputError(f"Groups are measured for tasks of two labels, not for {task!r}.")
    rows = get_corpus(corpus).table()
    if by not in rows:
        raise unknown_name(f"column of {corpus}", by, map(str, rows.columns))
    predictions = predict(model, corpus, split, task, view, seed, baselines)
    groups = rows.drop_duplicates("row_id").set_index("row_id")[by]
    told = predictions.assign(**{by: predictions["row_id"].map(groups)})
    return metrics_by_group(told, by, metrics=metrics, seed=seed, resamples=resamples)


def metrics_by_group(
    predictions: pd.DataFrame,
    by: str,
    *,
    metrics: Collection[str] = tuple(METRICS),
    seed: int = 0,
    resamples: int = 1000,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the metrics of each model in each group of rows, groups with many rows first, then ``all``.

    ``predictions`` are those of :func:`framing.evaluation.predict` with a column ``by``; rows without a group count for
    ``all`` only. Columns: :data:`GROUP_COLUMNS`; ``positives`` counts rows with label 1. Intervals are those of
    :func:`framing.evaluation.classification_metrics`, over the articles of the group; that some groups do worse by
    chance alone is to be expected where there are many. Raises InputError where a column is missing, UnknownNameError
    for another metric.
    """
    needed = ("model", "label", "probability", by)
    if missing := [name for name in needed if name not in predictions]:
        raise InputError(f"The predictions have no column {missing[0]!r}; they need {', '.join(needed)}.")
    if unknown := [name for name in metrics if name not in METRICS]:
        raise unknown_name("metric", unknown[0], METRICS)
    names = predictions[by].value_counts().index
    parts = [(str(name), predictions[predictions[by] == name]) for name in names]
    tables = []
    for name, part in [*parts, ("all", predictions)]:
        for model, rows in part.groupby("model", sort=False):
            table = classification_metrics(
                rows["label"].to_numpy(),
                rows["probability"].to_numpy(),
                rows["article"].to_numpy() if "article" in rows else None,
                rows["threshold"].to_numpy() if "threshold" in rows else 0.5,
                rows["fold"].to_numpy() if "fold" in rows else None,
                resamples=resamples,
                seed=seed,
                level=level,
            )
            table = table[table["metric"].isin(list(metrics))]
            tables.append(table.assign(by=by, group=name, model=model, positives=int(rows["label"].sum())))
    return pd.concat(tables, ignore_index=True)[list(GROUP_COLUMNS)]
