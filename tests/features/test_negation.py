from __future__ import annotations

import pandas as pd
import pytest

from framing.features.negation import negated
from framing.features.reading import Reading


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("The plan is not very good at all now.", "very good at all"),
        ("It is not good, and bad.", "good"),
        ("They don't like it but they want it.", "like it"),
        ("It is good.", ""),
        ("No", ""),
        ("Nobody who left returned.", ""),
    ],
)
def test_a_negation_covers_four_words_of_its_clause(text: str, covered: str) -> None:
    reading = Reading(pd.DataFrame({"text": ["Not", text, "good again"]}))
    words = reading.words
    flags = negated(reading)
    found = [words.forms[code] for code, flag in zip(words.form, flags, strict=True) if flag]
    assert found == covered.split()
