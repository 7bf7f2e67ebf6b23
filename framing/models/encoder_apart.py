"""Tasks that an encoder of their own answers: one model for its user, a second encoder behind a question."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from framing.models.encoder import EncoderModel


class Composed:
    """The part of :class:`framing.models.encoder.EncoderModel` that knows which encoder answers a task.

    Stance is asked toward mentions, in a pass of its own. So an encoder that learned nothing else costs no time where
    it is not asked for: it is loaded when it first is.
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
