"""Would more labels help? A model learned from growing shares of the labels, and what its curve foretells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.evaluation.baselines import BASELINES, Baseline, Predictor
from framing.evaluation.bootstrap import (
    FEW,
    Floats,
    cluster_weights,
    interval,
    metric_interval,
    percentile_interval,
    with_whole,
)
from framing.evaluation.disjoint import fold_rows, sides
from framing.evaluation.leakage import leaking
from framing.evaluation.metrics import METRICS, checked, metric_values
from framing.evaluation.power_law import fit_power_law

SHARES = (0.1, 0.2, 0.35, 0.5, 0.7, 1.0)
CURVE_COLUMNS = ("share", "rows", "metric", "value", "low", "high", "sd", "n", "clusters")
WORTH = 0.01
"""A gain from twice as many labels below this is hardly worth the work."""

_BETTER_SMALLER = ("brier", "calibration_error")

Guesses = dict[float, list[Floats]]
"""For each share the probabilities of all rows, one array for each drawing of it."""


def by_features(rows: pd.DataFrame) -> Baseline:
    """Return a logistic regression on all features of :func:`framing.features.extract`, measured once for all rows."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    from framing.features import extract
    from framing.models.scaling import BoundedScaler

    measured = pd.DataFrame(extract(rows["text"].astype(str).tolist()).to_numpy(float), index=rows.index)

    def fit(known: pd.DataFrame, label: str, seed: int) -> Predictor:
        regression = LogisticRegression(C=0.01, class_weight="balanced", max_iter=1000, random_state=seed)
        model = make_pipeline(BoundedScaler(weight=1.0), regression)
        model.fit(measured.loc[known.index].to_numpy(), known[label].astype(int))

        def predict(new: pd.DataFrame) -> Floats:
            return np.asarray(model.predict_proba(measured.loc[new.index].to_numpy())[:, 1], dtype=np.float64)

        return predict

    return fit


LEARNERS: dict[str, Callable[[pd.DataFrame], Baseline]] = {
    "features": by_features,
    "tf-idf": lambda rows: BASELINES["tf-idf"],
}
"""What may learn: takes all rows, returns how to train on some of them."""


@dataclass(frozen=True)
class LearningCurve:
    """The points of a curve, what it foretells, and what that means.

    ``points`` has the columns :data:`CURVE_COLUMNS`: ``rows`` is the mean number of rows learned from, ``sd`` the
    standard deviation between drawings of the same share. ``forecast`` has ``times, rows, value, gain`` and the
    interval ``low, high`` of the gain over all labels. ``verdict`` says it in words.
    """

    points: pd.DataFrame
    forecast: pd.DataFrame
    verdict: str


def learning_curve(
    rows: pd.DataFrame,
    label: str = "label",
    *,
    learner: str = "features",
    split: str = "article",
    shares: Sequence[float] = SHARES,
    repeats: int = 3,
    metric: str = "macro_f1",
    n_folds: int = 5,
    resamples: int = 1000,
    seed: int = 0,
) -> LearningCurve:
    """Return how a metric grows with the number of labels, and whether more of them would help.

    ``rows`` have ``text``, ``label`` (0 or 1) and what the split needs (:func:`framing.evaluation.fold_rows`; rows
    without ``article`` are articles of their own). In each fold the model learns from growing shares of the other
    folds' articles, drawn ``repeats`` times, the smaller ones being part of the larger; all folds are judged together.
    Intervals are over the articles judged (:func:`framing.evaluation.bootstrap.interval`).

    The forecast fits a power law (:func:`framing.evaluation.power_law.fit_power_law`) to the points, anew in each of
    ``resamples`` draws of articles, whence its percentile interval: it holds the samples that were learned from fixed,
    and that the law goes on is an assumption. Of a metric that is better when smaller, one minus it is fitted.

    Raises UnknownNameError for another learner, split or metric, InputError for labels that are not 0 and 1 both,
    shares that do not rise to 1, or rows too few for the folds.
    """
    if learner not in LEARNERS:
        raise unknown_name("learner", learner, LEARNERS)
    if metric not in METRICS:
        raise unknown_name("metric", metric, METRICS)
    if len(shares) < 3 or list(shares) != sorted(set(shares)) or shares[0] <= 0 or shares[-1] != 1:
        raise InputError(f"shares are three or more, rise, and end at 1; got {tuple(shares)}.")
    rows = labelled_rows(rows, label)
    fold = fold_rows(rows, split, label, n_folds, seed)
    guesses, sizes = _guesses(rows, label, fold, split, LEARNERS[learner](rows), shares, repeats, seed)
    judged = np.isfinite(guesses[shares[-1]][0])
    y, _, group, count = checked(rows.loc[judged, label], np.zeros(int(judged.sum())), rows.loc[judged, "article"])

    def values(weights: Floats) -> Floats:
        """Return the metric (drawings, weights, shares), the drawings of a share repeated where there are fewer."""
        found = [
            [
                metric_values(y, p[judged], group, weights, strata=fold[judged], names=[metric])[metric]
                for p in guesses[share]
            ]
            for share in shares
        ]
        return np.stack([np.stack([each[k % len(each)] for k in range(repeats)]) for each in found], axis=-1)

    measured = values(with_whole(count, resamples, seed))
    drawn = values(np.vstack([np.ones((1, count)), cluster_weights(count, resamples, seed)])).mean(axis=0)
    means = measured.mean(axis=0)
    made = []
    for k, share in enumerate(shares):
        several = len(guesses[share]) > 1
        spread = float(measured[:, 0, k].std(ddof=1)) if several else float("nan")
        ends = metric_interval(metric, float(means[0, k]), means[1:, k], count)
        made.append((share, round(sizes[share]), metric, float(means[0, k]), *ends, spread, len(y), count))
    points = pd.DataFrame(made, columns=list(CURVE_COLUMNS))
    forecast = _forecast(np.array([sizes[share] for share in shares]), drawn, metric)
    return LearningCurve(points, forecast, _verdict(points, forecast, means))


