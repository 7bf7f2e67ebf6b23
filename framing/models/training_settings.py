"""What a training config may say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from framing.corpora import get_corpus
from framing.errors import ConfigError, InputError, unknown_name
from framing.models.tasks import TASKS

Kind = Literal["binary", "several", "mention", "articles", "tokens"]

KINDS: dict[str, Kind] = {
    "editorializing": "binary",
    "loaded_language": "binary",
    "frames": "articles",
    "stance": "mention",
    "attribution": "tokens",
}
"""How each task of :data:`framing.models.tasks.TASKS` is learned."""


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rows(_Settings):
    corpus: str
    part: str | None = None

    @model_validator(mode="after")
    def _known(self) -> _Rows:
        parts = get_corpus(self.corpus).parts
        if self.part is not None and self.part not in parts:
            raise unknown_name(f"part of {self.corpus}", self.part, parts)
        return self


class Data(_Rows):
    """Rows of a corpus: ``part`` (all parts where left out), the column of the label (the task's name where left out),
    at most ``limit`` rows (drawn with the seed), each counted ``repeat`` times an epoch. ``sentences`` draws so many
    sentences of each article that has the label, outlets balanced (see :mod:`framing.models.training_distant`)."""

    column: str | None = None
    limit: int | None = Field(default=None, gt=0)
    sentences: int | None = Field(default=None, gt=0)
    repeat: int = Field(default=1, gt=0)


class TaskSettings(_Settings):
    """A task to learn: one of the known ones, or an auxiliary one, whose head does not ship.

    ``weight`` multiplies the loss, ``share`` how often an item is drawn. ``voices`` draws the author's view, the
    pooled author's words and the whole sentence in turn, for labels that are about the author. ``smoothing`` moves
    targets towards one half.
    """

    data: tuple[Data, ...]
    kind: Kind | None = None
    labels: tuple[str, ...] = ()
    weight: float = Field(default=1.0, gt=0)
    share: float = Field(default=1.0, gt=0)
    voices: bool = False
    smoothing: float = Field(default=0.0, ge=0, lt=0.5)


class HoldOut(_Rows):
    """Rows of a corpus that are not learned from: of one ``part``, of a ``manifest`` (a CSV with ``row_id``) those
    whose ``column`` is ``value``, a ``share`` of the articles, drawn by their names; of these at most ``limit``. The
    run is judged on them where ``judge``."""

    manifest: Path | None = None
    column: str = "article_fold"
    value: int = 0
    share: float | None = Field(default=None, gt=0, lt=1)
    limit: int | None = Field(default=None, gt=0)
    judge: bool = True


class Tuning(_Settings):
    """What is trained of the encoder: all layers ("full"), low-rank adapters of the layers ("lora"), nothing
    ("heads"); word embeddings only where ``embeddings``; layers below ``from_layer`` stay as they are."""

    method: Literal["full", "lora", "heads"] = "full"
    rank: int = Field(default=16, gt=0)
    embeddings: bool = False
    from_layer: int = Field(default=0, ge=0)


class EncoderSettings(_Settings):
    """How an encoder is trained: ``steps`` updates of about ``batch_tokens`` tokens each, ``chunk_tokens`` at a time.

    ``start`` is a model (a folder) whose encoder, and whose heads of the same tasks, the run starts from. ``average``
    is the share that a running average of the weights keeps every ten updates; 0 is the last weights.
    """

    encoder: str = "all-minilm-l6-v2"
    tasks: dict[str, TaskSettings]
    hold_out: tuple[HoldOut, ...] = ()
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
        for task in self.tasks:
            self.kind(task)
            self.labels(task)
        return self

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
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
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
