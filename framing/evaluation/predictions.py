"""Predictions as a table of their own, row by row, and the metrics that follow from it.

One table for all kinds of tasks, so that whatever is measured later (other metrics, the difference of two models on the
same rows) needs no model. Tasks of tokens (attribution) have no rows to predict and are measured at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from framing.corpora.frames import FRAMES
from framing.errors import InputError, unknown_name
from framing.evaluation.labels import auc_metrics, class_metrics, several_metrics
from framing.evaluation.metrics import METRICS, classification_metrics
from framing.evaluation.multi import article_sentences, frame_flags, kind_of, labelled
from framing.models.tasks import get_task

ALL_METRICS = {
    **METRICS,
    "accuracy": "share of rows whose class is right",
    "micro_f1": "F1 of all labels of all rows together",
}
"""Every metric by name and what it means; of several labels ``auc`` is the mean, ``auc_<label>`` one's own."""

PREDICTION_COLUMNS = (
    *("corpus", "split", "fold", "task", "view", "kind", "model", "seed", "row_id", "article", "outlet"),
    *("label", "probability", "threshold", "predicted", "labels", "probabilities", "predictions"),
)
"""``label``, ``predicted``: the class's number; ``probability``: P(label = 1) of tasks of two labels. ``probabilities``
(classes), ``labels`` and ``predictions`` (flags) are lists where a task has more labels, null elsewhere."""

_KEY = ["corpus", "split", "task", "view", "model", "seed"]


def predict_rows(model: Any, task: str, rows: pd.DataFrame, view: str | None = None) -> pd.DataFrame:
    """Return what a model says of the labelled rows of a corpus: :data:`PREDICTION_COLUMNS` from ``task`` on.

    Rows without a label of the task are left out; ``labels`` hold what annotators said. Raises InputError where no row
    has a label, UnknownNameError where the model does not answer the task.
    """
    if task not in model.tasks:
        raise unknown_name(f"task of {model.name}", task, model.tasks)
    rows = labelled(rows, task)
    if rows.empty:
        raise InputError(f"No row has a label for {task!r}.")
    kind = kind_of(task, rows)
    view = view_of(task, view)
    made = rows[["row_id", "article", "outlet"]].assign(task=task, view=view, kind=kind, model=model.name)
    if kind == "binary":
        p = np.asarray(model.predict_proba(rows["text"].tolist(), task=task, view=view), dtype=np.float64)[:, 1]
        threshold = float(model.thresholds.get(task, 0.5))
        made = made.assign(label=rows[task].astype(float), probability=p, threshold=threshold)
        return made.assign(predicted=(p >= threshold).astype(float))
    if kind == "mention":
        spans = [(int(s), int(e)) for s, e in zip(rows["start"], rows["end"], strict=True)]
        p = model.predict_proba(rows["text"].tolist(), task=task, mentions=spans)
        guess = np.where(np.isfinite(p).all(axis=1), np.nan_to_num(p).argmax(axis=1), -1)
        return made.assign(label=rows[task].astype(float), predicted=guess.astype(float), probabilities=p.tolist())
    if kind == "several":
        p = model.article_proba([article_sentences(text) for text in rows["text"]], task)
        found = p >= np.asarray(model.thresholds.get(f"{task}_article", 0.5), dtype=float)
    else:
        p = model.predict_proba(rows["text"].tolist(), task=task)
        found = p >= 0.5
    flags = frame_flags(rows)
    return made.assign(labels=flags.tolist(), probabilities=p.tolist(), predictions=found.tolist())


def as_predictions(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with all of :data:`PREDICTION_COLUMNS`, in their order; what it lacks is null."""
    lists = ("labels", "probabilities", "predictions")
    for name in PREDICTION_COLUMNS:
        if name not in table:
            table = table.assign(**{name: None if name in lists else np.nan})
    return table[list(PREDICTION_COLUMNS)].reset_index(drop=True)


def measure(predictions: pd.DataFrame, resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return the metrics of every model, corpus, split and task in a table of predictions.

    Columns: ``corpus, split, task, view, model, seed, metric, value, low, high, n, clusters, draws``. Intervals are
    95 %, by bootstrap over articles with ``seed``: models that are measured on the same rows are measured on the same
    draws, so that their difference draw by draw is the paired one.
    """
    tables = []
    for key, rows in predictions.groupby(_KEY, sort=False, dropna=False):
        table = _measure(rows, resamples, seed)
        about: dict[str, Any] = dict(zip(_KEY, key, strict=True))
        tables.append(table.assign(**about))
    if not tables:
        return pd.DataFrame(columns=[*_KEY, "metric", "value", "low", "high", "n", "clusters", "draws"])
    return pd.concat(tables, ignore_index=True)


def _measure(rows: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    # In the order of their ids, so that draws of articles mean the same ones whatever the order of the table.
    rows = rows.sort_values("row_id", kind="stable")
    kind, articles = rows["kind"].iloc[0], rows["article"].to_numpy(dtype=object)
    if kind == "binary":
        return classification_metrics(
            rows["label"].to_numpy(dtype=float),
            rows["probability"].to_numpy(dtype=float),
            articles,
            threshold=rows["threshold"].to_numpy(dtype=float),
            strata=rows["fold"].to_numpy(),
            resamples=resamples,
            seed=seed,
            keep_draws=True,
        )
    if kind in ("mention", "classes"):
        labels = rows["label"].to_numpy(dtype=int)
        guess = rows["predicted"].to_numpy(dtype=int)
        several = rows["probabilities"].iloc[0]
        classes = len(several) if isinstance(several, list | np.ndarray) else int(max(labels.max(), guess.max())) + 1
        return class_metrics(labels, guess, classes, articles, resamples, seed)
    labels = np.stack([np.asarray(flags, dtype=bool) for flags in rows["labels"]])
    if kind == "several":
        found = np.stack([np.asarray(flags, dtype=bool) for flags in rows["predictions"]])
        return several_metrics(labels, found, articles, resamples, seed)
    p = np.stack([np.asarray(values, dtype=float) for values in rows["probabilities"]])
    return auc_metrics(labels, p, tuple(FRAMES), articles, resamples, seed)


def view_of(task: str, view: str | None) -> str:
    """Return the view that a task is asked in: the one given, else its own."""
    return view or get_task(task).view
