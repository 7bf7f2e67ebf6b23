"""The mean of a source from many scores and few labels: pseudo-outcomes, and a variance by article and by stratum."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]

METHODS: dict[str, str] = {
    "naive": "the scores as they are; no label is used",
    "labels_only": "the labelled sentences alone, weighted by one over their inclusion probability (Hájek 1971)",
    "design_based": "scores, and what labels say of their error (design-based supervised learning; Egami et al. 2023)",
    "prediction_powered": "the same, scores counting as much as they help (PPI++; Angelopoulos, Duchi and Zrnic 2023)",
}
"""How the mean of a source is estimated; all but ``naive`` hold whatever errors the detector makes."""

FEW_ERRORS = 10
"""Fewer labelled sentences than this tell too little of the variance of a stratum's errors: a source gets a warning."""


@dataclass(frozen=True)
class Sentences:
    """The sentences of one source that a measure is made from; every array has one entry a sentence.

    ``article`` counts from 0 without gaps, ``score`` is what the detector says, ``label`` what coders say (NaN where
    nobody was asked), ``probability`` the chance with which the sentence was drawn to be labelled, ``stratum`` the
    number of what it was drawn from. ``drawn`` sentences have both a label and a probability.
    """

    article: npt.NDArray[np.int64]
    score: Floats
    label: Floats
    probability: Floats
    stratum: npt.NDArray[np.int64]

    @property
    def drawn(self) -> npt.NDArray[np.bool_]:
        """Which sentences are labelled."""
        return np.asarray(np.isfinite(self.label))

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return int(self.article.max()) + 1 if len(self.article) else 0

    @property
    def weight(self) -> Floats:
        """What a sentence counts in the mean over articles of the mean over their sentences; the sum is 1."""
        sizes = np.bincount(self.article, minlength=self.articles).astype(np.float64)
        return np.asarray(1.0 / (sizes[self.article] * self.articles), dtype=np.float64)


