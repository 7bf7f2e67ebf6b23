"""Quotation marks: which stretches of a text stand inside them.

Curly, straight, single, low and angle marks; nested marks belong to the outer quotation; apostrophes, elisions
('90s, 'em) and feet and inches are not marks. A quotation runs on over paragraphs where each further paragraph
opens with a mark again and only the last one closes. A mark that is never closed ends with its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from framing.tables import Span

# A pattern that begins with a set of characters is looked for several times faster: look-behinds come after it.
_MAY_MARK = re.compile(r"[\"“”„‟«»‘‚`']")
_DOUBLE = re.compile(r"[\"“”„‟«»]|``|''|‘‘|’’")
_SINGLE_OPEN = re.compile(
    r"[‘'‚](?<![\w.,;:?!)’'].)(?=\w)(?!(?:\d\ds?|em|til|tis|twas|cause|bout|round|n|cos)\b)", re.IGNORECASE
)
_SINGLE_CLOSE = re.compile(r"[’'](?<=\S.)(?!\w)")
_POSSESSED = re.compile(r"\s+\w")  # what follows the apostrophe of a possessive
_LONGEST_SINGLE = 2000  # characters; an opening ‘ without its end must not search the whole article
_BEFORE_OPENING = frozenset(" \t\u00a0\u2009\u200a\u202f([{-–—/|:;,‘'")


class Quotation(NamedTuple):
    """A stretch inside quotation marks, the marks included; ``closed`` is False where the end mark is missing."""

    start: int
    end: int
    closed: bool = True


def find_quotations(text: str, lines: Sequence[Span] | None = None) -> list[Quotation]:
    """Return the outermost quotations of ``text``, in order.

    A quotation that runs over several paragraphs gives one item for each paragraph. Offsets count characters.
    ``lines`` are the text's :func:`paragraphs`, where they are known already.
    """
    found: list[Quotation] = []
    running = False
    for start, end in paragraphs(text) if lines is None else lines:
        if not _MAY_MARK.search(text, start, end):
            running = False
            continue
        here = _pair_double(text, start, end, running)
        running = bool(here) and not here[-1].closed
        found += [q for q in _add_single(text, start, end, here) if any(map(str.isalnum, text[q.start : q.end]))]
    return found


def paragraphs(text: str) -> list[Span]:
    """Return the spans of the lines that hold more than white space, without the white space around them."""
    spans, at = [], 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = at + line.index(bare[0])
            spans.append((start, start + len(bare)))
        at += len(line)
    return spans


def _pair_double(text: str, start: int, end: int, running: bool) -> list[Quotation]:
    """Pair the double marks of one paragraph; ``running`` tells that a quotation was left open before it."""
    marks = _marks(text, start, end)
    opens = sum(opening for _, _, opening in marks)
    closes = len(marks) - opens
    found: list[Quotation] = []
    begin, depth = start, 0
    for at, after, opening in marks:
        if opening:
            # Where too few marks are left to close both, the first one was never closed; other marks nest.
            if depth and closes <= opens and text[at] == text[begin]:
                found.append(Quotation(begin, _without_space(text, begin, at)))
                depth = 0
            if not depth:
                begin = at
            depth += 1
            opens -= 1
        else:
            closes -= 1
            if depth:
                depth -= 1
                if not depth:
                    found.append(Quotation(begin, after))
            elif running and not found:  # the last paragraph of a quotation, without its opening mark
                found.append(Quotation(start, after))
    if depth:
        found.append(Quotation(begin, end, closed=False))
    return found


def _marks(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Return where each double mark begins and ends, and whether it opens."""
    marks: list[tuple[int, int, bool]] = []
    for match in _DOUBLE.finditer(text, start, end):
        opens = _opens(text, match, start, end)
        if opens and text[match.end() : match.end() + 1].isspace() and marks and marks[-1][2]:
            opens = False  # “so much uncertainty, “ said Bell
        marks.append((match.start(), match.end(), opens))
    return marks


def _opens(text: str, match: re.Match[str], start: int, end: int) -> bool:
    mark = match.group()
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    if mark in ("“", "„", "‟", "«", "``", "‘‘"):  # “ also closes „German“ quotations
        return before in _BEFORE_OPENING or not (after.isspace() or after in ",.;:!?)")
    if mark == "»":
        return False
    # Straight marks point nowhere, and some pages open with a closing mark: the neighbours tell.
    return before in _BEFORE_OPENING and not after.isspace() and (mark != "”" or after.isalnum())


def _without_space(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _add_single(text: str, start: int, end: int, doubles: list[Quotation]) -> list[Quotation]:
    """Add ‘single’ quotations that stand outside the double ones or around them."""
    if not any(text.find(mark, start, end) >= 0 for mark in ("‘", " '", "‚", "('")) and text[start] != "'":
        return doubles
    singles: list[Quotation] = []
    at = start
    while match := _SINGLE_OPEN.search(text, at, end):
        at = match.end()
        if not _inside(match.start(), doubles):
            stop = _close_single(text, match.start(), min(end, at + _LONGEST_SINGLE), doubles)
            if stop is not None:
                singles.append(Quotation(match.start(), stop))
                at = stop
    return sorted([q for q in doubles if not _inside(q.start, singles)] + singles)


def _inside(at: int, quotations: list[Quotation]) -> bool:
    i = bisect_left(quotations, (at,)) - 1
    return i >= 0 and quotations[i].end > at


def _close_single(text: str, start: int, end: int, doubles: list[Quotation]) -> int | None:
    """Return where ‘a single quotation’ ends, past the apostrophes of plural possessives; None if nowhere.

    A possessive stands before its noun: a mark after s ends the quotation where no word follows, or where another
    quotation opens before any other mark could end this one.
    """
    first = None
    for match in _SINGLE_CLOSE.finditer(text, start + 2, end):
        if _inside(match.start(), doubles):
            continue
        if first is not None and _SINGLE_OPEN.search(text, first, match.start()):
            return first
        if text[match.start() - 1] != "s" or not _POSSESSED.match(text, match.end(), end):
            return match.end()
        first = first or match.end()
    return first
