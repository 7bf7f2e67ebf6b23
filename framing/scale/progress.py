"""How far a run over a corpus is, how fast it goes, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from framing.scale.work import Done


@dataclass(frozen=True)
class Progress:
    """How far a run is after a shard.

    ``shard`` is its number, from 0 as in the names of its files, ``of`` how many there are (None until that is known);
    ``articles`` and ``sentences`` are scored in all, with what an earlier run left; ``share`` of the input is through;
    ``rate`` is in sentences a second of this run, and ``left`` the seconds that it will still take (None at first).
    """

    shard: int
    articles: int
    sentences: int
    share: float
    rate: float
    left: float | None
    of: int | None = None


Report = Callable[[Progress], None]
"""Told after each shard."""


class Pace:
    """Counts the shards of a run, in whatever order they come. What an earlier run left makes it no faster.

    ``of`` processes share the work; this one scores every ``of``-th shard and passes the others by. ``known`` is the
    number of shards where an earlier run has found it.
    """

    def __init__(self, of: int = 1, clock: Callable[[], float] = time.monotonic, known: int | None = None) -> None:
        self._of, self._clock = of, clock
        self._known = known
        self._begun = clock()
        self.shards: set[int] = set()
        self.articles = self.sentences = 0
        self._fresh = 0
        self._shares: dict[int, float] = {}
        self._gained = 0.0

    def count(self, done: Done) -> Progress:
        """Take a finished shard in, and say how far the run is."""
        self.shards.add(done.number)
        self.articles += done.articles
        self.sentences += done.sentences
        self._shares[done.number] = done.share
        if done.last:
            self._known = done.number + 1
        # Shards may come in any order: the mean width of those that came stands for the ones between.
        share = max(self._shares.values()) * len(self.shards) / (max(self.shards) + 1)
        taken = self._clock() - self._begun
        if done.fresh:
            self._fresh += done.sentences
            self._gained += share / len(self.shards)
        left = None if not self._gained else taken * (1 - share) / self._of / self._gained
        rate = self._fresh / max(1e-9, taken)
        return Progress(done.number, self.articles, self.sentences, share, rate, left, self._known)
