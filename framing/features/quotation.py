"""Who speaks in the sentence, how much, and which words stand in quotation marks that nobody says."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from framing.features.base import Family, Feature
from framing.features.reading import Reading


class Quotation(Family):
    """How much of a sentence is somebody else's, from the shares and spans of the sentences table.

    Quoted opinion is reported, not expressed (Antici et al. 2024, the CheckThat! guidelines), while scare quotes
    keep the author at a distance from a word (Recasens et al. 2013 count them among the epistemological cues).
    """

    family = "quotation"
    voiced = True
    source: ClassVar[str] = "Antici, F. et al. (2024), LREC-COLING; Recasens, M. et al. (2013), ACL"
    definitions: ClassVar[dict[str, Feature]] = {
        "quoted_share": Feature(
            "share of the word characters that somebody says inside quotation marks", 0, 1, '"We won," he said.'
        ),
        "attributed_share": Feature(
            "share of the word characters that paraphrase somebody", 0, 1, "The mayor said that the bridge is safe."
        ),
        "quotations": Feature(
            "number of quotations, or parts of one, in the sentence", 0, np.inf, '"We won," he said.'
        ),
        "longest": Feature(
            "words' worth of the longest quotation: its characters divided by 6, as log(1 + x)", 0, np.inf,
            '"We won," he said.',
        ),
        "scare_quotes": Feature(
            "number of words or phrases in quotation marks that nobody says", 0, np.inf,
            'The "reform" passed the council on Monday.',
        ),
        "has_author": Feature("1 where the author says at least a tenth of it", 0, 1, "The bridge opened."),
        "mixed": Feature("1 where the author and somebody else share the sentence", 0, 1, '"We won," he said.'),
    }  # fmt: skip

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 7)."""
        table = reading.table
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
