"""Late fusion: an encoder's logit beside the features of the same sentences, in one small logistic regression."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

from framing.errors import InputError
from framing.models.calibration import expit
from framing.models.scaling import BoundedScaler

FREE = 30.0
"""How many standard deviations the logit's column spans: its weight is then penalized 900 times less than a feature's,
so that the encoder's own judgement is not shrunk."""


class LateFusion(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Logistic regression over logits and features, as stacking does it (Wolpert 1992), for labels 0 and 1.

    ``X`` has the logit of another model in its first column and features in the others, shape (sentences, 1 +
    features); with the first column alone it is Platt scaling. The logits must be held out: those of rows that the
    other model has learned from are larger than they will be. ``C`` is the inverse strength of the L2 penalty on the
    features, which are standardized and kept within ``bound`` standard deviations.
    """

    def __init__(self, C: float = 0.01, bound: float = 3.0) -> None:
        self.C = C
        self.bound = bound

    def fit(self, X: Any, y: Any) -> LateFusion:
        """Learn the weights; raises InputError where labels are not 0 and 1, both, or ``X`` has no columns."""
        from sklearn.linear_model import LogisticRegression

        values, labels = _matrix(X), np.asarray(y)
        if len(values) != len(labels):
            raise InputError(f"Got {len(values)} rows and {len(labels)} labels; give one label a row.")
        if set(labels.tolist()) != {0, 1}:
            raise InputError(f"Late fusion needs labels 0 and 1, both; got {sorted(set(labels.tolist()))}.")
        self.classes_ = np.array([0, 1])
        self.n_features_in_ = values.shape[1]
        self.center_ = float(values[:, 0].mean())
        self.spread_ = float(values[:, 0].std()) or 1.0
        self.scaler_ = BoundedScaler(self.bound, 1.0).fit(values[:, 1:])
        fitted = LogisticRegression(C=self.C, tol=1e-5, max_iter=1000).fit(self._design(values), labels)
        self.coef_, self.intercept_ = fitted.coef_, fitted.intercept_
        return self

    def decision_function(self, X: Any) -> np.ndarray:
        """Return the fused logit of each row, shape (sentences,)."""
        values = _matrix(X)
        if values.shape[1] != self.n_features_in_:
            raise InputError(f"Got {values.shape[1]} columns; this fusion was fitted on {self.n_features_in_}.")
        return np.asarray(self._design(values) @ self.coef_[0] + self.intercept_[0], dtype=np.float64)

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of both labels, shape (sentences, 2)."""
        positive = expit(self.decision_function(X))
        return np.column_stack([1 - positive, positive])

    def predict(self, X: Any) -> np.ndarray:
        """Return 1 where the probability of label 1 is above one half, else 0."""
        return np.asarray(self.decision_function(X) > 0).astype(int)

    def _design(self, values: np.ndarray) -> np.ndarray:
        logit = FREE * (values[:, :1] - self.center_) / self.spread_
        return np.hstack([logit, self.scaler_.transform(values[:, 1:]).astype(np.float64)])


def _matrix(X: Any) -> np.ndarray:
    values = np.asarray(X, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] == 0:
        raise InputError(f"Late fusion takes a table (sentences, 1 + features); got shape {values.shape}.")
    return values
