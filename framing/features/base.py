"""What every family of features shares: input, column names, the pandas output."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from framing.errors import InputError

SHARES = ("author_share", "quoted_share", "attributed_share")
SPANS = ("quoted_spans", "attributed_spans", "scare_spans")


def as_table(X: pd.DataFrame | Iterable[str], voice: bool = False) -> pd.DataFrame:
    """Return a sentences table for ``X``: the table itself, or one that holds loose sentences.

    ``voice`` asks for the columns that say who speaks; where they are missing, each text is read as one whole
    sentence. Raises InputError for a single string, a table without ``text`` and values that are not strings.
    """
    if isinstance(X, str):
        raise InputError("A single string was given where several sentences are expected; put it into a list.")
    table = X if isinstance(X, pd.DataFrame) else _loose(X)
    if "text" not in table.columns:
        raise InputError(f"The table has no column 'text'; it has: {', '.join(map(str, table.columns))}.")
    strings = table["text"].map(lambda value: isinstance(value, str))
    if not strings.all():
        raise InputError(f"{(~strings).sum()} of {len(table)} values of 'text' are not strings; leave those rows out.")
    if voice and not {*SHARES, *SPANS} <= set(table.columns):
        from framing.articles import read_voices

        read = read_voices(table["text"].tolist())
        columns = [*SHARES, *SPANS, "voice", "start", "end"]
        table = table.assign(**{name: read[name].to_numpy() for name in columns})
    return table


def _loose(texts: Iterable[Any]) -> pd.DataFrame:
    values = list(np.asarray(texts, dtype=object).ravel()) if isinstance(texts, np.ndarray) else list(texts)
    wrong = next((value for value in values if not isinstance(value, str)), None)
    if wrong is not None:
        raise InputError(f"Sentences must be strings; got a {type(wrong).__name__}.")
    index = texts.index if isinstance(texts, pd.Series) else None
    return pd.DataFrame({"text": pd.Series(values, index=index, dtype=object)})


class Family(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """One family of features: a stateless scikit-learn transformer, one column a feature.

    Takes a sentences table or a list of strings; gives floats of shape (sentences, features), always finite.
    A subclass sets ``family`` and ``definitions`` and writes ``measure``.
    """

    family: ClassVar[str]
    definitions: ClassVar[dict[str, str]]
    voiced: ClassVar[bool] = False
    """True where the family needs to know who speaks, not only the words."""

    def measure(self, table: pd.DataFrame) -> np.ndarray:
        """Return the features of a sentences table, shape (sentences, features)."""
        raise NotImplementedError

    def described(self) -> dict[str, str]:
        """Return what each feature means, by its name without the family's prefix, in the order of the columns."""
        return self.definitions

    def fit(self, X: Any, y: Any = None) -> Family:
        """Return the family as it is; nothing is learned."""
        return self

    def transform(self, X: Any) -> Any:
        """Return the features of a sentences table or of a list of strings."""
        table = as_table(X, voice=self.voiced)
        width = len(self.described())
        return self.measure(table).astype(np.float64) if len(table) else np.empty((0, width))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns: the family, an underscore, the feature."""
        return np.array([f"{self.family}_{name}" for name in self.described()], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True
