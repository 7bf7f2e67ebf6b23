from __future__ import annotations

import numpy as np
import pandas as pd

from framing.figures import author_against_quoted


def table(author: float, other: float) -> pd.DataFrame:
    rows = [
        ("mean_editorializing", "A", "raw", author, author - 0.1, author + 0.1),
        ("mean_other_editorializing", "A", "raw", other, other - 0.1, other + 0.1),
        ("mean_editorializing", "B", "raw", 0.9, np.nan, np.nan),
        ("mean_loaded_language", "A", "raw", 0.7, 0.6, 0.8),
    ]
    return pd.DataFrame(rows, columns=["measure", "source", "kind", "value", "low", "high"])


def test_both_voices_and_their_difference() -> None:
    axes = author_against_quoted(table(0.3, 0.5)).axes[0]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["B", "A"]
    words = [t.get_text() for t in axes.texts]
    assert words == ["0.90", "no score", "−0.20", "0.30 [0.20, 0.40]", "0.50 [0.40, 0.60]"]
    marks = [found.get_offsets()[0][0] for found in axes.collections]
    assert marks == [0.9, 0.3, 0.5]  # nothing of loaded language, which asks another question
