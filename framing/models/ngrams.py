"""Word and character n-grams with weights by rarity, small enough to ship and with places for evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

HIDDEN = "\ue000"
"""Stands for each character of a name that is masked."""

NAME = "NAME"
"""The word that a masked name becomes; every other word is in lower case."""

WORD = re.compile(rf"[^\W_]+(?:'[^\W_]+)*|{HIDDEN}+")
CHUNK = re.compile(r"\S+")
LONGEST_CHUNK = 64
"""Characters of a stretch without white space that are looked at; what is longer is no word."""

QUOTES = ("", '"', "'", "(", "[")
ENDS_A_SENTENCE = ("", ".", "!", "?", ":", ";", "…", "—", "–")
"""What stands before the first word of a sentence; nothing, at the beginning of the text."""


STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def word_grams(forms: Sequence[str], low: int, high: int) -> Iterator[str]:
    """Yield the n-grams of a list of words, n from ``low`` to ``high``, joined by spaces."""
    for n in range(low, high + 1):
        if n == 1:
            yield from forms
        else:
            yield from map(" ".join, zip(*(forms[shift:] for shift in range(n)), strict=False))


def char_grams(chunk: str, low: int, high: int) -> list[tuple[str, int]]:
    """Return the character n-grams of one stretch without white space, its edges marked by spaces, and their places.

    Place 0 is the space before the stretch. Of an n that the stretch is too short for, the whole counts once.
    """
    padded = f" {chunk[:LONGEST_CHUNK]} "
    found = []
    for n in range(low, high + 1):
        if len(padded) <= n:
            found.append((padded, 0))
            break
        found += [(padded[start : start + n], start) for start in range(len(padded) - n + 1)]
    return found if HIDDEN not in padded else [(gram, place) for gram, place in found if HIDDEN not in gram]


class Ngrams(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Tf-idf of word and character n-grams (sublinear, each block of unit length), as a sparse matrix.

    ``words`` and ``characters`` are the smallest and largest n; an n-gram is kept where at least ``min_words`` or
    ``min_characters`` texts hold it. Case and the form of quotation marks are ignored. Character n-grams do not cross
    white space. With ``mask_names`` a capitalized word becomes NAME, without character n-grams, unless it is common in
    lower case: scores should not depend on who and which country a sentence is about. Fitted attributes: ``words_``
    and ``characters_`` (the n-grams, one a line), ``common_`` (words that are not masked), ``idf_`` (words first).
    """

    def __init__(
        self,
        words: tuple[int, int] = (1, 2),
        characters: tuple[int, int] = (3, 5),
        min_words: int = 3,
        min_characters: int = 20,
        mask_names: bool = True,
    ) -> None:
        self.words = words
        self.characters = characters
        self.min_words = min_words
        self.min_characters = min_characters
        self.mask_names = mask_names

    def fit(self, texts: Iterable[str], y: Any = None) -> Ngrams:
        """Learn which words are no names, which n-grams to keep and how rare each one is."""
        texts = list(texts)
        self.common_ = "\n".join(sorted(common_words(texts))) if self.mask_names else ""
        self.__dict__.pop("_places", None)
        common = frozenset(self.common_.split("\n"))
        words: Counter[str] = Counter()
        chunks: Counter[frozenset[str]] = Counter()
        for text in texts:
            plain = self._plain(text, common)
            words.update(set(word_grams(_forms(plain), *self.words)))
            chunks[frozenset(plain.split())] += 1
        characters: Counter[str] = Counter()
        grams: dict[str, list[str]] = {}
        for held, times in chunks.items():
            for chunk in held:
                if chunk not in grams:
                    grams[chunk] = [gram for gram, _ in char_grams(chunk, *self.characters)]
            for gram in set(chain.from_iterable(grams[chunk] for chunk in held)):
                characters[gram] += times
        kept_words = sorted(term for term, count in words.items() if count >= self.min_words)
        kept_characters = sorted(term for term, count in characters.items() if count >= self.min_characters)
        counts = [*(words[term] for term in kept_words), *(characters[term] for term in kept_characters)]
        self.words_ = "\n".join(kept_words)
        self.characters_ = "\n".join(kept_characters)
        self.idf_ = (np.log((1 + len(texts)) / (1 + np.array(counts, dtype=float))) + 1).astype(np.float32)
        return self

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return the weights of the n-grams of each text, shape (texts, n-grams), 32-bit floats."""
        words, characters, common = self._index()
        cache: dict[str, list[int]] = {}
        rows_words, rows_characters = [], []
        for text in texts:
            plain = self._plain(text, common)
            grams = word_grams(_forms(plain), *self.words)
            rows_words.append([words[gram] for gram in grams if gram in words])
            found: list[int] = []
            for chunk in plain.split():
                if chunk not in cache:
                    pairs = char_grams(chunk, *self.characters)
                    cache[chunk] = [characters[gram] for gram, _ in pairs if gram in characters]
                found += cache[chunk]
            rows_characters.append(found)
        split = len(words)
        blocks = [
            _weigh(rows_words, self.idf_[:split]),
            _weigh(rows_characters, self.idf_[split:]),
        ]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    def locate(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, column) for every occurrence of a kept n-gram in ``text``.

        Columns are those of :meth:`transform`; the spaces that mark a word's edges have no place.
        """
        words, characters, common = self._index()
        plain = self._plain(text, common)
        found = list(zip(_forms(plain), (match.span() for match in WORD.finditer(plain)), strict=True))
        for n in range(self.words[0], self.words[1] + 1):
            for first in range(len(found) - n + 1):
                gram = " ".join(form for form, _ in found[first : first + n])
                if gram in words:
                    yield found[first][1][0], found[first + n - 1][1][1], words[gram]
        for match in CHUNK.finditer(plain):
            start, end = match.start(), min(match.end(), match.start() + LONGEST_CHUNK)
            for gram, place in char_grams(match.group(), *self.characters):
                if gram in characters:
                    first, last = max(start + place - 1, start), min(start + place - 1 + len(gram), end)
                    if first < last:
                        yield first, last, len(words) + characters[gram]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the n-grams in the order of the columns, words as ``word:…``, characters as ``char:…``."""
        words, characters, _ = self._index()
        return np.array([*(f"word:{term}" for term in words), *(f"char:{term}" for term in characters)], dtype=object)

    def _plain(self, text: str, common: frozenset[str]) -> str:
        return mask_names(text, common) if self.mask_names else normal(text)

    def _index(self) -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
        if "_places" not in self.__dict__:
            lists = (text.split("\n") if text else [] for text in (self.words_, self.characters_))
            words, characters = ({term: place for place, term in enumerate(terms)} for terms in lists)
            self._places = (words, characters, frozenset(self.common_.split("\n")))
        return self._places

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__getstate__().items() if name != "_places"}


def normal(text: str) -> str:
    """Return the text in lower case with straight quotation marks, each character in its place.

    Characters whose lower case is longer than one character stay as they are, so that places hold.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(STRAIGHT)


