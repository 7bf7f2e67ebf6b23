"""What a training config may say."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from framing.corpora import get_corpus
from framing.errors import ConfigError, InputError, unknown_among, unknown_name
from framing.models.tasks import TASKS
from framing.places import expanded

Kind = Literal["binary", "several", "mention", "articles", "tokens"]

KINDS: dict[str, Kind] = {
    "editorializing": "binary",
    "loaded_language": "binary",
    "frames": "articles",
    "stance": "mention",
    "attribution": "tokens",
}
"""How each task of :data:`framing.models.tasks.TASKS` is learned."""

_NOT_USED: dict[Kind, tuple[str, ...]] = {
    "mention": ("voices", "blind", "consistency"),
    "articles": ("voices", "smoothing", "swaps", "consistency"),
    "tokens": ("voices", "blind", "smoothing", "swaps", "consistency"),
}
"""Settings of a task that its kind has no use for."""


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rows(_Settings):
    corpus: str
    part: str | None = None

    @model_validator(mode="after")
    def _known(self) -> _Rows:
        if wrong := unknown_among(get_corpus, [self.corpus]):
            raise ConfigError(wrong[0])
        parts = get_corpus(self.corpus).parts
        if self.part is not None and self.part not in parts:
            raise ConfigError(str(unknown_name(f"part of {self.corpus}", self.part, parts)))
        return self


class Data(_Rows):
    """Rows of a corpus: ``part`` (all parts where left out), the column of the label (the task's name where left out),
    at most ``limit`` rows (drawn with the seed), each counted ``repeat`` times an epoch. ``sentences`` draws so many
    sentences of each article that has the label, outlets balanced (see :mod:`framing.models.training_distant`).
    ``without_outlets`` leaves the rows of some outlets out. ``insertions`` is the share of the plain rows that come
    once more with a word put in, loaded or neutral (:mod:`framing.models.word_insertions`); a loaded one makes the
    label 1."""

    column: str | None = None
    limit: int | None = Field(default=None, gt=0)
    sentences: int | None = Field(default=None, gt=0)
    repeat: int = Field(default=1, gt=0)
    without_outlets: tuple[str, ...] = ()
    insertions: float = Field(default=0.0, ge=0, le=1)


class TaskSettings(_Settings):
    """A task to learn: one of the known ones, or an auxiliary one, whose head does not ship.

    ``weight`` multiplies the loss, ``share`` how often an item is drawn. ``voices`` draws the author's view, the
    pooled author's words and the whole sentence in turn, for labels that are about the author. ``blind`` puts every
    name to one (:mod:`framing.models.name_blinding`), in training and whenever the model is asked; the author's view is
    then the masked one alone. ``smoothing`` moves
    targets towards one half (of three labels: one third). ``swaps`` versions of every sentence have other names in it
    (:mod:`framing.models.name_swaps`); where ``consistency`` is above 0, a sentence is seen together with one of them
    and the squared difference of their logits, times ``consistency``, is added to the loss.
    """

    data: tuple[Data, ...]
    kind: Kind | None = None
    labels: tuple[str, ...] = ()
    weight: float = Field(default=1.0, gt=0)
    share: float = Field(default=1.0, gt=0)
    voices: bool = False
    blind: bool = False
    smoothing: float = Field(default=0.0, ge=0, lt=0.5)
    swaps: int = Field(default=0, ge=0)
    consistency: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _pairs(self) -> TaskSettings:
        if self.consistency and not self.swaps:
            raise ConfigError(
                "consistency compares a sentence with one whose names are swapped: give swaps, such as 2."
            )
        return self


class HoldOut(_Rows):
    """Rows of a corpus that are not learned from: of one ``part``, of a ``manifest`` (a CSV with ``row_id``) those
    whose ``column`` is ``value``, those of one ``outlet``, a ``share`` of the articles, drawn by their names; of these
    at most ``limit``. The run is judged on them where ``judge``."""

    manifest: Path | None = None
    column: str = "article_fold"
    value: int = 0
    outlet: str | None = None
    share: float | None = Field(default=None, gt=0, lt=1)
    limit: int | None = Field(default=None, gt=0)
    judge: bool = True


class Folds(_Rows):
    """Rows of a corpus that are held out by turns: those whose ``column`` of the ``manifest`` is the fold's number."""

    manifest: Path
    column: str = "article_fold"


class Tuning(_Settings):
    """What is trained of the encoder: all layers ("full"), low-rank adapters of the layers ("lora"), nothing
    ("heads"); word embeddings only where ``embeddings``; layers below ``from_layer`` stay as they are."""

    method: Literal["full", "lora", "heads"] = "full"
    rank: int = Field(default=16, gt=0)
    embeddings: bool = False
    from_layer: int = Field(default=0, ge=0)


class EncoderSettings(_Settings):
    """How an encoder is trained: ``steps`` updates of about ``batch_tokens`` tokens each, ``chunk_tokens`` at a time.

    ``folds`` says what a run for one fold holds out further (``--fold`` of :mod:`framing.models.training`).
    ``start`` is a model (a folder) whose encoder, and whose heads of the same tasks and shape, the run starts from; one
    that an encoder apart answers begins anew (start from its own folder inside), with a warning. ``average`` is
    the share that a running average of the weights keeps every ten updates; 0 is the last weights. With ``delta_rank``
    above 0 the finished model's change of each matrix is a product of that many columns and rows, in 16-bit floats.
    """

    encoder: str = "all-minilm-l6-v2"
    tasks: dict[str, TaskSettings]
    hold_out: tuple[HoldOut, ...] = ()
    folds: tuple[Folds, ...] = ()
    start: Path | None = None
    tuning: Tuning = Tuning()
    steps: int = Field(default=1000, gt=0)
    batch_tokens: int = Field(default=3000, gt=0)
    chunk_tokens: int = Field(default=3000, gt=0)
    lr: float = Field(default=1e-4, gt=0)
    head_lr: float = Field(default=1e-3, gt=0)
    warmup: float = Field(default=0.06, ge=0, lt=1)
    weight_decay: float = Field(default=0.01, ge=0)
    clip: float = Field(default=1.0, gt=0)
    dropout: float = Field(default=0.1, ge=0, lt=1)
    encoder_dropout: float = Field(default=0.0, ge=0, lt=1)
    width: int = Field(default=256, gt=0)
    temperature: float = Field(default=0.5, ge=0, le=1)
    max_length: int = Field(default=128, gt=8)
    window: int = Field(default=256, gt=16)
    sentences: int = Field(default=16, gt=0)
    average: float = Field(default=0.0, ge=0, lt=1)
    evaluate_every: int = Field(default=500, gt=0)
    checkpoint_every: int = Field(default=250, gt=0)
    delta_rank: int = Field(default=0, ge=0)
    dtype: Literal["float32", "bfloat16"] | None = None

    @model_validator(mode="after")
    def _complete(self) -> EncoderSettings:
        if not self.tasks:
            raise ConfigError(f"tasks is empty; name at least one of {', '.join(TASKS)}.")
        if wrong := list(self._mistakes()):
            raise ConfigError("\n".join(wrong))
        return self

    def _mistakes(self) -> Iterator[str]:
        """Yield the tasks that are unknown, and their settings that are of no use."""
        for task in self.tasks:
            try:
                kind = self.kind(task)
                self.labels(task)
            except ConfigError as error:
                yield str(error)
                continue
            for setting in _NOT_USED.get(kind, ()):
                if getattr(self.tasks[task], setting):
                    yield f"{setting} is of no use to {task!r}, learned from {kind}; leave it out."
            if kind != "binary" and any(data.insertions for data in self.tasks[task].data):
                yield f"insertions are for tasks of two labels, and {task!r} is none; leave them out there."

    def kind(self, task: str) -> Kind:
        """Return how a task is learned; raises ConfigError for an unknown task that does not say it."""
        kind = self.tasks[task].kind or KINDS.get(task)
        if kind is None:
            raise ConfigError(
                f"Unknown task {task!r}: give one of {', '.join(TASKS)}, or say an auxiliary task's kind and labels."
            )
        return kind

    def labels(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task in the order of its outputs."""
        if task in TASKS:
            return TASKS[task].labels
        if not self.tasks[task].labels:
            raise ConfigError(f"The auxiliary task {task!r} needs labels, such as labels: [no, yes].")
        return self.tasks[task].labels


class Settings(EncoderSettings):
    """A training run: how the encoder is trained, the model's name, and the seed."""

    name: str = "model"
    seed: int = 1


def read_settings(path: str | os.PathLike[str], **changes: Any) -> Settings:
    """Return the settings of a YAML file, with ``changes`` (None leaves as it is); raises ConfigError, InputError.

    The file holds the settings themselves, or is the config of a run (:mod:`framing.config`) that has them in its
    section ``train: {encoder: …}``, with name and seed at the top.
    """
    try:
        content = yaml.safe_load(expanded(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}); give a YAML file such as configs/default_model.yaml."
        ) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not YAML: {' '.join(str(error).split())}.") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{path} has to hold settings (name: value), not {type(content).__name__}.")
    train = content.get("train")
    if isinstance(train, dict) and isinstance(train.get("encoder"), dict):
        content = {**train["encoder"], **{k: content[k] for k in ("name", "seed") if k in content}}
    return make_settings({**content, **{k: v for k, v in changes.items() if v is not None}}, str(path))


