"""Users' own labels: a sample to code, the codes read back, agreement, and models trained on them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from framing.annotation.codebook import codebook, questions
from framing.annotation.labels import consensus, read_labels
from framing.annotation.sample import KEY, Sample, annotate_sample

if TYPE_CHECKING:
    from framing.annotation.train import Training, train_on_labels

__all__ = [
    "KEY",
    "Sample",
    "Training",
    "annotate_sample",
    "codebook",
    "consensus",
    "questions",
    "read_labels",
    "train_on_labels",
]


def __getattr__(name: str) -> Any:
    if name in ("Training", "train_on_labels"):  # brings scikit-learn
        return getattr(import_module("framing.annotation.train"), name)
    raise AttributeError(f"module 'framing.annotation' has no attribute {name!r}")
