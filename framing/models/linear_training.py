"""Training of the linear model: shared n-grams, one logistic regression a task, calibration by cross-fitting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from framing.errors import InputError
from framing.features import extract
from framing.features.base import as_table
from framing.models.calibration import best_threshold, cross_fit, fit_calibration, macro_f1
from framing.models.linear import LinearModel, design, feature_names
from framing.models.linear_settings import Head, LinearSettings, Rows
from framing.models.ngrams import Ngrams
from framing.models.scaling import BoundedScaler
from framing.models.tasks import get_task
from framing.models.views import view_texts


class _Examples(NamedTuple):
    """The training rows of one task: input, labels, weights, corpus and group (article) of each row."""

    X: sparse.csr_matrix
    y: np.ndarray
    weight: np.ndarray
    corpus: np.ndarray
    group: np.ndarray


class _Line(NamedTuple):
    """A logistic regression as numbers: the logit is ``X @ coef + intercept``."""

    coef: np.ndarray
    intercept: float

    def __call__(self, X: sparse.csr_matrix) -> np.ndarray:
        return np.asarray(X @ self.coef) + self.intercept


def fit_linear(
    settings: LinearSettings,
    tables: Mapping[str, pd.DataFrame],
    seed: int,
    report: Callable[[str], None] = lambda message: None,
) -> LinearModel:
    """Return a linear model trained on the rows of ``tables``.

    ``tables`` holds for each corpus of ``settings.parts()`` a table with ``text``, ``part``, the label columns and
    ``article``; to hold rows out, leave them out of the tables. Columns of the sentences table that say who speaks are
    used where they are there and made where they are missing. ``report`` gets a line for each stage. The same
    settings, tables and seed give the same model. Raises InputError where a table, a column or a label is missing.
    """
    read = {corpus: _table(corpus, parts, tables) for corpus, parts in settings.parts().items()}
    ngrams, scaler = _fit_input(settings, read)
    report(f"{len(ngrams.idf_)} n-grams, {len(feature_names(settings.families))} features")
    examples = {task: _examples(task, head, read, ngrams, scaler, settings) for task, head in settings.tasks.items()}
    trainer = _Trainer(settings, examples, seed)
    model = LinearModel(ngrams, scaler, tuple(settings.families), {}, {}, {}, {"training": {}})
    for task, head in settings.tasks.items():
        model.heads[task] = _as_classifier(trainer.fit(task))
        held_out = trainer.held_out(task)
        own = examples[task].corpus == head.calibrate_on
        y = examples[task].y[own]
        calibration = fit_calibration(held_out, y, settings.calibration)
        probabilities = calibration(held_out)
        model.calibrations[task] = {get_task(task).view: calibration}
        model.thresholds[task] = best_threshold(probabilities, y)
        model.card["training"][task] = _described(head, examples[task])
        reached = macro_f1(y, probabilities >= model.thresholds[task])
        report(f"{task}: {len(examples[task].y)} rows, cross-fitted macro-F1 on {head.calibrate_on} {reached:.3f}")
    return model


def _table(corpus: str, parts: tuple[str, ...], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    if corpus not in tables:
        raise InputError(f"Training needs the corpus {corpus!r}; given: {', '.join(tables) or 'none'}.")
    table = tables[corpus]
    missing = {"text", "part", "article"} - set(table.columns)
    if missing:
        raise InputError(f"The table of {corpus} lacks {', '.join(sorted(missing))}.")
    table = table[table["part"].isin(parts)].reset_index(drop=True)
    if table.empty:
        raise InputError(f"The table of {corpus} has no rows of {', '.join(parts)}.")
    return as_table(table, voice=True)


def _fit_input(settings: LinearSettings, read: Mapping[str, pd.DataFrame]) -> tuple[Ngrams, BoundedScaler]:
    """Fit n-grams and scaling on every text once, as the first task that uses its corpus sees it."""
    views: dict[str, str] = {}
    for task, head in settings.tasks.items():
        for rows in head.rows:
            views.setdefault(rows.corpus, get_task(task).view)
    shown = {corpus: read[corpus].assign(text=view_texts(read[corpus], view)) for corpus, view in views.items()}
    ngrams = Ngrams(settings.words, settings.characters, settings.min_words, settings.min_characters)
    ngrams.fit(text for table in shown.values() for text in table["text"])
    scaler = BoundedScaler(settings.bound, settings.feature_weight)
    if settings.families:
        scaler.fit(np.vstack([extract(table, settings.families).to_numpy() for table in shown.values()]))
    return ngrams, scaler


def _examples(
    task: str,
    head: Head,
    read: Mapping[str, pd.DataFrame],
    ngrams: Ngrams,
    scaler: BoundedScaler,
    settings: LinearSettings,
) -> _Examples:
    parts = []
    for rows in head.rows:
        table = _labelled(rows, read[rows.corpus])
        X = design(table, get_task(task).view, ngrams, scaler, tuple(settings.families))
        n = len(table)
        labels = table[rows.label].astype(int).to_numpy()
        groups = table["article"].astype(str).to_numpy(dtype=object)
        parts.append(_Examples(X, labels, np.full(n, rows.weight), np.full(n, rows.corpus, dtype=object), groups))
    X, *columns = zip(*parts, strict=True)
    return _Examples(sparse.vstack(X, format="csr"), *map(np.concatenate, columns))


def _labelled(rows: Rows, table: pd.DataFrame) -> pd.DataFrame:
    if rows.label not in table:
        raise InputError(f"The table of {rows.corpus} has no label column {rows.label!r}.")
    kept = table["part"].isin(rows.parts) & table[rows.label].notna()
    if rows.voices:
        kept &= table["voice"].isin(rows.voices)
    chosen = table[kept]
    if set(chosen[rows.label].astype(float)) - {0.0, 1.0}:
        raise InputError(f"The labels {rows.label!r} of {rows.corpus} must be 0 or 1.")
    return chosen


class _Trainer:
    """Fits the heads, whole or without the rows of some articles."""

    def __init__(self, settings: LinearSettings, examples: Mapping[str, _Examples], seed: int) -> None:
        self.settings = settings
        self.examples = examples
        self.seed = seed
        self._whole: dict[str, _Line] = {}

    def fit(self, task: str, without: frozenset[str] = frozenset()) -> _Line:
        """Fit a task on all rows but those of the articles ``without``; what it starts from leaves them out too."""
        kept = ~np.isin(self.examples[task].group, list(without)) if without else np.True_
        start = self.settings.tasks[task].start_from
        if not np.all(kept) or (start is not None and self._touches(start, without)):
            return self._fit(task, np.flatnonzero(kept), without)
        if task not in self._whole:
            self._whole[task] = self._fit(task, np.arange(len(self.examples[task].y)), frozenset())
        return self._whole[task]

    def held_out(self, task: str) -> np.ndarray:
        """Return cross-fitted logits of the rows that a task is calibrated on; none of their articles is trained on."""
        X, y, _, corpus, group = self.examples[task]
        own = np.flatnonzero(corpus == self.settings.tasks[task].calibrate_on)

        def fit_and_apply(train: np.ndarray, held_out: np.ndarray) -> np.ndarray:
            return self.fit(task, without=frozenset(group[own[held_out]]))(X[own[held_out]])

        return cross_fit(y[own], group[own], fit_and_apply, self.settings.folds, self.seed)

    def _touches(self, task: str, without: frozenset[str]) -> bool:
        start = self.settings.tasks[task].start_from
        here = bool(without) and bool(np.isin(self.examples[task].group, list(without)).any())
        return here or (start is not None and self._touches(start, without))

    def _fit(self, task: str, rows: np.ndarray, without: frozenset[str]) -> _Line:
        from sklearn.linear_model import LogisticRegression

        head, examples = self.settings.tasks[task], self.examples[task]
        X, y = examples.X[rows], examples.y[rows]
        if len(set(y.tolist())) < 2:
            raise InputError(f"The rows of {task} all have the same label; training needs both.")
        start = _Line(np.zeros(X.shape[1]), 0.0)
        if head.start_from is not None:
            start = self.fit(head.start_from, without)
            X = sparse.hstack([X, sparse.csr_matrix(head.start_weight * start(X)[:, None])], format="csr")
        # The dual solver is the fastest one here and, given its seed, deterministic.
        fitted = LogisticRegression(C=head.C, solver="liblinear", dual=True, max_iter=2000, random_state=self.seed)
        fitted.fit(X, y, sample_weight=examples.weight[rows])
        coef, intercept = fitted.coef_[0], float(fitted.intercept_[0])
        if head.start_from is None:
            return _Line(coef, intercept)
        share = head.start_weight * coef[-1]
        return _Line(coef[:-1] + share * start.coef, intercept + share * start.intercept)


def _as_classifier(line: _Line) -> Any:
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression()
    classifier.classes_ = np.array([0, 1])
    classifier.coef_ = line.coef[None, :].astype(np.float32)
    classifier.intercept_ = np.array([line.intercept], dtype=np.float32)
    classifier.n_features_in_ = len(line.coef)
    return classifier


def _described(head: Head, examples: _Examples) -> list[dict[str, Any]]:
    """Return what the model card says of the rows of a task: corpus, parts, rows, share of positives, weight."""
    described = []
    for rows in head.rows:
        own = examples.corpus == rows.corpus
        described.append(
            {
                "corpus": rows.corpus,
                "parts": list(rows.parts),
                "label": rows.label,
                "rows": int(own.sum()),
                "positive": round(float(examples.y[own].mean()), 3),
                "weight": rows.weight,
            }
        )
    return described