def without_fold(settings: Settings, fold: int) -> Settings:
    """Return the settings of a run that does not learn from a fold; raises ConfigError where there are no folds."""
    if not settings.folds:
        raise ConfigError("The config has no folds: name a corpus and its manifest under train.encoder.folds.")
    held = [
        HoldOut(corpus=f.corpus, part=f.part, manifest=f.manifest, column=f.column, value=fold) for f in settings.folds
    ]
    return settings.model_copy(update={"hold_out": (*settings.hold_out, *held), "name": f"{settings.name}-fold{fold}"})


def only(settings: Settings, tasks: Sequence[str]) -> Settings:
    """Return the settings of a run of some of the tasks; raises UnknownNameError for one that the settings lack."""
    for name in tasks:
        if name not in settings.tasks:
            raise unknown_name("task of the config", name, settings.tasks)
    return settings.model_copy(update={"tasks": {name: settings.tasks[name] for name in tasks}})


def without_outlet(settings: Settings, corpus: str, outlet: str) -> Settings:
    """Return the settings of a run that learns from no sentence of an outlet, in whatever corpus it has a place."""
    tasks = {}
    for name, task in settings.tasks.items():
        data = [d.model_copy(update={"without_outlets": (*d.without_outlets, outlet)}) for d in task.data]
        tasks[name] = task.model_copy(update={"data": tuple(data)})
    held = HoldOut(corpus=corpus, outlet=outlet)
    return settings.model_copy(
        update={"hold_out": (*settings.hold_out, held), "tasks": tasks, "name": f"{settings.name}-without-{outlet}"}
    )


def make_settings(content: dict[str, Any], where: str = "settings") -> Settings:
    """Return settings made from plain data; raises ConfigError that names the first thing that is wrong."""
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if cause := (first.get("ctx") or {}).get("error"):
            raise ConfigError(f"{where}: {cause}") from None
        raise ConfigError(f"{where}: {place}: {first['msg']} (given: {str(first.get('input'))[:60]!r}).") from error
