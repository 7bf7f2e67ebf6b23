"""Vectors of articles, by which events are found: made by an encoder, and kept in the scores folder they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles.write import read_table, write_table
from framing.errors import InputError
from framing.models import ModelLike, as_model
from framing.scale.stored import Scores, StoredScores, columns_of
from framing.scale.work import weights_of

VECTORS = "default"
"""The model whose vectors events are found by where the one that scores has none."""

KEPT = "vectors.parquet"
"""The file of a scores folder in which they are kept."""

_READ = ("article_id", "kind", "text")


class Vectorizes(Protocol):
    """A model that gives sentences vectors, as the encoder does."""

    def vectors(self, X: list[str]) -> npt.NDArray[np.float32]:
        """Return one vector a sentence, shape (n, size)."""


def article_vectors(scores: Scores, model: Vectorizes) -> pd.DataFrame:
    """Return one row an article (index ``article_id``): the mean of the vectors of its title and body sentences."""
    read = columns_of(scores, _READ, kind=["title", "body"])
    found = model.vectors(read["text"].tolist())
    sums = pd.DataFrame(np.asarray(found, dtype=np.float32), index=read.index)
    return sums.groupby(read["article_id"], sort=False).mean()


def vectors_for(scores: Scores, articles: pd.Series, model: ModelLike = VECTORS) -> tuple[pd.DataFrame, str]:
    """Return the vectors of articles (their ids) by a model, by :data:`VECTORS` where that makes none, and its name.

    Those of a scores folder are made once, of all its articles, and kept there where it can be written to
    (:data:`KEPT`), since the encoder reads every sentence for them.
    """
    loaded: Any = as_model(model)
    if not hasattr(loaded, "vectors"):
        model, loaded = VECTORS, as_model(VECTORS)
    if not isinstance(scores, StoredScores):
        return article_vectors(columns_of(scores, _READ, article_id=articles), loaded), loaded.name
    file, of = scores.path / KEPT, f"{loaded.name} {weights_of(loaded, model)}"
    found = _kept(file, of)
    if found is None:
        parts = [article_vectors(part, loaded) for part in scores.parts(_READ)]
        found = pd.concat([part for part in parts if len(part)] or parts)
        _keep(found, file, of)
    return found, loaded.name


def _kept(file: Path, of: str) -> pd.DataFrame | None:
    """Return the vectors of a file where they are of that model."""
    if not file.is_file():
        return None
    try:
        table = read_table(file)
    except InputError:  # damaged: made anew
        return None
    return table.set_index("article_id") if table.attrs.get("model") == of else None


def _keep(vectors: pd.DataFrame, file: Path, of: str) -> None:
    table = vectors.rename(columns=str).reset_index()
    table.attrs = {"model": of}
    try:
        write_table(table, file)
    except (InputError, OSError):
        return  # a folder that cannot be written to, or a full disk: they are made again next time
