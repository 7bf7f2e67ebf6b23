"""Articles of one collection that are copies of each other, among tens of thousands of them, in little memory.

Of each text a fixed quarter of the shingles is kept, the same quarter of all shingles that there are, so that two texts
that share many share many of those (the sketch of Broder 1997, On the Resemblance and Containment of Documents). Pairs
that come near the threshold in them are compared by all their shingles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from framing.corpora.overlap import COMMON, normalise_text, shingles_of
from framing.errors import InputError

_KEPT = np.uint64(62)  # shingles whose mixed number has nothing in the bits from this one on: a quarter
_MIX = np.uint64(0xD6E8FEB86659FD93)
_NEAR = 0.5  # of the threshold, in the sketches: what is below is not compared further
_ROWS = 2000  # of texts whose sketches are compared with all others at once


def copies_within(texts: Sequence[str], *, threshold: float = 0.8) -> pd.DataFrame:
    """Return the pairs of texts of which one stands in the other: ``a < b`` (positions) and ``similarity``.

    Similarity is the share of the shorter text's different shingles that the other has too (containment, 0 to 1); pairs
    from ``threshold`` on are returned, sorted. Of texts that are equal but for case and punctuation, the first stands
    for all: it is paired with each of the others, and alone compared with further texts, so that a page that occurs ten
    thousand times gives ten thousand pairs. It is made for articles: of two texts below fifty words, a pair may be
    overlooked. Raises InputError for a threshold that is not above 0 and at most 1.
    """
    if not 0 < threshold <= 1:
        raise InputError(f"threshold has to be above 0 and at most 1, not {threshold}.")
    vocabulary: dict[str, int] = {}

    def shingles(normal: str) -> npt.NDArray[np.uint64]:
        return shingles_of([vocabulary.setdefault(word, len(vocabulary) + 1) for word in normal.split()])

    first: dict[bytes, int] = {}
    sketches: list[npt.NDArray[np.uint64]] = []
    pairs: list[tuple[int, int, float]] = []
    for position, text in enumerate(texts):
        normal = normalise_text(text)
        same = first.setdefault(blake2b(normal.encode("utf-8", "replace"), digest_size=16).digest(), position)
        found = shingles(normal) if same == position else shingles_of([])
        sketches.append(found[(found * _MIX) >> _KEPT == 0])
        if same != position and normal:
            pairs.append((same, position, 1.0))
    at, own = -1, shingles_of([])
    for a, b in _near(sketches, _NEAR * threshold):
        if a != at:
            at, own = a, shingles(normalise_text(texts[a]))
        other = shingles(normalise_text(texts[b]))
        shared = len(np.intersect1d(own, other, assume_unique=True))
        if (similarity := shared / min(len(own), len(other))) >= threshold:
            pairs.append((a, b, similarity))
    table = pd.DataFrame(sorted(pairs), columns=["a", "b", "similarity"])
    return table.astype({"a": "int64", "b": "int64", "similarity": "float64"})


def _near(sketches: Sequence[npt.NDArray[np.uint64]], least: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs whose sketches share ``least`` of the smaller one, phrases that anybody uses left aside."""
    sizes = np.array([len(sketch) for sketch in sketches], dtype=np.int64)
    if not sizes.sum():
        return
    every, column = np.unique(np.concatenate(sketches), return_inverse=True)
    times = np.bincount(column)
    told = (times > 1) & (times <= COMMON)
    number = np.cumsum(told) - 1
    row, kept = np.repeat(np.arange(len(sketches)), sizes), told[column]
    places = (row[kept], number[column[kept]])
    shape = (len(sketches), int(told.sum()))
    table = csr_array((np.ones(int(kept.sum()), dtype=np.int32), places), shape=shape)
    del every, column, row, kept, places
    turned = table.T.tocsr()
    for start in range(0, len(sketches), _ROWS):
        shared = (table[start : start + _ROWS] @ turned).tocoo()
        a, b = shared.row.astype(np.int64) + start, shared.col.astype(np.int64)
        near = (a < b) & (shared.data >= least * np.minimum(sizes[a], sizes[b]))
        order = np.lexsort((b[near], a[near]))
        yield from zip(a[near][order].tolist(), b[near][order].tolist(), strict=True)
