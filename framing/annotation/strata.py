"""Stratified sampling: how many of each stratum, which ones, and with what probability each was drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from framing.errors import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BANDS = 4
"""Bands of scores in each source."""

FEWEST = 2
"""Rows drawn of every stratum, where it has them: the variance within a stratum needs two."""

LEAST_SPREAD = 0.2
"""The spread of errors that a stratum is taken to have at least, however sure the model is of its rows."""


class Drawn(NamedTuple):
    """Which rows were drawn, with what probability each row could be, and the number of each row's stratum."""

    chosen: npt.NDArray[np.bool_]
    probability: Floats
    stratum: Ints


def bands_of(scores: Floats, threshold: float) -> Ints:
    """Return the band of each score, 0 to 3: two below the model's threshold, two above it."""
    cuts = np.array([threshold / 2, threshold, (1 + threshold) / 2])
    return np.searchsorted(cuts, scores, side="right").astype(np.int64)


def allocate(sizes: Ints, spreads: Floats, source: Ints, n: int) -> Ints:
    """Return how many rows to draw of each stratum, ``n`` in all (all rows where there are fewer).

    Sources get the same number, since they are to be compared; within a source, a stratum gets rows in proportion to
    its size times the spread of the errors in it (Neyman 1934), at least :data:`FEWEST`. Raises InputError where ``n``
    does not suffice for that.
    """
    least = np.minimum(sizes, FEWEST)
    if n < least.sum():
        raise InputError(
            f"{n} rows are too few for {len(sizes)} strata (source by band of scores), of which each needs "
            f"{FEWEST}: draw at least {int(least.sum())}, or compare fewer sources."
        )
    sources = np.unique(source)
    room = np.array([sizes[source == name].sum() for name in sources])
    floor = np.array([least[source == name].sum() for name in sources])
    quota = _share_out(np.ones(len(sources)), floor, room, n)
    found = np.zeros(len(sizes), dtype=np.int64)
    for name, count in zip(sources, quota, strict=True):
        here = np.flatnonzero(source == name)
        wanted = sizes[here].astype(np.float64) * np.maximum(spreads[here], LEAST_SPREAD)
        found[here] = _share_out(wanted, least[here], sizes[here], int(count))
    return found


def draw(stratum: Ints, sizes: Ints, counts: Ints, seed: int) -> Drawn:
    """Draw ``counts`` rows of each stratum without replacement, all rows of a stratum alike."""
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(len(stratum)), stratum))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.empty(len(stratum), dtype=np.int64)
    rank[order] = np.arange(len(stratum)) - starts[stratum[order]]
    return Drawn(rank < counts[stratum], (counts / sizes)[stratum], stratum)


def draw_stratified(scores: Floats, source: Ints, threshold: float, n: int, seed: int) -> Drawn:
    """Draw ``n`` rows, stratified by source and by band of scores; see :func:`allocate`.

    ``scores`` are probabilities (rows,), ``source`` the number of each row's source. The spread of errors in a stratum
    is taken from its mean score p as √(p (1 − p)).
    """
    cell = source * BANDS + bands_of(scores, threshold)
    keys, stratum, sizes = np.unique(cell, return_inverse=True, return_counts=True)
    stratum, sizes = stratum.astype(np.int64), sizes.astype(np.int64)
    means = np.bincount(stratum, scores, minlength=len(sizes)) / sizes
    counts = allocate(sizes, np.sqrt(means * (1 - means)), keys // BANDS, n)
    return draw(stratum, sizes, counts, seed)


def _share_out(weights: Floats, least: Ints, most: Ints, n: int) -> Ints:
    """Share ``n`` out in proportion to ``weights``, each within ``least`` and ``most``; fractions to the largest."""
    low, high = least.astype(float), most.astype(float)
    n = int(min(max(n, least.sum()), most.sum()))
    wanted = np.maximum(weights, 1e-12)
    # The factor under which the bounded shares add up to n: they rise with it, so it is found by halving.
    small, large = 0.0, float((high / wanted).max()) + 1.0
    for _ in range(60):
        middle = (small + large) / 2
        if np.clip(middle * wanted, low, high).sum() < n:
            small = middle
        else:
            large = middle
    exact = np.clip(large * wanted, low, high)
    found = np.floor(exact + 1e-9).astype(np.int64)
    for at in np.argsort(-(exact - found), kind="stable")[: n - int(found.sum())]:
        found[at] += 1
    return found
