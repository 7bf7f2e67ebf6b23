"""Valence of what the author says and of what others say, apart, by VADER."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from framing.features import vader
from framing.features.base import Family, Feature
from framing.features.parts import parts
from framing.features.reading import Reading


class VoiceValence(Family):
    """VADER's scores (Hutto and Gilbert 2014) of the author's words and of the quoted and paraphrased words.

    The family ``valence`` scores the sentence whole, and cannot tell a reporter who writes of a "shameful" plan from
    one who quotes somebody calling it so.
    """

    family = "voice_valence"
    voiced = True
    source: ClassVar[str] = "Hutto, C. and Gilbert, E. (2014). VADER. ICWSM"
    definitions: ClassVar[dict[str, Feature]] = {
        "author_positive": Feature("share of positive valence in the author's words", 0, 1, "A wonderful victory."),
        "author_negative": Feature("share of negative valence in the author's words", 0, 1, "A horrible disaster."),
        "author_compound": Feature("summed valence of the author's words", -1, 1, "A horrible disaster."),
        "author_strength": Feature("its absolute value", 0, 1, "A horrible disaster."),
        "other_positive": Feature(
            "share of positive valence in the words of others", 0, 1, '"A wonderful victory," said the mayor.'
        ),
        "other_negative": Feature(
            "share of negative valence in the words of others", 0, 1, '"A horrible disaster," said the mayor.'
        ),
        "other_compound": Feature("summed valence of the words of others", -1, 1, '"A horrible day," said the mayor.'),
        "other_strength": Feature("its absolute value", 0, 1, '"A horrible disaster," said the mayor.'),
        "gap": Feature(
            "author's summed valence minus the others', where both speak", -2, 2, '"A horrible day," said the mayor.'
        ),
    }

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 9)."""
        cut = parts(reading)
        author = np.array([vader.score(part.author) for part in cut], dtype=float).reshape(-1, 3)
        other = np.array([vader.score(part.other) if part.other else (0, 0, 0) for part in cut], dtype=float)
        other = other.reshape(-1, 3)
        both = np.array([bool(part.other) and bool(part.author.strip()) for part in cut], dtype=float)
        gap = both * (author[:, 2] - other[:, 2])
        return np.column_stack([author, np.abs(author[:, 2]), other, np.abs(other[:, 2]), gap])
