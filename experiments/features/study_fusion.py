"""Late fusion: an encoder alone against the encoder beside features, cross-fitted on rows that neither has seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from study_settings import Encoder, Fusion, Study, columns_of, difference, labelled, measure

from framing.evaluation import folds
from framing.evaluation.crossfit import read_crossfit
from framing.evaluation.splits import text_key
from framing.models import load_model
from framing.models.boosted import features_of
from framing.models.calibration import best_threshold, cross_fit, expit
from framing.models.fusion import LateFusion
from framing.models.tasks import get_task

COLUMNS = ["encoder", "corpus", "task", "split", "judged", "model", "metric", "value", "low", "high", "n", "clusters"]


def encoder_logits(encoder: Encoder, rows: pd.DataFrame, runs: Path) -> np.ndarray:
    """Return an encoder's logit of each row, computed now or read from the table of the fold models."""
    if encoder.crossfit is not None:
        table = read_crossfit(runs / encoder.crossfit)
        table = table[(table["task"] == encoder.task) & (table["corpus"] == encoder.corpus)].set_index("row_id")
        return table.loc[rows["row_id"], "logits"].to_numpy(float)
    model = load_model(runs / str(encoder.model))
    return np.asarray(model.logits(rows["text"].tolist(), (encoder.task,))[encoder.task], dtype=float).ravel()


def fuse(X: np.ndarray, rows: pd.DataFrame, fold: np.ndarray, C: float, seed: int) -> pd.DataFrame:
    """Return probability, threshold and fold of each row; weights and threshold are learned on the other folds."""
    y, article = rows["label"].to_numpy(int), rows["article"].to_numpy(object)
    texts = text_key(rows["text"])
    found = pd.DataFrame({"probability": np.zeros(len(y)), "threshold": 0.5, "fold": fold})
    for k in np.unique(fold):
        test = fold == k
        train = np.flatnonzero(~test & ~texts.isin(set(texts[test])).to_numpy())

        def inner(rest: np.ndarray, out: np.ndarray, train: np.ndarray = train) -> np.ndarray:
            return LateFusion(C).fit(X[train[rest]], y[train[rest]]).decision_function(X[train[out]])

        logits = cross_fit(y[train], article[train], inner, 5, seed)
        found.loc[test, "threshold"] = best_threshold(expit(logits), y[train])
        found.loc[test, "probability"] = LateFusion(C).fit(X[train], y[train]).predict_proba(X[test])[:, 1]
    return found


def study_fusion(study: Study, ask: Fusion, runs: Path, say: Callable[[str], None] = print) -> pd.DataFrame:
    """Return the metrics of each encoder alone, beside all features and beside each family, and what is gained."""
    tables = []
    for encoder in ask.encoders:
        rows = labelled(encoder.corpus, encoder.task)
        logits = encoder_logits(encoder, rows, runs)
        values = features_of(rows, study.families, get_task(encoder.task).view)
        measured = pd.DataFrame(values, columns=columns_of(study.families))
        fold = folds(encoder.corpus, encoder.split, rows["row_id"])
        judged = rows["outlet"].isin(encoder.outlets).to_numpy() if encoder.outlets else np.ones(len(rows), dtype=bool)
        asked: dict[str, tuple[str, ...]] = {"encoder": (), "encoder and all families": study.families}
        asked |= {f"encoder and {name}": (name,) for name in study.families}
        alone: pd.DataFrame | None = None
        for name, families in asked.items():
            X = np.column_stack([logits, measured[columns_of(families)].to_numpy(float)])
            found = fuse(X, rows, fold, ask.C, study.seed)
            table = measure(rows[judged], found[judged], study)
            alone = table if alone is None else alone
            parts = [table] if name == "encoder" else [table, difference(table, alone, "gained")]
            made = pd.concat(parts, ignore_index=True).assign(model=name, encoder=encoder.name)
            made = made.assign(corpus=encoder.corpus, task=encoder.task, split=encoder.split)
            tables.append(made.assign(judged=", ".join(encoder.outlets) or "all rows"))
            say(f"{encoder.name}: {name}: {made.set_index('metric')['value'].round(4).to_dict()}")
    return pd.concat(tables, ignore_index=True)[COLUMNS]
