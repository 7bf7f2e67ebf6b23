"""How counts are written with what they count: one article, two articles."""

from __future__ import annotations


def counted(n: int, noun: str, several: str = "") -> str:
    """Return a count with its noun, whose plural is ``several`` or has an s: ``1 article``, ``2,000 copies``."""
    return f"{n:,} {noun if n == 1 else several or noun + 's'}"
