"""An encoder's calibrations and thresholds from out-of-fold logits; its network is not touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.models.calibration import Array, Calibration, best_threshold, fit_calibration
from framing.models.calibration_several import choose_cuts, choose_strength, fit_shrunk
from framing.models.tasks import TASKS, get_task
from framing.models.views import VIEWS
from framing.places import expanded

if TYPE_CHECKING:
    from framing.models.encoder_parts import Parts

COLUMNS = ("task", "view", "fold", "row_id", "article", "logits", "label")
"""What a table of out-of-fold logits has, one row for each sentence (mention, article); ``weight`` may stand beside.

``logits`` is a number (or a list of one) for tasks of two labels, else a list. ``label`` is 0 or 1, the number of the
stance, or for frames a list of 0, 1 and NaN (not annotated). ``view`` is one of :data:`framing.models.views.VIEWS`, or
"article" for the pooled logits of whole articles (:meth:`EncoderModel.article_logits`).
"""
ARTICLE = "article"
NOISE = 2.0
"""Standard errors by which isotonic curves have to beat logistic ones, since these have two parameters."""


@dataclass
class Fitted:
    """What calibrating gave.

    ``calibrations`` and ``thresholds`` are those of :class:`framing.models.encoder_parts.Parts`. ``shares`` is the
    share of positives by task (own view), which a correction for another share starts from. ``rows`` is the table that
    came in with ``probability`` and ``positive`` (the label's number for stance) as a model would give them that was
    calibrated, with every choice, without the row's fold: report these. ``choices`` says what was compared: ``task,
    view, candidate, measure, value, gain, error, chosen, n, clusters``.
    """

    calibrations: dict[str, dict[str, tuple[Calibration, ...]]] = field(default_factory=dict)
    thresholds: dict[str, Any] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    choices: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of(self, tasks: Collection[str]) -> Fitted:
        """Return what was found for some of the tasks."""
        named = {*tasks, *(f"{task}_{ARTICLE}" for task in tasks)}

        def kept(given: dict[str, Any]) -> dict[str, Any]:
            return {task: one for task, one in given.items() if task in named}

        rows, choices = (t[t["task"].isin(named)] if len(t) else t for t in (self.rows, self.choices))
        return Fitted(kept(self.calibrations), kept(self.thresholds), kept(self.shares), rows, choices)


def fit_calibrations(rows: pd.DataFrame, seed: int = 0) -> Fitted:
    """Return calibrations and thresholds for each task and view of a table of out-of-fold logits (:data:`COLUMNS`).

    Two labels: logistic or isotonic, by log loss on held-out folds, logistic unless isotonic is better by
    :data:`NOISE` standard errors (over articles); the threshold with the best macro-F1 of cross-fitted probabilities.
    Stance: a temperature (Guo et al. 2017). Frames: a logistic curve each, drawn towards a shared one, and thresholds
    (see :mod:`framing.models.calibration_several`); those of view "article" are stored as ``frames_article``. ``seed``
    is that of the bootstrap behind the choice of these thresholds. Thresholds are those of a task's own view.

    Raises InputError where a column is missing, logits are not finite, an article is in two folds, or there are fewer
    than three folds (one is judged, the choices for it are made between the others); UnknownNameError for a task or
    view.
    """
    if missing := [name for name in COLUMNS if name not in rows]:
        raise InputError(f"The table of logits has no column {missing[0]!r}; it needs {', '.join(COLUMNS)}.")
    fitted, tables, choices = Fitted(), [], []
    for (task, view), group in rows.reset_index(drop=True).groupby(["task", "view"], sort=False):
        task, view = str(task), str(view)
        kind = get_task(task).kind
        if view not in VIEWS and not (view == ARTICLE and kind == "several"):
            raise unknown_name(f"view of {task}", view, VIEWS)
        if kind not in _FITTERS:
            raise InputError(f"{task!r} is asked of tokens and is not calibrated; leave its rows out.")
        data = _data(group, f"{task} ({view})", several=kind == "several")
        curves, cut, probabilities, positive, tried = _FITTERS[kind](data, seed)
        fitted.calibrations.setdefault(task, {})[view] = curves
        if cut is not None and view in (TASKS[task].view, ARTICLE):
            fitted.thresholds[task if view != ARTICLE else f"{task}_{ARTICLE}"] = cut
        if kind == "binary" and view == TASKS[task].view:
            fitted.shares[task] = float(np.average(data.y, weights=data.w))
        columns = {"probability": list(probabilities), "positive": list(positive)}
        tables.append(group.assign(**{name: pd.Series(c, group.index, dtype=object) for name, c in columns.items()}))
        size = {"n": len(group), "clusters": group["article"].nunique()}
        choices += [{"task": task, "view": view, **one, **size} for one in tried]
    fitted.rows = rows.assign(probability=None, positive=None)
    if tables:
        found = pd.concat(tables).sort_index()
        fitted.rows = found.set_axis(rows.index[found.index])
    fitted.choices = pd.DataFrame(choices)
    return fitted


def apply_calibrations(parts: Parts, fitted: Fitted) -> Parts:
    """Return the parts of a model with the calibrations and thresholds in place of what they had for these tasks.

    The card says under ``calibration`` on how many rows they were fitted. Raises InputError where the model lacks a
    task or has another number of labels.
    """
    for task, by_view in fitted.calibrations.items():
        if task not in parts.tasks:
            raise InputError(f"The model does not answer {task!r} (it answers {', '.join(parts.tasks)}).")
        shape = parts.of(task).heads[task]
        for view, curves in by_view.items():
            if len(curves) != shape.outputs and shape.kind != "mention":
                raise InputError(
                    f"{task!r} ({view}) has {len(curves)} curves, the model's head {shape.outputs} outputs."
                )
    card: dict[str, Any] = {**parts.card.get("calibration", {})}
    chosen = fitted.choices[fitted.choices["chosen"]] if len(fitted.choices) else fitted.choices
    for record in chosen.to_dict("records"):
        entry = {name: record[name] for name in ("candidate", "measure", "value", "n", "clusters")}
        card.setdefault(str(record["task"]), {}).setdefault(str(record["view"]), {})[str(record["measure"])] = entry
    for task, share in fitted.shares.items():
        card.setdefault(task, {})["share"] = share
    calibrations = {task: {**parts.calibrations.get(task, {}), **new} for task, new in fitted.calibrations.items()}
    return replace(
        parts,
        calibrations={**parts.calibrations, **calibrations},
        thresholds={**parts.thresholds, **fitted.thresholds},
        card={**parts.card, "calibration": card},
    )


def store_calibrations(folder: str | os.PathLike[str], fitted: Fitted) -> Path:
    """Write calibrations and thresholds into a model's folder, whose weights stay as they are, and return it."""
    from framing.models.encoder_store import load_parts, save_plain

    path = expanded(folder)
    return save_plain(apply_calibrations(load_parts(path), fitted), path)


@dataclass(frozen=True)
class _Data:
    """Logits (n,) or (n, outputs), labels alike (or numbers), weights, folds and articles (n,)."""

    z: Array
    y: Array
    w: Array
    fold: Array
    article: Array

    def __getitem__(self, rows: Array) -> _Data:
        return _Data(self.z[rows], self.y[rows], self.w[rows], self.fold[rows], self.article[rows])


def _data(group: pd.DataFrame, what: str, several: bool) -> _Data:
    folds = group.groupby("article")["fold"].nunique()
    if (folds > 1).any():
        raise InputError(
            f"{what}: article {folds.idxmax()!r} has rows in several folds; folds must not split articles."
        )
    if group["fold"].nunique() < 3:
        raise InputError(f"{what}: {group['fold'].nunique()} folds; calibration needs three or more.")
    z = np.array(group["logits"].tolist(), dtype=float)
    y = np.array(group["label"].tolist(), dtype=float)
    w = group["weight"].to_numpy(dtype=float) if "weight" in group else np.ones(len(group))
    if not np.isfinite(z).all():
        raise InputError(f"{what}: some logits are missing; leave out the rows that have none.")
    y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if (y.shape != z.shape) if several else (not np.isfinite(y).all() or y.ndim != 1):
        raise InputError(f"{what}: labels of shape {y.shape} (or missing ones) for logits of shape {z.shape}.")
    z = z[:, 0] if z.ndim == 2 and z.shape[1] == 1 else z
    return _Data(z, y, w, group["fold"].to_numpy(), group["article"].astype(str).to_numpy())


_Result = tuple[tuple[Calibration, ...], Any, Array, Array, list[dict[str, Any]]]


def _binary(data: _Data, seed: int) -> _Result:
    p, positive = np.full(len(data.z), np.nan), np.zeros(len(data.z), dtype=int)
    for k in np.unique(data.fold):
        rest = data.fold != k
        # Without the fold: the kind of curve, the curve, and (by cross-fitting among the others) the threshold.
        method, within, _ = _choose_curve(data[rest])
        p[~rest] = _curve(data[rest], method)(data.z[~rest])
        positive[~rest] = p[~rest] >= best_threshold(within, data.y[rest])
    method, within, tried = _choose_curve(data)
    threshold = best_threshold(within, data.y)
    tried.append(_choice("best macro-F1", "threshold", threshold))
    return (_curve(data, method),), threshold, p, positive, tried


def _choose_curve(data: _Data) -> tuple[str, Array, list[dict[str, Any]]]:
    """Return the method, its cross-fitted probabilities, and the comparison."""
    fitted = {m: _cross_fit(data, partial(_curve, method=m)) for m in ("sigmoid", "isotonic")}
    losses = {m: -np.log(np.maximum(np.where(data.y > 0, p, 1 - p), 1e-12)) for m, p in fitted.items()}
    gain, error = _mean_and_error(losses["sigmoid"] - losses["isotonic"], data)
    best = "isotonic" if gain > NOISE * error else "sigmoid"
    means = {m: float(np.average(loss, weights=data.w)) for m, loss in losses.items()}
    gains = {"sigmoid": (0.0, 0.0), "isotonic": (gain, error)}
    return best, fitted[best], [_choice(m, "log_loss", means[m], *gains[m], chosen=m == best) for m in means]


def _curve(data: _Data, method: str) -> Calibration:
    curve = fit_calibration(data.z, data.y, method, data.w)
    if method == "sigmoid":
        return curve
    # The first and last step hold few rows, all of one label: a probability of 0 or 1 is not what they show.
    heights = np.array(curve.y)
    below = int((data.z <= curve.x[np.flatnonzero(heights <= heights[0])[-1]]).sum())
    above = int((data.z >= curve.x[np.flatnonzero(heights >= heights[-1])[0]]).sum())
    bounded = np.clip(heights, 1 / (below + 2), 1 - 1 / (above + 2))
    return Calibration(method, curve.x, tuple(bounded.tolist()))


def _stance(data: _Data, seed: int) -> _Result:
    p = _cross_fit(data, _tempered)
    slope = _temperature(data)
    at = np.arange(len(data.y)), data.y.astype(int)
    plain, soft = -np.log(_softmax(data.z)[at]), -np.log(p[at])
    gain, error = _mean_and_error(plain - soft, data)
    tried = [
        _choice("as trained", "log_loss", float(np.average(plain, weights=data.w)), chosen=False),
        _choice(f"temperature {1 / slope:.3f}", "log_loss", float(np.average(soft, weights=data.w)), gain, error),
    ]
    return (Calibration("sigmoid", (slope,), (0.0,)),), None, p, p.argmax(axis=1), tried


def _tempered(data: _Data) -> Callable[[Array], Array]:
    slope = _temperature(data)
    return lambda z: _softmax(slope * z)


def _temperature(data: _Data) -> float:
    """Return what the logits are multiplied by: one over the temperature under which the labels are likeliest."""
    from scipy.optimize import minimize_scalar

    at = np.arange(len(data.y)), data.y.astype(int)

    def loss(log_slope: float) -> float:
        return float(-(data.w * np.log(_softmax(np.exp(log_slope) * data.z)[at] + 1e-300)).sum())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))


