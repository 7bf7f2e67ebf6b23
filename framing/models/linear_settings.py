"""What the training of a linear model may be told, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from framing.errors import ConfigError
from framing.features import get_family
from framing.models.calibration import METHODS
from framing.models.tasks import get_task


T = TypeVar("T")


@dataclass(frozen=True)
class Rows:
    """Training rows of one corpus: which parts, which column holds the label, what a row weighs.

    ``label`` is a column of 0 and 1; rows without a value are left out. ``voices`` keeps only sentences in which these
    speak ("author", "mixed", "other"); all where it is empty.
    """

    corpus: str
    parts: tuple[str, ...]
    label: str
    weight: float = 1.0
    voices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """How one task is learned.

    ``C`` is the inverse strength of the L2 penalty. ``start_from`` names an earlier task whose logit, multiplied by
    ``start_weight``, is one more feature: what many rows teach there helps where rows are few. ``calibrate_on`` is the
    corpus on whose held-out logits calibration and threshold are fitted.
    """

    rows: tuple[Rows, ...]
    calibrate_on: str
    C: float = 1.0
    start_from: str | None = None
    start_weight: float = 0.3


@dataclass(frozen=True)
class LinearSettings:
    """The whole training: the tasks in order, the n-grams and features that they share, calibration.

    ``words``, ``characters``, ``min_words`` and ``min_characters`` are those of :class:`framing.models.ngrams.Ngrams`,
    ``bound`` and ``feature_weight`` those of :class:`framing.models.scaling.BoundedScaler`. ``folds`` is the number of
    folds of the cross-fitting behind calibration. Raises ConfigError for what cannot be run.
    """

    tasks: Mapping[str, Head]
    words: tuple[int, int] = (1, 2)
    characters: tuple[int, int] = (3, 5)
    min_words: int = 3
    min_characters: int = 20
    families: tuple[str, ...] = ("lexicon", "quotation", "style", "valence")
    bound: float = 3.0
    feature_weight: float = 0.2
    calibration: str = "sigmoid"
    folds: int = 5

    def __post_init__(self) -> None:
        for family in self.families:
            get_family(family)
        if self.calibration not in METHODS:
            raise ConfigError(f"Unknown calibration {self.calibration!r}; known: {', '.join(METHODS)}.")
        if not self.tasks:
            raise ConfigError("A linear model needs at least one task.")
        if self.folds < 2:
            raise ConfigError(f"Calibration needs at least 2 folds, not {self.folds}.")
        earlier: list[str] = []
        for name, head in self.tasks.items():
            get_task(name)
            if head.start_from is not None and head.start_from not in earlier:
                raise ConfigError(
                    f"Task {name!r} starts from {head.start_from!r}, which has to be a task listed before it."
                )
            if head.calibrate_on not in {rows.corpus for rows in head.rows}:
                raise ConfigError(f"Task {name!r} is calibrated on {head.calibrate_on!r}, which is not among its rows.")
            earlier.append(name)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> LinearSettings:
        """Return the settings that a mapping (the ``model`` part of a config) describes; raises ConfigError."""
        given = dict(plain)
        tasks = given.pop("tasks", None)
        if not isinstance(tasks, Mapping):
            raise ConfigError("The settings of a linear model need 'tasks', a mapping from task to its rows.")
        heads = {}
        for name, task in tasks.items():
            head = dict(task)
            rows = tuple(_make(Rows, row, f"rows of {name}") for row in head.pop("rows", ()))
            heads[str(name)] = _make(Head, {**head, "rows": rows}, f"task {name}")
        return _make(cls, {**given, "tasks": heads}, "a linear model")

    def parts(self) -> dict[str, tuple[str, ...]]:
        """Return the corpora that the training reads and the parts of each, in order of first use."""
        found: dict[str, dict[str, None]] = {}
        for head in self.tasks.values():
            for rows in head.rows:
                found.setdefault(rows.corpus, {}).update(dict.fromkeys(rows.parts))
        return {corpus: tuple(parts) for corpus, parts in found.items()}


def _make(kind: type[T], given: Mapping[str, Any], what: str) -> T:
    known = [item.name for item in fields(kind)]  # type: ignore[arg-type]
    unknown = [key for key in given if key not in known]
    if unknown:
        raise ConfigError(f"Settings of {what} do not know {', '.join(map(repr, unknown))}; known: {', '.join(known)}.")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise ConfigError(f"Settings of {what} are incomplete: {error}.") from error
