"""Features put beside n-grams: standardized, bounded, and as heavy as wished."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin


class BoundedScaler(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Standardize features, keep them within ``bound`` standard deviations and multiply them by ``weight``.

    The bound keeps one odd sentence (all capitals, forty commas) from ruling a score; the weight sets how freely a
    regularized model uses features beside n-grams of unit length. Fitted attributes: ``mean_``, ``scale_``.
    """

    def __init__(self, bound: float = 3.0, weight: float = 0.2) -> None:
        self.bound = bound
        self.weight = weight

    def fit(self, X: Any, y: Any = None) -> BoundedScaler:
        """Learn mean and standard deviation of each column; a constant column gets a scale of 1."""
        values = np.asarray(X, dtype=float)
        self.mean_ = values.mean(axis=0)
        deviation = values.std(axis=0)
        self.scale_ = np.where(deviation > 1e-9, deviation, 1.0)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Return the scaled features, shape (rows, features), 32-bit floats."""
        scaled = (np.asarray(X, dtype=float) - self.mean_) / self.scale_
        return np.asarray(np.clip(scaled, -self.bound, self.bound) * self.weight, dtype=np.float32)
