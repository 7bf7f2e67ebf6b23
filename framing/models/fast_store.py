"""A fast model on disk: ``model.safetensors``, ``model.json`` and the card; nothing that could run code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from framing.errors import InputError
from framing.models.calibration import Calibration
from framing.models.fast import FastModel, FastParts
from framing.models.fast_card import write_fast_card
from framing.models.tasks import get_task

KIND, FORMAT = "fast", 1
TENSORS, PLAIN, CARD = "model.safetensors", "model.json", "README.md"
_PIECES = "pieces"
_NAMES = ("embedding", "scale", "ways", "shift", "first", "first_shift", "last", "last_shift")


def save_fast(parts: FastParts, folder: Path) -> Path:
    """Write the parts of a model to a folder, which is made, and return it; the same parts give the same bytes."""
    from safetensors.numpy import save

    folder.mkdir(parents=True, exist_ok=True)
    text = np.frombuffer("\n".join(parts.pieces).encode(), dtype=np.uint8)
    data = save({**{name: np.ascontiguousarray(parts.tensors[name]) for name in _NAMES}, _PIECES: text})
    plain = {
        "format": FORMAT,
        "kind": KIND,
        "name": str(parts.card.get("name", KIND)),
        "sha256": hashlib.sha256(data).hexdigest(),
        "columns": {task: list(columns) for task, columns in parts.columns.items()},
        **({"blind": list(parts.blind)} if parts.blind else {}),
        "calibrations": {
            task: {view: [curve.to_plain() for curve in curves] for view, curves in by_view.items()}
            for task, by_view in parts.calibrations.items()
        },
        "thresholds": parts.thresholds,
        "card": {key: value for key, value in parts.card.items() if key not in ("name", "sha256")},
    }
    (folder / TENSORS).write_bytes(data)
    (folder / PLAIN).write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(write_fast_card(plain), encoding="utf-8")
    return folder


def load_fast(folder: Path) -> FastModel:
    """Return the model of a folder; raises InputError, on one line, where it holds none, or a broken or changed one."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        plain = json.loads((folder / PLAIN).read_text(encoding="utf-8"))
        data = (folder / TENSORS).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} holds no readable {TENSORS} and {PLAIN}: {error}.") from error
    if not isinstance(plain, dict) or plain.get("kind") != KIND or plain.get("format") != FORMAT:
        raise InputError(f"{folder} does not hold a model of kind {KIND!r} in format {FORMAT}.")
    if hashlib.sha256(data).hexdigest() != plain.get("sha256"):
        raise InputError(f"{folder / TENSORS} is not the file that {PLAIN} describes (sha256); copy it anew.")
    try:
        return FastModel(_parts(plain, load(data)))
    except (KeyError, TypeError, AttributeError, ValueError, SafetensorError) as error:
        raise InputError(f"{folder} does not hold a whole fast model ({type(error).__name__}: {error}).") from error


def _parts(plain: dict[str, Any], tensors: dict[str, Any]) -> FastParts:
    pieces = tuple(tensors[_PIECES].tobytes().decode().split("\n"))
    held = {name: tensors[name] for name in _NAMES}
    # Half floats are made whole once, here.
    held = {name: t.astype(np.float32) if t.dtype == np.float16 else t for name, t in held.items()}
    ways, size, channels = held["ways"].shape
    outputs = held["last"].shape[1]
    if held["embedding"].shape != (len(pieces), size) or held["first"].shape[0] != 2 * channels or ways != 3:
        raise ValueError("tensors that do not fit together")
    columns = {task: tuple(map(int, at)) for task, at in plain["columns"].items()}
    for task, at in columns.items():
        wanted = 1 if get_task(task).kind == "binary" else len(get_task(task).labels)
        if len(at) != wanted or not all(0 <= k < outputs for k in at):
            raise ValueError(f"{task} has the columns {list(at)} of {outputs}")
        if any(len(curves) != wanted for curves in plain["calibrations"].get(task, {}).values()):
            raise ValueError(f"{task} has not {wanted} curves of calibration in every view")
    if unknown := [task for task in plain.get("blind", ()) if task not in columns]:
        raise ValueError(f"blind to names in {', '.join(map(str, unknown))}, which it does not answer")
    return FastParts(
        pieces=pieces,
        tensors=held,
        columns=columns,
        blind=tuple(map(str, plain.get("blind", ()))),
        calibrations={
            task: {view: tuple(Calibration.from_plain(one) for one in curves) for view, curves in by_view.items()}
            for task, by_view in plain["calibrations"].items()
        },
        thresholds=plain["thresholds"],
        card={**plain["card"], "name": plain["name"], "sha256": plain["sha256"]},
    )
