"""Who speaks in the sentence, how much, and which words stand in quotation marks that nobody says."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd

from framing.features.base import Family


class Quotation(Family):
    """How much of a sentence is somebody else's, from the shares and spans of the sentences table.

    Quoted opinion is reported, not expressed (Antici et al. 2024, the CheckThat! guidelines), while scare quotes
    keep the author at a distance from a word (Recasens et al. 2013 count them among the epistemological cues).
    """

    family = "quotation"
    voiced = True
    definitions: ClassVar[dict[str, str]] = {
        "quoted_share": "share of the word characters that somebody says inside quotation marks, 0 to 1",
        "attributed_share": "share of the word characters that paraphrase somebody, 0 to 1",
        "quotations": "number of quotations, or parts of one, in the sentence",
        "longest": "words' worth of the longest quotation: its characters divided by 6, as log(1 + x)",
        "scare_quotes": "number of words or phrases in quotation marks that nobody says",
        "has_author": "1 where the author says at least a tenth of it",
        "mixed": "1 where the author and somebody else share the sentence",
    }

    def measure(self, table: pd.DataFrame) -> np.ndarray:
        """Return the features of a sentences table, shape (sentences, 7)."""
        quoted = [[end - start for start, end in spans] for spans in table["quoted_spans"]]
        other = table["quoted_share"].to_numpy(float) + table["attributed_share"].to_numpy(float)
        other = np.nan_to_num(other)
        return np.column_stack(
            [
                np.nan_to_num(table["quoted_share"].to_numpy(float)),
                np.nan_to_num(table["attributed_share"].to_numpy(float)),
                [len(lengths) for lengths in quoted],
                np.log1p([max(lengths, default=0) / 6 for lengths in quoted]),
                [len(spans) for spans in table["scare_spans"]],
                other <= 0.9,
                (other >= 0.1) & (other <= 0.9),
            ]
        )
