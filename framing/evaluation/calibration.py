"""How far probabilities mean what they say: calibration errors, slope and intercept, beside a perfect model's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError
from framing.evaluation.bootstrap import Floats, cluster_weights, percentile_interval
from framing.evaluation.metrics import checked

CALIBRATION_METRICS: dict[str, str] = {
    "ece": "mean distance of probability and share of positives over bins (L1), biased upwards at small n",
    "ece_debiased": "the same less its bias, estimated from the binomial noise of each bin (first order)",
    "rmsce": "root of the mean squared distance over bins (L2), biased upwards at small n",
    "rmsce_debiased": "the same with the binomial noise of each bin subtracted from its square; 0 where noise is all",
    "slope": "slope of the logistic recalibration; 1 is right, below 1 the probabilities are too extreme",
    "intercept": "intercept of the logistic recalibration; 0 is right",
    "in_the_large": "mean probability minus share of positives; 0 is right",
    "brier": "mean squared distance of probability and label",
}
"""The metrics of calibration and what each one means."""

CALIBRATION_COLUMNS = (
    "metric",
    "value",
    "low",
    "high",
    "perfect",
    "perfect_low",
    "perfect_high",
    "n",
    "clusters",
)

BINS = 15
_ERRORS = ("ece", "ece_debiased", "rmsce", "rmsce_debiased")
_CELLS = 2_000_000  # weights or simulated labels that are held at once
_EDGE = 1e-6  # probabilities nearer to 0 or 1 are moved here before their logit is taken


def calibration_metrics(
    labels: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    clusters: npt.ArrayLike | None = None,
    bins: int = BINS,
    resamples: int = 1000,
    simulations: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return every metric of :data:`CALIBRATION_METRICS`, its interval, and what a perfect model would show.

    ``labels`` are 0 or 1, ``probabilities`` P(label = 1), ``clusters`` the article of each row (each row its own where
    left out), all of shape (n,). Bins hold equally many rows; equal probabilities share a bin.

    ``rmsce_debiased`` subtracts from the square of each bin's gap the variance of its share of positives (Bröcker 2012,
    Estimating reliability and resolution of probability forecasts; Kumar, Liang and Ma 2019, Verified Uncertainty
    Calibration); ``ece_debiased`` subtracts the bias that the same noise, taken as normal, adds to absolute gaps (the
    L1 form in the code of Kumar et al.): what is left of the bias is smaller, not zero, so that near perfection its
    interval lies too high and ``rmsce_debiased`` is the one to judge by. Slope and intercept are those
    of a logistic regression of the labels on the logits of the probabilities (Cox 1958); NaN with one class only.

    ``low, high`` are percentile intervals over resampled clusters; those of the four errors are shifted by the bias
    that resampling adds, and end at 0. ``perfect`` is the mean, ``perfect_low`` and ``perfect_high`` the range of a
    model under which each label is 1 with the probability given: its errors are not 0 either at this n. Columns:
    :data:`CALIBRATION_COLUMNS`. Raises InputError as :func:`framing.evaluation.classification_metrics` does.
    """
    y, p, group, count = checked(labels, probabilities, clusters)
    _check_bins(bins)
    if len(y) == 0:
        empty = [(metric, *[np.nan] * 6, 0, 0) for metric in CALIBRATION_METRICS]
        return pd.DataFrame(empty, columns=list(CALIBRATION_COLUMNS))
    measure = _Measure(p, bins)
    weights = cluster_weights(count, resamples if count > 1 else 0, seed)
    own = measure(y[None, :], np.ones((1, len(y))))
    drawn = _stacked(measure(y[None, :], chunk[:, group]) for chunk in _chunks(weights, len(y)))
    rng = np.random.default_rng([seed, 1])
    perfect = _stacked(
        measure((rng.random((size, len(p))) < p).astype(np.float64), np.ones((1, len(p))))
        for size in _sizes(simulations, len(p))
    )
    rows = []
    for metric in CALIBRATION_METRICS:
        value, draws = own[metric][0], drawn[metric]
        if metric in _ERRORS and len(draws):
            # A resample's noise comes on top of the sample's: without the shift, the interval lies too high.
            draws = draws - draws.mean() + value
        final = _root if metric.startswith("rmsce") else _floor if metric in _ERRORS else _same
        low, high = percentile_interval(final(draws), level)
        like = final(perfect[metric])
        ideal = float(np.nanmean(like)) if np.isfinite(like).any() else float("nan")
        rows.append((metric, float(final(value)), low, high, ideal, *percentile_interval(like, level), len(y), count))
    return pd.DataFrame(rows, columns=list(CALIBRATION_COLUMNS))


