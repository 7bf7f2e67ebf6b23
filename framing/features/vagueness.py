"""What is left open against what can be checked: vague quantities, times and sources, and numbers, dates and names."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from framing.features.base import Family, Feature
from framing.features.lexicon import MOST, counted
from framing.features.reading import Reading
from framing.features.wordlists import word_lists

VAGUE = ("vague_quantifiers", "vague_sources", "approximators", "gradable", "vague_times")
PRECISE = ("precise_times", "units")


class Vagueness(Family):
    """Vague expressions and checkable ones, and their balance (counts above 4 are kept at 4)."""

    family = "vagueness"
    source: ClassVar[str] = "Guélorget, P. et al. (2021). Combining vagueness detection with deep learning. FUSION"

    def features(self) -> dict[str, Feature]:
        """Return the features by name: a count for each list, then numbers and names, then the balance."""
        lists = {name: counted(words) for name, words in word_lists(self.family).items()}
        return {
            **lists,
            "figures": Feature("numbers in digits that are no years", 0, 4, "They paid 300."),
            "years": Feature("years from 1500 to 2099", 0, 4, "They left in 2019."),
            "names": Feature("capitalized words after the first, at most 8", 0, 8, "They left for Rome."),
            "vague_share": Feature("vague expressions as a share of the words", 0, np.inf, "Some people left."),
            "precise_share": Feature(
                "figures, years, units and dates as a share of the words", 0, np.inf, "They left on Monday."
            ),
            "precision": Feature(
                "log of (1 + precise expressions and names) over (1 + vague ones)", -np.inf, np.inf,
                "In 2019 Ana Ruiz left for Rome.",
            ),
        }  # fmt: skip

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, features)."""
        names = list(word_lists(self.family))
        counts = reading.counts(self.family)
        column = {name: counts[:, number] for number, name in enumerate(names)}
        figures, years, capitals = reading.count_surfaces(_is_figure, _is_year, _is_capitalized).T
        words = reading.words
        first, full = np.zeros(len(reading)), reading.lengths > 0
        capital = np.array([_is_capitalized(word) for word in words.surfaces], dtype=float)
        first[full] = capital[words.surface[words.first[:-1][full]]] if full.any() else 0
        named = np.maximum(capitals - first, 0)
        vague = sum(column[name] for name in VAGUE)
        precise = figures + years + sum(column[name] for name in PRECISE)
        return np.column_stack(
            [
                np.minimum(counts, MOST),
                np.minimum(np.column_stack([figures, years]), MOST),
                np.minimum(named, 8),
                reading.rates(np.asarray(vague)),
                reading.rates(np.asarray(precise)),
                np.log1p(precise + named) - np.log1p(vague),
            ]
        )


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit() and "1500" <= word <= "2099"


def _is_figure(word: str) -> bool:
    return word[0].isdigit() and not _is_year(word)


def _is_capitalized(word: str) -> bool:
    return word[0].isupper() and word not in ("I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll")
