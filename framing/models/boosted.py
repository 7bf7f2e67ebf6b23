"""Models on features alone: gradient-boosted trees, or a logistic regression, calibrated, for each task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from framing.articles.loose import as_table
from framing.errors import InputError
from framing.features import extract
from framing.models.calibration import Calibration
from framing.models.linear import feature_names
from framing.models.protocol import Evidence
from framing.models.scaling import BoundedScaler
from framing.models.tasks import get_task
from framing.models.two_labels import TwoLabels
from framing.models.views import view_texts

LEARNERS: dict[str, str] = {
    "boosted": "histogram gradient boosting of small trees (Ke et al. 2017; scikit-learn)",
    "features": "logistic regression with an L2 penalty",
}
"""What can be learned from features; the name of the model that results."""


@dataclass(frozen=True)
class FeatureModel(TwoLabels):
    """One classifier a task over scaled features, without n-grams: it knows no words but those of the lists.

    ``learner`` is a name of :data:`LEARNERS`; the other fields are those of
    :class:`framing.models.linear.LinearModel`. Made by :func:`framing.models.boosted_training.fit_features`.
    """

    learner: str
    families: tuple[str, ...]
    scaler: BoundedScaler
    heads: dict[str, Any]
    calibrations: dict[str, dict[str, Calibration]]
    thresholds: dict[str, float]
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that results bear."""
        return str(self.card.get("name", self.learner))

    def logits(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> np.ndarray:
        """Return the uncalibrated logit of each sentence, shape (sentences,)."""
        return self.score_blocks(self.blocks(X, task, view), task)

    def blocks(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> dict[str, np.ndarray]:
        """Return the scaled features of sentences by family, each of shape (sentences, features)."""
        self._head(task)
        values = self.scaler.transform(features_of(X, self.families, get_task(task).view if view is None else view))
        return split_families(values, self.families)

    def score_blocks(self, blocks: Mapping[str, Any], task: str) -> np.ndarray:
        """Return the logits of what :meth:`blocks` returns, whole or changed."""
        values = np.hstack([blocks[family] for family in self.families])
        if not len(values):
            return np.empty(0)
        return np.asarray(self._head(task).decision_function(values), dtype=np.float64)

    def evidence(self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> list[Evidence]:
        """Raise InputError: what features of whole sentences add has no place in the text."""
        raise InputError(
            f"The model {self.name!r} works on features of whole sentences and has no evidence in the text; "
            "use framing.explain(sentence, model=...) for what each feature adds, and score with evidence=False."
        )

    def contributions(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> pd.DataFrame:
        """Return what each feature adds to the logit, one row a sentence; they and the intercept add up to it.

        Raises InputError for boosted trees, whose features do not add up.
        """
        head = self._head(task)
        if not hasattr(head, "coef_"):
            raise InputError(
                f"The model {self.name!r} is made of trees: its features do not add up to a score. Use a linear model, "
                "or framing.evaluation.family_importance for what each family is worth."
            )
        values = np.hstack(list(self.blocks(X, task, view).values()))
        return pd.DataFrame(values * np.asarray(head.coef_)[0], columns=feature_names(self.families))

    def intercept(self, task: str) -> float:
        """Return the logit of a sentence whose features are all at their mean."""
        return float(np.asarray(self._head(task).intercept_)[0])


def features_of(X: pd.DataFrame | Iterable[str], families: tuple[str, ...], view: str) -> np.ndarray:
    """Return the features of sentences in a view, shape (sentences, features)."""
    table = as_table(X, voice=True)
    return extract(table.assign(text=view_texts(table, view)), families).to_numpy(float)


def split_families(values: np.ndarray, families: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return the columns of each family."""
    parts, begin = {}, 0
    for family in families:
        width = len(feature_names((family,)))
        parts[family] = values[:, begin : begin + width]
        begin += width
    return parts
