"""What the training of a linear model may be told, as plain data."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from framing.errors import ConfigError, unknown_among
from framing.models.calibration import METHODS
from framing.models.tasks import get_binary_task


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rows(_Settings):
    """Training rows of one corpus; their labels are the corpus's column of the task's name.

    ``parts`` are the parts of the corpus, ``weight`` is what one row weighs. ``voices`` keeps only sentences of these
    voices ("author", "mixed", "other"); all where it is empty.
    """

    corpus: str
    parts: tuple[str, ...] = Field(min_length=1)
    weight: float = Field(1.0, gt=0)
    voices: tuple[str, ...] = ()


class Head(_Settings):
    """How one task is learned.

    ``C`` is the inverse strength of the L2 penalty. ``start_from`` names a task listed earlier, whose logit, multiplied
    by ``start_weight``, is one more feature: what many rows teach there helps where rows are few. ``calibrate_on`` is
    the corpus on whose held-out logits calibration and threshold are fitted.
    """

    rows: tuple[Rows, ...] = Field(min_length=1)
    calibrate_on: str
    C: float = Field(1.0, gt=0)
    start_from: str | None = None
    start_weight: float = Field(0.3, ge=0)


class LinearSettings(_Settings):
    """The whole training: the tasks in order, the n-grams and features that they share, calibration.

    ``words``, ``characters``, ``min_words``, ``min_characters`` and ``mask_names`` are those of
    :class:`framing.models.ngrams.Ngrams`, ``bound`` and ``feature_weight`` those of
    :class:`framing.models.scaling.BoundedScaler`; ``families`` are names of
    :data:`framing.features.FEATURES`. ``folds`` is the number of folds of the cross-fitting behind calibration.
    """

    tasks: dict[str, Head] = Field(min_length=1)
    words: tuple[int, int] = (1, 2)
    characters: tuple[int, int] = (3, 5)
    min_words: int = Field(3, ge=1)
    min_characters: int = Field(20, ge=1)
    mask_names: bool = True
    families: tuple[str, ...] = ("lexicon", "quotation", "style", "valence")
    bound: float = Field(3.0, gt=0)
    feature_weight: float = Field(0.2, gt=0)
    calibration: str = "sigmoid"
    folds: int = Field(5, ge=2)

    @field_validator("families")
    @classmethod
    def _known_families(cls, families: tuple[str, ...]) -> tuple[str, ...]:
        from framing.features import get_family

        if wrong := unknown_among(get_family, families):
            raise ConfigError("\n".join(wrong))
        return families

    @field_validator("words", "characters")
    @classmethod
    def _rising(cls, sizes: tuple[int, int]) -> tuple[int, int]:
        if not 1 <= sizes[0] <= sizes[1]:
            raise ConfigError(f"The sizes of n-grams are the smallest and the largest n, at least 1; not {sizes}.")
        return sizes

    @model_validator(mode="after")
    def _consistent(self) -> LinearSettings:
        if wrong := list(self._mistakes()):
            raise ConfigError("\n".join(wrong))
        return self

    def _mistakes(self) -> Iterator[str]:
        """Yield the names that are unknown, and what does not go together."""
        if self.calibration not in METHODS:
            yield f"Unknown calibration {self.calibration!r}; known: {', '.join(METHODS)}."
        yield from unknown_among(get_binary_task, self.tasks)
        earlier: list[str] = []
        for name, head in self.tasks.items():
            if head.start_from is not None and head.start_from not in earlier:
                yield f"Task {name!r} starts from {head.start_from!r}, which is no task listed before it."
            if head.calibrate_on not in {rows.corpus for rows in head.rows}:
                yield f"Task {name!r} is calibrated on {head.calibrate_on!r}, which is not among its rows."
            earlier.append(name)

    def parts(self) -> dict[str, list[str]]:
        """Return for each task the ``corpus:part`` that it is learned from."""
        return {
            task: [f"{rows.corpus}:{part}" for rows in head.rows for part in rows.parts]
            for task, head in self.tasks.items()
        }
