"""Without labels: how far estimates could be off, from how differently the detector errs by source elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from framing.counts import counted
from framing.errors import InputError, unknown_name
from framing.evaluation.bootstrap import cluster_sums

MEASURED = Path(__file__).parent / "source_errors.csv"
SHIFTS = Path(__file__).parent / "name_shifts.csv"
"""The errors of the default model on the outlets of BABE, written by ``experiments/corrected/errors.py``."""

FEW_ARTICLES = 10
"""A source with fewer labelled articles has a standard error that says nothing."""

FEW_SOURCES = 3
"""Sources whose errors are known; from fewer no spread can be told."""


@dataclass(frozen=True)
class Errors:
    """How the detector errs by source: ``mean`` error over sources, its standard error, ``spread`` between sources.

    An error is the detector's mean score (or share of flags) less the share of sentences that coders call positive.
    ``spread`` is the standard deviation of sources' errors beyond what their few labels explain, ``sources`` their
    number, ``table`` each one's ``source, error, se, n, articles``.
    """

    mean: float
    se: float
    spread: float
    sources: int
    table: pd.DataFrame

    def reach(self, level: float = 0.95) -> float:
        """Return how far the error of a source not seen may lie from ``mean`` (Higgins, Thompson, Spiegelhalter 2009).

        The half-width of the prediction interval of a meta-analysis with random effects.
        """
        t = float(stats.t.ppf((1 + level) / 2, max(self.sources - 2, 1)))
        return t * float(np.hypot(self.spread, self.se))

    def reach_of_difference(self, level: float = 0.95) -> float:
        """Return how far the errors of two sources not seen may lie apart; what all share cancels out."""
        t = float(stats.t.ppf((1 + level) / 2, max(self.sources - 2, 1)))
        return t * float(np.sqrt(2)) * self.spread


def source_errors(
    labels: npt.ArrayLike, scores: npt.ArrayLike, sources: npt.ArrayLike, articles: npt.ArrayLike, fewest: int = 20
) -> Errors:
    """Return how the detector errs by source on an annotated corpus.

    ``labels`` are 0 or 1, ``scores`` probabilities (for the mean measures) or flags (for the shares), ``sources`` and
    ``articles`` those of each row, all of shape (rows,). Rows should be scored by models that did not learn from them.
    Standard errors are clustered by article; sources with fewer than ``fewest`` rows or
    :data:`FEW_ARTICLES` articles are left out. The spread is the
    random-effects estimate of DerSimonian and Laird (1986). Raises InputError where shapes differ or fewer than
    :data:`FEW_SOURCES` sources are left.
    """
    y, f = np.asarray(labels, dtype=float), np.asarray(scores, dtype=float)
    table = pd.DataFrame({"source": np.asarray(sources), "article": np.asarray(articles), "gap": f - y}).dropna()
    rows = []
    for source, part in table.groupby("source", sort=True):
        group, names = pd.factorize(part["article"])
        if len(part) < fewest or len(names) < FEW_ARTICLES:
            continue
        gap = part["gap"].to_numpy(float)
        sums = cluster_sums(gap - gap.mean(), group.astype(np.int64), len(names))
        se = float(np.sqrt((sums**2).sum() * len(names) / (len(names) - 1)) / len(gap))
        rows.append((str(source), float(gap.mean()), max(se, 1e-6), len(part), len(names)))
    if len(rows) < FEW_SOURCES:
        raise InputError(
            f"{counted(len(rows), 'source has', 'sources have')} {fewest} labelled sentences of {FEW_ARTICLES} "
            f"articles or more; at least {FEW_SOURCES} are needed to tell how differently the detector errs by source."
        )
    return _summed(pd.DataFrame(rows, columns=["source", "error", "se", "n", "articles"]))


def measured_errors(measure: str) -> Errors:
    """Return how the default model errs by outlet on BABE (Spinde et al. 2021), scored by models of folds of articles.

    ``measure`` is mean_ or share_ of editorializing or loaded_language; UnknownNameError for another. BABE's experts
    judged whole sentences, quotations included, so the mean error is partly one of definition. Means err more than
    shares: a probability that is pulled toward the middle is too high for plain outlets and too low for heated ones.
    """
    table = pd.read_csv(MEASURED)
    if measure not in set(table["measure"]):
        raise unknown_name("measure with known errors", measure, sorted(set(table["measure"])))
    return _summed(table[table["measure"] == measure].drop(columns="measure").reset_index(drop=True))


def _summed(errors: pd.DataFrame) -> Errors:
    """Return mean and spread of the errors of sources by random effects (DerSimonian and Laird 1986)."""
    e, w = errors["error"].to_numpy(float), 1 / errors["se"].to_numpy(float) ** 2
    q = float((w * (e - np.average(e, weights=w)) ** 2).sum())
    spread = np.sqrt(max(0.0, (q - (len(e) - 1)) / (w.sum() - (w**2).sum() / w.sum())))
    random = 1 / (1 / w + spread**2)
    mean = float(np.average(e, weights=random))
    return Errors(mean, float(1 / np.sqrt(random.sum())), float(spread), len(e), errors)


def measured_shifts() -> dict[str, float]:
    """Return how far names move the default model, by measure: :func:`name_shift` on 2,567 real sentences."""
    table = pd.read_csv(SHIFTS)
    return dict(zip(table["measure"], table["shift"].astype(float), strict=True))


def name_shift(names: pd.DataFrame, task: str, share: bool = False) -> float:
    """Return how far a source's mean (or share) could move by whom it writes about.

    The mean absolute change (or the share of flips) between names swapped within their kind. ``names`` is what
    :func:`framing.evaluation.evaluate_names` returns; of real sentences, swapped names compared with each other. It
    bounds the case that a source's names all pull one way. Raises InputError where it is not there.
    """
    wanted = {"task": task, "data": "real", "against": "swapped", "kind": "all", "band": "all"}
    here = names["metric"].eq("flips" if share else "mean_absolute_change")
    for column, value in wanted.items():
        here &= names[column].eq(value)
    if not here.any():
        raise InputError(
            f"The audit of names says nothing of {task!r}; run framing.evaluation.evaluate_names on the model."
        )
    return float(names.loc[here, "value"].iloc[0])


def sensitivity_band(estimates: pd.DataFrame, errors: Errors, names: float = 0.0, level: float = 0.95) -> pd.DataFrame:
    """Return estimates with ``band_low, band_high``: where the truth may lie if the detector errs here as elsewhere.

    ``estimates`` are rows of one measure of a comparison (``value, low, high``). A source of the annotated corpus
    itself gets its own error, the others the prediction interval of a source not seen. The error's reach and the
    sampling error of the estimate are independent and add as squares; ``names`` (:func:`name_shift`) is added whole.
    The band says what errors elsewhere make plausible; it proves nothing about these sources. Within 0 and 1.
    """
    own = errors.table.set_index("source")
    t = float(stats.norm.ppf((1 + level) / 2))
    shift = [float(own["error"].get(name, errors.mean)) for name in estimates["source"]]
    reach = [t * float(own["se"][name]) if name in own.index else errors.reach(level) for name in estimates["source"]]
    return _banded(estimates, "value", np.array(shift), np.array(reach), names, (0.0, 1.0))


def sensitivity_of_contrasts(
    contrasts: pd.DataFrame, errors: Errors, names: float = 0.0, level: float = 0.95
) -> pd.DataFrame:
    """Return contrasts with ``band_low, band_high, tolerates, survives``: does a difference outlast such errors?

    ``tolerates`` is how far the detector's errors on the two sources may differ before the interval of the difference
    reaches 0 (0 where it does already); ``survives`` whether the band excludes 0. See :func:`sensitivity_band`; errors
    that all sources share cancel out, and names may pull the two apart by twice ``names``.
    """
    count = len(contrasts)
    reach = np.full(count, errors.reach_of_difference(level))
    found = _banded(contrasts, "difference", np.zeros(count), reach, 2 * names, (-1.0, 1.0))
    low, high = found["low"].to_numpy(float), found["high"].to_numpy(float)
    survives = (found["band_low"] > 0) | (found["band_high"] < 0)
    return found.assign(tolerates=np.maximum(np.maximum(low, -high), 0.0), survives=survives)


def _banded(
    table: pd.DataFrame,
    value: str,
    shift: npt.NDArray[np.float64],
    reach: npt.NDArray[np.float64],
    names: float,
    limits: tuple[float, float],
) -> pd.DataFrame:
    middle, low, high = (table[column].to_numpy(float) for column in (value, "low", "high"))
    below = middle - shift - np.hypot(np.nan_to_num(middle - low), reach) - names
    above = middle - shift + np.hypot(np.nan_to_num(high - middle), reach) + names
    return table.assign(band_low=np.clip(below, *limits), band_high=np.clip(above, *limits))