def reliability_bins(
    labels: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    clusters: npt.ArrayLike | None = None,
    bins: int = BINS,
    resamples: int = 1000,
    simulations: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the bins of a reliability diagram, one row each, in rising order.

    Columns: ``start, end`` (least and largest probability of the bin), ``probability`` (mean), ``share`` (of
    positives) with its interval ``low, high`` over resampled clusters, ``perfect_low, perfect_high`` (between which
    the share of a perfectly calibrated model would lie; Bröcker and Smith 2007, Increasing the reliability of
    reliability diagrams), ``n``. Arguments as in :func:`calibration_metrics`.
    """
    y, p, group, count = checked(labels, probabilities, clusters)
    _check_bins(bins)
    names = ["start", "end", "probability", "share", "low", "high", "perfect_low", "perfect_high", "n"]
    if len(y) == 0:
        return pd.DataFrame(columns=names)
    place, inside = _bins(p, bins)
    weights = cluster_weights(count, resamples if count > 1 else 0, seed)
    drawn = np.zeros((len(weights), inside.shape[1]))
    at = 0
    for chunk in _chunks(weights, len(y)):
        each = chunk[:, group]
        drawn[at : at + len(chunk)] = _share(each @ (inside * y[:, None]), each @ inside)
        at += len(chunk)
    rng = np.random.default_rng([seed, 1])
    rows = []
    for k in range(inside.shape[1]):
        own = place == k
        simulated = np.concatenate(
            [(rng.random((size, own.sum())) < p[own]).mean(axis=1) for size in _sizes(simulations, int(own.sum()))]
        )
        rows.append(
            (
                p[own].min(),
                p[own].max(),
                p[own].mean(),
                y[own].mean(),
                *percentile_interval(drawn[:, k], level),
                *percentile_interval(simulated, level),
                int(own.sum()),
            )
        )
    return pd.DataFrame(rows, columns=names)


class _Measure:
    """Computes the metrics of many sets of labels, or of weights, at once; roots are not yet taken."""

    def __init__(self, p: Floats, bins: int) -> None:
        self.p = p
        _, self.inside = _bins(p, bins)
        bounded = np.clip(p, _EDGE, 1 - _EDGE)
        self.z = np.log(bounded / (1 - bounded))

    def __call__(self, y: Floats, w: Floats) -> dict[str, Floats]:
        """Return each metric (sets,) of labels (sets or 1, n) under weights (sets or 1, n)."""
        from scipy.stats import norm

        positive, size = (w * y) @ self.inside, w @ self.inside
        gap = _share((w * self.p) @ self.inside - positive, size, 0.0)
        rate = _share(positive, size, 0.0)
        noise = rate * (1 - rate) / np.maximum(size - 1, 1.0)
        total = w.sum(axis=1, keepdims=True)
        part = size / total
        spread = np.sqrt(noise)
        scaled = np.divide(gap, spread, out=np.full_like(gap, np.inf), where=spread > 0)
        # The mean of |x| for x normal around the gap: what noise makes of it.
        folded = np.where(
            spread > 0,
            2 * spread * norm.pdf(scaled) + np.abs(gap) * (1 - 2 * norm.cdf(-np.abs(scaled))),
            np.abs(gap),
        )
        intercept, slope = _recalibration(y, w, self.z)
        return {
            "ece": (part * np.abs(gap)).sum(axis=1),
            "ece_debiased": (part * (2 * np.abs(gap) - folded)).sum(axis=1),
            "rmsce": (part * gap**2).sum(axis=1),
            "rmsce_debiased": (part * (gap**2 - noise)).sum(axis=1),
            "slope": slope,
            "intercept": intercept,
            "in_the_large": ((w * (self.p - y)).sum(axis=1) / total[:, 0]),
            "brier": ((w * (self.p - y) ** 2).sum(axis=1) / total[:, 0]),
        }


def _recalibration(y: Floats, w: Floats, z: Floats, rounds: int = 40) -> tuple[Floats, Floats]:
    """Fit P(y) = expit(a + b z) to many sets at once by Newton's method; NaN where no finite fit exists."""
    sets = max(len(y), len(w))
    a, b = np.zeros(sets), np.ones(sets)
    step = np.full((2, sets), np.inf)
    for _ in range(rounds):
        mu = 1.0 / (1.0 + np.exp(-np.clip(a[:, None] + b[:, None] * z, -500, 500)))
        residual, curve = w * (y - mu), w * mu * (1 - mu)
        h = curve.sum(axis=1), curve @ z, curve @ z**2
        g = residual.sum(axis=1), residual @ z
        determinant = h[0] * h[2] - h[1] ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.array([h[2] * g[0] - h[1] * g[1], h[0] * g[1] - h[1] * g[0]]) / determinant
        # Bounded steps: from far away Newton's overshoot.
        step = np.clip(step, -1.0, 1.0)
        a, b = a + step[0], b + step[1]
        if not (np.abs(step) > 1e-7).any():
            break
    with np.errstate(invalid="ignore"):
        done = np.abs(step).max(axis=0) < 1e-4
    return np.where(done, a, np.nan), np.where(done, b, np.nan)


def _bins(p: Floats, bins: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the bin of each row, and the same as an indicator (n, bins)."""
    edges = np.unique(np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1], method="lower"))
    place = np.unique(np.searchsorted(edges, p, side="left"), return_inverse=True)[1]
    return place.astype(np.int64), np.eye(place.max() + 1)[place]


def _check_bins(bins: int) -> None:
    if bins < 1:
        raise InputError(f"bins has to be 1 or more, not {bins}.")


def _share(top: Floats, bottom: Floats, otherwise: float = np.nan) -> Floats:
    return np.divide(top, bottom, out=np.full_like(top, otherwise), where=bottom > 0)


def _sizes(total: int, rows: int) -> Iterator[int]:
    step = max(1, _CELLS // max(rows, 1))
    for start in range(0, total, step):
        yield min(step, total - start)


def _chunks(weights: Floats, rows: int) -> Iterator[Floats]:
    at = 0
    for size in _sizes(len(weights), rows):
        yield weights[at : at + size]
        at += size


def _stacked(parts: Iterator[dict[str, Floats]]) -> dict[str, Floats]:
    found = list(parts)
    return {name: np.concatenate([part[name] for part in found] or [np.zeros(0)]) for name in CALIBRATION_METRICS}


_same: Callable[[Floats], Floats] = np.asarray


def _floor(values: Floats) -> Floats:
    return np.maximum(values, 0.0)


def _root(values: Floats) -> Floats:
    return np.sqrt(np.maximum(values, 0.0))
