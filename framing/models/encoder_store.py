"""An encoder model on disk: ``model.json`` and ``model.safetensors``, and nothing that could run code.

A task that an encoder of its own answers lies in a folder of its name inside, in the same form.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from framing.errors import InputError
from framing.models.calibration import Calibration
from framing.models.encoder_card import write_encoder_card
from framing.models.encoder_network import HeadShape
from framing.models.encoder_parts import Parts

FORMAT = "framing encoder 1"
PLAIN, TENSORS, CARD = "model.json", "model.safetensors", "README.md"
_DELTA, _HEADS = "delta/", "heads/"


def save_parts(parts: Parts, folder: Path) -> Path:
    """Write the parts of a model to a folder, which is made, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {_DELTA + k: v.contiguous() for k, v in parts.delta.items()}
    tensors |= {_HEADS + k: v.contiguous() for k, v in parts.tensors.items()}
    save_file(tensors, folder / TENSORS)
    for task, own in parts.apart.items():
        save_parts(own, folder / task)
    return save_plain(parts, folder)


def save_plain(parts: Parts, folder: Path) -> Path:
    """Write what is not weights (calibrations, thresholds, card, …) to the folder of a model, and return it."""
    plain = {
        "format": FORMAT,
        "encoder": parts.encoder,
        "fingerprint": parts.fingerprint,
        "width": parts.width,
        "max_length": parts.max_length,
        "window": parts.window,
        "author_view": parts.author_view,
        **({"blind": list(parts.blind)} if parts.blind else {}),
        "heads": {
            name: {
                "kind": shape.kind,
                "outputs": shape.outputs,
                **({"words": True} if shape.words else {}),
                "labels": list(parts.labels[name]),
            }
            for name, shape in parts.heads.items()
        },
        "calibrations": {
            task: {view: [curve.to_plain() for curve in curves] for view, curves in by_view.items()}
            for task, by_view in parts.calibrations.items()
        },
        "thresholds": parts.thresholds,
        **({"apart": list(parts.apart)} if parts.apart else {}),
        "card": parts.card,
    }
    (folder / PLAIN).write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(write_encoder_card(parts), encoding="utf-8")
    return folder


def load_parts(folder: Path) -> Parts:
    """Return the parts of the model in a folder; raises InputError where it holds none, or a broken one."""
    if not (folder / PLAIN).is_file():
        raise InputError(f"{folder} holds no model: {PLAIN} is missing; give a folder that EncoderModel.save wrote.")
    try:
        plain = json.loads((folder / PLAIN).read_text(encoding="utf-8"))
        if not isinstance(plain, dict) or plain.get("format") != FORMAT:
            given = plain.get("format") if isinstance(plain, dict) else type(plain).__name__
            raise InputError(f"{folder / PLAIN} is not a model of format {FORMAT!r} (found: {given!r}).")
        tensors = load_file(folder / TENSORS)
        apart = {task: _load_apart(folder, task) for task in plain.get("apart", ())}
        return _parts(plain, tensors, apart)
    except (OSError, KeyError, TypeError, ValueError, AttributeError, SafetensorError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"The model in {folder} is broken ({type(error).__name__}: {error}); fetch or train it anew."
        ) from error


def _load_apart(folder: Path, task: str) -> Parts:
    """Return the parts of the encoder that answers a task, from the folder of its name; ValueError for another."""
    if not re.fullmatch(r"\w[\w-]*", task):
        raise ValueError(f"a task apart is called {task!r}")
    own = load_parts(folder / task)
    if task not in own.heads or own.apart:
        raise ValueError(f"the model in its folder {task} answers {', '.join(own.tasks)}")
    return own


def _parts(plain: dict[str, Any], tensors: dict[str, Any], apart: dict[str, Parts]) -> Parts:
    heads = plain["heads"]
    parts = Parts(
        encoder=plain["encoder"],
        heads={
            name: HeadShape(head["kind"], int(head["outputs"]), bool(head.get("words"))) for name, head in heads.items()
        },
        labels={name: tuple(head["labels"]) for name, head in heads.items()},
        delta={k.removeprefix(_DELTA): v for k, v in tensors.items() if k.startswith(_DELTA)},
        tensors={k.removeprefix(_HEADS): v for k, v in tensors.items() if k.startswith(_HEADS)},
        fingerprint=plain["fingerprint"],
        width=int(plain["width"]),
        max_length=int(plain["max_length"]),
        window=int(plain["window"]),
        author_view=plain["author_view"],
        blind=tuple(map(str, plain.get("blind", ()))),
        calibrations={
            task: {view: tuple(Calibration.from_plain(one) for one in curves) for view, curves in by_view.items()}
            for task, by_view in plain["calibrations"].items()
        },
        thresholds=plain["thresholds"],
        card=plain["card"],
        apart=apart,
    )
    if unknown := [
        task for task in parts.blind if task not in heads or heads[task]["kind"] not in ("binary", "several")
    ]:
        raise ValueError(f"blind to names in {', '.join(unknown)}, of which it has no head that reads sentences")
    for task in parts.tasks:
        shape = parts.of(task).heads[task]
        wanted = 1 if shape.kind == "mention" else shape.outputs  # of a stance, one slope for all
        counts = [len(curves) for curves in parts.calibrations.get(task, {}).values()]
        if any(count != wanted for count in counts):
            raise ValueError(f"{task} is calibrated by {counts} curves, not {wanted}")
    return parts
