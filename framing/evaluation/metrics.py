"""Metrics of a task with two classes, each with its interval over articles."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.evaluation.bootstrap import Floats, cluster_codes, cluster_sums, metric_table, with_whole
from framing.evaluation.ranking import weighted_auc, weighted_precision

Ints = npt.NDArray[np.int64]

METRICS: dict[str, str] = {
    "macro_f1": "mean of the F1 of both classes",
    "weighted_f1": "mean of the F1 of both classes, weighted by how often each one is annotated",
    "positive_f1": "F1 of the positive class",
    "mcc": "Matthews correlation of annotated and predicted class",
    "auc": "probability that a positive row scores above a negative one (area under the ROC curve)",
    "average_precision": "mean precision over the positive rows, from the highest score down",
    "brier": "mean squared distance of probability and label",
    "calibration_error": "mean distance of probability and share of positives over bins of equal size",
}
"""The metrics and what each one means; the last two are better when smaller."""


def classification_metrics(
    labels: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    clusters: npt.ArrayLike | None = None,
    threshold: npt.ArrayLike = 0.5,
    strata: npt.ArrayLike | None = None,
    bins: int = 15,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    keep_draws: bool = False,
) -> pd.DataFrame:
    """Return every metric of :data:`METRICS` with its interval, one row each.

    ``labels`` are 0 or 1, ``probabilities`` P(label = 1), ``clusters`` the article of each row (each row its own where
    left out or missing); a row is predicted positive from ``threshold`` (one, or one a row) on. AUC and average
    precision compare rows of the same stratum only: give the fold where folds were scored by models of their own, since
    their scores share no scale. Columns: ``metric, value, low, high, n, clusters``; with ``keep_draws`` also ``draws``,
    the value in each replicate. Intervals are those of :func:`framing.evaluation.bootstrap.interval` over clusters;
    they hold the trained model fixed. What is undefined is NaN: F1, MCC, AUC and average precision where only one class
    is annotated, every interval where there is one cluster, everything where there is no row. Raises InputError where
    rows do not match or hold other numbers.
    """
    y, p, group, count = checked(labels, probabilities, clusters)
    values = metric_values(y, p, group, with_whole(count, resamples, seed), threshold, strata, bins)
    table = metric_table({metric: values[metric] for metric in METRICS}, len(y), count, level)
    return table if keep_draws else table.drop(columns="draws")


def metric_values(
    y: Floats,
    p: Floats,
    group: Ints,
    weights: Floats,
    threshold: npt.ArrayLike = 0.5,
    strata: npt.ArrayLike | None = None,
    bins: int = 15,
    names: Collection[str] = (*METRICS, "accuracy"),
) -> dict[str, Floats]:
    """Return metrics under each row of cluster weights (sets, clusters): for each name an array (sets,).

    ``y, p, group`` (n,) are what :func:`checked` returns; ``names`` may be those of :data:`METRICS` and ``accuracy``.
    Raises UnknownNameError for another one.
    """
    layers = np.zeros(len(y)) if strata is None else np.asarray(strata)
    made: dict[str, Callable[[], Floats]] = {
        "auc": lambda: weighted_auc(y, p, group, weights, layers),
        "average_precision": lambda: weighted_precision(y, p, group, weights, layers),
        "brier": lambda: _brier(y, p, group, weights),
        "calibration_error": lambda: _calibration_error(y, p, group, weights, bins),
    }
    counted = _confusion_metrics(y, p >= np.asarray(threshold), group, weights)
    for name in names:
        if name not in counted and name not in made:
            raise unknown_name("metric", name, (*METRICS, "accuracy"))
    return {name: counted[name] if name in counted else made[name]() for name in names}


def checked(
    labels: npt.ArrayLike, probabilities: npt.ArrayLike, clusters: npt.ArrayLike | None
) -> tuple[Floats, Floats, Ints, int]:
    """Return labels, probabilities, the number of each row's cluster, and how many clusters there are.

    Raises InputError as :func:`classification_metrics` does.
    """
    y = np.asarray(labels, dtype=np.float64)
    p = np.asarray(probabilities, dtype=np.float64)
    group = np.arange(len(y)) if clusters is None else np.asarray(clusters)
    if not (y.shape == p.shape == group.shape and y.ndim == 1):
        raise InputError(
            f"Got labels, probabilities and clusters of shapes {y.shape}, {p.shape} and {group.shape}; "
            "give one of each per row (for probabilities of shape (n, 2), the second column)."
        )
    if not np.isin(y, (0, 1)).all():
        raise InputError("Labels must be 0 or 1; leave out the rows that have none.")
    if not ((p >= 0) & (p <= 1)).all():
        raise InputError("Probabilities must lie between 0 and 1; leave out the rows that have none (NaN).")
    return y, p, *cluster_codes(group)


def _divide(top: Floats, bottom: Floats, otherwise: float = np.nan) -> Floats:
    return np.divide(top, bottom, out=np.full_like(top, otherwise), where=bottom > 0)


def _confusion_metrics(y: Floats, positive: npt.NDArray[np.bool_], group: Ints, weights: Floats) -> dict[str, Floats]:
    q = positive.astype(np.float64)
    cells = np.column_stack([y * q, (1 - y) * q, y * (1 - q), (1 - y) * (1 - q)])
    tp, fp, fn, tn = (weights @ cluster_sums(cells, group, weights.shape[1])).T
    return count_metrics(tp, fp, fn, tn)


def count_metrics(tp: Floats, fp: Floats, fn: Floats, tn: Floats) -> dict[str, Floats]:
    """Return the metrics of counts of true and false positives and negatives, arrays of one shape.

    ``macro_f1, weighted_f1, positive_f1, mcc`` (NaN where one class only is annotated; ``mcc`` is 0 where one class
    only is predicted) and ``accuracy``.
    """
    both = np.where((tp + fn > 0) & (tn + fp > 0), 1.0, np.nan)
    f1 = _divide(2 * tp, 2 * tp + fp + fn)
    f0 = _divide(2 * tn, 2 * tn + fp + fn)
    spread = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return {
        "macro_f1": both * (f1 + f0) / 2,
        "weighted_f1": both * _divide((tp + fn) * f1 + (tn + fp) * f0, tp + fp + fn + tn),
        "positive_f1": both * f1,
        "mcc": both * _divide(tp * tn - fp * fn, spread, otherwise=0.0),
        "accuracy": _divide(tp + tn, tp + fp + fn + tn),
    }


def _brier(y: Floats, p: Floats, group: Ints, weights: Floats) -> Floats:
    sums = weights @ cluster_sums(np.column_stack([(p - y) ** 2, np.ones_like(y)]), group, weights.shape[1])
    return _divide(sums[:, 0], sums[:, 1])


def _calibration_error(y: Floats, p: Floats, group: Ints, weights: Floats, bins: int) -> Floats:
    """Adaptive calibration error (Nixon et al. 2019): bins of equal size, the same ones in every resample.

    Equal probabilities share a bin, so a constant prediction has one.
    """
    if len(y) == 0:
        return np.full(len(weights), np.nan)
    edges = np.unique(np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    place = np.searchsorted(edges, p, side="left")
    inside = np.eye(len(edges) + 1)[place]
    clusters = weights.shape[1]
    gap = weights @ cluster_sums(inside * (p - y)[:, None], group, clusters)
    size = weights @ cluster_sums(inside, group, clusters)
    return _divide(np.abs(gap).sum(axis=1), size.sum(axis=1))
