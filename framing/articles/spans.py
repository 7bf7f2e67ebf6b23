"""Lists of half-open spans: joined, cut, intersected, subtracted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from framing.tables import Span


def merge(spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order, those that touch or overlap joined."""
    if len(spans) < 2:
        return list(spans)
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def cut(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the parts of ordered spans, none of which overlap, that lie in ``[start, end)``."""
    found: list[Span] = []
    for i in range(max(0, bisect_left(spans, (start,)) - 1), len(spans)):
        s, e = spans[i]
        if s >= end:
            break
        if e > start:
            found.append((s if s > start else start, e if e < end else end))
    return found


def intersect(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return the parts of ordered spans that lie inside the ordered others."""
    return [part for start, end in spans for part in cut(others, start, end)] if others else []


def subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """Return what is left of ordered spans outside the ordered holes."""
    if not holes:
        return list(spans)
    left: list[Span] = []
    for start, end in spans:
        for s, e in cut(holes, start, end):
            if s > start:
                left.append((start, s))
            start = e
        if start < end:
            left.append((start, end))
    return left