def mask_names(text: str, common: frozenset[str]) -> str:
    """Return what :func:`normal` gives with names hidden, each character in its place.

    Hidden is every capitalized word that is not among ``common``.
    """
    plain = normal(text)
    pieces, done = [], 0
    for start, end in _capitalized(text, plain):
        if _bare(plain[start:end]) not in common:
            pieces += [plain[done:start], HIDDEN * (end - start)]
            done = end
    return "".join([*pieces, plain[done:]])


def common_words(texts: Iterable[str]) -> set[str]:
    """Return the words that are no names: lower case at least twice, and as often as capitalized within a sentence."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for text in texts:
        plain = normal(text)
        lower.update(map(_bare, WORD.findall(plain)))
        for start, end in _capitalized(text, plain):
            word = _bare(plain[start:end])
            lower[word] -= 1
            before = plain[max(0, start - 8) : start]
            opens = before[-1:] in QUOTES or before.rstrip()[-1:] in ENDS_A_SENTENCE
            upper[word] += not opens
    return {word for word, times in lower.items() if times >= 2 and times >= upper[word]}


def _capitalized(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the capitalized words of a text but "I"; ``plain`` is what :func:`normal` gives."""
    for match in WORD.finditer(plain):
        start, end = match.span()
        if text[start].isupper() and not (plain[start] == "i" and plain[start + 1 : end][:1] in ("", "'")):
            yield start, end


def _bare(word: str) -> str:
    return word.removesuffix("'s")


def _forms(plain: str) -> list[str]:
    return [NAME if word[0] == HIDDEN else word for word in WORD.findall(plain)]


def _weigh(rows: list[list[int]], idf: np.ndarray) -> sparse.csr_matrix:
    """Return sublinear tf-idf with rows of unit length."""
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=starts[-1])
    matrix = sparse.csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(rows), len(idf)))
    matrix.sum_duplicates()
    matrix.data = (1 + np.log(matrix.data)) * idf[matrix.indices]
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    norms = np.sqrt(np.where(squares > 0, squares, 1)).astype(np.float32)
    matrix.data /= np.repeat(norms, np.diff(matrix.indptr))
    return matrix
