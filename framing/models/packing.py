"""Texts side by side in rows of one width, so that the encoder computes no padding. Without torch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

WIDTHS = (64, 128, 256, 512)
"""Widths of rows: a text goes into rows of the least that holds it. Attention costs grow with the width."""


class Packed(NamedTuple):
    """Texts in rows, all arrays (rows, width): ids, places of tokens in their text, and whose each token is.

    ``owners`` counts the texts of the row from 1; 0 is filler. ``order`` (tokens,) says where in the flattened rows the
    tokens of the texts stand, one text after the other.
    """

    ids: Ints
    positions: Ints
    owners: Ints
    order: Ints


def width_of(length: int) -> int:
    """Return the width of the rows that a text of ``length`` tokens goes into."""
    return next((width for width in WIDTHS if length <= width), -(-length // 64) * 64)


def plan(lengths: Sequence[int], budget: int) -> list[list[list[int]]]:
    """Return batches of rows of positions of texts: all rows of a batch are of one width, together ``budget`` tokens.

    Each row begins with the longest text left and takes the longest that still fits, so that the same lengths give the
    same batches. A row wider than the budget is a batch of its own.
    """
    sizes = np.asarray(lengths, dtype=np.int64)
    waiting: dict[int, list[int]] = {}
    for at in np.argsort(-sizes, kind="stable").tolist():
        waiting.setdefault(int(sizes[at]), []).append(at)
    for same in waiting.values():
        same.reverse()  # the first is taken first
    known = sorted(waiting)
    by_width: dict[int, list[list[int]]] = {}
    while known:
        width = room = width_of(known[-1])
        row = []
        while at := bisect_right(known, room):
            length = known[at - 1]
            row.append(waiting[length].pop())
            room -= length
            if not waiting[length]:
                known.pop(at - 1)
        by_width.setdefault(width, []).append(row)
    found = []
    for width, rows in by_width.items():
        # As many batches as are needed, all about as large: no small one at the end.
        count = -(-len(rows) // max(1, budget // width))
        ends = [len(rows) * n // count for n in range(count + 1)]
        found += [rows[start:end] for start, end in pairwise(ends)]
    return found


def pack(texts: Sequence[npt.NDArray[np.int32]], rows: Sequence[Sequence[int]], filler: int) -> Packed:
    """Return the rows of one batch of :func:`plan`; ``order`` follows the texts as they stand in the rows."""
    chosen = [at for row in rows for at in row]
    lengths = np.array([len(texts[at]) for at in chosen], dtype=np.int64)
    counts = np.array([len(row) for row in rows], dtype=np.int64)
    width = width_of(int(lengths.max()))
    ends = np.cumsum(lengths)
    firsts = np.cumsum(counts) - counts  # of each row, the number of its first text
    before = np.repeat((ends - lengths)[firsts], counts)  # tokens in the rows before
    owner = np.arange(len(chosen)) - np.repeat(firsts, counts) + 1
    inside = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
    starts = np.repeat(np.arange(len(rows)), counts) * width + (ends - lengths - before)
    order = np.repeat(starts, lengths) + inside
    ids = np.full(len(rows) * width, filler, dtype=np.int64)
    positions, owners = np.zeros_like(ids), np.zeros_like(ids)
    ids[order] = np.concatenate([texts[at] for at in chosen])
    positions[order] = inside
    owners[order] = np.repeat(owner, lengths)
    shape = (len(rows), width)
    return Packed(ids.reshape(shape), positions.reshape(shape), owners.reshape(shape), order)
