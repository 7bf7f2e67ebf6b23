"""The fast model: vectors of words, one convolution over three words, two small layers; numpy and no transformer.

It learned what the encoder says of many sentences (distillation, Hinton et al. 2015; its vectors start as model2vec's
do, Tulkens and van Dongen 2024) and is several times as fast (``benchmarks/scoring.py``).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from framing.articles.loose import as_table, has_voices, voiced
from framing.errors import unknown_name
from framing.models.calibration import Calibration
from framing.models.fast_words import Floats, Ints, Words, word_spans
from framing.models.function_words import is_function_word
from framing.models.name_blinding import shown_pieces, shown_texts
from framing.models.protocol import Evidence
from framing.models.tasks import get_task
from framing.models.views import ViewText
from framing.places import expanded

Doubles = npt.NDArray[np.float64]
CHUNK = 4_000
"""Words that are looked at together: what they need stays in the processor's cache."""
LONGEST = 256
"""Words of a sentence; what comes after them is not read."""
FAINT = 0.25
"""Words that add less than this to the logit (6 percentage points at most) are no evidence."""


@dataclass(frozen=True)
class FastParts:
    """What a fast model is made of; all that is saved.

    ``tensors``: ``embedding`` (pieces, size) in 8 bits with ``scale`` (pieces,), ``ways`` (3, size, channels) and
    ``shift`` (channels,) of the convolution, ``first``, ``first_shift`` and ``last``, ``last_shift`` of the layers.
    ``columns`` are the outputs of each task, ``calibrations`` has a curve for each by task and view. The tasks of
    ``blind`` see every name put to one (:mod:`framing.models.name_blinding`).
    """

    pieces: tuple[str, ...]
    tensors: dict[str, npt.NDArray[Any]]
    columns: dict[str, tuple[int, ...]]
    calibrations: dict[str, dict[str, tuple[Calibration, ...]]] = field(default_factory=dict)
    thresholds: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    blind: tuple[str, ...] = ()


