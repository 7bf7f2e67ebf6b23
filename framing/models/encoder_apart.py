"""Tasks that an encoder of their own answers: one model for its user, a second encoder behind a question."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from framing.errors import InputError
from framing.models.encoder_parts import Parts

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel


class Composed:
    """The part of :class:`framing.models.encoder.EncoderModel` that knows which encoder answers a task.

    Stance is asked toward mentions and attribution in windows over sentences, each in a pass of its own. So an encoder
    that learned nothing else costs no time where it is not asked for: it is loaded when it first is.
    """

    def answering(self, task: str) -> EncoderModel:
        """Return the model whose encoder answers a task: another one where the parts have it apart, else this one."""
        return self._apart[task] if task in cast("EncoderModel", self).parts.apart else cast("EncoderModel", self)

    @cached_property
    def _apart(self) -> dict[str, EncoderModel]:
        from framing.models.encoder import EncoderModel

        own = cast("EncoderModel", self)
        dtype = str(own.dtype).removeprefix("torch.")
        return {
            task: EncoderModel(parts, str(own.device), dtype, own.backend) for task, parts in own.parts.apart.items()
        }


def with_apart(parts: Parts, task: str, own: Parts) -> Parts:
    """Return the parts of a model in which an encoder of its own answers a task, in place of the head it had for it.

    The calibrations that ``own`` has for the task become the whole's; its card says also what ``own`` learned from.
    Raises InputError for a task of sentences, since
    all of these share a pass, and where ``own`` does not answer the task.
    """
    if task not in own.heads:
        raise InputError(f"The encoder does not answer {task!r} (it answers {', '.join(own.heads)}).")
    if own.heads[task].kind not in ("mention", "tokens"):
        raise InputError(f"{task!r} is asked of sentences, which share one pass; give stance or attribution.")
    kept = {name: calibrated for name, calibrated in parts.calibrations.items() if name != task}
    learned = sorted({*parts.card.get("trained_on", ()), *own.card.get("trained_on", ())})
    return replace(
        parts,
        card={**parts.card, "trained_on": learned} if learned else parts.card,
        heads={name: shape for name, shape in parts.heads.items() if name != task},
        labels={name: labels for name, labels in parts.labels.items() if name != task},
        tensors={name: tensor for name, tensor in parts.tensors.items() if not name.startswith(f"heads.{task}.")},
        calibrations={**kept, **{name: one for name, one in own.calibrations.items() if name == task}},
        apart={**parts.apart, task: own},
    )
