"""Ids that were seen, ten million of them in the room of a photograph."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

_FEW = 1 << 16


class Seen:
    """A set of strings that keeps eight bytes of each.

    It holds digests of 64 bits: of ten million strings, two that differ are taken for one with a probability of 3 in a
    million. New digests stand in a set of Python's, which is merged into a sorted array when it has grown by an eighth.
    """

    def __init__(self) -> None:
        self._new: set[int] = set()
        self._sorted: npt.NDArray[np.uint64] = np.empty(0, dtype=np.uint64)

    def __contains__(self, text: str) -> bool:
        digest = _digest(text)
        if digest in self._new:
            return True
        at = int(np.searchsorted(self._sorted, np.uint64(digest)))
        return at < len(self._sorted) and int(self._sorted[at]) == digest

    def __len__(self) -> int:
        return len(self._new) + len(self._sorted)

    def add(self, text: str) -> None:
        """Take a string in."""
        if text in self:
            return
        self._new.add(_digest(text))
        if len(self._new) >= max(_FEW, len(self._sorted) // 8):
            new = np.fromiter(self._new, dtype=np.uint64, count=len(self._new))
            self._sorted = np.sort(np.concatenate([self._sorted, new]))
            self._new = set()


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
