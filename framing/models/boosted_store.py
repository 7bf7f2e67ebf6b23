"""Saving and loading models on features: the heads through skops with a list of trusted types, the rest as JSON."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.models.boosted import LEARNERS, FeatureModel
from framing.models.calibration import Calibration
from framing.models.store import DESCRIPTION, WEIGHTS, features_hash, read_described
from framing.models.tasks import get_task
from framing.places import expanded

KIND, FORMAT = "features", 1
TRUSTED = (
    "framing.models.scaling.BoundedScaler",
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn._loss._loss.CyHalfBinomialLoss",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)
"""The types beyond numpy's and scikit-learn's own that a weights file may hold."""


def save_features(
    model: FeatureModel,
    folder: str | os.PathLike[str],
    metrics: Iterable[Mapping[str, Any]] = (),
    name: str | None = None,
) -> Path:
    """Write a model folder and return its path: ``weights.skops`` and ``model.json``.

    ``metrics`` are rows of :func:`framing.evaluation.evaluate` for the card; those it has stay where none are given.
    ``name`` is the model's own where it is None.
    """
    import skops.io as sio

    path = expanded(folder)
    path.mkdir(parents=True, exist_ok=True)
    weights = sio.dumps({"scaler": model.scaler, "heads": dict(model.heads)})
    description = {
        "format": FORMAT,
        "kind": KIND,
        "learner": model.learner,
        "name": name or model.name,
        "sha256": hashlib.sha256(weights).hexdigest(),
        "families": list(model.families),
        "features": features_hash(model.families),
        "thresholds": model.thresholds,
        "calibrations": {
            task: {view: calibration.to_plain() for view, calibration in by_view.items()}
            for task, by_view in model.calibrations.items()
        },
        "card": {
            **{key: value for key, value in model.card.items() if key not in ("name", "sha256")},
            "metrics": [dict(row) for row in metrics] or model.card.get("metrics", []),
        },
    }
    (path / WEIGHTS).write_bytes(weights)
    (path / DESCRIPTION).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def load_features(folder: str | os.PathLike[str]) -> FeatureModel:
    """Return the model on features that a folder holds.

    Raises InputError, on one line, where the folder holds none, was changed, holds a type that is not trusted, or was
    made with other features than this version of framing has.
    """
    path = expanded(folder)
    description, data = read_described(path, KIND, FORMAT)
    try:
        families = tuple(description["families"])
        if features_hash(families) != description["features"]:
            raise InputError(f"{path} was made with other features than this version of framing has; train it again.")
        content = _weights(data, path / WEIGHTS)
        calibrations = {
            task: {view: Calibration.from_plain(plain) for view, plain in by_view.items()}
            for task, by_view in description["calibrations"].items()
        }
        for task in content["heads"]:
            if get_task(task).view not in calibrations[task]:
                raise KeyError(f"calibration of {task}")
        card = {**description["card"], "name": description["name"], "sha256": description["sha256"]}
        thresholds = {task: float(description["thresholds"][task]) for task in content["heads"]}
        learner = description["learner"]
        if learner not in LEARNERS:
            raise ValueError(f"learner {learner!r}")
        return FeatureModel(learner, families, content["scaler"], content["heads"], calibrations, thresholds, card)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{path} does not hold a whole model on features ({type(error).__name__}: {error})."
        ) from error


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
