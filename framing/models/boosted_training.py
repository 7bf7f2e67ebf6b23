"""Training of the models on features alone: settings, recipe, and cross-fitted calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from framing.errors import ConfigError
from framing.features import FEATURES, get_family
from framing.models.boosted import FeatureModel, features_of
from framing.models.calibration import METHODS, best_threshold, cross_fit, fit_calibration
from framing.models.linear_settings import Head
from framing.models.linear_training import training_rows
from framing.models.scaling import BoundedScaler
from framing.models.tasks import get_binary_task, get_task


class FeatureSettings(BaseModel):
    """How a model on features is learned.

    ``tasks`` are as in :class:`framing.models.linear_settings.LinearSettings`, without ``start_from``; ``C`` counts
    for the logistic regression only, the other numbers for the trees only. ``families`` are names of
    :data:`framing.features.FEATURES`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: dict[str, Head] = Field(min_length=1)
    learner: Literal["boosted", "features"] = "features"
    families: tuple[str, ...] = tuple(FEATURES)
    bound: float = Field(3.0, gt=0)
    learning_rate: float = Field(0.05, gt=0)
    trees: int = Field(200, ge=1)
    leaves: int = Field(8, ge=2)
    leaf_rows: int = Field(20, ge=1)
    penalty: float = Field(1.0, ge=0)
    calibration: str = "sigmoid"
    folds: int = Field(5, ge=2)

    @field_validator("families")
    @classmethod
    def _known_families(cls, families: tuple[str, ...]) -> tuple[str, ...]:
        if not families:
            raise ConfigError("A model on features needs at least one family.")
        for name in families:
            get_family(name)
        return families

    @model_validator(mode="after")
    def _consistent(self) -> FeatureSettings:
        if self.calibration not in METHODS:
            raise ConfigError(f"Unknown calibration {self.calibration!r}; known: {', '.join(METHODS)}.")
        for name, head in self.tasks.items():
            get_binary_task(name)
            if head.start_from is not None:
                raise ConfigError(f"Task {name!r}: 'start_from' is for the linear model only.")
            if head.calibrate_on not in {rows.corpus for rows in head.rows}:
                raise ConfigError(f"Task {name!r} is calibrated on {head.calibrate_on!r}, which is not among its rows.")
        return self

    def parts(self) -> dict[str, list[str]]:
        """Return for each task the ``corpus:part`` that it is learned from."""
        return {
            task: [f"{rows.corpus}:{part}" for rows in head.rows for part in rows.parts]
            for task, head in self.tasks.items()
        }


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


def fit_features(
    settings: FeatureSettings,
    tables: Mapping[str, pd.DataFrame],
    seed: int,
    name: str | None = None,
    measured: Mapping[str, np.ndarray] | None = None,
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
        article = table["article"].astype(str).to_numpy(object)

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
