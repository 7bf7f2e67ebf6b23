"""Models: what turns sentences into probabilities for a task.

A model that ships is a folder in ``pretrained`` and one line in ``MODELS``.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.errors import InputError, UnknownNameError, unknown_name
from framing.models.protocol import Evidence, Model
from framing.models.tasks import TASKS, Task, get_task
from framing.models.views import VIEWS, view_texts
from framing.places import expanded

if TYPE_CHECKING:
    import pandas as pd

    from framing.models.boosted import FeatureModel
    from framing.models.boosted_settings import FeatureSettings
    from framing.models.boosted_store import save_features
    from framing.models.boosted_training import FeatureRecipe, train_features
    from framing.models.fusion import LateFusion
    from framing.models.linear import LinearModel
    from framing.models.linear_settings import LinearSettings
    from framing.models.linear_training import LinearRecipe, fit_linear, train_linear
    from framing.models.store import save_model

__all__ = [
    "MODELS",
    "PURPOSES",
    "TASKS",
    "VIEWS",
    "Evidence",
    "FeatureModel",
    "FeatureRecipe",
    "FeatureSettings",
    "LateFusion",
    "LinearModel",
    "LinearRecipe",
    "LinearSettings",
    "Model",
    "ModelLike",
    "Task",
    "as_model",
    "at_hand",
    "describe",
    "described",
    "encoder_under",
    "fit_linear",
    "get_task",
    "linear_recipe",
    "load_model",
    "model_folder",
    "recipe_of",
    "save_features",
    "save_model",
    "thresholds_under",
    "train_features",
    "train_linear",
    "view_texts",
]

PRETRAINED = Path(__file__).parent / "pretrained"

MODELS: dict[str, Path] = {
    "default": PRETRAINED / "default",
    "linear": PRETRAINED / "linear",
    "fast": PRETRAINED / "fast",
    "cascade": PRETRAINED / "cascade",
    "large": PRETRAINED / "large",
    "attribution": PRETRAINED / "attribution",
}
"""The models that ship, by name, and their folders; the encoder under the last two is fetched from the hub, once."""

PURPOSES: dict[str, str] = {
    "default": "every task, those of a sentence in one pass, 870 sentences a second; take it unless you need another",
    "linear": "no transformer, every score a sum of coefficients to read; where a score has to be explained in full",
    "fast": "taught by the default, six times as fast, less accurate; for large corpora; no stance, no attribution",
    "cascade": "fast where it is sure, default elsewhere, at twice the speed of default; compare sources by shares",
    "large": "nearest to people on stance and loaded language; a sixth of the speed of default, 440 MB fetched once",
    "attribution": "who says what, for a model that scores (--voice attribution); nothing else; 440 MB fetched once",
}
"""What each of :data:`MODELS` is for: when to take it, what it answers, how fast it is (on one core of a server)."""

ModelLike = str | os.PathLike[str] | Model
"""What functions take as a model: a name of :data:`MODELS`, a folder, an id on the hub, or a loaded model."""

# scikit-learn is imported when one of these is first used.
_HOMES = {
    "FeatureModel": "boosted",
    "FeatureRecipe": "boosted_training",
    "FeatureSettings": "boosted_settings",
    "LateFusion": "fusion",
    "LinearModel": "linear",
    "LinearRecipe": "linear_training",
    "LinearSettings": "linear_settings",
    "fit_linear": "linear_training",
    "save_features": "boosted_store",
    "save_model": "store",
    "train_features": "boosted_training",
    "train_linear": "linear_training",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'framing.models' has no attribute {name!r}")
    return getattr(import_module(f"framing.models.{_HOMES[name]}"), name)


def load_model(name_or_path: str | os.PathLike[str] = "default", backend: str = "torch") -> Model:
    """Return a model by the name of :data:`MODELS`, by its folder, or by its id on the hub (``owner/name``).

    ``backend`` computes the hidden states of an encoder: "torch", or "onnx" or "openvino" where these extras are
    installed. Raises UnknownNameError for a name that is neither, InputError for a folder that does not hold a model,
    or for another backend than torch where the model is no encoder.
    """
    if isinstance(name_or_path, str) and name_or_path in MODELS:
        return _shipped(MODELS[name_or_path], backend)
    if _on_hub(name_or_path):
        from framing.models.encoder_hub import from_pretrained

        return from_pretrained(name_or_path, backend=backend)
    return _load(expanded(name_or_path), backend)


def as_model(model: ModelLike) -> Model:
    """Return a model from whatever names it, or the model itself: every function with a model takes :data:`ModelLike`.

    Raises InputError for anything else, and as :func:`load_model` does.
    """
    if isinstance(model, str | os.PathLike):
        return load_model(model)
    if isinstance(model, type) or not (hasattr(model, "tasks") and hasattr(model, "predict_proba")):
        given = f"the class {model.__name__}" if isinstance(model, type) else f"of type {type(model).__name__}"
        raise InputError(
            f"model is {given}; give a model's name ({', '.join(MODELS)}), its folder, its hub id, or a loaded model."
        )
    return model


def model_folder(name_or_path: str | os.PathLike[str]) -> Path:
    """Return the folder of what :func:`load_model` takes; a model of the hub is fetched to this machine."""
    if isinstance(name_or_path, str) and name_or_path in MODELS:
        return MODELS[name_or_path]
    if _on_hub(name_or_path):
        from framing.models.encoder_hub import fetched

        return fetched(str(name_or_path))
    return expanded(name_or_path)


def _on_hub(name_or_path: str | os.PathLike[str]) -> bool:
    """Tell whether a model is to be sought on the hub; raises UnknownNameError for a bare name that is no model."""
    if not isinstance(name_or_path, str) or expanded(name_or_path).exists():
        return False
    if Path(name_or_path).name == name_or_path:
        unknown = unknown_name("model", name_or_path, MODELS)
        raise UnknownNameError(f"{unknown} What each is for: framing models, or framing.models.describe().")
    return re.fullmatch(r"\w[\w.-]*/[\w.-]+", name_or_path) is not None


@cache
def _shipped(folder: Path, backend: str) -> Model:
    return _load(folder, backend)


def _load(folder: Path, backend: str) -> Model:
    """Return the model of a folder, of whatever kind its description says; torch is imported for an encoder only."""
    from framing.models.store import kind_of, load_folder

    kind = kind_of(folder)
    encodes = kind == "cascade" or ((folder / "model.safetensors").exists() and kind != "fast")
    if backend != "torch" and not encodes:
        raise InputError(f"{folder} holds no encoder: --backend {backend} is for encoders; leave it out.")
    if kind == "fast":
        from framing.models.fast_store import load_fast

        return load_fast(folder)
    if kind == "cascade":
        from framing.models.cascade_store import load_cascade

        # The backend is for the encoder; its companion has none.
        return load_cascade(
            folder, lambda named: load_model(named, backend if encoder_under(named) else "torch"), MODELS
        )
    if (folder / "model.safetensors").exists() and not (folder / "weights.skops").exists():
        if (folder / "framing").is_dir():
            from framing.models.encoder_hub import from_pretrained

            return from_pretrained(folder, backend=backend)
        from framing.models.encoder import EncoderModel

        return EncoderModel.load(folder, backend=backend)
    if kind == "tuned":
        from framing.models.tuned_store import load_tuned

        return load_tuned(folder)
    if kind == "features":
        from framing.models.boosted_store import load_features

        return load_features(folder)
    return load_folder(folder)


def _short(threshold: Any) -> str:
    """Return a threshold as it is shown: a number, "one a label", or – where the likeliest label holds."""
    if threshold is None:
        return "–"
    return "one a label" if isinstance(threshold, list | tuple) else f"{threshold:.3f}"


def linear_recipe(settings: LinearSettings, name: str = "linear") -> LinearRecipe:
    """Return how to train the linear model of these settings on any rows, for evaluation on folds."""
    from framing.models.linear_training import LinearRecipe

    return LinearRecipe(settings, name)


def recipe_of(model: ModelLike = "default") -> LinearRecipe | FeatureRecipe:
    """Return how a stored model was trained; raises InputError where its card does not say."""
    from framing.models.linear_settings import LinearSettings

    model = as_model(model)
    settings = model.card.get("settings")
    if settings is None:
        raise InputError(f"The card of {model.name} does not say how it was trained.")
    if "learner" in settings:
        from framing.models.boosted_settings import FeatureSettings
        from framing.models.boosted_training import FeatureRecipe

        return FeatureRecipe(FeatureSettings.model_validate(settings), model.name)
    return linear_recipe(LinearSettings.model_validate(settings), model.name)


def at_hand(name: str) -> bool:
    """Tell whether a model that ships can be loaded without fetching its encoder."""
    from framing.models import encoder_packages

    return encoder_packages.at_hand(encoder_under(name))


def thresholds_under(name: str) -> dict[str, Any]:
    """Return the thresholds of a model, by its name or folder; no encoder is loaded for those that ship."""
    return dict(described(name)[1] if name in MODELS else load_model(name).thresholds)


def encoder_under(name: str) -> str:
    """Return the name of the encoder under a model that ships; empty where it has none."""
    encoder = json.loads((MODELS[name] / "model.json").read_text(encoding="utf-8")).get("encoder")
    return encoder if isinstance(encoder, str) else ""


def describe() -> pd.DataFrame:
    """Return one row for each model that ships.

    Columns: ``name, purpose`` (of :data:`PURPOSES`), ``tasks, thresholds, trained_on, megabytes, sha256`` (its first
    digits).
    """
    import pandas as pd

    from framing.models.store import weights_hash

    rows = []
    for name, folder in MODELS.items():
        tasks, thresholds, card = described(name)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        rows.append(
            {
                "name": name,
                "purpose": PURPOSES[name],
                "tasks": list(tasks),
                "thresholds": [_short(thresholds.get(task)) for task in tasks],
                "trained_on": list(card.get("trained_on", [])),
                "megabytes": round(size / 1e6, 1),
                "sha256": weights_hash(folder)[:12],
            }
        )
    return pd.DataFrame(rows)


def described(name: str) -> tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]:
    """Return the tasks, thresholds and card of a model that ships; its encoder need not be on this machine for that."""
    description = json.loads((MODELS[name] / "model.json").read_text(encoding="utf-8"))
    if "encoder" in description and "heads" in description:
        return (*description["heads"], *description.get("apart", ())), description["thresholds"], description["card"]
    model = load_model(name)
    return tuple(model.tasks), dict(model.thresholds), dict(model.card)
