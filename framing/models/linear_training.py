"""Training of the linear model: shared n-grams, one logistic regression a task, calibration by cross-fitting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from framing.articles.loose import as_table
from framing.corpora import get_corpus
from framing.errors import InputError
from framing.features import extract
from framing.models.calibration import best_threshold, fit_calibration, macro_f1
from framing.models.linear import LinearModel, feature_names
from framing.models.linear_heads import Examples, Line, Trainer
from framing.models.linear_settings import Head, LinearSettings
from framing.models.ngrams import Ngrams
from framing.models.scaling import BoundedScaler
from framing.models.tasks import get_task
from framing.models.views import view_texts

Report = Callable[[str], None]


@dataclass(frozen=True)
class LinearRecipe:
    """How the linear model is trained, so that it can be trained anew on other rows."""

    settings: LinearSettings
    name: str = "linear"

    @property
    def parts(self) -> Mapping[str, list[str]]:
        """The ``corpus:part`` that each task is learned from."""
        return self.settings.parts()

    def fit(self, tables: Mapping[str, pd.DataFrame], seed: int) -> LinearModel:
        """Train on a table for each task, see :func:`fit_linear`."""
        return fit_linear(self.settings, tables, seed)


def train_linear(settings: LinearSettings, seed: int, report: Report = lambda line: None) -> LinearModel:
    """Read the corpora of the settings and return a linear model trained on them; raises as the corpora do."""
    return fit_linear(settings, task_tables(settings.tasks), seed, report)


def task_tables(heads: Mapping[str, Head]) -> dict[str, pd.DataFrame]:
    """Return the labelled rows of the corpora that each task learns from; raises as the corpora do."""
    tables: dict[str, pd.DataFrame] = {}
    for task, head in heads.items():
        read = []
        for rows in head.rows:
            for part in rows.parts:
                table = get_corpus(rows.corpus).table(part)
                if task not in table:
                    raise InputError(f"Corpus {rows.corpus!r} has no labels of {task!r}.")
                table = table[table[task].notna()]
                read.append(table.assign(corpus=rows.corpus, label=table[task].astype("int64")))
        tables[task] = pd.concat(read, ignore_index=True)
    return tables


def fit_linear(
    settings: LinearSettings, tables: Mapping[str, pd.DataFrame], seed: int, report: Report = lambda line: None
) -> LinearModel:
    """Return a linear model trained on a table of rows for each task.

    A table has ``text``, ``label`` (0 or 1), ``corpus``, ``part`` and ``article``; of its rows those are used that the
    settings name. Rows that are to be held out are left out of the tables. The columns of the sentences table that say
    who speaks are used where they are there and made where they are not. ``report`` gets a line for each stage. The
    same settings, tables and seed give the same model. Raises InputError for tables that training cannot use.
    """
    rows = {task: training_rows(task, head, tables) for task, head in settings.tasks.items()}
    for task, table in rows.items():
        table["text"] = view_texts(table, get_task(task).view)
    # A sentence that several tasks learn from counts once, as the first of them sees it.
    first = _first_uses(rows)
    ngrams = Ngrams(
        settings.words, settings.characters, settings.min_words, settings.min_characters, settings.mask_names
    )
    ngrams.fit(text for task, table in rows.items() for text in table["text"][first[task]])
    raw = {task: extract(table, settings.families).to_numpy(float) for task, table in rows.items()}
    scaler = BoundedScaler(settings.bound, settings.feature_weight)
    scaler.fit(np.vstack([raw[task][first[task]] for task in rows]))
    report(f"{len(ngrams.idf_)} n-grams, {len(feature_names(settings.families))} features")
    examples = {task: _examples(table, raw[task], ngrams, scaler) for task, table in rows.items()}
    trainer = Trainer(settings, examples, seed)
    model = LinearModel(ngrams, scaler, tuple(settings.families), {}, {}, {}, _card(settings, rows, seed))
    for task, head in settings.tasks.items():
        model.heads[task] = as_classifier(trainer.fit(task))
        held_out, labels = trainer.held_out(task)
        calibration = fit_calibration(held_out, labels, settings.calibration)
        model.calibrations[task] = {get_task(task).view: calibration}
        model.thresholds[task] = best_threshold(calibration(held_out), labels)
        reached = macro_f1(labels, calibration(held_out) >= model.thresholds[task])
        report(f"{task}: {len(rows[task])} rows, macro-F1 {reached:.3f} on held-out rows of {head.calibrate_on}")
    return model


def as_classifier(line: Line) -> Any:
    """Return a fitted ``LogisticRegression`` with the coefficients of a line, in 32 bits."""
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression()
    classifier.classes_ = np.array([0, 1])
    classifier.coef_ = line.coef[None, :].astype(np.float32)
    classifier.intercept_ = np.array([line.intercept], dtype=np.float32)
    classifier.n_features_in_ = len(line.coef)
    return classifier


def training_rows(task: str, head: Head, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows that a head learns from, with the columns that say who speaks, ``weight``, and ``row``, their
    place in the task's table; raises InputError where training cannot use it."""
    if task not in tables:
        raise InputError(f"Training needs a table for {task!r}; given: {', '.join(tables) or 'none'}.")
    missing = {"text", "label", "corpus", "part", "article"} - set(tables[task].columns)
    if missing:
        raise InputError(f"The table of {task!r} lacks {', '.join(sorted(missing))}.")
    table = as_table(tables[task].reset_index(drop=True), voice=True)
    weight = np.zeros(len(table))
    for rows in head.rows:
        chosen = (table["corpus"] == rows.corpus) & table["part"].isin(rows.parts)
        if rows.voices:
            chosen &= table["voice"].isin(rows.voices)
        weight[chosen.to_numpy()] = rows.weight
    table = table.assign(weight=weight, row=np.arange(len(table)))[weight > 0].reset_index(drop=True)
    if set(table["label"].astype(float)) != {0.0, 1.0}:
        raise InputError(f"The rows of {task!r} must have labels 0 and 1, both; found {sorted(set(table['label']))}.")
    if not (table["corpus"] == head.calibrate_on).any():
        raise InputError(f"No row of {head.calibrate_on!r} is left to calibrate {task!r} on.")
    return table


