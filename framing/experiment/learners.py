"""Who is evaluated: each model that a config trains, for each variant and seed, or each model that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from framing.config import Config, variants
from framing.errors import ConfigError, FramingError
from framing.experiment.parts import Part
from framing.models import MODELS, described, load_model, recipe_of
from framing.places import expanded


@dataclass(frozen=True)
class Learner:
    """A model to be trained (``train`` has its settings as plain data) or one that is there (``model`` names it)."""

    name: str
    seed: int
    train: dict[str, Any] | None
    model: str | None
    variant: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return self.name, self.seed

    @property
    def tag(self) -> str:
        """What tells its steps from those of the others, in the names of folders."""
        return "-".join(filter(None, (_plain(self.name), f"seed{self.seed}" if self.train else "")))

    def parts(self) -> list[str]:
        """Return the ``corpus:part`` that it learns from, or has learned from."""
        if self.train is None:
            return list(_told(str(self.model))[1].get("trained_on", ()))
        return trained_parts(self.train)


def learners(config: Config) -> list[Learner]:
    """Return who is evaluated, the models that are trained first."""
    found = []
    if config.train is not None:
        for variant in variants(config):
            assert variant.config.train is not None
            train = variant.config.train.model_dump(mode="json")
            name = f"{config.name} {variant.name}".strip()
            found += [Learner(name, seed, train, None, variant.name) for seed in config.seeds or (config.seed,)]
    else:
        models = [variant.config.model for variant in variants(config)]
        found += [Learner(model, config.seed, None, model) for model in models]
    found += [Learner(name, config.seed, None, name) for name in config.beside]
    keys = [learner.key for learner in found]
    if twice := [name for name, seed in keys if keys.count((name, seed)) > 1]:
        raise ConfigError(f"Two models have the name {twice[0]!r}; rename the config, or list each model once.")
    return found


def trained_parts(train: dict[str, Any]) -> list[str]:
    """Return the ``corpus:part`` that a train section learns from."""
    from framing.corpora import get_corpus

    kind, settings = next((kind, one) for kind, one in train.items() if one is not None)
    found = set()
    for task in settings["tasks"].values():
        for data in task["data"] if kind == "encoder" else task["rows"]:
            parts = [data["part"]] if data.get("part") else data.get("parts") or list(get_corpus(data["corpus"]).parts)
            found |= {f"{data['corpus']}:{part}" for part in parts}
    return sorted(found)


def tasks_of(learner: Learner) -> Sequence[str]:
    """Return the tasks that it answers."""
    if learner.train is None:
        return _told(str(learner.model))[0]
    settings = next(one for one in learner.train.values() if one is not None)
    return list(settings["tasks"])


def why_not(learner: Learner, part: Part, task: str, config: Config) -> str:
    """Return why a learner cannot be evaluated on a part; an empty text where it can."""
    if task not in tasks_of(learner):
        return f"{learner.name} does not answer {task!r}"
    if not part.folded:
        if f"{part.evaluate.corpus}:{part.split}" in learner.parts():
            return f"{learner.name} has learned from {part.evaluate.corpus}:{part.split}"
        return ""
    if learner.train is not None:
        return ""
    if learner.model == config.model and config.fold_models is not None:
        first = config.fold_models.format(0)
        return "" if expanded(first).is_dir() else f"{learner.name}: no model trained without a fold at {first}"
    try:
        recipe_of(str(learner.model))
    except FramingError as error:
        return f"{learner.name} cannot be trained anew for each fold ({str(error).rstrip('.')})"
    return ""


def _told(name: str) -> tuple[Sequence[str], Mapping[str, Any]]:
    """Return the tasks and the card of a model; for one that ships, no encoder is loaded or fetched for that."""
    if name in MODELS:
        tasks, _, card = described(name)
        return tasks, card
    model = load_model(name)
    return model.tasks, model.card


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() or c in "._=" else "-" for c in name).strip("-")
