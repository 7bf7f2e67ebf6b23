"""What a config may say. A config is data: read, checked as a whole, and frozen before anything runs."""

from __future__ import annotations

import difflib
from inspect import signature
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from framing.corpora import CORPORA, get_corpus
from framing.errors import ConfigError, FramingError, unknown_name
from framing.evaluation.baselines import BASELINES
from framing.evaluation.splits import SPLITS
from framing.figures import get_figure
from framing.models.linear_settings import LinearSettings
from framing.models.tasks import get_task
from framing.models.training_settings import EncoderSettings
from framing.summary import MEASURES


class Section(BaseModel):
    """A part of a config: frozen, and every key must be known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Train(Section):
    """Train a model before anything else; the later steps use it, and evaluation on folds trains it anew."""

    linear: LinearSettings | None = None
    encoder: EncoderSettings | None = None

    @model_validator(mode="after")
    def _one(self) -> Train:
        if (self.linear is None) == (self.encoder is None):
            raise ConfigError("'train' says how one model is trained: give it either 'linear' or 'encoder'.")
        return self


class Evaluate(Section):
    """One evaluation: a corpus, and a part of it or a kind of folds (article, outlet, random)."""

    corpus: str
    split: str
    task: str | None = None
    view: str | None = None
    baselines: tuple[str, ...] = tuple(BASELINES)
    resamples: int = Field(1000, ge=0)

    @field_validator("corpus")
    @classmethod
    def _known_corpus(cls, name: str) -> str:
        return get_corpus(name).name

    @field_validator("task")
    @classmethod
    def _known_task(cls, name: str | None) -> str | None:
        return None if name is None else get_task(name).name

    @field_validator("baselines")
    @classmethod
    def _known_baselines(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in BASELINES:
                raise unknown_name("baseline", name, BASELINES)
        return names

    def check(self) -> None:
        """Raise where the corpus has no such split."""
        known = [*CORPORA[self.corpus].parts, *SPLITS]
        if self.split not in known:
            raise unknown_name(f"split of {self.corpus}", self.split, known)


class Score(Section):
    """Score articles: ``sample`` is the corpus that ships with the package; anything else is a file or folder."""

    articles: str = "sample"
    columns: dict[str, str] = {}
    on_error: Literal["raise", "skip"] = "raise"


class Compare(Section):
    """Compare the sources of the scored articles."""

    measures: tuple[str, ...] = ("mean_editorializing",)
    figures: tuple[str, ...] = ("source_dots",)
    draws: int = Field(2000, ge=100)

    @field_validator("measures")
    @classmethod
    def _known_measures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in MEASURES:
                raise unknown_name("measure", name, MEASURES)
        return names

    @field_validator("figures")
    @classmethod
    def _known_figures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if "measure" not in signature(get_figure(name)).parameters:
                raise ValueError(f"{name!r} is drawn from labels and probabilities, not from sources that are compared")
        return names


class Config(Section):
    """A run: train → evaluate → score → compare → annotate, each step only where the config has its section."""

    name: str = Field(pattern=r"^[\w.-]+$")
    seed: int = Field(ge=0)
    model: str = "default"
    train: Train | None = None
    evaluate: tuple[Evaluate, ...] = ()
    score: Score | None = None
    compare: Compare | None = None
    annotate: tuple[str, ...] = ()


def load_config(path: str | Path) -> Config:
    """Return the config in a YAML file, checked; ``extends: other.yaml`` takes over another one's keys, one level deep.

    Raises ConfigError in one line for a file that cannot be read, an unknown key (with the nearest), a wrong type or an
    unknown name.
    """
    path = Path(path)
    raw = _read(path)
    if "extends" in raw:
        base = _read(path.parent / str(raw.pop("extends")))
        if "extends" in base:
            raise ConfigError(f"{path}: its base extends another config; one level of 'extends' is allowed.")
        raw = _merged(base, raw)
    try:
        config = Config.model_validate(raw)
        for evaluation in config.evaluate:
            evaluation.check()
        if config.train is not None and config.train.encoder is not None:
            for section in ("evaluate", "score"):
                if getattr(config, section):
                    raise ConfigError(
                        f"A run that trains an encoder only trains; '{section}' belongs in another config."
                    )
        for section in ("compare", "annotate"):
            if getattr(config, section) and config.score is None:
                raise ConfigError(f"'{section}' needs scores; add a 'score' section.")
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_complaint(error)}") from None
    except FramingError as error:
        raise ConfigError(f"{path}: {error}") from None
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        folder = path.parent if path.parent.is_dir() else Path()
        near = difflib.get_close_matches(path.name, [p.name for p in folder.glob("*.y*ml")], n=1)
        hint = f" Did you mean {folder / near[0]}?" if near else ""
        raise ConfigError(f"No config at {path}.{hint}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path} cannot be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(raw, dict):
        raise ConfigError(f"{path} must hold keys and values, not {type(raw).__name__}; see configs/demo.yaml.")
    return raw


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the keys of ``own`` over it, section by section."""
    merged = dict(base)
    for key, value in own.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _first_complaint(error: ValidationError) -> str:
    """Return the first error in one line, with the nearest key where one is unknown."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        section: Any = Config
        for part in first["loc"][:-1]:
            if isinstance(part, str):
                section = _section_of(section, part)
        known = sorted(getattr(section, "model_fields", {}))
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        return (
            f"unknown key '{where}'." + (f" Did you mean '{near[0]}'?" if near else "") + f" Known: {', '.join(known)}."
        )
    if first["type"] == "missing":
        return f"'{where}' is missing."
    cause = (first.get("ctx") or {}).get("error")
    return f"'{where}': {cause or first['msg']}" + ("" if cause else f" (given: {first['input']!r}).")


def _section_of(section: Any, key: str) -> Any:
    """Return the section class behind a key, through optional and tuple types."""
    field = getattr(section, "model_fields", {}).get(key)
    pending = [field.annotation] if field is not None else []
    while pending:
        kind = pending.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        pending += getattr(kind, "__args__", ())
    return None
