"""What models of scikit-learn classifiers share: from the logits of tasks of two labels to probabilities and labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from framing.articles.loose import as_table
from framing.errors import unknown_name
from framing.models.calibration import Calibration
from framing.models.tasks import TASKS, get_task


class TwoLabels(Protocol):
    """A model with a classifier (``heads``), calibrations by view and a threshold for each task, and its ``logits``."""

    heads: dict[str, Any]
    calibrations: dict[str, dict[str, Calibration]]
    thresholds: dict[str, float]

    def logits(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> np.ndarray:
        """Return the uncalibrated logit of each sentence, shape (sentences,)."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of the tasks that the model answers."""
        return tuple(self.heads)

    def classes_(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task in the order of the columns of :meth:`predict_proba`."""
        self._head(task)
        return get_task(task).labels

    def predict_proba(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> np.ndarray:
        """Return the probability of each label, shape (sentences, 2).

        ``X`` is a sentences table or strings, each read as one whole sentence. ``view`` is what the model sees
        ("author", "other", "all"); the task's own where it is None. Raises UnknownNameError for a task or view that is
        not there.
        """
        logits = self.logits(X, task, view)
        by_view = self.calibrations[task]
        own = by_view[TASKS[task].view]
        positive = (own if view is None else by_view.get(view, own))(logits)
        return np.asarray(np.column_stack([1 - positive, positive]), dtype=np.float64)

    def predict_many(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, np.ndarray]:
        """Return :meth:`predict_proba` of several tasks."""
        table = as_table(X, voice=True)
        return {task: self.predict_proba(table, task, view) for task in tasks}

    def predict(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> np.ndarray:
        """Return the label of each sentence: the second one where its probability reaches the task's threshold."""
        positive = self.predict_proba(X, task, view)[:, 1] >= self.thresholds[task]
        return np.asarray(self.classes_(task), dtype=object).take(positive.astype(int))

    def _head(self, task: str) -> Any:
        if task not in self.heads:
            raise unknown_name("task of this model", task, self.heads)
        return self.heads[task]
