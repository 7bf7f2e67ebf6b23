"""The words and marks of one sentence, a quotation being one token: what the rules of attribution read."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    """Tokens of ``text[start:end]``: their ``lower`` forms in a list and, where they are asked for, their spans.

    ``quotation`` maps the position of a token that is a quotation to that quotation's index in the article.
    Splitting is the hot loop of reading voice, so there are no objects for tokens, and offsets come late.
    """

    def __init__(
        self, text: str, lowered: str, start: int, end: int, quotations: Sequence[tuple[int, int, int]] = ()
    ) -> None:
        """``lowered`` is the text in lower case; ``quotations`` are ``(start, end, index)`` of those inside."""
        self.text, self.lowered = text, lowered
        self.lower: list[str] = []
        self.quotation: dict[int, int] = {}
        self._quoted: dict[int, Span] = {}
        self._spans: list[Span] = []  # of the first tokens, as far as they are known
        self._at = at = start
        for first, last, index in quotations:
            first, last = max(at, min(end, first)), min(end, last)
            if at < first:
                self.lower += _TOKEN.findall(lowered, at, first)
            self.quotation[len(self.lower)] = index
            self._quoted[len(self.lower)] = (first, last)
            self.lower.append(QUOTATION)
            at = last
        if at < end:
            self.lower += _TOKEN.findall(lowered, at, end)

    def __len__(self) -> int:
        return len(self.lower)

    def capital(self, i: int) -> bool:
        """Tell whether token ``i`` begins with a capital."""
        if i >= len(self._spans):
            self._locate(i)
        return self.text[self._spans[i][0]].isupper()

    def span(self, first: int, end: int | None = None) -> Span:
        """Return the characters of token ``first``, or of the tokens from there up to, not including, ``end``."""
        last = first if end is None else end - 1
        if last >= len(self._spans):
            self._locate(last)
        return self._spans[first][0], self._spans[last][1]

    def _locate(self, last: int) -> None:
        """Find the spans of the tokens up to ``last``: with white space alone between them, each is the next match."""
        find, spans, at = self.lowered.find, self._spans, self._at
        for word in self.lower[len(spans) : last + 1]:
            if word == QUOTATION:
                start, at = self._quoted[len(spans)]
            else:
                start = find(word, at)
                at = start + len(word)
            spans.append((start, at))
        self._at = at
