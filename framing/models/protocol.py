"""What a model is: the methods that scoring, evaluation and explanation rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

Evidence = list[tuple[int, int, float]]
"""The words behind one score: (start, end, weight), in characters of the article."""


@runtime_checkable
class Model(Protocol):
    """Turns sentences into probabilities; ``card["trained_on"]`` lists the ``corpus:part`` that it has seen."""

    @property
    def name(self) -> str:
        """The name that results bear."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that it answers."""

    @property
    def thresholds(self) -> Mapping[str, Any]:
        """From which probability on a sentence counts as positive, by task."""

    @property
    def card(self) -> Mapping[str, Any]:
        """What is known about the model."""

    def classes_(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task in the order of the columns of :meth:`predict_proba`."""

    def predict_proba(
        self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the probability of each label, shape (sentences, labels), for a sentences table or strings."""

    def predict_many(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, npt.NDArray[np.float64]]:
        """Return :meth:`predict_proba` of several tasks; what they share is computed once."""

    def evidence(self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> list[Evidence]:
        """Return for each sentence the words that raised its score."""


@runtime_checkable
class WordModel(Model, Protocol):
    """A model that also gives every word of a sentence a weight."""

    def word_weights(
        self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None
    ) -> list[Evidence]:
        """Return for each sentence what every word adds to its score, those included that are no evidence."""
