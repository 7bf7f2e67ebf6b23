"""What a model sees of a sentence: the author's words, the words of others, or all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from framing.articles.spans import merge
from framing.errors import unknown_name
from framing.tables import Span

_MARKS = "\"“”„‟«»‘’‚‛`' "

MASK = "…"
"""Stands for words that a view leaves out."""

VIEWS: dict[str, str] = {
    "author": "what others say, quoted or paraphrased, is replaced by …; quotation marks and cues stay",
    "other": "only what others say, without the quotation marks around it",
    "all": "the sentence as it is",
}


class ViewText(NamedTuple):
    """The text of one sentence in a view, and where its pieces come from.

    ``pieces`` are ``(start, end, origin)``: the half-open range in ``text`` and the character of the article at which
    that range begins; masks and joints have no piece.
    """

    text: str
    pieces: tuple[tuple[int, int, int], ...]

    def to_article(self, start: int, end: int) -> list[Span]:
        """Return the spans of the article that the range ``[start, end)`` of the view's text shows."""
        found = []
        for first, last, origin in self.pieces:
            low, high = max(start, first), min(end, last)
            if low < high:
                found.append((origin + low - first, origin + high - first))
        return found


def view_texts(sentences: pd.DataFrame, view: str) -> list[str]:
    """Return the text that a model sees of each sentence in a view ("author", "other", "all").

    ``sentences`` needs ``text``, ``start``, ``quoted_spans`` and ``attributed_spans``. Raises UnknownNameError for
    another view.
    """
    if view not in VIEWS:
        raise unknown_name("view", view, VIEWS)
    texts: list[str] = sentences["text"].tolist()
    if view == "all":
        return texts
    # Most sentences are of one voice and need no look at all.
    starts, quoted, said = (sentences[name].tolist() for name in ("start", "quoted_spans", "attributed_spans"))
    found = texts if view == "author" else [""] * len(texts)
    for row in [n for n, (a, b) in enumerate(zip(quoted, said, strict=True)) if len(a) or len(b)]:
        found[row] = _view(texts[row], int(starts[row]), quoted[row], said[row], view).text
    return found


def view_pieces(sentences: pd.DataFrame, view: str) -> list[ViewText]:
    """Return what :func:`view_texts` returns, with the places in the article."""
    if view not in VIEWS:
        raise unknown_name("view", view, VIEWS)
    columns = (sentences[name] for name in ("text", "start", "quoted_spans", "attributed_spans"))
    return [_view(text, int(start), quoted, said, view) for text, start, quoted, said in zip(*columns, strict=True)]


def _view(text: str, start: int, quoted: Iterable[Span], said: Iterable[Span], view: str) -> ViewText:
    return _show(text, start, [*(_bare(text, start, quoted) if view == "other" else quoted), *said], view)


def _bare(text: str, start: int, quoted: Iterable[Span]) -> list[Span]:
    """Return quoted spans without the marks at their ends, so that a quotation reads like a sentence of its own."""
    found = []
    for low, high in quoted:
        first, last = max(low - start, 0), min(high - start, len(text))
        inner = text[first:last]
        first += len(inner) - len(inner.lstrip(_MARKS))
        last -= len(inner) - len(inner.rstrip(_MARKS))
        if first < last:
            found.append((first + start, last + start))
    return found


def _show(text: str, start: int, spans: Iterable[Span], view: str) -> ViewText:
    inside = [(max(low - start, 0), min(high - start, len(text))) for low, high in spans]
    others = merge([(low, high) for low, high in inside if low < high])
    if view == "all" or (view == "author" and not others):
        return ViewText(text, ((0, len(text), start),))
    kept, joint = (others, " ") if view == "other" else (_gaps(others, len(text)), MASK)
    parts, pieces, length = [], [], 0
    for number, (low, high) in enumerate(kept):
        if number:
            parts.append(joint)
            length += len(joint)
        parts.append(text[low:high])
        if low < high:
            pieces.append((length, length + high - low, start + low))
        length += high - low
    return ViewText("".join(parts), tuple(pieces))


def _gaps(spans: list[Span], length: int) -> list[Span]:
    """Return what lies before, between and after the spans, empty stretches too: one mask stands between each two."""
    edges = [0, *(edge for span in spans for edge in span), length]
    return list(zip(edges[::2], edges[1::2], strict=True))
