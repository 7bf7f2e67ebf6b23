"""Words with their places, cut the same way for every family."""

from __future__ import annotations

import re
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


class Token(NamedTuple):
    """A word: its normal form (lower case, straight apostrophe) and its place in the text."""

    form: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of ``text`` in order; compounds with hyphens and contractions stay whole."""
    return [Token(match.group().lower().replace("’", "'"), *match.span()) for match in WORD.finditer(text)]


def word_forms(text: str) -> list[str]:
    """Return only the normal forms of the words of ``text``."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]
