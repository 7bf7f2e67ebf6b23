"""A batch of sentences read once: its words, its matches and its articles, shared by all families."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from framing.articles.words import WORD
from framing.features.context import Context, article_context
from framing.features.matching import Matcher, Matches, every_list

BATCH = 4096
"""Sentences that are read at once: their words fit into the processor's cache, their features into memory."""

PIECE = re.compile(WORD.pattern + r"|--|[,;:.!?()\[\]…–—“”\"]")
"""A word, or a mark that ends a clause."""

Floats = npt.NDArray[np.float64]


class Words(NamedTuple):
    """The words of a batch, one after the other.

    ``surface`` and ``form`` number the distinct ``surfaces`` (as written) and ``forms`` (lower case) of each word;
    ``row`` is its sentence, ``first[row]`` the first word of a sentence (one more at the end), ``clause`` grows at
    each mark between words.
    """

    surfaces: list[str]
    forms: list[str]
    surface: np.ndarray
    form: np.ndarray
    form_of: np.ndarray
    row: np.ndarray
    first: np.ndarray
    clause: np.ndarray


def cut(texts: list[str]) -> Words:
    """Return the words of a batch of sentences."""
    pieces = [PIECE.findall(text) for text in texts]
    flat = np.array(list(chain.from_iterable(pieces)), dtype=object)
    codes, distinct = pd.factorize(flat)
    is_word = np.array([piece[0].isalnum() for piece in distinct], dtype=bool)
    words = is_word[codes] if len(codes) else np.zeros(0, dtype=bool)
    row = np.repeat(np.arange(len(texts)), [len(found) for found in pieces])[words]
    clause = np.cumsum(~words)[words]
    number = np.cumsum(is_word) - 1
    surfaces = [piece for piece, good in zip(distinct, is_word, strict=True) if good]
    surface = number[codes[words]] if len(codes) else np.zeros(0, dtype=np.intp)
    lowered = [word.lower().replace("’", "'") for word in surfaces]
    form_of, forms = pd.factorize(np.array(lowered, dtype=object))
    first = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(texts)))]).astype(np.intp)
    return Words(surfaces, list(forms), surface, form_of[surface], form_of, row, first, clause)


class Reading:
    """What the families know of a batch of sentences; each part is made when it is first asked for.

    ``table`` is a sentences table with ``text``; ``context`` says where in its article each sentence stands, made
    from the table where it is None (then the table must hold whole articles).
    """

    def __init__(self, table: pd.DataFrame, context: Context | None = None) -> None:
        self.table = table
        self._context = context

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def texts(self) -> list[str]:
        """The texts of the sentences."""
        return [str(text) for text in self.table["text"]]

    @cached_property
    def context(self) -> Context:
        """Where in its article each sentence stands, and who speaks in the article."""
        return article_context(self.table) if self._context is None else self._context

    @cached_property
    def words(self) -> Words:
        """The words of the sentences."""
        return cut(self.texts)

    @cached_property
    def lengths(self) -> Floats:
        """The number of words of each sentence."""
        return np.diff(self.words.first).astype(float)

    @cached_property
    def matches(self) -> Matches:
        """The matches of every list that ships, see :func:`framing.features.matching.every_list`."""
        return every_list().match(self.words)

    @cached_property
    def _counts(self) -> Floats:
        matcher = every_list()
        return self.count_matches(self.matches, len(matcher.columns))

    def counts(self, group: str) -> Floats:
        """Return how often each list of a group matches in each sentence, shape (sentences, lists)."""
        return self._counts[:, every_list().slices[group]]

    def count_lists(self, matcher: Matcher) -> Floats:
        """Return how often each list of another matcher matches, shape (sentences, lists)."""
        return self.count_matches(matcher.match(self.words), len(matcher.columns))

    def count_matches(self, matches: Matches, width: int) -> Floats:
        """Return how often each column occurs among the matches of each sentence, shape (sentences, width)."""
        cells = self.words.row[matches.first] * width + matches.column
        return np.bincount(cells, minlength=len(self) * width).reshape(len(self), width).astype(float)

    @cached_property
    def _surface_counts(self) -> sparse.csr_matrix:
        words = self.words
        ones = np.ones(len(words.surface))
        return sparse.csr_matrix((ones, words.surface, words.first), shape=(len(self), len(words.surfaces)))

    def count_surfaces(self, *tests: Callable[[str], Any]) -> Floats:
        """Return the sum of each test over the words of a sentence, asked once of each distinct word as written."""
        values = [[float(test(word)) for test in tests] for word in self.words.surfaces]
        return np.asarray(self._surface_counts @ np.array(values, dtype=float).reshape(-1, len(tests)))

    def sum_forms(self, values: Floats) -> Floats:
        """Return sums over the words of each sentence of values given for each distinct form, shape (forms, k)."""
        return np.asarray(self._surface_counts @ values[self.words.form_of])

    def flag(self, test: Callable[[str], Any]) -> npt.NDArray[np.bool_]:
        """Return for every word of the batch whether its form passes a test."""
        passed = np.array([bool(test(form)) for form in self.words.forms], dtype=bool)
        return passed[self.words.form] if len(passed) else np.zeros(0, dtype=bool)

    def rates(self, counts: Floats) -> Floats:
        """Return counts as shares of the words of each sentence; 0 where it has none."""
        size = np.maximum(self.lengths, 1.0)
        return counts / (size[:, None] if counts.ndim == 2 else size)


def readings(table: pd.DataFrame, contextual: bool = False) -> Iterator[Reading]:
    """Yield the readings of a table, batch by batch in its order.

    ``contextual`` asks for the places in the articles, which are found in the whole table before it is cut.
    """
    context = article_context(table) if contextual else None
    for begin in range(0, len(table), BATCH):
        rows = slice(begin, begin + BATCH)
        yield Reading(table.iloc[rows], None if context is None else context.take(rows))
