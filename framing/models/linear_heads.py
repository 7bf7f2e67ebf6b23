"""The heads of the linear model: logistic regressions, whole or without the rows of some articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy import sparse

from framing.models.calibration import cross_fit
from framing.models.linear_settings import LinearSettings

TOLERANCE = 1e-3
"""Of the solver; a tighter one moves logits by less than 0.01."""


class Examples(NamedTuple):
    """The training rows of one task: input, labels, weights, and the corpus and article of each row."""

    X: sparse.csr_matrix
    y: np.ndarray
    weight: np.ndarray
    corpus: np.ndarray
    article: np.ndarray


class Line(NamedTuple):
    """A logistic regression as numbers: the logit is ``X @ coef + intercept``."""

    coef: np.ndarray
    intercept: float

    def logits(self, X: sparse.csr_matrix) -> np.ndarray:
        """Return the logit of each row."""
        return np.asarray(X @ self.coef + self.intercept, dtype=float)


class Trainer:
    """Fits the heads of ``settings`` on ``examples``; what a task starts from is fitted first, on the same terms."""

    def __init__(self, settings: LinearSettings, examples: Mapping[str, Examples], seed: int) -> None:
        self.settings = settings
        self.examples = examples
        self.seed = seed
        self._whole: dict[str, Line] = {}

    def fit(self, task: str, without: frozenset[str] = frozenset()) -> Line:
        """Return the head of a task, fitted on all rows but those of the articles ``without``."""
        if not self._touched(task, without):
            if task not in self._whole:
                self._whole[task] = self._fit(task, frozenset())
            return self._whole[task]
        return self._fit(task, without)

    def held_out(self, task: str) -> tuple[np.ndarray, np.ndarray]:
        """Return cross-fitted logits and the labels of the rows that a task is calibrated on.

        Each logit is from a head, and from what it starts from, that saw no row of the same article.
        """
        X, y, _, corpus, article = self.examples[task]
        own = np.flatnonzero(corpus == self.settings.tasks[task].calibrate_on)

        def fit_and_apply(train: np.ndarray, held_out: np.ndarray) -> np.ndarray:
            return self.fit(task, frozenset(article[own[held_out]])).logits(X[own[held_out]])

        return cross_fit(y[own], article[own], fit_and_apply, self.settings.folds, self.seed), y[own]

    def _touched(self, task: str | None, without: frozenset[str]) -> bool:
        """Return whether a task, or what it starts from, has rows of these articles."""
        if task is None or not without:
            return False
        start = self.settings.tasks[task].start_from
        return not without.isdisjoint(self.examples[task].article) or self._touched(start, without)

    def _fit(self, task: str, without: frozenset[str]) -> Line:
        from sklearn.linear_model import LogisticRegression

        head, examples = self.settings.tasks[task], self.examples[task]
        rows = np.flatnonzero([name not in without for name in examples.article])
        X = examples.X[rows]
        start = Line(np.zeros(X.shape[1]), 0.0) if head.start_from is None else self.fit(head.start_from, without)
        if head.start_from is not None:
            X = sparse.hstack([X, sparse.csr_matrix(head.start_weight * start.logits(X)[:, None])], format="csr")
        # The dual solver is the fastest one here and, given its seed, deterministic.
        fitted = LogisticRegression(
            C=head.C, solver="liblinear", dual=True, tol=TOLERANCE, max_iter=2000, random_state=self.seed
        )
        fitted.fit(X, examples.y[rows], sample_weight=examples.weight[rows])
        coef, intercept = fitted.coef_[0], float(fitted.intercept_[0])
        if head.start_from is None:
            return Line(coef, intercept)
        share = head.start_weight * coef[-1]
        return Line(coef[:-1] + share * start.coef, intercept + share * start.intercept)
