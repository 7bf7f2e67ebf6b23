"""The tf-idf baseline as a model: logistic regression on words, fitted on corpora and asked like every other model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpora import get_corpus
from framing.evaluation.baselines import Predictor, tfidf
from framing.models.protocol import Evidence
from framing.models.tasks import get_task
from framing.models.views import view_texts

NAME = "tf-idf"
Parts = Mapping[str, tuple[str, Sequence[str]]]

PARTS: Parts = {
    "editorializing": ("checkthat", ("train_en", "dev_en")),
    "loaded_language": ("babe", ("train",)),
}
"""The corpus, and its parts, from which each task is learned."""


@dataclass(frozen=True)
class WordsBaseline:
    """The baseline of :func:`framing.evaluation.baselines.tfidf` behind the methods of a model.

    Made by :func:`fit_words`. It sees what other models see of a sentence (the author's words, the words of others,
    all), knows no calibration, and decides at one half.
    """

    predictors: dict[str, Predictor]
    card: Mapping[str, Any] = field(default_factory=dict)
    name: str = NAME

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that it answers."""
        return tuple(self.predictors)

    @property
    def thresholds(self) -> dict[str, float]:
        """One half for each task."""
        return dict.fromkeys(self.predictors, 0.5)

    def classes_(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task."""
        return get_task(task).labels

    def predict_proba(
        self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the probability of each label, shape (sentences, 2)."""
        shown = view_texts(_table(X), get_task(task).view if view is None else view)
        positive = self.predictors[task](pd.DataFrame({"text": shown}))
        return np.column_stack([1 - positive, positive])

    def predict_many(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, npt.NDArray[np.float64]]:
        """Return :meth:`predict_proba` of several tasks."""
        table = _table(X)
        return {task: self.predict_proba(table, task, view) for task in tasks}

    def evidence(self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> list[Evidence]:
        """Return no words for any sentence: the baseline gives scores alone."""
        return [[] for _ in range(len(_table(sentences)))]


def _table(sentences: pd.DataFrame | Iterable[str]) -> pd.DataFrame:
    from framing.articles.loose import as_table

    return as_table(sentences, voice=True)


def fit_words(seed: int = 0, parts: Parts = PARTS) -> WordsBaseline:
    """Return the baseline fitted on the labelled rows of ``parts``; these have to be at hand (``FRAMING_DATA``)."""
    predictors = {}
    for task, (corpus, names) in parts.items():
        rows = pd.concat([get_corpus(corpus).table(name) for name in names], ignore_index=True)
        rows = rows[rows[task].notna()]
        predictors[task] = tfidf(rows, task, seed)
    seen = [f"{corpus}:{name}" for corpus, names in parts.values() for name in names]
    return WordsBaseline(predictors, {"trained_on": seen})
