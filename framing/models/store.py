"""Saving and loading model folders: weights through skops with a list of trusted types, the rest as JSON. No pickle."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from framing.errors import InputError
from framing.models.calibration import Calibration
from framing.models.card import write_card
from framing.models.tasks import get_task
from framing.places import expanded

if TYPE_CHECKING:
    from framing.models.linear import LinearModel

WEIGHTS, DESCRIPTION, CARD = "weights.skops", "model.json", "README.md"
FORMAT = 1
TRUSTED = ("framing.models.ngrams.Ngrams", "framing.models.scaling.BoundedScaler")
"""The types beyond numpy's and scikit-learn's own that a weights file may hold."""


def save_model(
    model: LinearModel,
    folder: str | os.PathLike[str],
    metrics: Iterable[Mapping[str, Any]] = (),
    name: str | None = None,
) -> Path:
    """Write a model folder and return its path: ``weights.skops``, ``model.json`` and the model card ``README.md``.

    ``metrics`` are rows of :func:`framing.evaluation.evaluate` for the card; those it has stay where none are given.
    The same model gives the same bytes. ``name`` is the model's own where it is None.
    """
    import skops.io as sio

    path = expanded(folder)
    path.mkdir(parents=True, exist_ok=True)
    content = {"ngrams": model.ngrams, "scaler": model.scaler, "heads": dict(model.heads)}
    weights = canonical(sio.dumps(content))
    description = {
        "format": FORMAT,
        "kind": "linear",
        "name": name or model.name,
        "sha256": hashlib.sha256(weights).hexdigest(),
        "families": list(model.families),
        "features": features_hash(model.families),
        "thresholds": model.thresholds,
        "calibrations": {
            task: {view: calibration.to_plain() for view, calibration in by_view.items()}
            for task, by_view in model.calibrations.items()
        },
        "made_with": {package: metadata.version(package) for package in ("scikit-learn", "skops", "numpy")},
        "card": {
            **{key: value for key, value in model.card.items() if key not in ("name", "sha256")},
            "metrics": [dict(row) for row in metrics] or model.card.get("metrics", []),
        },
    }
    (path / WEIGHTS).write_bytes(weights)
    (path / DESCRIPTION).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (path / CARD).write_text(write_card(description), encoding="utf-8")
    return path


def load_folder(folder: str | os.PathLike[str]) -> LinearModel:
    """Return the model that a folder holds.

    Raises InputError, on one line, where the folder is missing a file, was changed or cut short, holds a type that is
    not trusted, or was made with other features than this version of framing has; UnknownNameError where it names a
    task or a family that this version does not have.
    """
    from framing.models.linear import LinearModel

    path = expanded(folder)
    description = _description(path)
    data = _bytes(path / WEIGHTS)
    if hashlib.sha256(data).hexdigest() != description["sha256"]:
        raise InputError(f"{path / WEIGHTS} is not the file that {DESCRIPTION} describes (sha256); copy it anew.")
    content = _load_weights(data, path / WEIGHTS)
    families = tuple(description["families"])
    if features_hash(families) != description["features"]:
        raise InputError(f"{path} was made with other features than this version of framing has; train it again.")
    try:
        calibrations = {
            task: {view: Calibration.from_plain(plain) for view, plain in by_view.items()}
            for task, by_view in description["calibrations"].items()
        }
        thresholds = {task: float(value) for task, value in description["thresholds"].items()}
        model = LinearModel(
            content["ngrams"],
            content["scaler"],
            families,
            content["heads"],
            calibrations,
            thresholds,
            {**description["card"], "name": description["name"], "sha256": description["sha256"]},
        )
        _check(model)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{path} does not hold a whole linear model ({type(error).__name__}: {error}).") from error
    return model


def read_described(path: Path, kind: str, version: int) -> tuple[dict[str, Any], bytes]:
    """Return the description of a model folder of one kind, and the bytes of its weights, which it is checked against.

    Raises InputError where the folder holds none, one of another kind or format, or was changed.
    """
    try:
        description = json.loads((path / DESCRIPTION).read_bytes())
        data = (path / WEIGHTS).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{path} holds no readable {WEIGHTS} and {DESCRIPTION}: {error}.") from error
    if not isinstance(description, dict) or description.get("kind") != kind or description.get("format") != version:
        raise InputError(f"{path} does not hold a model of kind {kind!r} in format {version}.")
    if hashlib.sha256(data).hexdigest() != description.get("sha256"):
        raise InputError(f"{path / WEIGHTS} is not the file that {DESCRIPTION} describes (sha256); copy it anew.")
    return description, data


def kind_of(folder: str | os.PathLike[str]) -> str | None:
    """Return the kind of model that a folder says it holds; None where it says nothing."""
    try:
        description = json.loads((Path(folder) / DESCRIPTION).read_bytes())
    except (OSError, ValueError):
        return None
    return description.get("kind") if isinstance(description, dict) else None


def weights_hash(folder: Path) -> str:
    """Return the hash of the weights in a model folder; of its description where it has none of its own (a cascade).

    The description of a cascade names the hashes of its two models. Raises InputError where the folder holds no model.
    """
    names = (WEIGHTS, "model.safetensors", DESCRIPTION)
    for name in names:
        if (folder / name).is_file():
            return hashlib.sha256((folder / name).read_bytes()).hexdigest()
    raise InputError(f"{folder} is not a folder that holds a model (none of {', '.join(names)}).")


def features_hash(families: Iterable[str]) -> str:
    """Return a hash of the features of some families: their names and the entries of their word lists."""
    from framing.features.wordlists import groups, word_lists
    from framing.models.linear import feature_names

    names = tuple(families)
    described = [feature_names(names)]
    if "lexicon" in names:
        described += [[name, *words.entries] for name, words in word_lists().items()]
    # Lists of other groups count where the family that reads them is there; the hash of the first four is as it was.
    for group in groups()[1:]:
        if group in names:
            described += [[f"{group}/{name}", *words.entries] for name, words in word_lists(group).items()]
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:16]


def _description(path: Path) -> dict[str, Any]:
    if not path.is_dir():
        raise InputError(f"{path} is not a folder; a model is a folder with {WEIGHTS} and {DESCRIPTION}.")
    content = _bytes(path / DESCRIPTION)
    try:
        description = json.loads(content)
    except ValueError as error:
        raise InputError(f"{path / DESCRIPTION} is not JSON: {error}.") from error
    needed = {"format", "kind", "name", "sha256", "families", "features", "thresholds", "calibrations", "card"}
    missing = needed - set(description) if isinstance(description, dict) else needed
    if missing:
        raise InputError(f"{path / DESCRIPTION} lacks {', '.join(sorted(missing))}; it does not describe a model.")
    if description["format"] != FORMAT or description["kind"] != "linear":
        raise InputError(
            f"{path} holds a model of kind {description['kind']!r} in format {description['format']!r}; "
            f"this version of framing reads kind 'linear' in format {FORMAT}."
        )
    return dict(description)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); a model folder needs it.") from error


def _load_weights(data: bytes, path: Path) -> dict[str, Any]:
    import skops.io as sio

    try:
        foreign = sorted(set(sio.get_untrusted_types(data=data)) - set(TRUSTED))
        if not foreign:
            content = sio.loads(data, trusted=list(TRUSTED))
            return dict(content)
    # A file from elsewhere may fail anywhere inside skops, zipfile or numpy.
    except Exception as error:
        raise InputError(f"{path} is not a readable weights file ({type(error).__name__}: {error}).") from error
    raise InputError(
        f"{path} holds the type{'s' * (len(foreign) > 1)} {', '.join(foreign)}, which framing does not trust; "
        "nothing was loaded. Use a model folder that framing wrote."
    )


def _check(model: LinearModel) -> None:
    """Raise ValueError where the parts of a model do not fit together."""
    width = len(model.ngrams.idf_) + len(model.scaler.mean_)
    for task, head in model.heads.items():
        coef = np.asarray(head.coef_)
        if coef.shape != (1, width) or not np.isfinite(coef).all():
            raise ValueError(f"{task} has coefficients of shape {coef.shape} for {width} inputs")
        if task not in model.thresholds or get_task(task).view not in model.calibrations.get(task, {}):
            raise ValueError(f"{task} lacks its threshold or calibration")
    if not model.heads:
        raise ValueError("no task")


def canonical(data: bytes) -> bytes:
    """Return a skops file that depends on its content alone: objects are numbered in order, without times.

    skops names objects and files by their address in memory, which differs from run to run.
    """
    addresses = re.compile(r'(?<="__id__": )\d+|(?<="file": ")\d+(?=\.npy")')
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        schema = file.read("schema.json").decode()
        numbers = {address: str(n) for n, address in enumerate(dict.fromkeys(addresses.findall(schema)))}
        files = {"schema.json": addresses.sub(lambda match: numbers[match.group()], schema).encode()}
        for name in file.namelist():
            if name != "schema.json":
                stem, dot, ending = name.partition(".")
                files[numbers.get(stem, stem) + dot + ending] = file.read(name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, value in sorted(files.items()):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, value)
    return out.getvalue()
