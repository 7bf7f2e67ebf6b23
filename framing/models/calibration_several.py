"""Calibration and thresholds of labels that hold each on its own (frames), where most of them have few positives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from framing.errors import InputError
from framing.models.calibration import Array, Calibration, expit

STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
"""How strongly each label's curve is held to the shared one; with the last, all but equal."""
PRIOR_ROWS = (0.0, 10.0, 30.0, 100.0, np.inf)
"""Positives for which the common threshold stands beside those of a label; with the last, it is everybody's."""

_GRID = np.round(np.arange(0.05, 0.9501, 0.01), 2)
_WINDOW = 9  # neighbouring thresholds over which F1 is averaged: its single peaks are chance
_RESAMPLES = 200


class Shrunk(NamedTuple):
    """A logistic curve for each label: P = expit(slope · logit + intercept)."""

    slopes: Array
    intercepts: Array

    def __call__(self, logits: Array) -> Array:
        """Return probabilities (n, labels)."""
        return expit(self.slopes * logits + self.intercepts)

    def curves(self) -> tuple[Calibration, ...]:
        """Return the curves as models hold them."""
        pairs = zip(self.slopes.tolist(), self.intercepts.tolist(), strict=True)
        return tuple(Calibration("sigmoid", (slope,), (intercept,)) for slope, intercept in pairs)


class Cuts(NamedTuple):
    """Thresholds (labels,), the prior they were shrunk with, and what per-label ones gained over a common one."""

    thresholds: Array
    prior_rows: float
    gain: float
    error: float


