"""The words of the 14 policy frames: seeds, words near them by word vectors, and weights learned from labels."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from framing.articles.loose import as_table
from framing.corpora.frames import FRAMES
from framing.errors import InputError
from framing.features.base import Family, Feature
from framing.features.reading import Floats, Reading, readings
from framing.features.vectors import Affinities, centroid, word_vectors
from framing.features.wordlists import word_lists

NEAR = 0.3
"""Cosine with the middle of a frame's seeds from which on a word counts as near it; most words lie below .1."""

BOYDSTUN = "Boydstun, A. et al. (2014). Tracking the development of media frames (policy frames codebook)"
_PRIOR = 0.5


class FrameVocabulary(Family):
    """How much of a sentence is the vocabulary of each policy frame (Boydstun et al. 2014).

    ``<frame>_seeds`` is the share of its words that are seeds of the frame, written after the codebook.
    ``<frame>_near`` is how far its words lie beyond a cosine of .3 with the middle of the seeds, added up and divided
    by its words: seeds expanded by static word vectors (Fast et al. 2016 expand lexicons so), each word for the frame
    that it is nearest to. ``folder`` is the encoder's folder, that of the shipped one where it is None.

    With ``learn``, :meth:`fit` takes an array (sentences, 14) of frames, 0 or 1, and ``<frame>_learned`` is the mean
    of the words' log-odds with an informative prior (Monroe et al. 2008), in standard errors.
    """

    family = "frame_vocabulary"
    source: ClassVar[str] = BOYDSTUN

    def __init__(self, folder: str | None = None, learn: bool = False) -> None:
        self.folder = folder
        self.learn = learn

    def features(self) -> dict[str, Feature]:
        """Return the features by name: seeds, nearness, learned weights, each for the 14 frames."""
        lists = word_lists(self.family)
        seeds = {
            f"{name}_seeds": Feature(
                f"share of the words that are seeds of the frame {_spoken(name)}", 0, np.inf,
                f"They {lists[name].entries[0]}.", BOYDSTUN,
            )
            for name in FRAMES
        }  # fmt: skip
        near = {
            f"{name}_near": Feature(
                f"nearness of the words to the seeds of the frame {_spoken(name)}, by word vectors", 0, 1,
                f"They {lists[name].entries[0]}.", "Fast, E. et al. (2016). Empath. CHI; " + BOYDSTUN,
            )
            for name in FRAMES
        }  # fmt: skip
        learned = {
            f"{name}_learned": Feature(
                f"mean weight of the words for the frame {_spoken(name)}, learned from labels", -np.inf, np.inf, "",
                "Monroe, B. et al. (2008). Fightin' words. Political Analysis 16",
            )
            for name in (FRAMES if self.learn else ())
        }  # fmt: skip
        return {**seeds, **near, **learned}

    def fit(self, X: Any, y: Any = None) -> FrameVocabulary:
        """Learn the weights of words where ``learn`` is set; raises InputError for labels of another shape."""
        if not self.learn:
            return self
        table = as_table(X)
        labels = np.asarray(y, dtype=float) if y is not None else np.empty(0)
        if labels.shape != (len(table), len(FRAMES)) or not np.isin(labels, (0, 1)).all():
            raise InputError(
                f"Learning frames needs labels 0 and 1 of shape ({len(table)}, {len(FRAMES)}); got {labels.shape}."
            )
        counts: dict[str, np.ndarray] = {}
        begin = 0
        for reading in readings(table):
            words = reading.words
            part = labels[begin : begin + len(reading)]
            begin += len(reading)
            both = np.hstack([part, np.ones((len(part), 1))])
            sums = np.zeros((len(words.forms), len(FRAMES) + 1))
            np.add.at(sums, words.form, both[words.row])
            for form, values in zip(words.forms, sums, strict=True):
                counts[form] = counts[form] + values if form in counts else values
        kept = {form: values for form, values in counts.items() if values[-1] >= 3 and form not in _function_words()}
        self.weights_ = dict(
            zip(kept, _log_odds(np.array(list(kept.values())).reshape(-1, len(FRAMES) + 1)), strict=True)
        )
        return self

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 28 or 42)."""
        order = list(word_lists(self.family))
        seeds = reading.counts(self.family)[:, [order.index(name) for name in FRAMES]]
        forms = reading.words.forms
        close = _affinities(self.folder)(forms) if forms else np.zeros((0, len(FRAMES)))
        close = np.where(close >= close.max(axis=1, keepdims=True, initial=NEAR), close - NEAR, 0)
        blocks = [reading.rates(seeds), reading.rates(reading.sum_forms(close))]
        if self.learn:
            if not hasattr(self, "weights_"):
                raise InputError("FrameVocabulary(learn=True) has learned nothing yet; call fit with labels first.")
            nothing = np.zeros(len(FRAMES))
            each = np.array([self.weights_.get(form, nothing) for form in forms]).reshape(-1, len(FRAMES))
            blocks.append(reading.rates(reading.sum_forms(each)))
        return np.hstack(blocks)

    def expansion(self, frame: str, top: int = 30) -> list[tuple[str, float]]:
        """Return the words that are near a frame and no seeds of it, with their cosine, the nearest first."""
        vectors = word_vectors(self.folder)
        close = _affinities(self.folder)(vectors.whole)
        number = list(FRAMES).index(frame)
        seeds = set(word_lists(self.family)[frame].entries)
        mine = [
            (word, float(row[number]))
            for word, row in zip(vectors.whole, close, strict=True)
            if row.argmax() == number and row[number] > NEAR and word not in seeds
        ]
        return sorted(mine, key=lambda pair: -pair[1])[:top]


def _spoken(name: str) -> str:
    return name.replace("_", " ")


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(word_lists("prose")["function_words"].entries)


@lru_cache(maxsize=2)
def _affinities(folder: str | None) -> Affinities:
    vectors = word_vectors(folder)
    middles = np.array([centroid(vectors(word_lists("frame_vocabulary")[name].entries)) for name in FRAMES])
    return Affinities(vectors, middles, _function_words())


def _log_odds(counts: Floats) -> Floats:
    """Return z-scores of words for each frame against all sentences without it; ``counts`` ends with their sum."""
    total = counts[:, -1:]
    inside, outside = counts[:, :-1], total - counts[:, :-1]
    prior = _PRIOR * total / max(float(total.mean()), 1e-9) if len(counts) else total
    spread = prior.sum()
    first = np.log((inside + prior) / np.maximum(inside.sum(0) + spread - inside - prior, 1e-9))
    second = np.log((outside + prior) / np.maximum(outside.sum(0) + spread - outside - prior, 1e-9))
    return np.asarray((first - second) / np.sqrt(1 / (inside + prior) + 1 / (outside + prior)))
