"""A cascade (Viola and Jones 2001): a fast model decides where it is sure, the encoder the rest.

For each task a band of the fast model's probability is stored; a sentence whose probability lies in it goes on to the
encoder. The bands are chosen on sentences of their own so that labels agree with the encoder's on a stated share. What
no band is stored for is answered by the fast model alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles.loose import as_table
from framing.errors import InputError
from framing.models.protocol import Evidence, Model, WordModel
from framing.models.tasks import get_task

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@runtime_checkable
class Selects(Protocol):
    """A model that answers each task for rows of its own in one go: :class:`framing.models.encoder.EncoderModel`."""

    def predict_some(self, table: pd.DataFrame, asked: Mapping[str, Flags]) -> dict[str, Doubles]:
        """Return the probabilities of each task for the rows whose flag is set."""


@dataclass(frozen=True)
class CascadeModel:
    """Answers like every model of :mod:`framing.models`; :meth:`predict_and_tell` also says which model answered.

    ``bands`` gives by task the probabilities ``(low, high)`` of the fast model from which (low included, high not) a
    sentence goes on. They hold the threshold of the encoder, so that both models' probabilities are cut at the same
    place. Probabilities of sentences that do not go on are the fast model's, calibrated on its own.
    """

    fast: WordModel
    encoder: Model
    bands: dict[str, tuple[float, float]]
    card: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for task, (low, high) in self.bands.items():
            cut = self.encoder.thresholds.get(task)
            if task not in self.fast.tasks or task not in self.encoder.tasks or get_task(task).kind != "binary":
                raise InputError(f"A band of {task!r} needs two models that answer it with two labels.")
            if cut is None or not 0 <= low <= cut <= high <= 1.01:
                raise InputError(f"The band of {task!r} is {low} to {high}; it must hold the threshold {cut}.")

    @property
    def name(self) -> str:
        """The name that results bear."""
        return str(self.card.get("name", "cascade"))

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that the model answers: those of the fast model."""
        return tuple(self.fast.tasks)

    @property
    def thresholds(self) -> Mapping[str, Any]:
        """From which probability on a label holds: the encoder's, for tasks with a band."""
        return {**self.fast.thresholds, **{task: self.encoder.thresholds[task] for task in self.bands}}

    def classes_(self, task: str) -> tuple[str, ...]:
        """Return the labels of a task in the order of the columns of :meth:`predict_proba`."""
        return self.fast.classes_(task)

    def predict_proba(self, X: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> Doubles:
        """Return the probability of each label, shape (sentences, labels); see :meth:`predict_many`."""
        return self.predict_many(X, (task,), view)[task]

    def predict_many(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> dict[str, Doubles]:
        """Return the probabilities of several tasks, shape (sentences, labels) each.

        Only tasks seen in their own view have a band: in another ``view`` the fast model answers alone.
        """
        return self.predict_and_tell(X, tasks, view)[0]

    def predict_and_tell(
        self, X: pd.DataFrame | Iterable[str], tasks: Sequence[str], view: str | None = None
    ) -> tuple[dict[str, Doubles], dict[str, Flags]]:
        """Return :meth:`predict_many`, and for each task with a band which sentences the encoder answered.

        Where two tasks see the same text, one pass of the encoder answers both, so the second is taken along.
        """
        table = as_table(X, voice=True)
        found = self.fast.predict_many(table, tasks, view)
        sent: dict[str, Flags] = {}
        for task in tasks:
            if task in self.bands and view in (None, get_task(task).view):
                low, high = self.bands[task]
                sent[task] = (found[task][:, 1] >= low) & (found[task][:, 1] < high)
        if len(sent) > 1:
            whole = ~np.fromiter(map(bool, map(len, table["quoted_spans"])), dtype=bool, count=len(table))
            whole &= ~np.fromiter(map(bool, map(len, table["attributed_spans"])), dtype=bool, count=len(table))
            either = whole & np.logical_or.reduce(list(sent.values()))
            sent = {task: flags | either for task, flags in sent.items()}
        for task, values in self._asked(table, {task: flags for task, flags in sent.items() if flags.any()}).items():
            found[task][sent[task]] = values
        return found, sent

    def _asked(self, table: pd.DataFrame, sent: Mapping[str, Flags]) -> dict[str, Doubles]:
        """Return what the encoder says of each task's sentences, all at once where it can."""
        if isinstance(self.encoder, Selects):
            return self.encoder.predict_some(table, sent) if sent else {}
        return {task: self.encoder.predict_proba(table[flags], task) for task, flags in sent.items()}

    def evidence(self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None) -> list[Evidence]:
        """Return for each sentence the words that raised its score, by the model that gave it."""
        return self._by_both(sentences, task, view, lambda model: model.evidence)

    def word_weights(
        self, sentences: pd.DataFrame | Iterable[str], task: str, view: str | None = None
    ) -> list[Evidence]:
        """Return for each sentence what every word adds to its score, by the model that gave it."""
        return self._by_both(sentences, task, view, lambda model: model.word_weights)

    def _by_both(
        self,
        sentences: pd.DataFrame | Iterable[str],
        task: str,
        view: str | None,
        method: Callable[[Any], Callable[..., list[Evidence]]],
    ) -> list[Evidence]:
        table = as_table(sentences, voice=True)
        # With all banded tasks asked, the same sentences go on as when they are scored.
        asked = [task, *(other for other in self.bands if other != task and view is None)]
        sent = self.predict_and_tell(table, asked, view)[1].get(task, np.zeros(len(table), dtype=bool))
        found: list[Evidence] = [[] for _ in range(len(table))]
        for model, rows in ((self.fast, ~sent), (self.encoder, sent)):
            if rows.any():
                for at, words in zip(np.flatnonzero(rows), method(model)(table[rows], task, view), strict=True):
                    found[at] = words
        return found


def choose_band(p: Doubles, positive: Flags, threshold: float, loss: float) -> tuple[float, float]:
    """Return the band of a fast model's probabilities with the fewest sentences among those that lose little.

    ``p`` (n,) are the probabilities of the fast model, ``positive`` (n,) the labels of the encoder, ``threshold`` is
    where they are cut. Outside the band the two give different labels on at most ``loss`` of all sentences. Raises
    InputError where ``loss`` is not between 0 and 1.
    """
    if not 0 <= loss < 1:
        raise InputError(f"loss is {loss}; give the share of labels that may differ, from 0 on and below 1.")
    allowed = int(loss * len(p))
    below, above = np.sort(p[positive & (p < threshold)]), np.sort(p[~positive & (p >= threshold)])[::-1]
    ordered = np.sort(p)
    best, chosen = len(p) + 1, (0.0, 1.01)
    for kept in range(min(allowed, len(below)) + 1):
        # So many wrong ones may lie under the band, the rest of what is allowed over it.
        low = float(below[kept]) if kept < len(below) else threshold
        other = min(allowed - kept, len(above))
        high = float(np.nextafter(above[other], 2.0)) if other < len(above) else threshold
        sent = int(np.searchsorted(ordered, high, "left") - np.searchsorted(ordered, low, "left"))
        if sent < best:
            best, chosen = sent, (low, high)
    return chosen
