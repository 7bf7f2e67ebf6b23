"""Saving and loading tuned models: heads through skops with a list of trusted types, the rest as JSON. No pickle."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from framing.errors import InputError
from framing.models import MODELS, load_model, model_folder
from framing.models.calibration import Calibration
from framing.models.protocol import Model
from framing.models.store import (
    DESCRIPTION,
    TRUSTED,
    WEIGHTS,
    canonical,
    features_hash,
    read_described,
    weights_hash,
)
from framing.models.tuned import BLOCKS, FAMILIES, Prepared, TunedHead, TunedModel
from framing.places import expanded

KIND, FORMAT = "tuned", 1
BASE = "base"
CARD = "README.md"


def save_tuned(model: TunedModel, folder: str | os.PathLike[str], base: str | os.PathLike[str]) -> Path:
    """Write a model folder and return its path: ``weights.skops``, ``model.json`` and the card ``README.md``.

    ``base`` is the name, the folder or the hub id of the model underneath. One that ships with framing is stored by its
    name and the hash of its weights, another one is copied into the folder. The same model gives the same bytes. Raises
    InputError, before anything is written, as :func:`base_of` does.
    """
    import skops.io as sio

    below = base_of(base)
    path = expanded(folder)
    path.mkdir(parents=True, exist_ok=True)
    content = {
        task: {"ngrams": head.prepared.ngrams, "scalers": head.prepared.scalers, "classifier": head.classifier}
        for task, head in model.heads.items()
    }
    weights = canonical(sio.dumps(content))
    named = below if isinstance(below, str) else ""
    if isinstance(below, Path):
        _copied(below, path / BASE)
    description = {
        "format": FORMAT,
        "kind": KIND,
        "name": model.name,
        "sha256": hashlib.sha256(weights).hexdigest(),
        "base": {"name": named, "sha256": weights_hash(MODELS[named] if named else path / BASE)},
        "features": features_hash(FAMILIES),
        "heads": {
            task: {
                "blocks": list(head.prepared.blocks),
                "calibration": head.calibration.to_plain(),
                "threshold": head.threshold,
            }
            for task, head in model.heads.items()
        },
        "made_with": {package: metadata.version(package) for package in ("scikit-learn", "skops", "numpy")},
        "card": {key: value for key, value in model.card.items() if key not in ("name", "sha256")},
    }
    (path / WEIGHTS).write_bytes(weights)
    (path / DESCRIPTION).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (path / CARD).write_text(str(model.card.get("text", "")), encoding="utf-8")
    return path


def _copied(folder: Path, target: Path) -> None:
    """Copy a folder to ``target``, in place of what was there, which may be the folder itself or hold it."""
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(folder, draft)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def base_of(model: str | os.PathLike[str]) -> str | Path:
    """Return what a tuned model keeps of the model underneath: the name of one that ships, else the folder to copy.

    A model of the hub lies in the folder that it is fetched to. Raises UnknownNameError for a name that is none, and
    InputError for a folder without a model and for a loaded model, which does not say where its files are.
    """
    if not isinstance(model, str | os.PathLike):
        raise InputError(
            f"A tuned model is saved with its base, so the base is given by its name ({', '.join(MODELS)}), its folder "
            f"or its hub id, not as {type(model).__name__}; save a loaded model to a folder and give that."
        )
    folder = model_folder(model)
    weights_hash(folder)
    return model if isinstance(model, str) and model in MODELS else folder


def load_tuned(folder: str | os.PathLike[str]) -> TunedModel:
    """Return the model that a folder holds.

    Raises InputError, on one line, where the folder holds none, was changed, holds a type that is not trusted, was made
    with other features, or on another model than the one of that name in this version of framing.
    """
    path = expanded(folder)
    description, data = read_described(path, KIND, FORMAT)
    try:
        if features_hash(FAMILIES) != description["features"]:
            raise InputError(f"{path} was made with other features than this version of framing has; train it again.")
        base = _base(path, description["base"])
        content = _weights(data, path / WEIGHTS)
        heads = {task: _head(content[task], plain) for task, plain in description["heads"].items()}
        if not heads or set(heads) - set(base.tasks):
            raise ValueError(f"heads {sorted(heads)} on a model of {', '.join(base.tasks)}")
        card = {**description["card"], "name": description["name"], "sha256": description["sha256"]}
        return TunedModel(base, heads, card)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path} does not hold a whole tuned model ({type(error).__name__}: {error}).") from error


def _head(content: Any, plain: Any) -> TunedHead:
    blocks = tuple(plain["blocks"])
    if not blocks or set(blocks) - set(BLOCKS) or not np.isfinite(np.asarray(content["classifier"].coef_)).all():
        raise ValueError(f"a head on {blocks}")
    prepared = Prepared(blocks, content["ngrams"], dict(content["scalers"]))
    calibration = Calibration.from_plain(plain["calibration"])
    return TunedHead(prepared, content["classifier"], calibration, float(plain["threshold"]))


def _base(path: Path, plain: Any) -> Model:
    folder = MODELS[plain["name"]] if plain["name"] else path / BASE
    if weights_hash(folder) != plain["sha256"]:
        raise InputError(
            f"{path} was tuned on another version of {plain['name'] or folder} than is here; train it again, or use "
            "the version of framing that it was made with."
        )
    return load_model(plain["name"] or folder)


def _weights(data: bytes, path: Path) -> dict[str, Any]:
    import skops.io as sio

    try:
        foreign = sorted(set(sio.get_untrusted_types(data=data)) - set(TRUSTED))
        if not foreign:
            return dict(sio.loads(data, trusted=list(TRUSTED)))
    # A file from elsewhere may fail anywhere inside skops, zipfile or numpy.
    except Exception as error:
        raise InputError(f"{path} is not a readable weights file ({type(error).__name__}: {error}).") from error
    raise InputError(f"{path} holds the types {', '.join(foreign)}, which framing does not trust; nothing was loaded.")