@dataclass(frozen=True)
class FastModel:
    """Answers like every model of :mod:`framing.models`: editorializing, loaded language and frames of sentences.

    Made from :class:`FastParts` or by :func:`framing.models.fast_store.load_fast`. Several threads may ask it.
    """

    parts: FastParts

    @property
    def name(self) -> str:
        """The name that results bear."""
        return str(self.parts.card.get("name", "fast"))

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of the tasks that the model answers."""
        return tuple(self.parts.columns)

    @property
    def thresholds(self) -> Mapping[str, Any]:
        """From which probability on a label holds, by task."""
        return self.parts.thresholds

    @property
    def card(self) -> Mapping[str, Any]:
        """What the model card is written from."""
        return self.parts.card

    def classes_(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task in the order of the columns of :meth:`predict_proba`."""
        self._columns(task)
        return get_task(task).labels

    def predict_proba(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> Doubles:
        """Return the probability of each label, shape (sentences, 2); (sentences, 14) for frames, each on its own.

        ``X`` is a sentences table or strings, each read as one whole sentence. ``view`` is what the model sees
        ("author", "other", "all"); the task's own where it is None. Raises UnknownNameError for a task or view that is
        not there.
        """
        return self.predict_many(X, (task,), view)[task]

    def predict_many(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, Doubles]:
        """Return :meth:`predict_proba` of several tasks; a text that two views show alike is read once."""
        found = {}
        for task, logits in self.logits(X, tasks, view).items():
            by_view = self.parts.calibrations.get(task, {})
            own = by_view.get(get_task(task).view, ())
            curves = by_view.get(view or get_task(task).view, own) or (Calibration(),) * logits.shape[1]
            values = [curve(logits[:, k]) for k, curve in enumerate(curves)]
            found[task] = np.column_stack([1 - values[0], values[0]] if get_task(task).kind == "binary" else values)
        return found

    def predict(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> npt.NDArray[Any]:
        """Return the label of each sentence, from the task's threshold on; for frames, a row of 0 and 1 for each."""
        p = self.predict_proba(X, task, view)
        cut = self.thresholds.get(task, 0.5)
        if get_task(task).kind != "binary":
            return np.asarray(p >= np.asarray(cut), dtype=np.int64)
        labels: npt.NDArray[Any] = np.asarray(self.classes_(task), dtype=object)[(p[:, 1] >= cut).astype(int)]
        return labels

    def logits(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, Doubles]:
        """Return the uncalibrated logits of several tasks, shape (sentences, outputs)."""
        columns = {task: list(self._columns(task)) for task in tasks}
        table = voiced(X) if has_voices(X) else as_table(X, voice=True)
        if not tasks:
            return {}
        # In the order of the tasks, not of a set, so that every process reads the same words together.
        ways = {task: (view or get_task(task).view, task in self.parts.blind) for task in tasks}
        shown = {way: shown_texts(table, *way) for way in dict.fromkeys(ways.values())}
        first, *others = shown
        texts, places = list(shown[first]), {first: np.arange(len(table))}
        for name in others:
            different = [i for i, (a, b) in enumerate(zip(shown[name], shown[first], strict=True)) if a != b]
            places[name] = np.arange(len(table))
            places[name][different] = np.arange(len(texts), len(texts) + len(different))
            texts += [shown[name][i] for i in different]
        values = self.outputs(texts)
        return {task: values[places[ways[task]]][:, at].astype(np.float64) for task, at in columns.items()}

    def outputs(self, texts: Sequence[str]) -> Floats:
        """Return all outputs of the network for texts as they are, shape (texts, outputs)."""
        rows, counts, table = self._words.read(texts)
        found = np.empty((len(texts), self._tensor("last").shape[1]), dtype=np.float32)
        ends = np.cumsum(counts)
        for start, end in _chunks(ends):
            words = slice(int(ends[start - 1]) if start else 0, int(ends[end - 1]))
            found[start:end] = self._outputs_of(self._hidden(self._pooled(rows[words], counts[start:end], table)))
        return found

    def evidence(
        self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None, top: int = 5
    ) -> list[Evidence]:
        """Return for each sentence the words that raised its score: up to ``top`` of (start, end, weight), by place.

        They are the heaviest of :meth:`word_weights`. Words of grammar, those of less than :data:`FAINT` and those that
        the view masks are never among them.
        """
        result = []
        for shown, words in self._weigh(sentences, task, view):
            heavy = [w for w in words if w[2] >= FAINT and not is_function_word(shown.text[w[0] : w[1]].lower())]
            chosen = sorted(sorted(heavy, key=lambda word: -word[2])[:top])
            result.append([(*span, w) for start, end, w in chosen for span in shown.to_article(start, end)])
        return result

    def word_weights(
        self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None
    ) -> list[Evidence]:
        """Return for each sentence all words that the view shows: (start, end, weight), by place; may be negative.

        Places are characters of the article. A weight is what the word's vector adds to the logit (of the likeliest
        frame, for frames): its product with the gradient, which shares out all of a network of straight pieces but its
        constants.
        """
        return [
            [(*span, weight) for start, end, weight in words for span in shown.to_article(start, end)]
            for shown, words in self._weigh(sentences, task, view)
        ]

    def _weigh(
        self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None
    ) -> list[tuple[ViewText, Evidence]]:
        columns = self._columns(task)
        seen = as_table(sentences, voice=True), view or get_task(task).view
        pieces = shown_pieces(*seen, blind=task in self.parts.blind)
        rows, counts, table = self._words.read([shown.text for shown in pieces])
        edges = np.concatenate([[0], np.cumsum(counts)])
        found: list[tuple[ViewText, Evidence]] = []
        for first, last in _chunks(edges[1:]):
            words = rows[edges[first] : edges[last]]
            weights = self._gradients(words, counts[first:last], columns, table).tolist()
            ends = pairwise((edges[first : last + 1] - edges[first]).tolist())
            for shown, (start, end) in zip(pieces[first:last], ends, strict=True):
                weighed = zip(word_spans(shown.text), weights[start:end], strict=True)
                found.append((shown, [(*span, weight) for span, weight in weighed if span]))
        return found

    def _gradients(self, rows: Ints, counts: Ints, columns: Sequence[int], table: Floats) -> Floats:
        """Return what each word adds to an output of its sentence, the largest one of several columns."""
        weights = np.zeros(len(rows), dtype=np.float32)
        read = _within(counts, LONGEST)
        rows, counts = rows[read], np.minimum(counts, LONGEST)
        values = np.maximum(self._convolved(rows, counts, table), 0.0)
        hidden = self._hidden(_pool(values, counts))
        own = np.asarray(columns)
        column = own[self._outputs_of(hidden)[:, own].argmax(axis=1)]
        slopes = (self._tensor("last").T[column] * (hidden > 0)) @ self._tensor("first").T
        channels = values.shape[1]
        every = slopes[:, channels:] / np.sqrt(np.maximum(counts, 1), dtype=np.float32)[:, None]
        gradient = np.repeat(every, counts, axis=0)
        edges = np.concatenate([[0], np.cumsum(counts)])
        places = np.arange(channels)
        for slope, (start, end) in zip(slopes, pairwise(edges.tolist()), strict=True):
            if start < end:
                gradient[start + values[start:end].argmax(axis=0), places] += slope[:channels]
        gradient *= values > 0
        sums = np.einsum("wc,wc->w", table[rows, 1], gradient)
        # A word is the left neighbour of the one behind it, and the right one of the one before, in the same sentence.
        inner = np.setdiff1d(np.arange(1, len(rows)), edges)
        sums[inner - 1] += np.einsum("wc,wc->w", table[rows[inner - 1], 0], gradient[inner])
        sums[inner] += np.einsum("wc,wc->w", table[rows[inner], 2], gradient[inner - 1])
        weights[read] = sums
        return weights

    def __getstate__(self) -> dict[str, Any]:
        # The table of words is made anew in a copy: it is large, and its lock cannot be stored.
        return {name: value for name, value in self.__dict__.items() if name != "_words"}

    @cached_property
    def _words(self) -> Words:
        scale = self._tensor("scale")[:, None]
        vectors = self._tensor("embedding").astype(np.float32) * scale
        ways = self._tensor("ways")
        values = np.empty((len(vectors), len(ways), ways.shape[2]), dtype=np.float32)
        for k, way in enumerate(ways):
            values[:, k] = vectors @ way
        return Words(self.parts.pieces, values)

    def _pooled(self, rows: Ints, counts: Ints, table: Floats) -> Floats:
        if counts.max(initial=0) > LONGEST:
            rows, counts = rows[_within(counts, LONGEST)], np.minimum(counts, LONGEST)
        values = self._convolved(rows, counts, table)
        return _pool(np.maximum(values, 0.0, out=values), counts)

    def _convolved(self, rows: Ints, counts: Ints, table: Floats) -> Floats:
        """Return the convolution at each word, before it is cut at zero, shape (words, channels)."""
        ends = np.cumsum(counts)
        neighbours = np.zeros((len(rows), 3), dtype=np.int32)
        neighbours[1:, 0], neighbours[:, 1], neighbours[:-1, 2] = rows[:-1], rows, rows[1:]
        filled = ends[counts > 0]
        neighbours[filled - 1, 2] = 0
        neighbours[filled[:-1], 0] = 0
        ways, channels = table.shape[1:]
        places = np.asarray(neighbours * ways + np.arange(ways), dtype=np.int32)
        flat = table.reshape(-1, channels)
        values = _rows_of(places.ravel(), ways, len(flat)) @ flat
        values += self._tensor("shift")
        return np.asarray(values)

    def _hidden(self, pooled: Floats) -> Floats:
        return np.asarray(np.maximum(pooled @ self._tensor("first") + self._tensor("first_shift"), 0.0))

    def _outputs_of(self, hidden: Floats) -> Floats:
        return np.asarray(hidden @ self._tensor("last") + self._tensor("last_shift"), dtype=np.float32)

    def _tensor(self, name: str) -> npt.NDArray[Any]:
        return self.parts.tensors[name]

    def _columns(self, task: str) -> tuple[int, ...]:
        if task not in self.parts.columns:
            raise unknown_name("task of this model", task, self.parts.columns)
        return self.parts.columns[task]

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write the model's folder and return it."""
        from framing.models.fast_store import save_fast

        return save_fast(self.parts, expanded(folder))


def _rows_of(places: npt.NDArray[np.int32], each: int, width: int) -> sparse.csr_matrix:
    """Return a matrix of zeros and ones whose product with a table sums ``each`` rows of it for a row of its own."""
    starts = np.arange(0, len(places) + 1, each, dtype=np.int32)
    ones = np.ones(len(places), dtype=np.float32)
    return sparse.csr_matrix((ones, places, starts), shape=(len(starts) - 1, width), copy=False)


def _pool(values: Floats, counts: Ints) -> Floats:
    """Return the largest values of each sentence's words beside their sum over the root of their number."""
    channels = values.shape[1]
    found = np.zeros((len(counts), 2 * channels), dtype=np.float32)
    edges = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    ones = np.ones(len(values), dtype=np.float32)
    words = np.arange(len(values), dtype=np.int32)
    total = sparse.csr_matrix((ones, words, edges), shape=(len(counts), len(values)), copy=False) @ values
    found[:, channels:] = total / np.sqrt(np.maximum(counts, 1), dtype=np.float32)[:, None]
    largest = found[:, :channels]
    # A loop over sentences is twice as fast as numpy's reduceat along rows.
    for row, (start, end) in enumerate(pairwise(edges.tolist())):
        if start < end:
            values[start:end].max(axis=0, out=largest[row])
    return found


def _within(counts: Ints, longest: int) -> npt.NDArray[np.bool_]:
    """Tell of each word whether it is one of the first ``longest`` of its sentence."""
    places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(places < longest)


def _chunks(ends: Ints) -> Iterator[tuple[int, int]]:
    """Yield ranges of sentences of about :data:`CHUNK` words."""
    start = 0
    while start < len(ends):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + CHUNK, side="right")))
        yield start, end
        start = end
