"""What a run shows while it runs: what is done, what is next, and about how long it takes still."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from framing.counts import counted
from framing.experiment.steps import Step

Say = Callable[[str], None]


class Display:
    """Tells of each step in a line: how many are done, which one begins, and the time left by the plan.

    The plan's seconds are a guess; they are corrected by how long the steps took that are done.
    """

    def __init__(self, say: Say) -> None:
        self.say = say
        self.steps: list[Step] = []
        self.done: set[str] = set()
        self.planned = 0.0
        self.took = 0.0

    def begin(self, steps: Sequence[Step], finished: set[str]) -> None:
        """Say how much there is to do, and what is finished already."""
        self.steps, self.done = list(steps), set(finished)
        if finished:
            self.say(
                f"{len(finished)} of {counted(len(steps), 'step')} {'is' if len(finished) == 1 else 'are'} finished"
            )

    def start(self, step: Step) -> None:
        """Say which step begins, which one is next, and the time left."""
        waiting = [s for s in self.steps if s.name not in self.done and s is not step]
        after = f"; next: {waiting[0].title}" if waiting else ""
        left = in_words(self.left())
        self.say(f"[{len(self.done) + 1}/{len(self.steps)}] {_upper(step.title)} (left: {left}{after})")

    def end(self, step: Step, seconds: float) -> None:
        """Count a step as done."""
        self.done.add(step.name)
        self.planned += step.seconds
        self.took += seconds

    def left(self) -> float:
        """Return about how many seconds the steps take that are not done."""
        ahead = sum(step.seconds for step in self.steps if step.name not in self.done)
        # Short steps say little of long ones: the plan is never taken to be off by more than five times.
        off = self.took / self.planned if self.planned > 1 else 1.0
        return ahead * min(max(off, 0.2), 5.0)


def in_words(seconds: float) -> str:
    """Return a length of time as one reads it: under a minute, 12 min, 3 h 20 min."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