@dataclass(frozen=True)
class Mean:
    """A mean with its standard error and degrees of freedom; ``tuning`` is what the scores count."""

    value: float
    se: float
    df: float
    tuning: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return Student's interval; NaN where the standard error is unknown or 0."""
        if not (np.isfinite(self.se) and self.se > 0):
            return float("nan"), float("nan")
        reach = float(special.stdtrit(self.df, (1 + level) / 2)) * self.se
        return self.value - reach, self.value + reach

    def share_interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return Student's interval on the scale of log odds, for a share: it is not symmetric near 0 and 1.

        The interval of surveys (Korn and Graubard 1999, section 3.1); :meth:`interval` where the mean is no share.
        """
        spread = self.value * (1 - self.value)
        if not (np.isfinite(self.se) and self.se > 0 and spread > 0):
            return self.interval(level)
        reach = float(special.stdtrit(self.df, (1 + level) / 2)) * self.se / spread
        low, high = special.expit(special.logit(self.value) + np.array([-reach, reach]))
        return float(low), float(high)


def estimate(sentences: Sentences, method: str) -> Mean:
    """Return the mean over the articles of a source of the share of their sentences that coders would call positive.

    ``method`` is one of :data:`METHODS`. A labelled sentence stands for 1 / ``probability`` sentences. The design-based
    mean is that of the pseudo-outcomes score + (label − score) / probability. The prediction-powered mean multiplies
    the scores by a factor between 0 and 1 that ``ppi-python`` tunes (0: labels only), and scales the weights of the
    labelled sentences to add up.

    The standard error treats articles as drawn at random, and so clusters by article; labels that were drawn without
    replacement within strata get the variance of that design (Särndal, Swensson and Wretman 1992, result 9.3.1: the
    variance of two phases). Everything is NaN without two articles or, but for ``naive``, two labelled sentences.
    """
    nothing = Mean(float("nan"), float("nan"), float("nan"), float("nan"))
    if sentences.articles < 2:
        return nothing
    w, f, drawn = sentences.weight, sentences.score, sentences.drawn
    if method == "naive":
        return _two_phases(sentences, w, f, np.zeros(len(f)), 1.0)
    if drawn.sum() < 2:
        return nothing
    share = np.where(drawn, 1.0 / np.where(drawn, sentences.probability, 1.0), 0.0)
    y = np.where(drawn, sentences.label, 0.0)
    if method == "design_based":
        return _two_phases(sentences, w, f, share * (y - f), 1.0)
    tuning = 0.0 if method == "labels_only" else tuned(y[drawn], f[drawn], f, (w * share)[drawn], w)
    rest = y - tuning * f
    share = share / float((w * share).sum())
    mean = float((w * share * rest).sum())
    return _two_phases(sentences, w, tuning * f + mean, share * (rest - mean), tuning)


def tuned(labels: Floats, scores: Floats, every: Floats, weights: Floats, every_weight: Floats) -> float:
    """Return the factor of the scores, 0 to 1, that makes the prediction-powered mean most exact.

    It follows from the difference of two point estimates of ``ppi-python``, which is linear in it: with its own tuning,
    and without any scores.
    """
    with warnings.catch_warnings():  # importing it silences all warnings of the process
        from ppi_py import ppi_mean_pointestimate
    common = {"w": weights, "w_unlabeled": every_weight}
    ends = [float(np.ravel(ppi_mean_pointestimate(labels, scores, every, lam=at, **common))[0]) for at in (0, 1)]
    if abs(ends[1] - ends[0]) > 1e-9:
        best = float(np.ravel(ppi_mean_pointestimate(labels, scores, every, **common))[0])
        return float(np.clip((best - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0))
    return 1.0


def _two_phases(sentences: Sentences, w: Floats, first: Floats, second: Floats, tuning: float) -> Mean:
    """Return the mean of ``first`` + ``second`` over articles; ``second`` is 0 where a sentence was not drawn."""
    count = sentences.articles
    each = count * np.bincount(sentences.article, w * (first + second), minlength=count)
    between = float(each.var(ddof=1)) / count
    independent, design, spread = 0.0, 0.0, []
    if (second != 0).any():
        drawn = sentences.drawn
        u, p = (w * second)[drawn], sentences.probability[drawn]
        _, of = np.unique(sentences.stratum[drawn], return_inverse=True)
        n, alone = np.bincount(of), np.bincount(of, (1 - p) * u**2)
        mean_p, mean_u = np.bincount(of, p) / n, np.bincount(of, u) / n
        alike = (n > 1) & (np.bincount(of, np.abs(p - mean_p[of])) < 1e-9 * n)
        within = (1 - mean_p) * n / np.maximum(n - 1, 1) * np.bincount(of, (u - mean_u[of]) ** 2)
        # One sentence, or probabilities of its own for each: as if they were drawn independently.
        each_stratum = np.where(alike, within, alone)
        independent, design = float(alone.sum()), float(each_stratum.sum())
        spread = list(zip(each_stratum.tolist(), np.maximum(n - 1.0, 1.0).tolist(), strict=True))
    articles = max(between - independent, 0.0)
    variance = articles + design
    return Mean(float(each.mean()), float(np.sqrt(variance)), _freedom(articles, count, spread), tuning)


def _freedom(articles: float, count: int, strata: list[tuple[float, float]]) -> float:
    """Return the degrees of freedom of a sum of variances (Satterthwaite 1946), at least 1."""
    parts = [(articles, count - 1.0), *strata]
    total = sum(value for value, _ in parts)
    below = sum(value**2 / df for value, df in parts)
    return max(total**2 / below, 1.0) if below > 0 else count - 1.0


def difference(a: Mean, b: Mean) -> Mean:
    """Return ``a`` − ``b`` of two sources, whose articles and labels are independent (df: Welch 1947)."""
    variances = a.se**2 + b.se**2
    below = a.se**4 / a.df + b.se**4 / b.df
    freedom = variances**2 / below if below > 0 else min(a.df, b.df)
    return Mean(a.value - b.value, float(np.sqrt(variances)), float(freedom), float("nan"))
