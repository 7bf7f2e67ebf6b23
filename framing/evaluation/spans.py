"""Words and quotation marks of a text, as the evaluation sees them: apart from the code that it judges."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from framing.tables import Span

_WORD = re.compile(r"\w+(?:['’‑-]\w+)*")
_PARAGRAPH = re.compile(r"[^\r\n]+")
_MARK = re.compile(r"''|[\"“”„«»'‘’]")
_SINGLE = "'‘’"


def word_spans(text: str) -> npt.NDArray[np.int64]:
    """Return the words of a text as an array (n, 2) of start and end.

    A word is a run of letters, digits and underscores of any script, with apostrophes and hyphens between them.
    """
    return np.array([match.span() for match in _WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)


def words_inside(words: npt.NDArray[np.int64], spans: Sequence[Sequence[int]]) -> npt.NDArray[np.bool_]:
    """Return for every word of :func:`word_spans` whether it shares a character with one of the spans."""
    inside = np.zeros(len(words), dtype=bool)
    for start, end in spans:
        if end > start:
            first = np.searchsorted(words[:, 1], start, side="right")
            last = np.searchsorted(words[:, 0], end, side="left")
            inside[first:last] = True
    return inside


def quotation_spans(text: str) -> list[Span]:
    """Return what stands between quotation marks, whoever says it, the marks included.

    Marks are paired within a paragraph: “ ” « » „ " and '' (two apostrophes), also where opening and closing mark
    differ in style. Single marks count outside double ones, from an opening mark that follows white space to the first
    one that no letter follows. A nested quotation belongs to the outer one; a quotation that its paragraph does
    not close ends with the paragraph, as where the next paragraph opens it anew.
    """
    found: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        offset = paragraph.start()
        found += [(offset + start, offset + end) for start, end in _pair(paragraph.group())]
    return found


def _pair(text: str) -> list[Span]:
    spans: list[Span] = []
    open_marks: list[str] = []
    start = resume = 0
    for match in _MARK.finditer(text):
        mark, at, after = match.group(), match.start(), match.end()
        if at < resume:
            continue
        before_word = after < len(text) and not text[after].isspace()
        follows_gap = at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-"
        if mark in _SINGLE:
            end = None if open_marks or not (before_word and follows_gap) else _single_end(text, after)
            if end is not None:
                spans.append((at, end))
                resume = end
        elif not open_marks:
            if mark in "“„«" or follows_gap or not _closes(text, after):
                open_marks, start = [mark], at
        elif before_word and follows_gap and not _closes(text, after) and mark != "»":
            open_marks.append(mark)
        else:
            open_marks.pop()
            if not open_marks:
                spans.append((start, after))
    if open_marks:
        spans.append((start, len(text)))
    return spans


def _closes(text: str, after: int) -> bool:
    return after == len(text) or not (text[after].isalnum() or text[after] in "[$#@…")


def _single_end(text: str, start: int) -> int | None:
    """Return where the single quotation opened before ``start`` ends; None where the mark is an apostrophe ('90s)."""
    for match in _MARK.finditer(text, start):
        if match.group() not in _SINGLE:
            return None
        if match.group() != "‘" and not text[match.start() - 1].isspace() and not text[match.end() :][:1].isalnum():
            return match.end()
    return None
