"""Which example is learned from next: drawn across tasks, in an order that a stopped run resumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from framing.errors import InputError
from framing.models.training_examples import Example, Examples


class Sampler:
    """Draws updates across tasks: a task with probability ∝ share · size^temperature, then its next example.

    A task's examples come in a new random order each time round. The state is plain data, so that a run resumes with
    the very draws that it would have made.
    """

    def __init__(
        self, examples: Mapping[str, Examples], shares: Mapping[str, float], temperature: float, seed: int
    ) -> None:
        self.examples = dict(examples)
        self.seed = seed
        self.names = list(self.examples)
        heft = np.array([shares[name] * len(self.examples[name]) ** temperature for name in self.names], dtype=float)
        self.probabilities = heft / heft.sum()
        self.rng = np.random.default_rng([seed, 0])
        self.place = {name: [0, 0] for name in self.names}
        self.orders: dict[str, npt.NDArray[np.int64]] = {}

    def draw(self, tokens: int) -> list[Example]:
        """Return examples of about ``tokens`` tokens together."""
        drawn: list[Example] = []
        total = 0
        while total < tokens:
            name = self.names[int(self.rng.choice(len(self.names), p=self.probabilities))]
            example = self.examples[name].draw(self._next(name), self.rng)
            total += sum(len(sequence.ids) for sequence in example.sequences)
            drawn.append(example)
        return drawn

    def _next(self, name: str) -> int:
        epoch, at = self.place[name]
        if at >= len(self.examples[name]):
            epoch, at = epoch + 1, 0
        if at == 0 or name not in self.orders:
            seeds = [self.seed, 1 + self.names.index(name), epoch]
            self.orders[name] = np.random.default_rng(seeds).permutation(len(self.examples[name]))
        self.place[name] = [epoch, at + 1]
        return int(self.orders[name][at])

    def state(self) -> dict[str, Any]:
        """Return what JSON can hold; :meth:`restore` reads it back."""
        return {"rng": self.rng.bit_generator.state, "place": {k: list(v) for k, v in self.place.items()}}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state; raises InputError where it belongs to other tasks."""
        if sorted(state["place"]) != sorted(self.names):
            raise InputError(
                f"The checkpoint is of the tasks {', '.join(state['place'])}, not {', '.join(self.names)}."
            )
        self.rng.bit_generator.state = state["rng"]
        self.place = {k: list(v) for k, v in state["place"].items()}
        self.orders = {}

    def epochs(self) -> dict[str, float]:
        """Return how often each task's examples have been gone through."""
        return {name: epoch + at / len(self.examples[name]) for name, (epoch, at) in self.place.items()}


def truncate(rows: Sequence[Any], limit: int | None, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return at most ``limit`` positions of the rows, in order."""
    if limit is None or limit >= len(rows):
        return np.arange(len(rows))
    return np.sort(rng.choice(len(rows), limit, replace=False))
