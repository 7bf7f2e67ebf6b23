"""Models: what turns sentences into probabilities for a task.

A model has ``tasks``, ``classes_(task)``, ``thresholds``, ``predict_proba(X, task, view)``, ``predict(X, task, view)``
and ``evidence(sentences, task, view)``. A new one that ships is a folder in ``pretrained`` and one line in ``MODELS``.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import unknown_name
from framing.models.tasks import TASKS, Task, get_task
from framing.models.views import VIEWS, view_texts

if TYPE_CHECKING:
    from framing.models.linear import LinearModel

__all__ = ["MODELS", "TASKS", "VIEWS", "Task", "get_task", "load_model", "view_texts"]

PRETRAINED = Path(__file__).parent / "pretrained"

MODELS: dict[str, Path] = {
    "default": PRETRAINED / "linear",
    "linear": PRETRAINED / "linear",
}
"""The models that ship, by name, and their folders."""


def load_model(name_or_path: str | os.PathLike[str] = "default") -> LinearModel:
    """Return a model by the name of :data:`MODELS` or by its folder.

    Raises UnknownNameError for a name that is neither, InputError for a folder that does not hold a model.
    """
    from framing.models.store import load_folder

    if isinstance(name_or_path, str) and name_or_path in MODELS:
        return _shipped(MODELS[name_or_path])
    if isinstance(name_or_path, str) and not Path(name_or_path).exists() and os.sep not in name_or_path:
        raise unknown_name("model", name_or_path, MODELS)
    return load_folder(name_or_path)


@lru_cache(maxsize=4)
def _shipped(folder: Path) -> LinearModel:
    from framing.models.store import load_folder

    return load_folder(folder)
