"""The section of a config that compares sources: the arguments of framing.compare_sources, and what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, field_validator

from framing.config.section import Section, named
from framing.corpora.frames import FRAMES
from framing.errors import ConfigError, unknown_name
from framing.summary import MEASURES

FRAME, STANCE = "frame_", "stance_"
"""How measures begin that are a frame, and the stance toward a target."""

Margin = Annotated[float, Field(gt=0)]


class Compare(Section):
    """Compare the sources of the scored articles; the keys are those of :func:`framing.compare_sources`.

    ``measures`` are some of :data:`framing.summary.MEASURES`, ``frame_<name>`` and, where ``score`` has targets,
    ``stance_<target>``; ``null`` stands for all. One is the default here, since ``figures`` are drawn for each of them;
    ``report`` writes the page with all tables and figures. ``labels`` are files of coded sentences, and ``key`` that of
    their sample, as in ``framing compare``. ``changes`` needs the extra ``framing[series]``.

    A run gives the other arguments itself: attributions, stance and vectors are made from the articles, ``model``, by
    which events are found, is "default", and ``seed`` is that of the config.
    """

    measures: tuple[str, ...] | None = ("mean_editorializing",)
    figures: tuple[str, ...] = ("source_dots",)
    draws: int = Field(10_000, ge=100)
    by: str = "source"
    match: str | None = None
    adjust: tuple[str, ...] = ()
    adjust_by: Literal["model", "strata"] = "model"
    reference: str | None = None
    copies: str = "once"
    days: int = Field(3, ge=0)
    margin: Margin | dict[str, Margin] = 0.05
    effect: Literal["cliffs_delta", "cohens_d"] = "cliffs_delta"
    period: str = "auto"
    marks: dict[str, str] = Field({})
    changes: bool = False
    labels: tuple[str, ...] = ()
    key: str | None = None
    words: bool = True
    level: float = Field(0.95, ge=0.5, lt=1)
    report: bool = True

    @field_validator("copies")
    @classmethod
    @named
    def _known_copies(cls, name: str) -> str:
        if name != "once":  # the room of comparisons is loaded only where its names are asked for
            from framing.comparison.copies import CHOICES

            if name not in CHOICES:
                raise unknown_name("way to count copies", name, CHOICES)
        return name

    @field_validator("period")
    @classmethod
    @named
    def _known_period(cls, name: str) -> str:
        if name != "auto":
            from framing.comparison.series import check_period

            check_period(name)
        return name

    @field_validator("measures")
    @classmethod
    @named
    def _known_measures(cls, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for name in names or ():
            _check_measure(name)
        return names

    @field_validator("margin", mode="wrap")
    @classmethod
    @named
    def _one_or_many(cls, given: Any, handler: ValidatorFunctionWrapHandler) -> float | dict[str, float]:
        try:
            margin: float | dict[str, float] = handler(given)
        except ValidationError:
            raise ConfigError(f"has to be a number above 0, or one for each measure (given: {given!r}).") from None
        for name in margin if isinstance(margin, dict) else ():
            _check_measure(name)
        return margin

    @field_validator("marks")
    @classmethod
    def _dates(cls, marks: dict[str, str]) -> dict[str, str]:
        for day in marks:
            try:
                pd.Timestamp(day)
            except ValueError:
                raise ConfigError(f"{day!r} is no date; write a date and its words, 2016-11-08: election.") from None
        return marks

    @field_validator("figures")
    @classmethod
    @named
    def _known_figures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        # Matplotlib is loaded only where a config names a figure.
        from framing.figures import get_figure
        from framing.figures.draw_all import is_of_comparison

        for name in names:
            if not is_of_comparison(get_figure(name)):
                raise ConfigError(f"{name!r} is not drawn from sources that are compared")
        return names

    def targets(self) -> list[str]:
        """Return the targets whose stance is among the measures."""
        return [name.removeprefix(STANCE) for name in self.measures or () if name.startswith(STANCE)]

    def frames(self) -> list[str]:
        """Return the measures that are frames."""
        return [name for name in self.measures or () if name.startswith(FRAME)]

    def contradictions(self, with_stance: bool) -> Iterator[str]:
        """Yield what the section asks for and the config does not give; ``with_stance``: its scores have targets."""
        if self.targets() and not with_stance:
            yield f"'compare.measures': {STANCE}{self.targets()[0]} needs targets; add 'targets' to 'score'."
        if self.key is not None and not self.labels:
            yield "'compare.key' is the key of a coded sample; add 'labels', or leave 'key' out."
        given = {
            "stance": (with_stance, "the stance toward targets; add 'targets' to 'score'"),
            "events": (self.match is not None, "events; add 'match' to 'compare'"),
            "labelled": (bool(self.labels), "labels; add 'labels' to 'compare'"),
            "words": (self.words, "words; leave 'words: false' out"),
        }
        for name, table in self._tables().items():
            if table in given and not given[table][0]:
                yield f"'compare.figures': {name} is drawn from {given[table][1]}."

    def _tables(self) -> dict[str, str]:
        """Return the table of a comparison that each figure is drawn from."""
        if "figures" not in self.model_fields_set:
            return {}
        from framing.figures import get_figure
        from framing.figures.draw_all import table_name

        return {name: table_name(get_figure(name)) for name in self.figures}


def _check_measure(name: str) -> None:
    """Raise UnknownNameError for what is no measure; which targets there are is known where these are read."""
    known = [*MEASURES, *(f"{FRAME}{frame}" for frame in FRAMES)]
    if name not in known and name.removeprefix(STANCE) in (name, ""):
        raise unknown_name("measure", name, [*known, f"{STANCE}<target>"])
