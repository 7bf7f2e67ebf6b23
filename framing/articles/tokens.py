"""The words and marks of one sentence, a quotation being one token: what the rules of attribution read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from framing.tables import Span

_TOKEN = re.compile(r"\w+(?:[’'.-]\w+)*|[^\w\s]")
QUOTATION = "“”"
"""Stands in ``lower`` for a whole quotation."""


def lowered(text: str) -> str:
    """Return the text in lower case, every character at its old offset."""
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two characters
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower


class Tokens:
    """Tokens of ``text[start:end]`` as parallel lists: their ``lower`` forms and, when asked for, their ``spans``.

    ``quotation`` maps the position of a token that is a quotation to that quotation's index in the article.
    Splitting is the hot loop of reading voice, so there are no objects for tokens, and offsets come late.
    """

    def __init__(
        self, text: str, lowered: str, start: int, end: int, quotations: Sequence[tuple[int, int, int]] = ()
    ) -> None:
        """``lowered`` is the text in lower case; ``quotations`` are ``(start, end, index)`` of those inside."""
        self.text, self.lowered = text, lowered
        self.quotation: dict[int, int] = {}
        if not quotations:
            self._pieces = [(start, end, False)]
            self.lower: list[str] = _TOKEN.findall(lowered, start, end)
            return
        self._pieces, self.lower = [], []
        at = start
        for first, last, index in quotations:
            first, last = max(at, min(end, first)), min(end, last)
            self._pieces += [(at, first, False), (max(start, first), last, True)]
            self.lower += _TOKEN.findall(lowered, at, first)
            self.quotation[len(self.lower)] = index
            self.lower.append(QUOTATION)
            at = last
        self._pieces.append((at, end, False))
        self.lower += _TOKEN.findall(lowered, at, end)

    def __len__(self) -> int:
        return len(self.lower)

    @cached_property
    def spans(self) -> list[Span]:
        """The characters of every token."""
        spans: list[Span] = []
        for start, end, whole in self._pieces:
            if whole:
                spans.append((start, end))
            else:
                spans += [match.span() for match in _TOKEN.finditer(self.lowered, start, end)]
        return spans

    def capital(self, i: int) -> bool:
        """Tell whether token ``i`` begins with a capital."""
        return self.text[self.spans[i][0]].isupper()

    def span(self, first: int, end: int) -> Span:
        """Return the characters of the tokens ``first`` up to, not including, ``end``."""
        return self.spans[first][0], self.spans[end - 1][1]
