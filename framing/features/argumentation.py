"""Claims, premises, conclusions and calls to action, by their markers."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from framing.features.base import Family, Feature
from framing.features.lexicon import MOST, counted
from framing.features.reading import Reading
from framing.features.wordlists import word_lists

IMPERATIVES = "imperatives"


class Argumentation(Family):
    """How a sentence argues, counted by the discourse markers of argument mining (counts above 4 are kept at 4)."""

    family = "argumentation"
    source: ClassVar[str] = (
        "Stab, C. and Gurevych, I. (2017). Computational Linguistics 43; Al-Khatib, K. et al. (2016). COLING"
    )

    def features(self) -> dict[str, Feature]:
        """Return the features by name: a count for each list, then what they make together."""
        lists = {name: counted(words) for name, words in word_lists(self.family).items() if name != IMPERATIVES}
        return {
            **lists,
            "asks_the_reader": Feature("1 where it opens with an imperative", 0, 1, "Imagine a town without a bridge."),
            "reasoned_claim": Feature(
                "1 where a claim or a call comes with a premise", 0, 1, "We must act because the bridge is old."
            ),
            "concede_and_rebut": Feature(
                "1 where a concession comes with a rebuttal", 0, 1, "Admittedly it is old, but it stands."
            ),
            "rhetorical_question": Feature(
                "1 where it asks a question that opens with who, why, how, what, is, are, do, does, isn't, don't and "
                "the like, and does not open with a quotation mark",
                0, 1, "Who could believe that?",
            ),
        }  # fmt: skip

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, features)."""
        names = list(word_lists(self.family))
        counts = reading.counts(self.family)
        column = {name: counts[:, number] for number, name in enumerate(names)}
        kept = [column[name] for name in names if name != IMPERATIVES]
        opens = _opens_with(reading, frozenset(word_lists(self.family)[IMPERATIVES].entries))
        asks = _opens_with(reading, _ASKING) & np.array([text.rstrip().endswith("?") for text in reading.texts], bool)
        return np.column_stack(
            [
                np.minimum(np.column_stack(kept), MOST),
                opens & ~np.array([text.rstrip().endswith("?") for text in reading.texts], bool),
                ((column["claims"] + column["calls"]) > 0) & (column["premises"] > 0),
                (column["concessions"] > 0) & (column["rebuttals"] > 0),
                asks,
            ]
        )


_ASKING = frozenset(
    "who why how what isn't aren't don't doesn't didn't shouldn't wouldn't can't is are do does".split()
)


def _opens_with(reading: Reading, forms: frozenset[str]) -> np.ndarray:
    """Return for each sentence whether its first word is one of ``forms`` and no quotation mark precedes it."""
    opened = np.zeros(len(reading), dtype=bool)
    full = reading.lengths > 0
    flags = reading.flag(forms.__contains__)
    opened[full] = flags[reading.words.first[:-1][full]]
    plain = np.array([text.lstrip()[:1] not in ('"', "“", "'", "‘") for text in reading.texts], dtype=bool)
    return np.asarray(opened & plain)
