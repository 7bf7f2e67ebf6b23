"""Who settles whose words a sentence gives: the rules, or the attribution head of a model."""

from __future__ import annotations

import os
from typing import Protocol, runtime_checkable

from framing.articles.voice import Attribute
from framing.errors import InputError, unknown_name
from framing.models import MODELS, Model, ModelLike, as_model, described
from framing.places import expanded

RULES, OWN = "rules", "model"
"""Names of the two ways that need no second model: by rule, and by the model that scores."""


@runtime_checkable
class Reader(Model, Protocol):
    """A model that settles who says what in an article."""

    def attributor(self) -> Attribute:
        """Return the function that :func:`framing.to_sentences` takes as ``attribute``."""


def voice_reader(voice: ModelLike, model: ModelLike) -> Reader | None:
    """Return the model whose attribution head settles voices, None where the rules do.

    ``voice`` is "rules", "model" (the head of ``model``, which scores), or another model that has the head: a name of
    :data:`framing.models.MODELS` ("attribution"), a folder, a hub id, or a loaded model. Raises UnknownNameError for a
    name that is none of these, InputError for a model without the head.
    """
    if voice == RULES:
        return None
    if voice == OWN:
        return check_reader(as_model(model), "voice='model'", "leave voice out")
    known = (RULES, OWN, *readers())
    if isinstance(voice, str) and voice not in MODELS and "/" not in voice and not expanded(voice).exists():
        raise unknown_name("way to settle voices", voice, known)
    if not isinstance(voice, str | os.PathLike) and not hasattr(voice, "tasks"):
        raise InputError(f"voice is of type {type(voice).__name__}; give one of {', '.join(known)}, or another model.")
    return check_reader(as_model(voice), "voice", "leave voice out")


def readers() -> list[str]:
    """Return the names of the models that ship with an attribution head."""
    return [name for name in MODELS if "attribution" in described(name)[0]]


def check_reader(model: Model, argument: str, instead: str) -> Reader:
    """Return a model that is to settle who says what; raises InputError where it has no head for it."""
    if "attribution" not in model.tasks or not isinstance(model, Reader):
        raise InputError(
            f"{argument} needs a model with an attribution head, and {model.name!r} answers "
            f"{', '.join(model.tasks)} only; {instead}, or take {' or '.join(map(repr, readers()))}."
        )
    return model
