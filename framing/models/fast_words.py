"""Words of sentences as rows of a table: each word is split once, by a dictionary, and looked up ever after."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

WORD = re.compile(r"\w+|[^\w\s]")
"""A run of letters and digits, or one other character that is no space."""

UNKNOWN = "[UNK]"
CACHED = 100_000
"""Words that are remembered; then they are forgotten, so that memory stays bounded."""
ROOM = 32_768
"""Words of several pieces, each a row of the table, for which there is room; past half of it all are forgotten too."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def word_spans(text: str) -> list[tuple[int, int] | None]:
    """Return where the words that :meth:`Words.read` sees stand in ``text``, None for marks and other signs.

    Words are those of the text in lower case, where a few letters become several characters (İ, to an i and a dot).
    """
    lower = text.lower()
    places = list(range(len(text)))
    if len(lower) != len(text):
        places = [place for place, letter in enumerate(text) for _ in letter.lower()]
    spans = (match.span() for match in WORD.finditer(lower))
    return [(places[start], places[end - 1] + 1) if lower[start].isalnum() else None for start, end in spans]


class Pieces:
    """Words into pieces of a vocabulary: WordPiece (Wu et al. 2016), as the encoder does it, in lower case."""

    def __init__(self, pieces: Sequence[str]) -> None:
        from tokenizers import Tokenizer
        from tokenizers.models import WordPiece
        from tokenizers.normalizers import BertNormalizer
        from tokenizers.pre_tokenizers import BertPreTokenizer

        vocabulary = {piece: number for number, piece in enumerate(pieces)}
        self._tokenizer = Tokenizer(WordPiece(vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=100))
        self._tokenizer.normalizer = BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = BertPreTokenizer()

    def split(self, words: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the pieces of each word."""
        return [found.ids for found in self._tokenizer.encode_batch(list(words), add_special_tokens=False)]


class Words:
    """The rows of words in a table of shape (pieces, ways, size).

    The row of a word of several pieces is their sum. Row 0 stands for what is beyond both ends of a sentence and is
    zero. Rows do not depend on the words that came before: sums are taken in order, number by number.
    """

    def __init__(self, pieces: Sequence[str], values: Floats) -> None:
        self._pieces = Pieces(pieces)
        self._first = len(values) + 1
        # Rows that nothing was written to take no memory.
        self._table = np.zeros((self._first + ROOM, *values.shape[1:]), dtype=np.float32)
        self._table[1 : self._first] = values
        self._rows: dict[str, int] = {}
        self._used = self._first
        self._lock = threading.Lock()

    def read(self, texts: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        """Return the row of each word of all texts, the number of words of each text, and the table."""
        find = WORD.findall
        words = [find(text.lower()) for text in texts]
        counts = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        flat = list(chain.from_iterable(words))
        with self._lock:
            if len(self._rows) > CACHED or self._used - self._first > ROOM // 2:
                self._forget()
            rows = self._rows
            try:
                found = np.fromiter(map(rows.__getitem__, flat), dtype=np.int64, count=len(flat))
            except KeyError:
                self._learn([word for word in dict.fromkeys(flat) if word not in rows])
                found = np.fromiter(map(rows.__getitem__, flat), dtype=np.int64, count=len(flat))
            return found, counts, self._table

    def _forget(self) -> None:
        self._rows, self._used = {}, self._first
        self._copy(self._first + ROOM)

    def _copy(self, rows: int) -> None:
        """Go on with another table, since those that were given out are in use."""
        new = np.zeros((rows, *self._table.shape[1:]), dtype=np.float32)
        new[: self._used] = self._table[: self._used]
        self._table = new

    def _learn(self, words: Sequence[str]) -> None:
        split = self._pieces.split(words)
        several = sum(len(pieces) != 1 for pieces in split)
        if self._used + several > len(self._table):
            self._copy(self._used + several + ROOM)
        for word, pieces in zip(words, split, strict=True):
            if len(pieces) == 1:
                self._rows[word] = pieces[0] + 1
                continue
            self._rows[word] = self._used
            row = self._table[self._used]
            row[:] = 0.0
            for piece in pieces:
                row += self._table[piece + 1]
            self._used += 1
