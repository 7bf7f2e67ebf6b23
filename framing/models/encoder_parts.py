"""What an encoder model is made of, and how its heads' weights come into a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from framing.errors import InputError
from framing.models.calibration import Calibration
from framing.models.encoder_delta import Tensors, compress
from framing.models.encoder_network import HeadShape, Network


@dataclass(frozen=True)
class Parts:
    """What an encoder model is made of, apart from the encoder's own weights; all that is saved.

    ``encoder`` is its name (see :func:`framing.models.encoder_base.load_encoder`); ``heads``, ``labels`` are by task.
    ``delta`` is what training changed of the encoder, ``tensors`` the heads' weights. ``calibrations`` has a
    :class:`Calibration` for each output, by task and view; of a stance, only the slope counts. The view "article" of
    frames is for the pooled logits of whole articles. ``thresholds`` is a number by task; a list for ``frames`` and for
    ``frames_article``, to which whole articles are held. ``author_view`` is how the author's words are set apart:
    "masked" shows … for what others say, "pooled" shows everything and averages the author's tokens. The tasks of
    ``blind`` see every name put to one (:mod:`framing.models.name_blinding`). ``apart`` has the
    parts of the encoders that answer stance or attribution by themselves; such a task is none of ``heads``, but its
    calibrations are here.
    """

    encoder: str
    heads: dict[str, HeadShape]
    labels: dict[str, tuple[str, ...]]
    delta: Tensors
    tensors: Tensors
    fingerprint: str = ""
    width: int = 256
    max_length: int = 128
    window: int = 256
    author_view: str = "masked"
    blind: tuple[str, ...] = ()
    calibrations: dict[str, dict[str, tuple[Calibration, ...]]] = field(default_factory=dict)
    thresholds: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    apart: dict[str, Parts] = field(default_factory=dict)

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of all tasks that are answered."""
        return (*self.heads, *self.apart)

    def of(self, task: str) -> Parts:
        """Return the parts that answer a task: these, or those of an encoder apart."""
        return self.apart.get(task, self)


def compressed(parts: Parts, rank: int = 0, bits: int = 16) -> Parts:
    """Return the parts with smaller changes of their encoders, those apart too, and heads in 16-bit floats."""
    return replace(
        parts,
        delta=compress(parts.delta, rank, bits),
        tensors={name: tensor.half() for name, tensor in parts.tensors.items()},
        apart={task: compressed(own, rank, bits) for task, own in parts.apart.items()},
    )


def take_heads(network: Network, parts: Parts) -> list[str]:
    """Put the heads of a model into a network that has them in the same shape, and return what those begin anew.

    Returned are, in words, the tasks that the model answers by a head of another shape or by an encoder apart.
    """
    own = {name: p for name, p in network.named_parameters() if not name.startswith("encoder.")}
    anew = []
    for task in network.shapes:
        weights = {name: p for name, p in own.items() if name.split(".")[1] == task}
        if task in parts.apart:
            anew.append(f"{task} (answered there by an encoder of its own: start from the folder {task} inside)")
        elif any(name not in parts.tensors or parts.tensors[name].shape != p.shape for name, p in weights.items()):
            if task in parts.heads:
                anew.append(f"{task} (of another shape there: width {parts.width}, here {network.width})")
        else:
            with torch.no_grad():
                for name, parameter in weights.items():
                    parameter.copy_(parts.tensors[name].to(parameter))
    return anew


def fill_heads(network: Network, tensors: Mapping[str, torch.Tensor]) -> None:
    """Put the heads' weights into the network; raises InputError where they do not fit."""
    own = {name: p for name, p in network.named_parameters() if not name.startswith("encoder.")}
    if missing := sorted(set(own) - set(tensors)):
        raise InputError(f"The model lacks weights ({missing[0]} and {len(missing) - 1} more); its file is not whole.")
    with torch.no_grad():
        for name, parameter in own.items():
            if parameter.shape != tensors[name].shape:
                raise InputError(
                    f"The model's weights {name} have shape {tuple(tensors[name].shape)}, its encoder needs "
                    f"{tuple(parameter.shape)}: it was trained on an encoder of another size."
                )
            parameter.copy_(tensors[name].to(parameter))
