"""Another share of positives than the model was calibrated on: what it does to calibration, and its correction."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError
from framing.evaluation.bootstrap import Floats, cluster_codes, cluster_weights, percentile_interval
from framing.evaluation.calibration import BINS, CALIBRATION_COLUMNS, calibration_metrics
from framing.evaluation.metrics import checked

CORRECTIONS: dict[str, str] = {
    "none": "probabilities as they are",
    "known": "shifted to the part's own share of positives, as if it were known",
    "estimated": "shifted to the share that is estimated from the part's probabilities, without its labels",
}
"""What is done about a shift."""

_CELLS = 4_000_000


def shift_prior(probabilities: npt.ArrayLike, old: float, new: float) -> Floats:
    """Return probabilities (any shape) for a population in which ``new`` is the share of positives instead of ``old``.

    Elkan (2001), The Foundations of Cost-Sensitive Learning; Saerens, Latinne and Decaestecker (2002), Adjusting the
    Outputs of a Classifier to New a Priori Probabilities. Holds where the shares of the classes moved and sentences
    within a class did not ("label shift"). NaN stays. Raises InputError for a share that is not between 0 and 1.
    """
    _check_share("old", old)
    _check_share("new", new)
    p = np.asarray(probabilities, dtype=np.float64)
    positive, negative = p * (new / old), (1 - p) * ((1 - new) / (1 - old))
    return np.asarray(positive / (positive + negative), dtype=np.float64)


def estimate_prior(
    probabilities: npt.ArrayLike,
    old: float,
    clusters: npt.ArrayLike | None = None,
    resamples: int = 0,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """Return the share of positives of an unlabelled population, with its interval: (value, low, high).

    ``probabilities`` (n,) are those of a model that is calibrated where the share is ``old``; NaN is left out. The
    value is the likeliest share, to which the EM algorithm of Saerens et al. (2002) converges; it is found by bisection
    instead, since the likelihood is concave and EM slow. The interval is over resampled ``clusters``; NaN without
    ``resamples``. It holds where only the shares moved. Where sentences within a class differ too (other topics, other
    sources), or the model is too sure of itself, the estimate can be far off, however narrow its interval: label a
    few hundred sentences and look at :func:`prior_shift` before relying on it.
    Raises InputError where nothing is left or ``old`` is not between 0 and 1.
    """
    _check_share("old", old)
    p = np.asarray(probabilities, dtype=np.float64)
    group = np.arange(len(p)) if clusters is None else np.asarray(clusters)
    kept = np.isfinite(p)
    if not kept.any():
        raise InputError(f"No probability among {p.size} rows; a share cannot be estimated.")
    codes, count = cluster_codes(group[kept])
    p = p[kept]
    value = float(_likeliest(p, old, np.ones((1, len(p))))[0])
    drawn = cluster_weights(count, resamples if count > 1 else 0, seed)
    step = max(1, _CELLS // len(p))
    draws = [_likeliest(p, old, drawn[at : at + step][:, codes]) for at in range(0, len(drawn), step)]
    return (value, *percentile_interval(np.concatenate(draws) if draws else np.zeros(0), level))


def correct_prior(
    scores: pd.DataFrame, column: str = "editorializing", *, old: float, new: float | None = None
) -> pd.DataFrame:
    """Return a scores table with a column of probabilities shifted to another share of positives.

    ``old`` is the share that the model was calibrated on (in its card), ``new`` the share here; where it is None it is
    estimated by :func:`estimate_prior` from the column itself, with what is said there against it.
    ``attrs["priors"]`` says what was done. Stored thresholds belong to the old share: they hold for the column as it
    was. Raises InputError where there is no such column or it holds no probabilities.
    """
    if column not in scores:
        numbers = ", ".join(str(c) for c in scores.select_dtypes("float").columns)
        raise InputError(f"The table has no column {column!r}; its columns of numbers are: {numbers or 'none'}.")
    p = scores[column].to_numpy(dtype=np.float64, na_value=np.nan)
    if ((p < 0) | (p > 1)).any():
        raise InputError(f"{column!r} holds numbers that are no probabilities; they must lie between 0 and 1.")
    share = estimate_prior(p, old)[0] if new is None else new
    share = min(max(share, 1e-6), 1 - 1e-6) if new is None else share
    corrected = scores.assign(**{column: shift_prior(p, old, share)})
    done: dict[str, Any] = {"old": old, "new": share, "estimated": new is None}
    corrected.attrs = {**scores.attrs, "priors": {**scores.attrs.get("priors", {}), column: done}}
    return corrected


def prior_shift(
    labels: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    parts: npt.ArrayLike,
    clusters: npt.ArrayLike | None = None,
    old: float | None = None,
    bins: int = BINS,
    resamples: int = 1000,
    simulations: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the calibration of each part of a corpus as it is and after each of :data:`CORRECTIONS`.

    ``labels`` (0 or 1), ``probabilities``, ``parts`` and ``clusters`` are of shape (n,). ``old`` is the share of
    positives that the model was calibrated on; that of all rows where left out. Columns: ``part, correction, share``
    (of positives), ``prior`` (the share that the probabilities are for) with ``prior_low, prior_high`` where it is
    estimated, then those of :func:`framing.evaluation.calibration.calibration_metrics`. The intervals of corrected
    probabilities take the prior as given.
    """
    y, p, group, _ = checked(labels, probabilities, clusters)
    names = np.asarray(parts)
    if names.shape != y.shape:
        raise InputError(f"Got {len(y)} labels and parts of shape {names.shape}; give one part for each row.")
    old = float(y.mean()) if old is None else old
    _check_share("old", old)
    tables = []
    for part in pd.unique(names):
        here = names == part
        share = float(y[here].mean())
        found = estimate_prior(p[here], old, group[here], resamples, seed)
        priors = {"none": (old, np.nan, np.nan), "known": (share, np.nan, np.nan), "estimated": found}
        for correction, (prior, low, high) in priors.items():
            inside = min(max(prior, 1e-6), 1 - 1e-6)
            shifted = p[here] if correction == "none" else shift_prior(p[here], old, inside)
            table = calibration_metrics(y[here], shifted, group[here], bins, resamples, simulations, seed)
            tables.append(
                table.assign(part=part, correction=correction, share=share, prior=prior, prior_low=low, prior_high=high)
            )
    first = ["part", "correction", "share", "prior", "prior_low", "prior_high"]
    if not tables:
        return pd.DataFrame(columns=[*first, *CALIBRATION_COLUMNS])
    return pd.concat(tables, ignore_index=True)[[*first, *CALIBRATION_COLUMNS]]


def _likeliest(p: Floats, old: float, weights: Floats) -> Floats:
    """Return the share (sets,) that makes the rows likeliest, under weights (sets, n)."""
    positive, negative = p / old, (1 - p) / (1 - old)
    low, high = np.zeros(len(weights)), np.ones(len(weights))
    for _ in range(40):
        middle = (low + high) / 2
        # The derivative of the log-likelihood falls with the share: its sign says on which side the maximum lies.
        mixed = negative + middle[:, None] * (positive - negative)
        rising = (weights * ((positive - negative) / mixed)).sum(axis=1) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return (low + high) / 2


def _check_share(name: str, share: float) -> None:
    if not 0 < share < 1:
        raise InputError(f"{name}={share} is no share of positives; give a number between 0 and 1, both excluded.")
