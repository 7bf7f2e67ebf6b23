"""What the training of a model on features alone may be told, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from framing.errors import ConfigError, unknown_among
from framing.features import FEATURES, get_family
from framing.models.calibration import METHODS
from framing.models.linear_settings import Head
from framing.models.tasks import get_binary_task


class FeatureSettings(BaseModel):
    """How a model on features is learned.

    ``tasks`` are as in :class:`framing.models.linear_settings.LinearSettings`, without ``start_from``; ``C`` counts
    for the logistic regression only, the other numbers for the trees only. ``families`` are names of
    :data:`framing.features.FEATURES`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: dict[str, Head] = Field(min_length=1)
    learner: Literal["boosted", "features"] = "features"
    families: tuple[str, ...] = tuple(FEATURES)
    bound: float = Field(3.0, gt=0)
    learning_rate: float = Field(0.05, gt=0)
    trees: int = Field(200, ge=1)
    leaves: int = Field(8, ge=2)
    leaf_rows: int = Field(20, ge=1)
    penalty: float = Field(1.0, ge=0)
    calibration: str = "sigmoid"
    folds: int = Field(5, ge=2)

    @field_validator("families")
    @classmethod
    def _known_families(cls, families: tuple[str, ...]) -> tuple[str, ...]:
        if not families:
            raise ConfigError("A model on features needs at least one family.")
        if wrong := unknown_among(get_family, families):
            raise ConfigError("\n".join(wrong))
        return families

    @model_validator(mode="after")
    def _consistent(self) -> FeatureSettings:
        if wrong := list(self._mistakes()):
            raise ConfigError("\n".join(wrong))
        return self

    def _mistakes(self) -> Iterator[str]:
        """Yield the names that are unknown, and what does not go together."""
        if self.calibration not in METHODS:
            yield f"Unknown calibration {self.calibration!r}; known: {', '.join(METHODS)}."
        yield from unknown_among(get_binary_task, self.tasks)
        for name, head in self.tasks.items():
            if head.start_from is not None:
                yield f"Task {name!r}: 'start_from' is for the linear model only."
            if head.calibrate_on not in {rows.corpus for rows in head.rows}:
                yield f"Task {name!r} is calibrated on {head.calibrate_on!r}, which is not among its rows."

    def parts(self) -> dict[str, list[str]]:
        """Return for each task the ``corpus:part`` that it is learned from."""
        return {
            task: [f"{rows.corpus}:{part}" for rows in head.rows for part in rows.parts]
            for task, head in self.tasks.items()
        }