def _softmax(z: Array) -> Array:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _several(data: _Data, seed: int) -> _Result:
    p, positive = np.full(data.z.shape, np.nan), np.zeros(data.z.shape, dtype=int)
    for k in np.unique(data.fold):
        rest = data.fold != k
        part = data[rest]
        strength, _, within = choose_strength(part.z, part.y, part.fold, part.w)
        p[~rest] = fit_shrunk(part.z, part.y, strength, part.w)(data.z[~rest])
        positive[~rest] = p[~rest] >= choose_cuts(within, part.y, part.fold, part.article, seed).thresholds
    strength, losses, within = choose_strength(data.z, data.y, data.fold, data.w)
    cuts = choose_cuts(within, data.y, data.fold, data.article, seed)
    least = losses[max(losses)]
    tried = [
        _choice(f"shrinkage {s:g}", "log_loss", v, least - v, np.nan, chosen=s == strength) for s, v in losses.items()
    ]
    kind = "one for all" if np.isinf(cuts.prior_rows) else f"one each, prior of {cuts.prior_rows:g} rows"
    tried.append(_choice(kind, "threshold", float(np.mean(cuts.thresholds)), cuts.gain, cuts.error))
    curves = fit_shrunk(data.z, data.y, strength, data.w).curves()
    return curves, [round(float(cut), 4) for cut in cuts.thresholds], p, positive, tried


_FITTERS: dict[str, Callable[[_Data, int], _Result]] = {"binary": _binary, "mention": _stance, "several": _several}


def _cross_fit(data: _Data, fit: Callable[[_Data], Callable[[Array], Array]]) -> Array:
    """Return what curves that were fitted without a row's fold make of it."""
    found = np.full(data.z.shape, np.nan)
    for k in np.unique(data.fold):
        rest = data.fold != k
        found[~rest] = fit(data[rest])(data.z[~rest])
    return found


def _mean_and_error(values: Array, data: _Data) -> tuple[float, float]:
    """Return the weighted mean of rows and its standard error, rows of one article together."""
    mean = float(np.average(values, weights=data.w))
    codes = np.unique(data.article, return_inverse=True)[1]
    sums = np.bincount(codes, data.w * (values - mean))
    return mean, float(np.sqrt((sums**2).sum()) / data.w.sum())


def _choice(
    candidate: str, measure: str, value: float, gain: float = np.nan, error: float = np.nan, chosen: bool = True
) -> dict[str, Any]:
    return {
        "candidate": candidate, "measure": measure, "value": value, "gain": gain, "error": error, "chosen": chosen
    }  # fmt: skip