def labelled_rows(rows: pd.DataFrame, label: str) -> pd.DataFrame:
    """Return the rows that have a label, 0 or 1, each with an ``article``: the row itself where it is not known.

    Raises InputError where ``text`` or the label is missing, or not both labels are given.
    """
    if missing := [name for name in ("text", label) if name not in rows]:
        known = ", ".join(map(str, rows.columns))
        raise InputError(f"The labels have no column {missing[0]!r}; their columns: {known}.")
    rows = rows[rows[label].notna()].reset_index(drop=True)
    given = sorted(set(rows[label]), key=str)
    if set(given) != {0, 1}:
        shown = ", ".join(map(repr, given[:5])) or "nothing"
        raise InputError(f"Labels must be 0 and 1, both; {label!r} holds {shown}.")
    own = pd.Series([f"row {k}" for k in range(len(rows))], dtype=object)
    article = rows["article"].astype(object).where(rows["article"].notna(), own) if "article" in rows else own
    return rows.assign(article=article, **{label: rows[label].astype("int64")})


def _guesses(
    rows: pd.DataFrame, label: str, fold: npt.NDArray[np.int64], split: str, fit: Baseline, shares: Sequence[float],
    repeats: int, seed: int,
) -> tuple[Guesses, dict[float, float]]:  # fmt: skip
    """Return what is said of held-out rows (NaN: never held out) for each share, and how many rows it has."""
    article = pd.factorize(rows["article"])[0]
    places = np.random.default_rng(seed).random((repeats, article.max() + 1))
    # All articles are the same ones however they are drawn.
    guesses: Guesses = {s: [np.full(len(rows), np.nan) for _ in range(repeats if s < 1 else 1)] for s in shares}
    sizes: dict[float, list[int]] = {share: [] for share in shares}
    for _, learned, held_out in sides(fold, split):
        known, asked = rows[learned], rows[held_out]
        known = known[~leaking(known, asked, articles=split != "random")]
        for share, drawings in guesses.items():
            for k, guess in enumerate(drawings):
                place = places[k][article[known.index]]
                order = np.unique(place)
                chosen = known[place <= order[max(1, round(share * len(order))) - 1]]
                sizes[share].append(len(chosen))
                learn = fit if len(set(chosen[label])) > 1 else BASELINES["majority"]
                guess[held_out] = learn(chosen, label, seed)(asked)
    return guesses, {share: float(np.mean(each)) for share, each in sizes.items()}


def _forecast(rows: Floats, values: Floats, metric: str) -> pd.DataFrame:
    """Return what the law says of two and four times the rows; ``values`` are (1 + draws, shares)."""
    sign = -1.0 if metric in _BETTER_SMALLER else 1.0
    rising = 1 - values if sign < 0 else values
    _, b, c = fit_power_law(rows, rising[np.isfinite(rising).all(axis=1)])
    made = []
    for times in (2, 4):
        gain = b * (rows[-1] ** -c - (times * rows[-1]) ** -c)
        low, high = percentile_interval(gain[1:])
        made.append((times, round(times * rows[-1]), values[0, -1] + sign * gain[0], gain[0], low, high))
    return pd.DataFrame(made, columns=["times", "rows", "value", "gain", "low", "high"])


def _verdict(points: pd.DataFrame, forecast: pd.DataFrame, means: Floats) -> str:
    half = int((points["share"] - 0.5).abs().argmin())
    last, twice = points.iloc[-1], forecast.iloc[0]
    metric, clusters = str(last["metric"]), int(last["clusters"])
    seen = (means[:, -1] - means[:, half]) * (-1 if metric in _BETTER_SMALLER else 1)
    low, high = interval(float(seen[0]), seen[1:], clusters)
    if twice["high"] < WORTH:
        told = "More labels would hardly help"
    elif twice["low"] >= WORTH:
        told = "More labels would help"
    elif twice["gain"] >= WORTH:
        told = "More labels would probably help"
    else:
        told = "More labels would probably not help much"
    few = f" So few articles ({clusters}) foretell little." if clusters < FEW else ""
    numbers = points["rows"].astype(int)
    return (
        f"{told}: learning from twice as many rows ({int(twice['rows']):,}) should improve {metric} by "
        f"{twice['gain']:.3f} [{twice['low']:.3f}, {twice['high']:.3f}]. From {numbers.iloc[half]:,} to "
        f"{numbers.iloc[-1]:,} rows it improved by {seen[0]:.3f} [{low:.3f}, {high:.3f}], to {last['value']:.3f} "
        f"[{last['low']:.3f}, {last['high']:.3f}].{few}"
    )
