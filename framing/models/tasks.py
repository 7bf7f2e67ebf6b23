"""The questions that models answer, and their labels."""

from __future__ import annotations

from dataclasses import dataclass

from framing.corpora.frames import FRAMES
from framing.errors import unknown_name


@dataclass(frozen=True)
class Task:
    """A question with labels; ``view`` is what a model sees of a sentence unless another view is asked for.

    ``labels`` are in the order of the columns of probabilities. ``kind`` tells how they go together: ``binary`` (one of
    two), ``several`` (each on its own), ``mention`` (one of them, toward a mention), ``tokens`` (of every token).
    """

    name: str
    labels: tuple[str, ...]
    description: str
    view: str
    kind: str = "binary"


TASKS: dict[str, Task] = {
    "editorializing": Task(
        "editorializing",
        ("reporting", "editorializing"),
        "Does the author, in the author's own voice, express a view instead of reporting?",
        "author",
    ),
    "loaded_language": Task(
        "loaded_language", ("neutral", "loaded"), "Is the wording itself biased, whoever speaks?", "all"
    ),
    "frames": Task("frames", tuple(FRAMES), "Which policy frames does it use? Several may hold.", "all", "several"),
    "stance": Task(
        "stance", ("negative", "neutral", "positive"), "What is said of the target that it mentions?", "all", "mention"
    ),
    "attribution": Task(
        "attribution", ("none", "source", "cue", "content"), "Who says what? Asked of every token.", "all", "tokens"
    ),
}

BINARY = tuple(name for name, task in TASKS.items() if task.kind == "binary")
"""The tasks of two labels, which scoring, the linear model and its evaluation answer."""


def get_task(name: str) -> Task:
    """Return the task of that name; raises UnknownNameError with the nearest names."""
    if name not in TASKS:
        raise unknown_name("task", name, TASKS)
    return TASKS[name]


def get_binary_task(name: str) -> Task:
    """Return the task of that name; raises UnknownNameError also where the task has not two labels."""
    task = get_task(name)
    if task.kind != "binary":
        raise unknown_name("task of two labels", name, BINARY)
    return task
