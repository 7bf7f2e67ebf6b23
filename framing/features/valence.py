"""How good or bad the words sound, by VADER."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from framing.features.base import Family
from framing.features.tokens import word_forms


class Valence(Family):
    """Positive and negative valence by VADER's lexicon and rules (Hutto and Gilbert 2014; vaderSentiment, MIT)."""

    family = "valence"
    definitions: ClassVar[dict[str, str]] = {
        "positive": "VADER's share of positive valence, 0 to 1",
        "negative": "VADER's share of negative valence, 0 to 1",
        "compound": "VADER's summed valence, −1 to 1",
        "strength": "absolute value of the summed valence, 0 to 1",
        "strongest_positive": "valence of the most positive word, 0 to 4",
        "strongest_negative": "valence of the most negative word, turned positive, 0 to 4",
        "valenced_words": "number of words with a valence, as log(1 + x)",
    }

    def measure(self, table: pd.DataFrame) -> np.ndarray:
        """Return the features of a sentences table, shape (sentences, 7)."""
        return np.array([_valence(str(text)) for text in table["text"]], dtype=float)


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def _valence(text: str) -> list[float]:
    analyzer = _analyzer()
    whole = analyzer.polarity_scores(text)
    words = [analyzer.lexicon[form] for form in word_forms(text) if form in analyzer.lexicon]
    return [
        whole["pos"],
        whole["neg"],
        whole["compound"],
        abs(whole["compound"]),
        max([0.0, *words]),
        -min([0.0, *words]),
        float(np.log1p(len(words))),
    ]
