"""Scores that mean what they say: from a classifier's logit to a probability, and where to cut it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from framing.errors import ConfigError, InputError

Array = np.ndarray

METHODS: dict[str, str] = {
    "sigmoid": "a logistic curve with two parameters (Platt 1999); for few rows",
    "isotonic": "a rising step curve (Zadrozny and Elkan 2002); for a thousand rows and more",
}


@dataclass(frozen=True)
class Calibration:
    """A map from logits to probabilities that never falls.

    ``sigmoid``: ``x`` is (slope,), ``y`` is (intercept,). ``isotonic``: ``x`` are logits, ``y`` the probabilities
    there; between them it is linear, beyond them constant.
    """

    method: str = "sigmoid"
    x: tuple[float, ...] = (1.0,)
    y: tuple[float, ...] = (0.0,)

    def __call__(self, logits: Array) -> Array:
        """Return P(label = 1) for each logit."""
        if self.method == "isotonic":
            return np.asarray(np.interp(logits, self.x, self.y), dtype=float)
        return expit(self.x[0] * np.asarray(logits, dtype=float) + self.y[0])

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold; :meth:`from_plain` reads it back."""
        return {"method": self.method, "x": list(self.x), "y": list(self.y)}

    @classmethod
    def from_plain(cls, plain: Any) -> Calibration:
        """Return the calibration that ``plain`` describes; raises InputError where it describes none."""
        try:
            method, x, y = plain["method"], tuple(map(float, plain["x"])), tuple(map(float, plain["y"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"Not a calibration: {str(plain)[:80]}; it needs method, x and y.") from error
        if method not in METHODS or not x or len(x) != len(y) or not np.isfinite([*x, *y]).all():
            raise InputError(f"Not a calibration: method {method!r} with {len(x)} and {len(y)} numbers.")
        if method == "sigmoid":
            rising = len(x) == 1 and x[0] >= 0
        else:
            rising = bool((np.diff(x) >= 0).all() and (np.diff([0.0, *y, 1.0]) >= 0).all())
        if not rising:
            raise InputError(f"Not a calibration: the curve of method {method!r} falls, or leaves 0 to 1.")
        return cls(method, x, y)


def fit_calibration(logits: Array, labels: Array, method: str = "sigmoid", weights: Array | None = None) -> Calibration:
    """Return the calibration of held-out logits: the curve under which the labels (0, 1) are likeliest.

    ``weights`` says how often each row counts. Raises ConfigError for another method, InputError where only one label
    occurs.
    """
    z, y = np.asarray(logits, dtype=float), np.asarray(labels, dtype=int)
    if method not in METHODS:
        raise ConfigError(f"Unknown calibration {method!r}; known: {', '.join(METHODS)}.")
    if len(set(y.tolist())) < 2:
        raise InputError(f"Calibration needs rows of both labels; all {len(y)} rows have the same.")
    if method == "isotonic":
        from sklearn.isotonic import IsotonicRegression

        curve = IsotonicRegression(out_of_bounds="clip").fit(z, y, weights)
        return Calibration(method, tuple(map(float, curve.X_thresholds_)), tuple(map(float, curve.y_thresholds_)))
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=1e4, tol=1e-8).fit(z[:, None], y, weights)
    slope, intercept = float(line.coef_[0, 0]), float(line.intercept_[0])
    if slope <= 0:
        raise InputError("Held-out logits do not rise with the labels: nothing was learned that could be calibrated.")
    return Calibration(method, (slope,), (intercept,))


def best_threshold(probabilities: Array, labels: Array, window: int = 9) -> float:
    """Return the threshold between .05 and .95 with the largest macro-F1, a row being positive from it on.

    Macro-F1 is averaged over ``window`` neighbouring thresholds (.005 apart) first: its single peaks are chance.
    """
    p, y = np.asarray(probabilities, dtype=float), np.asarray(labels, dtype=int)
    grid = np.round(np.arange(0.05, 0.9501, 0.005), 3)
    values = np.array([macro_f1(y, p >= cut) for cut in grid])
    pad = window // 2
    smooth = np.convolve(np.pad(values, pad, mode="edge"), np.ones(window) / window, mode="valid")
    # The middle of all best thresholds: with few rows many cuts are equally good.
    best = np.flatnonzero(smooth >= smooth.max() - 1e-12)
    return float(grid[best[len(best) // 2]])


def macro_f1(labels: Array, positive: Array) -> float:
    """Return the mean of the F1 of both classes; 0 for a class that is neither annotated nor predicted."""
    y, q = np.asarray(labels, dtype=bool), np.asarray(positive, dtype=bool)
    both = []
    for truth, guess in ((y, q), (~y, ~q)):
        total = truth.sum() + guess.sum()
        both.append(2 * (truth & guess).sum() / total if total else 0.0)
    return float(np.mean(both))


def cross_fit(
    labels: Array, groups: Array, fit_and_apply: Callable[[Array, Array], Array], folds: int, seed: int
) -> Array:
    """Return for each row the logit of a classifier that saw no row of its group.

    ``fit_and_apply(train, held_out)`` gets two arrays of row numbers and returns logits of the second. Raises
    InputError where there are fewer groups than folds.
    """
    y, names = np.asarray(labels), np.asarray(groups)
    if len(set(names.tolist())) < folds:
        raise InputError(f"Got {len(set(names.tolist()))} groups of rows for {folds} folds; use fewer folds.")
    logits = np.full(len(y), np.nan)
    fold = _folds(tuple(y.tolist()), tuple(names.tolist()), folds, seed)
    for k in range(folds):
        logits[fold == k] = fit_and_apply(np.flatnonzero(fold != k), np.flatnonzero(fold == k))
    return logits


@lru_cache(maxsize=32)
def _folds(labels: tuple[Any, ...], groups: tuple[Any, ...], folds: int, seed: int) -> Array:
    """Return the fold of each row. Remembered: to find folds takes longer than to fit a small model, and studies fit
    many models on the same rows."""
    from sklearn.model_selection import StratifiedGroupKFold

    fold = np.full(len(labels), -1)
    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    y = np.asarray(labels)
    for k, (_, held_out) in enumerate(splitter.split(y, y, np.asarray(groups))):
        fold[held_out] = k
    return fold


def expit(z: Array) -> Array:
    """Return the logistic function without overflow; NaN stays."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.exp(-np.logaddexp(0.0, -np.asarray(z, dtype=float))))
