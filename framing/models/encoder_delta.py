"""What fine-tuning changed of an encoder: small enough to ship, and put back onto the encoder it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from framing.errors import InputError
from framing.models.encoder_base import body

Tensors = dict[str, torch.Tensor]
"""By parameter name: ``<name>`` is added as it is, ``<name>.up`` @ ``<name>.down`` as a product of thin matrices."""

UP, DOWN = ".up", ".down"
_UP_LORA, _DOWN_LORA = ".lora_B.default.weight", ".lora_A.default.weight"


def delta_between(
    learned: Mapping[str, torch.Tensor], base: Any, scaling: float, start: Mapping[str, torch.Tensor] | None = None
) -> Tensors:
    """Return how an encoder differs from ``base``, the encoder as it was loaded.

    ``learned`` maps names to trained tensors: the parameters as they are now, or the two matrices of adapters, whose
    product counts ``scaling`` times. ``start`` is how the encoder differed before training.
    """
    before = body(base)
    found: Tensors = dict(start or {})
    for name, tensor in learned.items():
        if name.endswith(_UP_LORA):
            bare = name.removesuffix(_UP_LORA)
            up, down = (
                tensor.detach().float().cpu() * scaling,
                learned[bare + _DOWN_LORA].detach().float().cpu().clone(),
            )
            whole = bare + ".weight"
            if whole in found or whole + UP in found:
                found[whole] = dense(found, whole) + up @ down
                found.pop(whole + UP, None), found.pop(whole + DOWN, None)
            else:
                found[whole + UP], found[whole + DOWN] = up, down
        elif not name.endswith(_DOWN_LORA):
            found.pop(name + UP, None), found.pop(name + DOWN, None)
            found[name] = tensor.detach().float().cpu() - before[name].detach().float().cpu()
    return found


def dense(delta: Mapping[str, torch.Tensor], name: str) -> torch.Tensor:
    """Return the change of one parameter as a float32 tensor; raises InputError where half of a product is missing."""
    if name in delta:
        return delta[name].float()
    if name + UP not in delta or name + DOWN not in delta:
        raise InputError(f"The model's change to {name} lacks a half; the file is not whole.")
    return delta[name + UP].float() @ delta[name + DOWN].float()


def compress(delta: Mapping[str, torch.Tensor], rank: int = 0) -> Tensors:
    """Return the change in 16-bit floats; matrices as the best product of ``rank`` columns and rows where rank > 0."""
    small: Tensors = {}
    for name, tensor in delta.items():
        if rank and tensor.ndim == 2 and not name.endswith((UP, DOWN)) and 0 < rank < min(tensor.shape):
            u, s, v = torch.linalg.svd(tensor.float(), full_matrices=False)
            root = s[:rank].sqrt()
            small[name + UP] = (u[:, :rank] * root).half().contiguous()
            small[name + DOWN] = (root[:, None] * v[:rank]).half().contiguous()
        else:
            small[name] = tensor.half().contiguous()
    return small


@torch.no_grad()
def apply_delta(encoder: Any, delta: Mapping[str, torch.Tensor]) -> None:
    """Add a change to an encoder, in place; raises InputError where it belongs to an encoder of another size."""
    parameters = body(encoder)
    for name in sorted({key.removesuffix(UP).removesuffix(DOWN) for key in delta}):
        change = dense(delta, name)
        if name not in parameters or parameters[name].shape != change.shape:
            has = tuple(parameters[name].shape) if name in parameters else "none"
            raise InputError(
                f"The model changes {name} of shape {tuple(change.shape)}, the encoder has {has}: it belongs to "
                "another encoder; load it with the one that its model.json names."
            )
        parameters[name].add_(change.to(parameters[name]))
