"""Checkpoints of a training run, and exact resuming: safetensors and JSON, written whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from framing.errors import InputError

CHECKPOINT = "checkpoint"
_STATE = "state.json"

Tensors = dict[str, torch.Tensor]


def save_checkpoint(folder: Path, groups: Mapping[str, Tensors], state: Mapping[str, Any]) -> None:
    """Write tensors by group (weights, optimizer, average …) and a plain state to ``folder/checkpoint``.

    The last checkpoint stays until the new one is complete.
    """
    fresh, old, target = (folder / name for name in (CHECKPOINT + ".new", CHECKPOINT + ".old", CHECKPOINT))
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, tensors in groups.items():
        save_file({k: v.detach().cpu().contiguous() for k, v in tensors.items()}, fresh / f"{name}.safetensors")
    (fresh / _STATE).write_text(json.dumps(state), encoding="utf-8")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def load_checkpoint(folder: Path) -> tuple[dict[str, Tensors], dict[str, Any]] | None:
    """Return what :func:`save_checkpoint` wrote; None where there is none. Raises InputError for a broken one."""
    target = folder / CHECKPOINT
    if not target.exists():
        target = folder / (CHECKPOINT + ".old")
    if not (target / _STATE).exists():
        return None
    try:
        state = json.loads((target / _STATE).read_text(encoding="utf-8"))
        groups = {path.stem: load_file(path) for path in sorted(target.glob("*.safetensors"))}
    except (OSError, ValueError, SafetensorError) as error:
        raise InputError(
            f"The checkpoint {target} is broken ({error}); remove it to train from the beginning."
        ) from error
    return groups, state


def optimizer_tensors(optimizer: torch.optim.Optimizer, names: list[str]) -> Tensors:
    """Return the optimizer's moments by the names of its parameters, in their order."""
    found: Tensors = {}
    for index, moments in optimizer.state_dict()["state"].items():
        for key, value in moments.items():
            found[f"{key}/{names[index]}"] = torch.as_tensor(value).clone()
    return found


def restore_optimizer(optimizer: torch.optim.Optimizer, names: list[str], tensors: Tensors) -> None:
    """Put moments back that :func:`optimizer_tensors` returned."""
    plain = optimizer.state_dict()
    numbers = {name: index for index, name in enumerate(names)}
    plain["state"] = {}
    for key, value in tensors.items():
        moment, _, name = key.partition("/")
        plain["state"].setdefault(numbers[name], {})[moment] = value
    optimizer.load_state_dict(plain)
