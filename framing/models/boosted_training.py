"""Training of the models on features alone: from corpora or tables, with cross-fitted calibration; the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from framing.models.boosted import FeatureModel, features_of
from framing.models.boosted_settings import FeatureSettings
from framing.models.calibration import best_threshold, cross_fit, fit_calibration, macro_f1
from framing.models.linear_settings import Head
from framing.models.linear_training import Report, task_tables, training_rows
from framing.models.scaling import BoundedScaler
from framing.models.tasks import get_task


@dataclass(frozen=True)
class FeatureRecipe:
    """How a model on features is trained, so that it can be trained anew on other rows."""

    settings: FeatureSettings
    label: str | None = None

    @property
    def name(self) -> str:
        """The name that results bear: the label, or the learner."""
        return self.label or self.settings.learner

    @property
    def parts(self) -> Mapping[str, list[str]]:
        """The ``corpus:part`` that each task is learned from."""
        return self.settings.parts()

    def fit(self, tables: Mapping[str, pd.DataFrame], seed: int) -> FeatureModel:
        """Train on a table for each task, see :func:`fit_features`."""
        return fit_features(self.settings, tables, seed, self.name)


def train_features(settings: FeatureSettings, seed: int, report: Report = lambda line: None) -> FeatureModel:
    """Read the corpora of the settings and return a model trained on them; raises as the corpora do.

    ``report`` gets a line for each task.
    """
    return fit_features(settings, task_tables(settings.tasks), seed, report=report)


def fit_features(
    settings: FeatureSettings,
    tables: Mapping[str, pd.DataFrame],
    seed: int,
    name: str | None = None,
    measured: Mapping[str, np.ndarray] | None = None,
    report: Report = lambda line: None,
) -> FeatureModel:
    """Return a model trained on a table for each task: ``text``, ``label`` (0, 1), ``corpus``, ``part``, ``article``.

    Of the rows those are used that the settings name. ``measured`` gives the features of each table, where they were
    measured before (studies fit many models on the same rows). Raises InputError for tables that training cannot use.
    """
    rows = {task: training_rows(task, head, tables) for task, head in settings.tasks.items()}
    raw = {
        task: features_of(table, settings.families, get_task(task).view)
        if measured is None
        else np.asarray(measured[task], dtype=float)[table["row"].to_numpy()]
        for task, table in rows.items()
    }
    scaler = BoundedScaler(settings.bound, 1.0).fit(np.vstack(list(raw.values())))
    card: dict[str, Any] = {
        "name": name or settings.learner,
        "trained_on": sorted({part for parts in settings.parts().values() for part in parts}),
        "seed": seed,
        "settings": settings.model_dump(mode="json"),
    }
    model = FeatureModel(settings.learner, tuple(settings.families), scaler, {}, {}, {}, card)
    for task, head in settings.tasks.items():
        table, X = rows[task], scaler.transform(raw[task])
        y, weight = table["label"].to_numpy(int), table["weight"].to_numpy(float)
        model.heads[task] = _classifier(settings, head, seed).fit(X, y, sample_weight=weight)
        own = np.flatnonzero((table["corpus"] == head.calibrate_on).to_numpy())
        article = pd.factorize(table["article"].astype(str))[0]

        def fit_and_apply(
            _: np.ndarray, held_out: np.ndarray, X: np.ndarray = X, y: np.ndarray = y, weight: np.ndarray = weight,
            own: np.ndarray = own, article: np.ndarray = article, head: Head = head,
        ) -> np.ndarray:  # fmt: skip
            rest = ~np.isin(article, article[own[held_out]])
            fitted = _classifier(settings, head, seed).fit(X[rest], y[rest], sample_weight=weight[rest])
            return np.asarray(fitted.decision_function(X[own[held_out]]), dtype=float)

        held_out = cross_fit(y[own], article[own], fit_and_apply, settings.folds, seed)
        calibration = fit_calibration(held_out, y[own], settings.calibration)
        model.calibrations[task] = {get_task(task).view: calibration}
        model.thresholds[task] = best_threshold(calibration(held_out), y[own])
        reached = macro_f1(y[own], calibration(held_out) >= model.thresholds[task])
        report(f"{task}: {len(y)} rows, macro-F1 {reached:.3f} on held-out rows of {head.calibrate_on}")
    return model


def _classifier(settings: FeatureSettings, head: Head, seed: int) -> Any:
    if settings.learner == "features":
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=head.C, solver="lbfgs", max_iter=500, tol=1e-4)
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        learning_rate=settings.learning_rate, max_iter=settings.trees, max_leaf_nodes=settings.leaves,
        min_samples_leaf=settings.leaf_rows, l2_regularization=settings.penalty, early_stopping=False,
        max_features=0.3, random_state=seed,
    )  # fmt: skip
