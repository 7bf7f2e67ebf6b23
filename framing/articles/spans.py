"""Lists of half-open spans in order, none overlapping the next: joined, clipped, intersected, subtracted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from framing.tables import Span


def merge(spans: Sequence[Span]) -> list[Span]:
    """Return the spans, which may come in any order, in order and those that touch or overlap joined."""
    if len(spans) < 2:
        return list(spans)
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def reaching(pieces: Sequence[tuple[Any, ...]], spans: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    """Yield for each span which pieces reach into it, as positions ``(first, last)``, ``last`` exclusive.

    Both begin with start and end. One walk over both, so time grows linearly.
    """
    count = len(pieces)
    first = max(0, bisect_left(pieces, spans[0][:1]) - 1) if spans else 0
    for span in spans:
        start, end = span[0], span[1]
        while first < count and pieces[first][1] <= start:
            first += 1
        last = first
        while last < count and pieces[last][0] < end:
            last += 1
        yield first, last


def clip(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return spans that reach into ``[start, end)`` without what lies outside."""
    return [(s if s > start else start, e if e < end else end) for s, e in spans]


def intersect(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return the parts of spans that lie inside the others."""
    if not others:
        return []
    found: list[Span] = []
    for (start, end), (first, last) in zip(spans, reaching(others, spans), strict=True):
        found += clip(others[first:last], start, end)
    return found


def subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """Return what is left of spans outside the holes."""
    if not holes:
        return list(spans)
    left: list[Span] = []
    for (start, end), (first, last) in zip(spans, reaching(holes, spans), strict=True):
        for s, e in holes[first:last]:
            if s > start:
                left.append((start, s))
            start = e
        if start < end:
            left.append((start, end))
    return left
