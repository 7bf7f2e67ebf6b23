"""The linear model: n-grams and feature families into a calibrated logistic regression for each task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from framing.articles.loose import as_table
from framing.features import extract, get_family
from framing.features.lexicon import Lexicon
from framing.models.calibration import Calibration
from framing.models.ngrams import WORD, Ngrams, normal
from framing.models.protocol import Evidence
from framing.models.scaling import BoundedScaler
from framing.models.tasks import get_task
from framing.models.two_labels import TwoLabels
from framing.models.views import ViewText, view_pieces, view_texts

BATCH = 4096
"""Sentences that are turned into n-grams at once."""

NGRAMS = "n-grams"
"""The name of the n-grams among the families, where these are taken apart."""

FAINT = 0.25
"""Words that add less than this to the logit (6 percentage points at most) are no evidence."""


@dataclass(frozen=True)
class LinearModel(TwoLabels):
    """One logistic regression a task over the same n-grams and features; readable, fast, on one core.

    ``heads`` are fitted ``LogisticRegression`` by task, ``calibrations`` by task and view (the task's own view stands
    in for a view that has none), ``thresholds`` by task: a sentence counts as positive from the threshold on.
    ``card`` is what the model card is written from. Made by :func:`framing.models.linear_training.fit_linear`.
    """

    ngrams: Ngrams
    scaler: BoundedScaler
    families: tuple[str, ...]
    heads: dict[str, Any]
    calibrations: dict[str, dict[str, Calibration]]
    thresholds: dict[str, float]
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name that results bear."""
        return str(self.card.get("name", "linear"))

    def logits(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> np.ndarray:
        """Return the uncalibrated logit of each sentence, shape (sentences,)."""
        head, shown = self._head(task), get_task(task).view if view is None else view
        table = as_table(X, voice=True)
        batches = (table.iloc[first : first + BATCH] for first in range(0, len(table), BATCH))
        parts = [head.decision_function(self._design(batch, shown)) for batch in batches]
        return np.concatenate([np.empty(0), *parts], dtype=np.float64)

    def blocks(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> dict[str, Any]:
        """Return the input of sentences by family, the n-grams among them, each of shape (sentences, columns)."""
        self._head(task)
        table = as_table(X, voice=True)
        shown = table.assign(text=view_texts(table, get_task(task).view if view is None else view))
        values = self.scaler.transform(extract(shown, self.families).to_numpy(float))
        parts: dict[str, Any] = {NGRAMS: self.ngrams.transform(shown["text"])}
        begin = 0
        for family in self.families:
            width = len(feature_names((family,)))
            parts[family] = values[:, begin : begin + width]
            begin += width
        return parts

    def score_blocks(self, blocks: Mapping[str, Any], task: str) -> np.ndarray:
        """Return the logits of what :meth:`blocks` returns, whole or changed."""
        whole = [sparse.csr_matrix(blocks[name]) for name in (NGRAMS, *self.families)]
        return np.asarray(self._head(task).decision_function(sparse.hstack(whole, format="csr")), dtype=np.float64)

    def evidence(
        self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None, top: int = 5
    ) -> list[Evidence]:
        """Return for each sentence the words that raised its score: up to ``top`` of (start, end, weight), by place.

        They are the heaviest of :meth:`word_weights`, without those of less than :data:`FAINT`.
        """
        every = self.word_weights(sentences, task, view)
        return [sorted(sorted((w for w in words if w[2] >= FAINT), key=lambda w: -w[2])[:top]) for words in every]

    def word_weights(
        self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None
    ) -> list[Evidence]:
        """Return for each sentence all its words as (start, end, weight), by place; weights may be negative.

        Places are characters of the article. A weight is what the n-grams and the lexicon entries on the word add to
        the logit; an n-gram that spans several words is shared out by length. What has no place (length, shares,
        valence) is left out, and so are the words that the view masks.
        """
        head, shown = self._head(task), get_task(task).view if view is None else view
        table = as_table(sentences, voice=True)
        weights = np.asarray(head.coef_, dtype=float)[0]
        pieces = view_pieces(table, shown)
        rows = self.ngrams.transform([piece.text for piece in pieces])
        lexicon = self._lexicon(weights[rows.shape[1] :])
        return [self._words(piece, rows[i], weights, lexicon) for i, piece in enumerate(pieces)]

    def _design(self, table: pd.DataFrame, view: str) -> sparse.csr_matrix:
        """Return the input for a sentences table in a view: n-grams, then scaled features, one row a sentence."""
        shown = table.assign(text=view_texts(table, view))
        features = self.scaler.transform(extract(shown, self.families).to_numpy(float))
        blocks = [self.ngrams.transform(shown["text"]), sparse.csr_matrix(features)]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    def _words(
        self, shown: ViewText, row: sparse.csr_matrix, weights: np.ndarray, lexicon: _Lexicon | None
    ) -> Evidence:
        gain = np.zeros(len(shown.text) + 1)
        value = dict(zip(row.indices.tolist(), (row.data * weights[row.indices]).tolist(), strict=True))
        located = list(self.ngrams.locate(shown.text))
        times = Counter(column for _, _, column in located)
        for start, end, column in located:
            _spread(gain, start, end, value[column] / times[column])
        if lexicon is not None:
            for hit in lexicon.lists.hits(shown.text):
                _spread(gain, hit.start, hit.end, lexicon.slopes[hit.name])
        total = np.concatenate([[0.0], np.cumsum(np.cumsum(gain))])
        found = []
        for match in WORD.finditer(normal(shown.text)):
            start, end = match.span()
            weight = float(total[end] - total[start])
            found += [(*span, weight * (span[1] - span[0]) / (end - start)) for span in shown.to_article(start, end)]
        return found

    def _lexicon(self, weights: np.ndarray) -> _Lexicon | None:
        """Return what a hit of each lexicon adds: the slope of its feature, as long as that is not at its bound."""
        if Lexicon.family not in self.families:
            return None
        slopes = weights * self.scaler.weight / self.scaler.scale_
        named = dict(zip(feature_names(self.families), slopes.tolist(), strict=True))
        prefix = f"{Lexicon.family}_"
        return _Lexicon(
            Lexicon(), {name[len(prefix) :]: slope for name, slope in named.items() if name.startswith(prefix)}
        )


class _Lexicon(NamedTuple):
    """The lexicon lists, and what a hit of each adds to the logit."""

    lists: Lexicon
    slopes: dict[str, float]


def feature_names(families: tuple[str, ...]) -> list[str]:
    """Return the names of the features of some families, in the order of their columns."""
    return [str(name) for family in families for name in get_family(family)().get_feature_names_out()]


def _spread(gain: np.ndarray, start: int, end: int, weight: float) -> None:
    """Add ``weight``, spread evenly over ``[start, end)``, to an array whose running sum is the weight a character."""
    gain[start] += weight / (end - start)
    gain[end] -= weight / (end - start)
