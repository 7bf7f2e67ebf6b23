"""Texts as token ids, and batches of like length: what the encoder reads. Without torch."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from framing.tables import Span

Ids = npt.NDArray[np.int32]


_TURN = threading.Lock()  # a tokenizer keeps the length at which it cuts, so that threads must not ask at once
_BUSY = 400  # tokens from which a batch is worth a pass of its own
_LIKE = 0.75  # shorter than this share of the longest text is not of like length
_COUNTS = np.array([*range(1, 9), *(step << octave for octave in range(1, 12) for step in (5, 6, 7, 8))])


class Encoded(NamedTuple):
    """A text as tokens: ``ids`` (tokens,) and ``offsets`` (tokens, 2), half-open ranges of its characters.

    Special tokens have the empty range (0, 0).
    """

    ids: Ids
    offsets: Ids


def encode(tokenizer: Any, texts: Sequence[str], max_length: int, special: bool = True) -> list[Encoded]:
    """Return the tokens of each text, cut at ``max_length``; ``special`` adds the marks of beginning and end."""
    if not len(texts):
        return []
    with _TURN:
        found = tokenizer(
            list(texts),
            add_special_tokens=special,
            return_offsets_mapping=True,
            return_attention_mask=False,
            return_token_type_ids=False,
            truncation=True,
            max_length=max_length,
        )
    return [
        Encoded(np.array(ids, dtype=np.int32), np.array(offsets, dtype=np.int32).reshape(-1, 2))
        for ids, offsets in zip(found["input_ids"], found["offset_mapping"], strict=True)
    ]


def tokens_in(offsets: Ids, spans: Sequence[Span]) -> npt.NDArray[np.bool_]:
    """Return for every token whether it shares a character with one of the spans; special tokens never do."""
    inside = np.zeros(len(offsets), dtype=bool)
    for start, end in spans:
        inside |= (offsets[:, 0] < end) & (offsets[:, 1] > start)
    return inside & (offsets[:, 1] > offsets[:, 0])


def batches(
    lengths: Sequence[int], budget: int, most: int = 512, *, busy: int = _BUSY, even: int = 1
) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the positions of the texts in batches of like length, longest first.

    A batch holds at most ``budget`` tokens, padding included (but at least one text), and at most ``most`` texts. It
    ends early where the next text is much shorter and the batch is large enough (``busy`` tokens) to keep a processor
    busy. With ``even`` above 1, lengths count as the next multiple of it and the number of texts is one of four an
    octave, so that few shapes come up: a processor's library compiles its products anew for each shape that it meets,
    which takes ten times as long as one of them. Give :func:`pad` the same ``even``.
    """
    sizes = -(-np.asarray(lengths, dtype=np.int64) // even) * even
    order = np.argsort(-sizes, kind="stable")
    at = 0
    while at < len(order):
        longest = max(1, int(sizes[order[at]]))
        last = at + min(most, max(1, budget // longest))
        enough = at + -(-busy // longest)
        short = int(np.searchsorted(-sizes[order], -_LIKE * longest, side="right"))
        last = min(last, max(enough, short), len(order))
        if even > 1:
            last = at + int(_COUNTS[np.searchsorted(_COUNTS, last - at, side="right") - 1])
        yield order[at:last]
        at = last


def pad(rows: Sequence[npt.NDArray[Any]], filler: int, even: int = 1) -> npt.NDArray[np.int64]:
    """Return the rows as one array (n, longest or the next multiple of ``even``), filled up at their end."""
    width = -(-max((len(row) for row in rows), default=0) // even) * even
    padded = np.full((len(rows), width), filler, dtype=np.int64)
    for i, row in enumerate(rows):
        padded[i, : len(row)] = row
    return padded
