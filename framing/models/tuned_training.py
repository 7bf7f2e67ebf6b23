"""Training on few labels: which blocks and which penalty, chosen by cross-validation within the training rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from framing.errors import InputError
from framing.models.calibration import Calibration, cross_fit, expit, fit_calibration
from framing.models.ngrams import Ngrams
from framing.models.protocol import Model
from framing.models.scaling import BoundedScaler
from framing.models.tuned import Prepared, TunedHead, Vectors, take

PENALTIES = (0.02, 0.2, 2.0)
"""Inverse strengths of the L2 penalty that are tried, strongest first."""

FEWEST = 10
"""Rows of each label below which nothing is trained."""

FEWEST_WITHIN = 5
"""The same for the training side of a fold, which is smaller, and only measured by."""

_FREE = 100.0  # of a head on the score alone: two numbers need no penalty


class Candidate(NamedTuple):
    """Blocks and inverse penalty; candidates are listed from the simplest on."""

    blocks: tuple[str, ...]
    C: float

    def __str__(self) -> str:
        return f"{' + '.join(self.blocks)}, C = {self.C:g}" if len(self.blocks) > 1 else "score, recalibrated"


class Choice(NamedTuple):
    """What was tried: the log loss on held-out rows of every candidate, and which one was taken."""

    candidates: tuple[Candidate, ...]
    losses: tuple[float, ...]
    chosen: int


@dataclass(frozen=True)
class Rows:
    """Labelled sentences as numbers: blocks, labels (0, 1), the group that is held out whole, and weights."""

    raw: Mapping[str, Any]
    y: np.ndarray
    group: np.ndarray
    weight: np.ndarray

    def __len__(self) -> int:
        return len(self.y)

    def take(self, rows: np.ndarray) -> Rows:
        """Return some of the rows."""
        return Rows(take(self.raw, rows), self.y[rows], self.group[rows], self.weight[rows])


def candidates_for(base: Model) -> tuple[Candidate, ...]:
    """Return what can be tried on a model: its score alone; beside vectors (an encoder) or features; n-grams too."""
    beside = "vectors" if isinstance(base, Vectors) else "features"
    simple = Candidate(("score",), _FREE)
    return (simple, *(Candidate(blocks, C) for blocks in (("score", beside), ("score", beside, "n-grams"))
                      for C in PENALTIES))  # fmt: skip


def blocks_of(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return all blocks that candidates look at."""
    return tuple(dict.fromkeys(name for candidate in candidates for name in candidate.blocks))


def fit_head(
    rows: Rows, candidates: Sequence[Candidate], folds: int, seed: int, fewest: int = FEWEST
) -> tuple[TunedHead, Choice]:
    """Return a head trained on the rows, and how its blocks and penalty were chosen.

    The candidate with the least log loss on held-out groups is found, then the first (simplest) one that is no more
    than one standard error worse (Breiman et al. 1984, the rule of one standard error). Calibration and threshold come
    from the same held-out logits. Raises InputError where labels are too few to train on at all: ``fewest`` of each.
    """
    check_enough(rows.y, rows.group, folds, fewest)
    prepared = prepare(rows.raw, blocks_of(candidates))
    matrices = {blocks: prepared.design(rows.raw, blocks) for blocks in {c.blocks for c in candidates}}
    held_out = [_held_out(matrices[c.blocks], rows, c.C, folds, seed) for c in candidates]
    losses = np.array([-np.log(np.where(rows.y == 1, expit(z), expit(-z)) + 1e-12) for z in held_out])
    best = int(np.argmin(losses.mean(axis=1)))
    errors = [_standard_error(row - losses[best], rows.group) for row in losses]
    near = losses.mean(axis=1) - losses[best].mean() <= np.array(errors) + 1e-12
    chosen = int(np.flatnonzero(near)[0])
    calibration, threshold = _calibrated(held_out[chosen], rows)
    kept = Prepared(
        candidates[chosen].blocks,
        prepared.ngrams if "n-grams" in candidates[chosen].blocks else None,
        {name: scaler for name, scaler in prepared.scalers.items() if name in candidates[chosen].blocks},
    )
    classifier = _fit(matrices[candidates[chosen].blocks], rows.y, candidates[chosen].C)
    return TunedHead(kept, classifier, calibration, threshold), Choice(
        tuple(candidates), tuple(losses.mean(axis=1).tolist()), chosen
    )


