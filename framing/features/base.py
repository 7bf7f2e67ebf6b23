"""What every family of features shares: input, column names, the pandas output."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from framing.articles.loose import as_table
from framing.features.reading import Reading, readings


class Feature(NamedTuple):
    """One feature: what it measures, its least and greatest value, a text that it reacts to, its own source.

    ``high`` is ``inf`` where nothing bounds it. ``example`` is empty where no single sentence shows it (places in
    an article). ``source`` is the literature, the family's where it is empty.
    """

    definition: str
    low: float
    high: float
    example: str = ""
    source: str = ""


class Family(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """One family of features: a scikit-learn transformer, one column a feature; stateless unless it says otherwise.

    Takes a sentences table or a list of strings; gives floats of shape (sentences, features), always finite.
    A subclass sets ``family``, ``source`` and ``definitions`` and writes ``measure``.
    """

    family: ClassVar[str]
    source: ClassVar[str] = ""
    definitions: ClassVar[dict[str, Feature]]
    voiced: ClassVar[bool] = False
    """True where the family needs to know who speaks, not only the words."""
    contextual: ClassVar[bool] = False
    """True where the family needs to know the article around the sentence."""

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features of a batch of sentences, shape (sentences, features)."""
        raise NotImplementedError

    def features(self) -> dict[str, Feature]:
        """Return the features by their names without the family's prefix, in the order of the columns."""
        return self.definitions

    def described(self) -> dict[str, str]:
        """Return what each feature means, by its name without the family's prefix, in the order of the columns."""
        return {name: feature.definition for name, feature in self.features().items()}

    def fit(self, X: Any, y: Any = None) -> Family:
        """Return the family as it is; nothing is learned."""
        return self

    def transform(self, X: Any) -> Any:
        """Return the features of a sentences table or of a list of strings."""
        return measure_together([self], as_table(X, voice=self.voiced))[0]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns: the family, an underscore, the feature."""
        return np.array([f"{self.family}_{name}" for name in self.features()], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return True


def measure_together(families: list[Family], table: pd.DataFrame) -> list[np.ndarray]:
    """Return the features of each family for a sentences table; words and matches are found once for all of them."""
    parts: list[list[np.ndarray]] = [[np.empty((0, len(family.features())))] for family in families]
    for reading in readings(table, any(family.contextual for family in families)):
        for family, found in zip(families, parts, strict=True):
            found.append(np.asarray(family.measure(reading), dtype=np.float64))
    return [np.concatenate(found) for found in parts]
