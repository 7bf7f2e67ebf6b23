"""A model that users' own labels tuned: one more logistic regression on top of a model that ships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from scipy import sparse

from framing.articles.loose import as_table
from framing.errors import InputError
from framing.features import extract
from framing.models.calibration import Calibration
from framing.models.ngrams import Ngrams
from framing.models.protocol import Evidence, Model
from framing.models.scaling import BoundedScaler
from framing.models.tasks import get_task
from framing.models.views import view_texts

FAMILIES = ("lexicon", "quotation", "style", "valence")
"""The families of features that a head can look at."""

LIGHT = 5.0
"""What the score is multiplied by: a penalty that holds the many other columns down hardly touches it."""

EDGE = 1e-6  # probabilities nearer to 0 or 1 are moved here before their logit is taken


@runtime_checkable
class Vectors(Protocol):
    """A model with a vector for every sentence."""

    def vectors(self, X: pd.DataFrame | Iterable[str], view: str = "all") -> np.ndarray:
        """Return the vector of each sentence, shape (sentences, size)."""


BLOCKS: dict[str, str] = {
    "score": "the logit of the model's own probability",
    "vectors": "the encoder's sentence vector",
    "features": "the features of " + ", ".join(FAMILIES),
    "n-grams": "words and character n-grams of the labelled sentences",
}
"""What a head can look at."""


@dataclass(frozen=True)
class Prepared:
    """How blocks become the input of a head: n-grams and scales, learned from sentences without their labels."""

    blocks: tuple[str, ...]
    ngrams: Ngrams | None
    scalers: dict[str, BoundedScaler]

    def design(self, raw: Mapping[str, Any], blocks: Sequence[str]) -> sparse.csr_matrix:
        """Return the input (sentences, columns) that some of the blocks make."""
        parts = [self._block(raw, name) for name in blocks]
        return sparse.hstack([sparse.csr_matrix(part) for part in parts], format="csr", dtype=np.float64)

    def _block(self, raw: Mapping[str, Any], name: str) -> Any:
        if name == "n-grams":
            assert self.ngrams is not None
            return self.ngrams.transform(raw["texts"])
        return LIGHT * raw[name] if name == "score" else self.scalers[name].transform(raw[name])


@dataclass(frozen=True)
class TunedHead:
    """A fitted ``LogisticRegression`` on some blocks, its calibration, and from which probability on a label holds."""

    prepared: Prepared
    classifier: Any
    calibration: Calibration
    threshold: float

    def logits(self, raw: Mapping[str, Any]) -> np.ndarray:
        """Return the uncalibrated logit of each sentence."""
        X = self.prepared.design(raw, self.prepared.blocks)
        return np.asarray(self.classifier.decision_function(X), dtype=np.float64) if X.shape[0] else np.empty(0)


@dataclass(frozen=True)
class TunedModel:
    """A model (``base``) whose answers to the tasks of ``heads`` come from heads on top; the rest is the base's own.

    Made by :func:`framing.annotation.train_on_labels`; ``card`` is what the model card is written from.
    """

    base: Model
    heads: dict[str, TunedHead]
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that results bear."""
        return str(self.card.get("name", f"{self.base.name}, tuned"))

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that it answers: those of the base."""
        return self.base.tasks

    @property
    def thresholds(self) -> dict[str, Any]:
        """From which probability on a label holds, by task."""
        return {**self.base.thresholds, **{task: head.threshold for task, head in self.heads.items()}}

    def classes_(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task in the order of the columns of :meth:`predict_proba`."""
        return self.base.classes_(task)

    def predict_proba(
        self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None, **given: Any
    ) -> np.ndarray:
        """Return the probability of each label, (sentences, labels); ``given`` goes to the base (``mentions``)."""
        if task not in self.heads:
            return self.base.predict_proba(X, task, view, **given)
        head = self.heads[task]
        positive = head.calibration(head.logits(raw_blocks(self.base, X, task, head.prepared.blocks, view)))
        return np.asarray(np.column_stack([1 - positive, positive]), dtype=np.float64)

    def predict_many(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, np.ndarray]:
        """Return :meth:`predict_proba` of several tasks."""
        table = as_table(X, voice=True)
        others = [task for task in tasks if task not in self.heads]
        found = dict(self.base.predict_many(table, others, view)) if others else {}
        return {task: found[task] if task in found else self.predict_proba(table, task, view) for task in tasks}

    def predict(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> np.ndarray:
        """Return the label of each sentence for a tuned task; raises InputError for another: ask the base."""
        if task not in self.heads:
            raise InputError(f"{task!r} was not tuned; use .base.predict for it (tuned: {', '.join(self.heads)}).")
        positive = self.predict_proba(X, task, view)[:, 1] >= self.heads[task].threshold
        return np.asarray(self.classes_(task), dtype=object).take(positive.astype(int))

    def evidence(self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> list[Evidence]:
        """Return for each sentence the words that raised the score of the base, which is part of the tuned one."""
        return self.base.evidence(sentences, task, view)

    def attributor(self) -> Any:
        """Return the base's function that settles who says what; InputError where it has none."""
        if not hasattr(self.base, "attributor"):
            raise InputError(f"{self.base.name} has no attribution head; use voice='rules'.")
        return self.base.attributor()


def raw_blocks(
    base: Model, X: pd.DataFrame | Iterable[str], task: str, blocks: Sequence[str], view: str | None = None
) -> dict[str, Any]:
    """Return what the blocks of a head are made from, one row a sentence, and the ``texts`` in the view."""
    table = as_table(X, voice=True)
    shown = get_task(task).view if view is None else view
    found: dict[str, Any] = {"texts": view_texts(table, shown)}
    if "score" in blocks:
        p = np.clip(np.asarray(base.predict_proba(table, task, view), dtype=float)[:, 1], EDGE, 1 - EDGE)
        found["score"] = np.log(p / (1 - p))[:, None]
    if "vectors" in blocks:
        if not isinstance(base, Vectors):
            raise InputError(f"{base.name} has no sentence vectors; tune it on its score, n-grams and features.")
        found["vectors"] = np.asarray(base.vectors(table, shown), dtype=float)
    if "features" in blocks:
        found["features"] = extract(table.assign(text=found["texts"]), FAMILIES).to_numpy(float)
    return found


def take(raw: Mapping[str, Any], rows: np.ndarray) -> dict[str, Any]:
    """Return some rows of what :func:`raw_blocks` returns."""
    return {
        name: [values[i] for i in rows] if isinstance(values, list) else values[rows] for name, values in raw.items()
    }
