"""Metrics of ranked scores, area under the curve and average precision, under many sets of weights at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.evaluation.bootstrap import Floats

Ints = npt.NDArray[np.int64]

_CELLS = 4_000_000
"""How many weights are held at once (32 MB)."""


def weighted_auc(y: Floats, p: Floats, group: Ints, weights: Floats, strata: npt.NDArray[Any]) -> Floats:
    """Return the weighted Mann-Whitney statistic over the pairs within strata (sets,); ties count half.

    ``y`` (0 or 1), ``p``, ``group`` (the number of each row's cluster) and ``strata`` are (n,), ``weights``
    (sets, clusters). NaN where a set has one class only.
    """
    sets, clusters = weights.shape
    if 8 * clusters <= len(y) and clusters <= sets and clusters * len(y) <= _CELLS:
        return _auc_of_clusters(y, p, group, weights, strata)
    wins, pairs = np.zeros(len(weights)), np.zeros(len(weights))
    for part, positive, negative in _ties(y, p, group, weights, strata):
        below = np.cumsum(negative, axis=1) - negative / 2
        wins[part] += (positive * below).sum(axis=1)
        pairs[part] += positive.sum(axis=1) * negative.sum(axis=1)
    return _divide(wins, pairs)


def _auc_of_clusters(y: Floats, p: Floats, group: Ints, weights: Floats, strata: npt.NDArray[Any]) -> Floats:
    """Return the same from who wins between each two clusters, which is faster where clusters hold many rows."""
    wins, pairs = np.zeros(len(weights)), np.zeros(len(weights))
    for _, positive, negative in _ties(y, p, group, np.eye(weights.shape[1]), strata, whole=True):
        below = np.cumsum(negative, axis=1) - negative / 2
        wins += ((weights @ (positive @ below.T)) * weights).sum(axis=1)
        pairs += (weights @ positive.sum(axis=1)) * (weights @ negative.sum(axis=1))
    return _divide(wins, pairs)


def weighted_precision(y: Floats, p: Floats, group: Ints, weights: Floats, strata: npt.NDArray[Any]) -> Floats:
    """Return the average precision (sets,): the mean over positive rows of the precision from their score up.

    Rows of equal score share one precision, as in scikit-learn (no interpolation). Precision is taken within strata.
    Arguments as in :func:`weighted_auc`; NaN where a set has one class only.
    """
    total, count, others = np.zeros(len(weights)), np.zeros(len(weights)), np.zeros(len(weights))
    for part, positive, negative in _ties(y, p, group, weights, strata):
        # Ties come in rising order of the score; what counts is all rows from a score up.
        hits = np.cumsum(positive[:, ::-1], axis=1)
        found = hits + np.cumsum(negative[:, ::-1], axis=1)
        total[part] += (positive[:, ::-1] * _divide(hits, found, 0.0)).sum(axis=1)
        count[part] += hits[:, -1]
        others[part] += negative.sum(axis=1)
    return np.where(others > 0, _divide(total, count), np.nan)


def _ties(
    y: Floats, p: Floats, group: Ints, weights: Floats, strata: npt.NDArray[Any], whole: bool = False
) -> Iterator[tuple[slice, Floats, Floats]]:
    """Yield which sets, and what positive and negative rows of each different score weigh in them, scores rising.

    ``whole`` yields all sets at once.
    """
    layer, names = pd.factorize(strata, use_na_sentinel=False)
    for number in range(len(names)):
        rows = np.flatnonzero(layer == number)
        rows = rows[np.argsort(p[rows], kind="stable")]
        starts = np.append(0, np.flatnonzero(np.diff(p[rows])) + 1)
        step = len(weights) if whole else max(1, _CELLS // len(rows))
        for at in range(0, len(weights), step):
            drawn = weights[at : at + step][:, group[rows]]
            positive = np.add.reduceat(drawn * y[rows], starts, axis=1)
            yield slice(at, at + len(drawn)), positive, np.add.reduceat(drawn * (1 - y[rows]), starts, axis=1)


def _divide(top: Floats, bottom: Floats, otherwise: float = np.nan) -> Floats:
    return np.divide(top, bottom, out=np.full_like(top, otherwise), where=bottom > 0)
