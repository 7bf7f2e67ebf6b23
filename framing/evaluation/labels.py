"""Metrics of tasks with more than two labels: one of several (stance), each on its own (frames), with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError
from framing.evaluation.bootstrap import Floats, cluster_codes, cluster_sums, metric_table, with_whole
from framing.evaluation.ranking import weighted_auc

Flags = npt.NDArray[np.bool_]


def class_metrics(
    labels: npt.ArrayLike,
    predicted: npt.ArrayLike,
    classes: int,
    clusters: npt.ArrayLike | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return ``macro_f1`` and ``accuracy`` of labels that exclude each other, with 95 % intervals over clusters.

    ``labels`` (n,) are numbers below ``classes``, ``predicted`` likewise, or -1 for no answer, which is an error.
    Macro-F1 is the mean over the classes that are annotated or predicted. Columns: those of
    :func:`framing.evaluation.bootstrap.metric_table`. Raises InputError where shapes or numbers do not fit.
    """
    y, guess = np.asarray(labels, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    group, count = _groups(clusters, y.shape, guess.shape)
    if len(y) and not (y.min() >= 0 and y.max() < classes and guess.min() >= -1 and guess.max() < classes):
        raise InputError(f"Labels must be 0 to {classes - 1}, predictions too (or -1 for none).")
    truth, said = np.eye(classes + 1)[y][:, :classes], np.eye(classes + 1)[guess][:, :classes]
    weights = with_whole(count, resamples, seed)
    both, each_true, each_said = (
        weights @ cluster_sums(part, group, count) for part in (truth * said, truth, said)
    )  # (sets, classes)
    f1 = _ratio(2 * both, each_true + each_said)
    values = {"macro_f1": _mean(f1), "accuracy": _ratio(both.sum(axis=1), each_true.sum(axis=1))}
    return metric_table(values, len(y), count)


def several_metrics(
    wanted: npt.ArrayLike,
    found: npt.ArrayLike,
    clusters: npt.ArrayLike | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return ``micro_f1`` and ``macro_f1`` of labels that hold each on its own, with 95 % intervals over clusters.

    ``wanted`` and ``found`` are flags (n, labels). Micro-F1 counts all cells together; macro-F1 is the mean over the
    labels that are annotated or found. Columns as in :func:`class_metrics`. Raises InputError where shapes differ.
    """
    y, guess = np.asarray(wanted, dtype=bool), np.asarray(found, dtype=bool)
    group, count = _groups(clusters, y.shape, guess.shape)
    weights = with_whole(count, resamples, seed)
    both, total = (
        weights @ cluster_sums(part, group, count) for part in ((y & guess).astype(float), y.astype(float) + guess)
    )
    values = {"micro_f1": _ratio(2 * both.sum(axis=1), total.sum(axis=1)), "macro_f1": _mean(_ratio(2 * both, total))}
    return metric_table(values, len(y), count)


def auc_metrics(
    wanted: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    names: Sequence[str],
    clusters: npt.ArrayLike | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the mean ``auc`` over labels, then ``auc_<name>`` of each, with 95 % intervals over clusters.

    ``wanted`` and ``probabilities`` are (n, labels); labels that all rows or none have are left out. Columns as in
    :func:`class_metrics`. Raises InputError where shapes differ.
    """
    y, p = np.asarray(wanted, dtype=np.float64), np.asarray(probabilities, dtype=np.float64)
    group, count = _groups(clusters, y.shape, p.shape)
    weights = with_whole(count, resamples, seed)
    plain = np.zeros(len(y))
    each = {
        f"auc_{name}": weighted_auc(y[:, k], p[:, k], group, weights, plain)
        for k, name in enumerate(names)
        if 0 < y[:, k].sum() < len(y)
    }
    mean = _mean(np.column_stack(list(each.values()))) if each else np.full(len(weights), np.nan)
    return metric_table({"auc": mean, **each}, len(y), count)


def _groups(
    clusters: npt.ArrayLike | None, first: tuple[int, ...], second: tuple[int, ...]
) -> tuple[npt.NDArray[np.int64], int]:
    group: npt.NDArray[Any] = np.arange(first[0]) if clusters is None else np.asarray(clusters)
    if first != second or group.shape != first[:1]:
        raise InputError(
            f"Got labels of shape {first}, predictions of shape {second} and clusters of shape {group.shape}; "
            "give one of each per row."
        )
    return cluster_codes(group)


def _ratio(top: Floats, bottom: Floats) -> Floats:
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def _mean(values: Floats) -> Floats:
    """Return the mean over the last axis of what is defined; NaN where nothing is."""
    known = np.isfinite(values)
    return _ratio(np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1).astype(float))
