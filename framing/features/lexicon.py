"""Words that the literature ties to stance, certainty, evaluation and reporting, counted list by list."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np

from framing.articles.words import Token, tokens
from framing.errors import unknown_name
from framing.features.base import Family, Feature
from framing.features.matching import Matcher, every_list, some_lists
from framing.features.reading import Reading
from framing.features.wordlists import MAIN, WordList, read_list, word_lists

__all__ = ["Hit", "Lexicon", "WordList", "read_list", "word_lists"]

MOST = 4
"""Counts above this are kept at it, so that one odd sentence does not rule a model."""


class Hit(NamedTuple):
    """A place in a text that a list matched."""

    start: int
    end: int
    name: str


class Lexicon(Family):
    """How many words and phrases of each list a sentence holds (counts above 4 are kept at 4).

    ``lists`` names the lists to count, all where it is None; their texts and sources are in ``lexicons/``.
    All lists are matched in one pass over the words; of phrases that begin at the same word the longest counts.
    Raises UnknownNameError for a list that does not exist.
    """

    family = MAIN
    source: ClassVar[str] = "the header of each list in framing/features/lexicons"

    def __init__(self, lists: tuple[str, ...] | None = None) -> None:
        self.lists = lists

    def names(self) -> tuple[str, ...]:
        """Return the names of the lists that are counted, in the order of the columns."""
        known = word_lists()
        for name in self.lists or ():
            if name not in known:
                raise unknown_name("word list", name, known)
        return tuple(known) if self.lists is None else tuple(self.lists)

    def features(self) -> dict[str, Feature]:
        """Return the features by name; an example is made of the list's first entry."""
        return {name: counted(word_lists()[name]) for name in self.names()}

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the counts, shape (sentences, lists)."""
        names = self.names()
        found = reading.counts(MAIN) if self.lists is None else reading.count_lists(some_lists(names))
        return np.minimum(found, MOST)

    def hits(self, text: str) -> list[Hit]:
        """Return where in ``text`` each list matched, in order of place."""
        matcher: Matcher = every_list() if self.lists is None else some_lists(self.names())
        words: list[Token] = tokens(text)
        return [
            Hit(words[match.first].start, words[match.last].end, matcher.columns[match.column][1])
            for match in matcher.scan([word.form for word in words])
            if matcher.columns[match.column][0] == MAIN
        ]


def counted(words: WordList, most: float = MOST) -> Feature:
    """Return the feature that counts a list: what it holds, its source, and an example from its first entry."""
    entry = next(entry for entry in words.entries if not entry.startswith("*"))
    return Feature(f"number of words or phrases of the list: {words.about}", 0, most, f"They {entry}.", words.source)