def _first_uses(rows: Mapping[str, pd.DataFrame]) -> dict[str, np.ndarray]:
    """Return for each task which of its rows no earlier task has."""
    seen: set[tuple[str, str]] = set()
    first = {}
    for task, table in rows.items():
        keys = list(zip(table["corpus"], table.get("row_id", table["text"]), strict=True))
        first[task] = np.array([key not in seen for key in keys], dtype=bool)
        seen.update(keys)
    return first


def _examples(table: pd.DataFrame, raw: np.ndarray, ngrams: Ngrams, scaler: BoundedScaler) -> Examples:
    blocks = [ngrams.transform(table["text"]), sparse.csr_matrix(scaler.transform(raw))]
    return Examples(
        sparse.hstack(blocks, format="csr", dtype=np.float32),
        table["label"].astype(int).to_numpy(),
        table["weight"].to_numpy(float),
        table["corpus"].to_numpy(dtype=object),
        table["article"].astype(str).to_numpy(dtype=object),
    )


def _card(settings: LinearSettings, tables: Mapping[str, pd.DataFrame], seed: int) -> dict[str, Any]:
    training = []
    for task, head in settings.tasks.items():
        table = tables[task]
        for rows in head.rows:
            chosen = (table["corpus"] == rows.corpus) & table["part"].isin(rows.parts)
            if rows.voices:
                chosen &= table["voice"].isin(rows.voices)
            labels = table["label"][chosen].astype(int)
            training.append(
                {
                    "task": task,
                    "corpus": rows.corpus,
                    "parts": list(rows.parts),
                    "rows": len(labels),
                    "positive": round(float(labels.mean()), 3) if len(labels) else None,
                    "weight": rows.weight,
                }
            )
    return {
        "trained_on": sorted({part for parts in settings.parts().values() for part in parts}),
        "training": training,
        "seed": seed,
        "settings": settings.model_dump(mode="json"),
    }