def check_enough(y: np.ndarray, group: np.ndarray, folds: int, fewest: int = FEWEST) -> None:
    """Raise InputError where there are too few labels of either kind, or too few groups of them, for ``folds``."""
    for label in (0, 1):
        rows, groups = int((y == label).sum()), groups_of(y, group, label)
        if rows < fewest or groups < folds:
            raise InputError(
                f"{len(y)} labels are too few to train on: {rows} of them say {label}, in {groups} groups (articles or "
                f"outlets); needed are {fewest} of each label in {folds} groups. Label more, or use the model as it is."
            )


def groups_of(y: np.ndarray, group: np.ndarray, label: int) -> int:
    """Return how many groups have a row of the label."""
    return len(set(group[y == label].tolist()))


def prepare(raw: Mapping[str, Any], blocks: Sequence[str]) -> Prepared:
    """Return n-grams and scales learned from the sentences of ``raw``; blocks come out with rows of similar length."""
    ngrams = Ngrams((1, 2), (3, 5), 2, 5, True).fit(raw["texts"]) if "n-grams" in blocks else None
    scalers = {}
    for name in blocks:
        if name in ("vectors", "features"):
            # Rows of n-grams have length √2 (words and characters): no block outweighs another by its width.
            scalers[name] = BoundedScaler(3.0, float(np.sqrt(2 / raw[name].shape[1]))).fit(raw[name])
    return Prepared(tuple(blocks), ngrams, scalers)


def _held_out(X: sparse.csr_matrix, rows: Rows, C: float, folds: int, seed: int) -> np.ndarray:
    def fit_and_apply(train: np.ndarray, held_out: np.ndarray) -> np.ndarray:
        return np.asarray(_fit(X[train], rows.y[train], C).decision_function(X[held_out]), dtype=float)

    return cross_fit(rows.y, rows.group, fit_and_apply, folds, seed)


def _fit(X: sparse.csr_matrix, y: np.ndarray, C: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression(C=C, solver="lbfgs", max_iter=500, tol=1e-4)
    if len(set(y.tolist())) > 1:
        return classifier.fit(X, y)
    # A fold that took all rows of a label away leaves nothing to tell them by.
    classifier.classes_, classifier.coef_ = np.array([0, 1]), np.zeros((1, X.shape[1]))
    classifier.intercept_, classifier.n_features_in_ = np.array([3.0 if y[0] else -3.0]), X.shape[1]
    return classifier


def _calibrated(logits: np.ndarray, rows: Rows) -> tuple[Calibration, float]:
    """Return calibration and threshold; where logits do not rise with the labels, the share of positives for all."""
    try:
        calibration = fit_calibration(logits, rows.y, "sigmoid", rows.weight)
    except InputError:
        share = float(np.average(rows.y, weights=rows.weight))
        return Calibration("sigmoid", (0.0,), (float(np.log(share / (1 - share))),)), 0.5
    return calibration, expected_threshold(calibration(logits))


def expected_threshold(probabilities: np.ndarray) -> float:
    """Return the threshold between .05 and .95 with the largest expected macro-F1, were the probabilities right.

    Few labels cannot tell where to cut; calibrated probabilities can (Lipton, Elkan and Narayanaswamy 2014, Optimal
    Thresholding of Classifiers to Maximize F1 Measure).
    """
    p = np.asarray(probabilities, dtype=float)
    grid = np.round(np.arange(0.05, 0.9501, 0.005), 3)
    above = p[None, :] >= grid[:, None]
    hits, flagged = (above * p).sum(axis=1), above.sum(axis=1)
    rejected = (~above * (1 - p)).sum(axis=1)
    positive = 2 * hits / (p.sum() + flagged)
    negative = 2 * rejected / ((1 - p).sum() + len(p) - flagged)
    values = positive + negative
    best = np.flatnonzero(values >= values.max() - 1e-9)
    return float(grid[best[len(best) // 2]])


def _standard_error(values: np.ndarray, group: np.ndarray) -> float:
    """Return the standard error of a mean over rows, those of one group together."""
    codes = np.unique(group, return_inverse=True)[1]
    sums = np.bincount(codes, values - values.mean())
    return float(np.sqrt((sums**2).sum()) / len(values))
