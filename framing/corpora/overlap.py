"""Texts that occur, word for word or nearly so, in two corpora: found, so that what is tested on is not trained on.

Texts are compared by their shingles, runs of four words in lower case without punctuation (Broder 1997, On the
Resemblance and Containment of Documents). The shingles of one side are kept in a sorted index, the other side is read
as it comes, so that a corpus that does not fit into memory can be compared with one that does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError, unknown_name

SHINGLE = 4
"""Words of a shingle."""

SHORTEST = 8
"""Words; shorter texts match only where they are equal, since a few words in common prove nothing."""

COMMON = 200
"""A shingle that more texts of the index have is a phrase that anybody uses, and is passed over."""

MEASURES: dict[str, str] = {
    "jaccard": "shared shingles of all that the two texts have: are they the same text?",
    "containment": "shared shingles of those that the shorter text has: does one text stand in the other?",
}
"""What similarity may mean."""

_CHUNK = 2000  # texts that are looked at together

_Codes = npt.NDArray[np.uint64]
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def normalise_text(text: str) -> str:
    """Return the words of ``text`` in lower case with single spaces, without punctuation and accents.

    Two spellings of one text (curly or straight quotation marks, tokenised or not, another encoding of é) become equal.
    """
    plain = unicodedata.normalize("NFKD", text).lower()
    return " ".join(re.findall(r"\w+", re.sub(r"[\u0300-\u036f'’`]", "", plain)))


def near_duplicates(
    texts_a: Iterable[str], texts_b: Iterable[str], *, threshold: float = 0.7, measure: str = "jaccard"
) -> pd.DataFrame:
    """Return the pairs of texts that are (nearly) the same: columns ``a, b`` (positions from 0) and ``similarity``.

    ``measure`` is one of :data:`MEASURES`; take "containment" to find sentences in articles. Similarity is between 0
    and 1, and 1 for texts that are equal but for case and punctuation; pairs from ``threshold`` on are returned, sorted
    by ``a`` and ``b``. ``texts_a`` is kept in memory, ``texts_b`` may be a stream. Texts without words match nothing.
    Raises UnknownNameError for another measure and InputError for a threshold that is not above 0 and at most 1.
    """
    if measure not in MEASURES:
        raise unknown_name("measure", measure, MEASURES)
    if not 0 < threshold <= 1:
        raise InputError(f"threshold has to be above 0 and at most 1, not {threshold}.")
    index = _Index.of(texts_a)
    found: list[tuple[int, int, float]] = []
    remaining = iter(texts_b)
    done = 0
    while chunk := [normalise_text(text) for text in islice(remaining, _CHUNK)]:
        for b in index.touched(chunk):
            like = index.like(chunk[b], measure)
            found += [(a, done + b, similarity) for a, similarity in like if similarity >= threshold]
        done += len(chunk)
    pairs = pd.DataFrame(found, columns=["a", "b", "similarity"])
    pairs = pairs.astype({"a": "int64", "b": "int64", "similarity": "float64"})
    return pairs.sort_values(["a", "b"], ignore_index=True)


def drop_near_duplicates(
    rows: pd.DataFrame, texts: Iterable[str], *, threshold: float = 0.7, measure: str = "jaccard"
) -> pd.DataFrame:
    """Return ``rows`` without those whose ``text`` (nearly) occurs among ``texts``, see :func:`near_duplicates`."""
    pairs = near_duplicates(rows["text"], texts, threshold=threshold, measure=measure)
    keep = np.ones(len(rows), dtype=bool)
    keep[pairs["a"].unique()] = False
    return rows[keep].reset_index(drop=True)


@dataclass(frozen=True)
class _Index:
    """Shingles of the texts of one side, sorted, each with the text that has it; and texts by their normal form."""

    vocabulary: dict[str, int]
    equal: dict[str, list[int]]
    shingles: _Codes
    owners: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> _Index:
        vocabulary: dict[str, int] = {}
        equal: dict[str, list[int]] = {}
        parts: list[_Codes] = []
        for position, text in enumerate(texts):
            normal = normalise_text(text)
            words = normal.split()
            if words:
                equal.setdefault(normal, []).append(position)
            codes = [vocabulary.setdefault(word, len(vocabulary) + 1) for word in words]
            parts.append(shingles_of(codes))
        sizes = np.array([len(part) for part in parts], dtype=np.int64)
        shingles = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
        owners = np.repeat(np.arange(len(parts)), sizes)
        order = np.argsort(shingles, kind="stable")
        return cls(vocabulary, equal, shingles[order], owners[order], sizes)

    def touched(self, normals: list[str]) -> list[int]:
        """Return which normalised texts may be like one of the index: most are like none, and are soon passed over."""
        # Zero stands for all words that the index does not have: runs with them are found nowhere.
        codes = [[self.vocabulary.get(word, 0) for word in normal.split()] for normal in normals]
        lengths = np.array([len(each) for each in codes], dtype=np.int64)
        words = np.array([code for each in codes for code in each], dtype=np.uint64)
        owner = np.repeat(np.arange(len(normals)), lengths)
        chosen = {n for n, normal in enumerate(normals) if normal in self.equal}
        if len(words) >= SHINGLE and len(self.shingles):
            runs = _runs(words)
            whole = (owner[: len(runs)] == owner[SHINGLE - 1 :]) & (lengths[owner[: len(runs)]] >= SHORTEST)
            place = np.minimum(np.searchsorted(self.shingles, runs), len(self.shingles) - 1)
            chosen.update(owner[: len(runs)][whole & (self.shingles[place] == runs)].tolist())
        return sorted(chosen)

    def like(self, normal: str, measure: str) -> list[tuple[int, float]]:
        """Return the texts that share a shingle with a normalised text, and how similar they are."""
        equal = self.equal.get(normal, [])
        found = dict.fromkeys(equal, 1.0)
        # Words that the index does not have get numbers of their own, so that runs of them are told apart and counted.
        new: dict[str, int] = {}
        first_new = len(self.vocabulary) + 1
        words = normal.split()
        mine = shingles_of([self.vocabulary.get(w) or new.setdefault(w, first_new + len(new)) for w in words])
        first, last = np.searchsorted(self.shingles, mine, "left"), np.searchsorted(self.shingles, mine, "right")
        counts = last - first
        hit = (counts > 0) & (counts <= COMMON)
        if hit.any():
            spans = [self.owners[i:j] for i, j in zip(first[hit], last[hit], strict=True)]
            owners, shared = np.unique(np.concatenate(spans), return_counts=True)
            size = self.sizes[owners]
            whole = np.minimum(size, len(mine)) if measure == "containment" else size + len(mine) - shared
            for owner, similarity in zip(owners.tolist(), (shared / whole).tolist(), strict=True):
                found.setdefault(owner, similarity)
        return sorted(found.items())


def shingles_of(codes: list[int]) -> _Codes:
    """Return a number for each different run of words, which runs of other words do not have but by a rare chance."""
    if len(codes) < SHORTEST:
        return np.empty(0, dtype=np.uint64)
    return np.unique(_runs(np.array(codes, dtype=np.uint64)))


def _runs(words: _Codes) -> _Codes:
    """Return the number of each run of :data:`SHINGLE` words."""
    runs = np.zeros(len(words) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        runs = (runs + words[place : place + len(runs)]) * _FACTOR
        runs ^= runs >> np.uint64(29)
    return runs
