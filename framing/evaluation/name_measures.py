"""What is measured of swapped names: changes, flips, names that raise scores, and whether the scores say anything."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.evaluation.bootstrap import Floats, percentile_interval
from framing.evaluation.metrics import classification_metrics

Mask = npt.NDArray[np.bool_]

MEASURES: dict[str, str] = {
    "mean_absolute_change": "mean distance of the two scores",
    "mean_change": "mean of the swapped score less the original one",
    "flips": "share of comparisons in which the two scores lie on different sides of the model's threshold",
    "name_effect": "mean score with a name less the mean of the same sentences over all names drawn for them",
    "name_gap": "largest difference of the effects of two names of a kind",
    "name_gap_by_chance": "what name_gap is on average where names are shuffled within each sentence",
    "share": "share of the sentences whose original score is in the band",
    "mean": "mean of the original scores",
    "sd": "standard deviation of the original scores; 0 for a model that says the same of everything",
    "auc": "area under the ROC curve of the original scores; on templates, of plain and editorializing ones",
}
"""The metrics of :func:`framing.evaluation.evaluate_names`."""

BANDS: dict[str, tuple[float, float]] = {
    "all": (0.0, 1.01),
    "0–.2": (0.0, 0.2),
    ".2–.8": (0.2, 0.8),
    ".8–1": (0.8, 1.01),
}
"""The bands of scores, half-open."""

FEWEST = 10
"""Sentences that a name has to stand in before its effect is given."""
_SHUFFLES = 100

Row = tuple[str, str, str, str, str, float, float, float, int, int]


def measure(rows: pd.DataFrame, weights: Floats, label: str, seed: int = 0) -> pd.DataFrame:
    """Return every measure of scored cases.

    ``rows`` have ``article, kind, text, names, before, after, threshold, fold`` and the column ``label`` of labels.
    ``weights`` (1 + resamples, articles) say how often each article counts, in the order in which articles first
    appear; the first row is all ones. Columns: ``against, kind, name, band, metric, value, low, high, n, clusters``.
    """
    group = pd.factorize(rows["article"])[0]
    before, after = rows["before"].to_numpy(float), np.stack(rows["after"].to_list())
    cut, kinds = rows["threshold"].to_numpy(float), rows["kind"].to_numpy()
    tally = _Tally(group, weights, rows["text"].to_numpy())
    found = _spread(rows, tally, label, seed)
    everything = np.ones(len(rows), dtype=bool)
    for kind in ("all", *pd.unique(kinds)):
        here = everything if kind == "all" else kinds == kind
        for band in BANDS if kind == "all" else ("all",):
            found += _changes(tally, here, band, kind, before[:, None], after, cut)
            found += _between(tally, here, band, kind, after, cut)
        if kind != "all":
            found += _names(tally, rows.loc[here, "names"].to_list(), np.flatnonzero(here), kind, after, seed)
    columns = ["against", "kind", "name", "band", "metric", "value", "low", "high", "n", "clusters"]
    return pd.DataFrame(found, columns=columns)


class _Tally:
    """Means over cases with their bootstrap interval."""

    def __init__(self, group: npt.NDArray[np.intp], weights: Floats, texts: npt.NDArray[np.object_]) -> None:
        self.group, self.weights, self.texts = group, weights, texts

    def means(self, values: Floats, counts: Floats) -> Floats:
        """Return sum of ``values`` over sum of ``counts`` (both cases × measures) in each resample."""
        clusters = self.weights.shape[1]
        sums = np.zeros((2, clusters, values.shape[1]))
        np.add.at(sums[0], self.group, values)
        np.add.at(sums[1], self.group, counts)
        top, bottom = self.weights @ sums[0], self.weights @ sums[1]
        found: Floats = np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)
        return found

    def row(self, against: str, kind: str, name: str, band: str, metric: str, drawn: Floats, used: Mask) -> Row:
        """Return one row of the result: ``drawn`` are its values, the first one the measured one."""
        clusters = len(np.unique(self.group[used]))
        low, high = percentile_interval(drawn[1:]) if clusters > 1 else (np.nan, np.nan)
        sentences = len(pd.unique(self.texts[used]))
        return (against, kind, name, band, metric, float(drawn[0]), low, high, sentences, clusters)


def _changes(tally: _Tally, here: Mask, band: str, kind: str, before: Floats, after: Floats, cut: Floats) -> list[Row]:
    inside = here[:, None] & _in_band(before, band)
    counts = np.broadcast_to(inside, after.shape).astype(float)
    flips = (after >= cut[:, None]) != (before >= cut[:, None])
    return _rows(tally, "original", kind, band, counts, after - before, flips, signed=True)


def _between(tally: _Tally, here: Mask, band: str, kind: str, after: Floats, cut: Floats) -> list[Row]:
    left, right = (after[:, list(side)] for side in zip(*combinations(range(after.shape[1]), 2), strict=True))
    counts = (here[:, None] & _in_band((left + right) / 2, band)).astype(float)
    flips = (left >= cut[:, None]) != (right >= cut[:, None])
    return _rows(tally, "swapped", kind, band, counts, right - left, flips, signed=False)


def _rows(
    tally: _Tally, against: str, kind: str, band: str, counts: Floats, change: Floats, flips: Mask, signed: bool
) -> list[Row]:
    named = {"mean_absolute_change": np.abs(change), "flips": flips.astype(float)}
    if signed:
        named["mean_change"] = change
    values = np.column_stack([(counts * value).sum(axis=1) for value in named.values()])
    drawn = tally.means(values, np.repeat(counts.sum(axis=1)[:, None], len(named), axis=1))
    used = np.asarray(counts.any(axis=1))
    return [tally.row(against, kind, "", band, name, drawn[:, k], used) for k, name in enumerate(named)]


def _names(
    tally: _Tally, names: list[list[str]], at: npt.NDArray[np.intp], kind: str, after: Floats, seed: int
) -> list[Row]:
    """Return the effect of each name of a kind, and the gap between the highest and the lowest one."""
    known = sorted({name for drawn in names for name in drawn})
    place = {name: k for k, name in enumerate(known)}
    column = np.array([[place[name] for name in drawn] for drawn in names])
    apart = after[at] - after[at].mean(axis=1, keepdims=True)
    counts = np.zeros((len(after), len(known)))
    counts[at[:, None], column] = 1.0
    often = counts.sum(axis=0) >= FEWEST
    values = np.zeros_like(counts)
    values[at[:, None], column] = apart
    drawn = tally.means(values, counts)
    rows = [
        tally.row("swapped", kind, name, "all", "name_effect", drawn[:, k], counts[:, k] > 0)
        for k, name in enumerate(known)
        if often[k]
    ]
    used = np.isin(np.arange(len(after)), at)
    if often.sum() < 2:
        return rows
    gap = np.nanmax(drawn[:, often], axis=1) - np.nanmin(drawn[:, often], axis=1)
    rows.append(tally.row("swapped", kind, "", "all", "name_gap", gap, used))
    rng = np.random.default_rng(seed)
    shuffled = np.empty(_SHUFFLES)
    total = counts.sum(axis=0)[often]
    for k in range(_SHUFFLES):
        sums = np.bincount(column.ravel(), rng.permuted(apart, axis=1).ravel(), len(known))[often] / total
        shuffled[k] = sums.max() - sums.min()
    low, high = percentile_interval(shuffled)
    chance: Row = (*rows[-1][:4], "name_gap_by_chance", float(shuffled.mean()), low, high, *rows[-1][8:])
    return [*rows, chance]


def _spread(rows: pd.DataFrame, tally: _Tally, label: str, seed: int) -> list[Row]:
    """Return how the original scores are spread, and what they say of the labels, over different sentences."""
    first = ~rows.duplicated("text").to_numpy()
    before = rows["before"].to_numpy(float)
    counts = first.astype(float)[:, None]
    bands = [band for band in BANDS if band != "all"]
    columns = [before, before**2, *(_in_band(before, band).astype(float) for band in bands)]
    drawn = tally.means(np.column_stack(columns) * counts, np.repeat(counts, len(columns), axis=1))
    sd = np.sqrt(np.maximum(drawn[:, 1] - drawn[:, 0] ** 2, 0.0))
    found = [
        tally.row("", "all", "", "all", name, values, first) for name, values in (("mean", drawn[:, 0]), ("sd", sd))
    ]
    found += [tally.row("", "all", "", band, "share", drawn[:, k + 2], first) for k, band in enumerate(bands)]
    known = rows[first & rows[label].notna().to_numpy()]
    if known[label].nunique() == 2:
        made = classification_metrics(
            known[label].to_numpy(),
            known["before"].to_numpy(),
            known["article"].to_numpy(),
            strata=known["fold"].to_numpy(),
            resamples=len(tally.weights) - 1,
            seed=seed,
        )
        auc = made[made["metric"].eq("auc")].to_dict("records")[0]
        found.append(
            ("", "all", "", "all", *(auc[name] for name in ("metric", "value", "low", "high", "n", "clusters")))
        )
    return found


def _in_band(scores: Floats, band: str) -> Mask:
    low, high = BANDS[band]
    return np.asarray((scores >= low) & (scores < high))
