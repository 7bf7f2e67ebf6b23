"""How good or bad the words sound, by VADER."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from framing.features import vader
from framing.features.base import Family, Feature
from framing.features.reading import Reading


class Valence(Family):
    """Positive and negative valence by VADER's lexicon and rules (Hutto and Gilbert 2014; vaderSentiment, MIT)."""

    family = "valence"
    source: ClassVar[str] = "Hutto, C. and Gilbert, E. (2014). VADER. ICWSM"
    definitions: ClassVar[dict[str, Feature]] = {
        "positive": Feature("VADER's share of positive valence", 0, 1, "A wonderful victory."),
        "negative": Feature("VADER's share of negative valence", 0, 1, "A horrible disaster."),
        "compound": Feature("VADER's summed valence", -1, 1, "A horrible disaster."),
        "strength": Feature("absolute value of the summed valence", 0, 1, "A wonderful victory."),
        "strongest_positive": Feature("valence of the most positive word", 0, 4, "A wonderful victory."),
        "strongest_negative": Feature("valence of the most negative word, turned positive", 0, 4, "A horrible day."),
        "valenced_words": Feature("number of words with a valence, as log(1 + x)", 0, np.inf, "A horrible disaster."),
    }

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 7)."""
        known = vader.lexicon()
        scores = np.array([vader.score(text) for text in reading.texts], dtype=float).reshape(-1, 3)
        words = reading.words
        valences = np.array([known.get(form, 0.0) for form in words.forms], dtype=float)
        counted = np.array([form in known for form in words.forms], dtype=float)
        strongest = np.zeros((len(reading), 2))
        if len(words.form):
            each = valences[words.form]
            np.maximum.at(strongest[:, 0], words.row, each)
            np.maximum.at(strongest[:, 1], words.row, -each)
        number = np.log1p(reading.sum_forms(counted[:, None])[:, 0] if len(counted) else np.zeros(len(reading)))
        return np.column_stack([scores, np.abs(scores[:, 2]), strongest, number])
