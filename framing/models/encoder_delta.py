"""What fine-tuning changed of an encoder: small enough to ship, and put back onto the encoder it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch

from framing.errors import InputError
from framing.models.encoder_base import body

Tensors = dict[str, torch.Tensor]
"""By parameter name: ``<name>`` is added as it is, ``<name>.up`` @ ``<name>.down`` as a product of thin matrices,
``<name>.rows`` * ``<name>.scale`` as 8-bit whole numbers with a scale for each row, which thin matrices may be too."""

UP, DOWN = ".up", ".down"
ROWS, SCALE = ".rows", ".scale"
_HALVES = (UP, DOWN, ROWS, SCALE)
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
    known = set(changed(found))
    for name, tensor in learned.items():
        if name.endswith(_UP_LORA):
            bare = name.removesuffix(_UP_LORA)
            up, down = (
                tensor.detach().float().cpu() * scaling,
                learned[bare + _DOWN_LORA].detach().float().cpu().clone(),
            )
            whole = bare + ".weight"
            if whole in known:
                total = dense(found, whole) + up @ down
                _forget(found, whole)
                found[whole] = total
            else:
                found[whole + UP], found[whole + DOWN] = up, down
        elif not name.endswith(_DOWN_LORA):
            _forget(found, name)
            found[name] = tensor.detach().float().cpu() - before[name].detach().float().cpu()
    return found


def changed(delta: Mapping[str, torch.Tensor]) -> list[str]:
    """Return the names of the parameters that a change is about, sorted."""
    return sorted({re.sub(r"(\.(up|down))?(\.(rows|scale))?$", "", key) for key in delta})


def dense(delta: Mapping[str, torch.Tensor], name: str) -> torch.Tensor:
    """Return the change of one parameter as a float32 tensor; raises InputError where half of a product is missing."""
    up, down = _matrix(delta, name + UP), _matrix(delta, name + DOWN)
    found = _matrix(delta, name) if up is None or down is None else up @ down
    if found is None:
        raise InputError(f"The model's change to {name} lacks a half; the file is not whole.")
    return found


def _matrix(delta: Mapping[str, torch.Tensor], name: str) -> torch.Tensor | None:
    """Return a stored tensor as float32, from whole numbers where it is kept as such; None where it is not there."""
    if name in delta:
        return delta[name].float()
    if name + ROWS in delta and name + SCALE in delta:
        return delta[name + ROWS].float() * delta[name + SCALE].float()[:, None]
    return None


def _forget(delta: Tensors, name: str) -> None:
    for key in ("", *_HALVES, *(thin + part for thin in (UP, DOWN) for part in (ROWS, SCALE))):
        delta.pop(name + key, None)


def compress(delta: Mapping[str, torch.Tensor], rank: int = 0, bits: int = 16) -> Tensors:
    """Return the change in 16-bit floats; matrices as the best product of ``rank`` columns and rows where rank > 0.

    With ``bits`` = 8, matrices become 8-bit whole numbers with a scale for each row, half the size, and so do the two
    of a product that is made here; one that is there already stays as it is.
    """
    small: Tensors = {}
    for name, tensor in delta.items():
        whole = tensor.ndim == 2 and not name.endswith(_HALVES)
        if whole and 0 < rank < min(tensor.shape):
            u, s, v = torch.linalg.svd(tensor.float(), full_matrices=False)
            # Whole numbers have a scale for each row: the sizes of the parts go into the rows of the second.
            size = torch.ones_like(s[:rank]) if bits == 8 else s[:rank].sqrt()
            small |= _stored(name + UP, u[:, :rank] * size, bits)
            small |= _stored(name + DOWN, (s[:rank] / size)[:, None] * v[:rank], bits)
        else:
            small |= _stored(name, tensor, bits if whole else 16)
    return small


def _stored(name: str, tensor: torch.Tensor, bits: int) -> Tensors:
    if tensor.dtype == torch.int8:
        return {name: tensor}
    if bits != 8:
        return {name: tensor.half().contiguous()}
    scale = (tensor.float().abs().amax(1) / 127).clamp(min=1e-7).half()
    whole = (tensor.float() / scale.float()[:, None]).round().clamp(-127, 127).to(torch.int8)
    return {name + SCALE: scale, name + ROWS: whole}


@torch.no_grad()
def apply_delta(encoder: Any, delta: Mapping[str, torch.Tensor]) -> None:
    """Add a change to an encoder, in place; raises InputError where it belongs to an encoder of another size."""
    parameters = body(encoder)
    for name in changed(delta):
        change = dense(delta, name)
        if name not in parameters or parameters[name].shape != change.shape:
            has = tuple(parameters[name].shape) if name in parameters else "none"
            raise InputError(
                f"The model changes {name} of shape {tuple(change.shape)}, the encoder has {has}: it belongs to "
                "another encoder; load it with the one that its model.json names."
            )
        parameters[name].add_(change.to(parameters[name]))
