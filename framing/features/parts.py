"""The author's and the others' part of each sentence, cut from its text by the spans of the sentences table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from framing.articles.spans import merge
from framing.errors import InputError
from framing.features.reading import Reading
from framing.tables import Span


class Parts(NamedTuple):
    """A sentence in parts: what the author says, what others say, and the spans of the latter in the text."""

    author: str
    other: str
    spans: list[Span]


def parts(reading: Reading) -> list[Parts]:
    """Return the parts of each sentence of a batch.

    Where a text is not the one that the spans were found in (a view with the others' words masked is shorter),
    all of it is taken as the author's. Raises InputError as :func:`places` does.
    """
    starts, ends = places(reading)
    quoted, said = reading.table["quoted_spans"], reading.table["attributed_spans"]
    return [_cut(*row) for row in zip(reading.texts, starts, ends, quoted, said, strict=True)]


def places(reading: Reading) -> tuple[list[int], list[int]]:
    """Return where each sentence starts and ends; raises InputError where the table has its spans and not that."""
    if missing := [name for name in ("start", "end") if name not in reading.table]:
        raise InputError(
            f"The table has spans of others' words, but no column {missing[0]!r}, from which they count; keep start "
            "and end, or leave out the columns of spans, so that each text is read anew."
        )
    return reading.table["start"].tolist(), reading.table["end"].tolist()


def _cut(text: str, start: int, end: int, quoted: Sequence[Span], said: Sequence[Span]) -> Parts:
    if not (len(quoted) or len(said)) or end - start != len(text):
        return Parts(text, "", [])
    inside = [(max(low - start, 0), min(high - start, len(text))) for low, high in (*quoted, *said)]
    spans = merge([(low, high) for low, high in inside if low < high])
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    author = " ".join(text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high)
    return Parts(author, " ".join(text[low:high] for low, high in spans), spans)
