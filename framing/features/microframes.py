"""Microframes (FrameAxis): toward which end of antonym axes a text leans, and how strongly it is about the axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from framing.articles.loose import as_table
from framing.errors import InputError
from framing.features.base import Family, Feature
from framing.features.reading import Floats, Reading, readings
from framing.features.vectors import Affinities, centroid, unit, word_vectors
from framing.features.wordlists import word_lists

Embed = Callable[[Sequence[str]], Floats]
"""Texts to their vectors, shape (texts, dimensions): what an encoder gives."""


class Axis(NamedTuple):
    """The two ends of an axis, each with words that mean it; ``experimental`` where it is not validated here."""

    positive: tuple[str, ...]
    negative: tuple[str, ...]
    experimental: bool = False


def _axis(positive: str, negative: str, experimental: bool = False) -> Axis:
    return Axis(tuple(positive.split()), tuple(negative.split()), experimental)


AXES: dict[str, Axis] = {
    "legal_illegal": _axis("legal lawful legitimate", "illegal unlawful illegitimate"),
    "safe_dangerous": _axis("safe secure protected", "dangerous threatening risky"),
    "fair_unfair": _axis("fair equal just", "unfair biased wrong"),
    "strong_weak": _axis("strong powerful mighty", "weak fragile helpless"),
    "peaceful_violent": _axis("peaceful calm harmony", "violent brutal bloody"),
    "rational_emotional": _axis("rational logical reasonable", "emotional hysterical irrational"),
    "honest_deceptive": _axis("honest truth sincere", "lie deception false"),
    "success_failure": _axis("success win achievement", "failure loss defeat"),
    "free_controlled": _axis("free freedom liberty", "controlled restricted forced"),
    "rich_poor": _axis("rich wealthy affluent", "poor poverty needy"),
    "modern_traditional": _axis("modern progressive new", "traditional conservative old"),
    "competent_incompetent": _axis("competent skilled capable", "clumsy foolish useless"),
    "moral_care_harm": _axis("care compassion kindness", "harm cruelty suffering", True),
    "moral_fairness_cheating": _axis("fairness justice equality", "cheating fraud injustice", True),
    "moral_loyalty_betrayal": _axis("loyalty solidarity allegiance", "betrayal treason traitor", True),
    "moral_authority_subversion": _axis("authority obedience respect", "rebellion revolt defiance", True),
    "moral_sanctity_degradation": _axis("purity sacred holiness", "degradation dirty disgust", True),
}
"""The axes; the five moral foundations (Graham et al. 2009) are experimental."""

KWAK = "Kwak, H. et al. (2021). FrameAxis. PeerJ Computer Science 7"


class Microframes(Family):
    """Bias and intensity of a sentence along antonym axes (Kwak et al. 2021), on the vectors of an encoder.

    The bias is the mean cosine of its words (closed-class words left out) with the axis, positive toward the first
    end; the intensity is the mean squared distance of these cosines from the baseline, times 10. The baseline is 0
    or, with ``center``, what :meth:`fit` learns: the mean bias of a corpus. ``folder`` is the encoder's, the shipped
    one's where it is None. ``embed`` gives contextual vectors in place of the static ones: a function from texts to
    vectors (texts, dimensions), asked for each sentence whole and for the words of the axes.
    """

    family = "microframes"
    source: ClassVar[str] = KWAK

    def __init__(self, folder: str | None = None, embed: Embed | None = None, center: bool = False) -> None:
        self.folder = folder
        self.embed = embed
        self.center = center

    def features(self) -> dict[str, Feature]:
        """Return the features by name: the bias of each axis, then its intensity."""
        made: dict[str, Feature] = {}
        for name, axis in AXES.items():
            ends, note = f"{axis.positive[0]} (+) and {axis.negative[0]} (−)", "experimental: " * axis.experimental
            source = KWAK + "; Graham, J. et al. (2009), on moral foundations" * axis.experimental
            example = f"A {axis.positive[0]} town."
            made[f"{name}_bias"] = Feature(f"{note}leaning between {ends}", -1, 1, example, source)
        for name, axis in AXES.items():
            ends, note = f"{axis.positive[0]} and {axis.negative[0]}", "experimental: " * axis.experimental
            source = KWAK + "; Graham, J. et al. (2009), on moral foundations" * axis.experimental
            example = f"A {axis.positive[0]} town."
            made[f"{name}_intensity"] = Feature(f"{note}how much it is about {ends}", 0, 40, example, source)
        return made

    def fit(self, X: Any, y: Any = None) -> Microframes:
        """Learn the baseline, the mean bias of the sentences of a corpus, where ``center`` is set."""
        if not self.center:
            return self
        table = as_table(X)
        biases = [self._biases(reading)[0] for reading in readings(table)]
        self.baseline_ = np.concatenate(biases).mean(axis=0) if len(table) else np.zeros(len(AXES))
        return self

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 34)."""
        bias, square, any_word = self._biases(reading)
        if self.center and not hasattr(self, "baseline_"):
            raise InputError("Microframes(center=True) has no baseline yet; call fit with a corpus first.")
        baseline = self.baseline_ if self.center else np.zeros(len(AXES))
        intensity = square - 2 * bias * baseline + baseline**2 * any_word[:, None]
        return np.hstack([bias, 10 * np.maximum(intensity, 0)])

    def _biases(self, reading: Reading) -> tuple[Floats, Floats, Floats]:
        """Return the mean cosine with each axis, the mean squared one, and whether there is a word that counts."""
        if self.embed is not None:
            vectors = unit(np.asarray(self.embed(reading.texts), dtype=float))
            cosines = vectors @ _directions(self.embed).T
            return cosines, cosines**2, np.ones(len(reading))
        forms = reading.words.forms
        each = _affinities(self.folder)(forms) if forms else np.zeros((0, len(AXES)))
        counted = (each != 0).any(axis=1).astype(float)
        sums = reading.sum_forms(np.column_stack([each, each**2, counted]))
        n = np.maximum(sums[:, -1:], 1)
        means = sums[:, :-1] / n
        return means[:, : len(AXES)], means[:, len(AXES) :], (sums[:, -1] > 0).astype(float)


def _directions(embed: Embed) -> Floats:
    """Return the unit vector of each axis, from the middle of its negative words to that of its positive ones."""
    return np.array([unit(_end(embed, axis.positive) - _end(embed, axis.negative)) for axis in AXES.values()])


def _end(embed: Embed, words: Sequence[str]) -> Floats:
    return centroid(unit(np.asarray(embed(list(words)), dtype=float)))


@lru_cache(maxsize=2)
def _affinities(folder: str | None) -> Affinities:
    vectors = word_vectors(folder)
    ignored = frozenset(word_lists("prose")["function_words"].entries)
    return Affinities(vectors, _directions(vectors), ignored)