def fit_shrunk(logits: Array, labels: Array, strength: float, weights: Array | None = None) -> Shrunk:
    """Return logistic curves that are drawn towards a shared one (partial pooling), the likeliest under the penalty.

    ``logits`` and ``labels`` (0, 1, or NaN where it is not annotated) are (n, labels), ``weights`` (n,). The penalty is
    ``strength / 2`` times the squared distance of log slope and intercept from the shared ones; a label without rows
    gets those. Slopes are above 0. Raises InputError where no label is annotated with both 0 and 1.
    """
    from scipy.optimize import minimize

    z, known = np.asarray(logits, dtype=float), np.isfinite(labels)
    y = np.where(known, labels, 0.0)
    w = known * (np.ones(len(z)) if weights is None else np.asarray(weights, dtype=float))[:, None]
    if not ((w * y).sum() > 0 and (w * (1 - y)).sum() > 0):
        raise InputError(f"Calibration needs positive and negative labels; {len(z)} rows have one kind or none.")
    k = z.shape[1]

    def loss(x: Array) -> tuple[float, Array]:
        tilt, shift, shared = x[:k], x[k : 2 * k], x[2 * k :]
        slope = np.exp(tilt)
        eta = slope * z + shift
        fit = (w * (np.logaddexp(0.0, eta) - y * eta)).sum()
        residual = w * (expit(eta) - y)
        away = tilt - shared[0], shift - shared[1]
        # The shared curve itself is held, weakly, to the network's own scale.
        total = fit + strength / 2 * ((away[0] ** 2).sum() + (away[1] ** 2).sum()) + 0.05 * (shared**2).sum()
        pull = [away[0].sum(), away[1].sum()]
        gradient = np.concatenate(
            [
                (residual * z).sum(axis=0) * slope + strength * away[0],
                residual.sum(axis=0) + strength * away[1],
                0.1 * shared - strength * np.array(pull),
            ]
        )
        return float(total), gradient

    bounds = [(-4.0, 3.0)] * k + [(-15.0, 15.0)] * k + [(-4.0, 3.0), (-15.0, 15.0)]
    found = minimize(loss, np.zeros(2 * k + 2), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    return Shrunk(np.exp(found[:k]), found[k : 2 * k])


def cross_fit_shrunk(logits: Array, labels: Array, fold: Array, strength: float, weights: Array) -> Array:
    """Return the probabilities (n, labels) of each row by curves that were fitted without its fold."""
    p = np.full(np.shape(logits), np.nan)
    for k in np.unique(fold):
        rest = fold != k
        p[~rest] = fit_shrunk(logits[rest], labels[rest], strength, weights[rest])(logits[~rest])
    return p


def choose_strength(
    logits: Array, labels: Array, fold: Array, weights: Array
) -> tuple[float, dict[float, float], Array]:
    """Return the strength with the smallest log loss by cross-fitting, the loss of each, and its probabilities."""
    fitted = {strength: cross_fit_shrunk(logits, labels, fold, strength, weights) for strength in STRENGTHS}
    losses = {strength: log_loss(p, labels, weights) for strength, p in fitted.items()}
    best = min(STRENGTHS, key=lambda strength: losses[strength])
    return best, losses, fitted[best]


def log_loss(p: Array, labels: Array, weights: Array) -> float:
    """Return the mean log loss of probabilities over annotated cells."""
    known = np.isfinite(labels)
    y = np.where(known, labels, 0.0)
    bounded = np.clip(p, 1e-12, 1 - 1e-12)
    each = -np.where(y > 0, np.log(bounded), np.log(1 - bounded))
    w = known * weights[:, None]
    return float((w * each).sum() / w.sum())


def choose_cuts(p: Array, labels: Array, fold: Array, article: Array, seed: int) -> Cuts:
    """Return thresholds for out-of-fold probabilities (n, labels): one for all, or one a label where that wins.

    Aimed at is the mean of micro- and macro-F1. A label's own threshold is averaged with the common one by its number
    of positives and ``prior_rows``, which is chosen by cross-fitting among :data:`PRIOR_ROWS`: thresholds are set on
    the other folds and judged on the fold. The common one stays unless the gain exceeds its standard error (bootstrap
    over articles), since thresholds of rare labels are mostly chance.
    """
    known = np.isfinite(labels)
    found = {prior: np.zeros(p.shape, dtype=bool) for prior in PRIOR_ROWS}
    for k in np.unique(fold):
        rest = fold != k
        common, own, n = _both_cuts(p[rest], labels[rest])
        for prior in PRIOR_ROWS:
            found[prior][~rest] = p[~rest] >= _mixed(common, own, n, prior)
    wanted = known & (np.nan_to_num(labels) > 0)
    found = {prior: positive & known for prior, positive in found.items()}
    scores = {prior: both_f1(wanted, positive) for prior, positive in found.items()}
    best = max(PRIOR_ROWS, key=lambda prior: (scores[prior], prior))
    gain, error = scores[best] - scores[np.inf], 0.0
    if best != np.inf:
        error = _gain_error(wanted, found[best], found[np.inf], article, seed)
        best = best if gain > error else np.inf
    return Cuts(cuts_at(p, labels, best), best, gain, error)


def cuts_at(p: Array, labels: Array, prior_rows: float) -> Array:
    """Return the thresholds (labels,) that fit the rows, each label's own shrunk towards the common one."""
    return _mixed(*_both_cuts(p, labels), prior_rows)


def both_f1(wanted: Array, found: Array) -> float:
    """Return the mean of micro-F1 and macro-F1 (over labels that occur or are found) of two tables (n, labels)."""
    both, total = (wanted & found).sum(axis=0), wanted.sum(axis=0) + found.sum(axis=0)
    if not total.sum():
        return 0.0
    return float((2 * both.sum() / total.sum() + (2 * both[total > 0] / total[total > 0]).mean()) / 2)


def _both_cuts(p: Array, labels: Array) -> tuple[float, Array, Array]:
    """Return the best common threshold, each label's own (the common one without positives), and its positives."""
    known = np.isfinite(labels)
    wanted = known & (np.nan_to_num(labels) > 0)
    found = known & (p >= _GRID[:, None, None])
    both, total = (wanted & found).sum(axis=1), wanted.sum(axis=0) + found.sum(axis=1)
    f1 = 2 * both / np.maximum(total, 1)
    micro = 2 * both.sum(axis=1) / np.maximum(total.sum(axis=1), 1)
    macro = f1.sum(axis=1) / np.maximum((total > 0).sum(axis=1), 1)
    common, positives = _best((micro + macro) / 2), wanted.sum(axis=0)
    own = np.array([_best(f1[:, k]) if positives[k] else common for k in range(p.shape[1])])
    return common, own, positives


def _mixed(common: float, own: Array, positives: Array, prior_rows: float) -> Array:
    if np.isinf(prior_rows):
        return np.full(len(own), common)
    prior = max(prior_rows, 1e-9)  # without a positive, the common one
    return np.asarray((positives * own + prior * common) / (positives + prior))


def _best(values: Array) -> float:
    pad = _WINDOW // 2
    smooth = np.convolve(np.pad(values, pad, mode="edge"), np.ones(_WINDOW) / _WINDOW, mode="valid")
    best = np.flatnonzero(smooth >= smooth.max() - 1e-12)
    return float(_GRID[best[len(best) // 2]])


def _gain_error(wanted: Array, ours: Array, common: Array, article: Array, seed: int) -> float:
    """Return the standard error of a gain in :func:`both_f1`, by bootstrap over articles."""
    rng = np.random.default_rng(seed)
    codes = np.unique(article, return_inverse=True)[1]
    rows = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    gains = []
    for _ in range(_RESAMPLES):
        drawn = np.concatenate([rows[i] for i in rng.integers(len(rows), size=len(rows))])
        gains.append(both_f1(wanted[drawn], ours[drawn]) - both_f1(wanted[drawn], common[drawn]))
    return float(np.std(gains))
