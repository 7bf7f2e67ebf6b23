"""How sure, loaded and one-sided a claim is put: shares of cue words, those negated, those near loaded words."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, NamedTuple

import numpy as np

from framing.features.base import Family, Feature
from framing.features.matching import every_list
from framing.features.negation import negated
from framing.features.reading import Reading
from framing.features.wordlists import MAIN, word_lists

RECASENS = "Recasens, M. et al. (2013). Linguistic models for analyzing and detecting biased language. ACL"
WINDOW = 2
"""Words on either side of a cue that count as near it, as in Recasens et al. (2013)."""

CUES: dict[str, str] = {
    **dict.fromkeys(("hedges", "boosters", "downtoners", "intensifiers", "absolutes", "attitude"), MAIN),
    **dict.fromkeys(("factives", "assertives", "implicatives"), MAIN),
    "implicatives_negative": "epistemic",
    **dict.fromkeys(("report_neutral", "report_charged", "report_doubting", "report_conceding"), MAIN),
    **dict.fromkeys(("subjective_strong", "subjective_weak", "evaluative_adverbs", "blame", "praise", "labels"), MAIN),
    **dict.fromkeys(("hyperbole", "partisan", "vouching"), "epistemic"),
}
"""The lists that are measured, and their group."""

LOADED = ("charged_nouns", "charged_verbs", "blame", "praise", "subjective_strong", "labels", "evaluative_adverbs")
FLIPPED = ("boosters", "factives", "implicatives", "blame", "praise", "subjective_strong", "absolutes")
NEAR = (
    "hedges",
    "boosters",
    "factives",
    "assertives",
    "implicatives",
    "report_neutral",
    "report_doubting",
    "intensifiers",
)

_EXAMPLES = {
    "boosters": "The plan is not obviously wrong.", "factives": "They did not realize it.",
    "implicatives": "They did not manage to leave.", "blame": "The plan is not shameful.",
    "praise": "The plan is not admirable.", "subjective_strong": "The plan is not absurd.",
    "absolutes": "They did not always agree.",
}  # fmt: skip


class _Columns(NamedTuple):
    cues: np.ndarray
    loaded: np.ndarray
    flipped: np.ndarray
    near: np.ndarray


class Epistemic(Family):
    """Shares of epistemic and evaluative cue words, with negation and the ±2 words of Recasens et al. (2013).

    A share is the number of matches divided by the words of the sentence; matches in the scope of a negation are
    left out of it and counted apart where the negation flips the meaning (see :mod:`framing.features.negation`).
    """

    family = "epistemic"
    source: ClassVar[str] = RECASENS

    def features(self) -> dict[str, Feature]:
        """Return the features by name: shares, then negated matches, then loaded words near a cue."""
        made = {}
        for name, group in CUES.items():
            words = word_lists(group)[name]
            entry = next(entry for entry in words.entries if not entry.startswith("*"))
            made[f"{name}_share"] = Feature(
                f"matches outside negation, as a share of the words, of the list: {words.about}",
                0, np.inf, f"They {entry}.", words.source,
            )  # fmt: skip
        for name in FLIPPED:
            about = word_lists(MAIN)[name].about
            made[f"{name}_negated"] = Feature(
                f"matches in the scope of a negation, at most 4, of the list: {about}", 0, 4, _EXAMPLES[name],
                "Das, S. and Chen, M. (2007), Management Science 53, on negation; the list's own source",
            )  # fmt: skip
        for name in NEAR:
            entry = word_lists(MAIN)[name].entries[0]
            made[f"loaded_near_{name}"] = Feature(
                f"loaded words within two words of a match, at most 4, of the list: {word_lists(MAIN)[name].about}",
                0, 4, f"They {entry} shameful lies.",
            )  # fmt: skip
        return made

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, features)."""
        matcher, found, words = every_list(), reading.matches, reading.words
        of, n = _columns(), len(reading)
        width = len(matcher.columns)
        under = negated(reading)[found.first] if len(found.first) else np.zeros(0, dtype=bool)
        cells = words.row[found.first] * width + found.column
        denied = np.bincount(cells[under], minlength=n * width).reshape(n, width)
        plain = np.bincount(cells[~under], minlength=n * width).reshape(n, width)
        shares = reading.rates(plain[:, of.cues].astype(float))
        return np.hstack([shares, np.minimum(denied[:, of.flipped], 4), np.minimum(self._near(reading, of), 4)])

    def _near(self, reading: Reading, of: _Columns) -> np.ndarray:
        """Return how many loaded words stand within two words of a match of each list of ``NEAR``."""
        found, words = reading.matches, reading.words
        size = len(words.form)
        loaded = np.zeros(size, dtype=bool)
        loaded[found.first[np.isin(found.column, of.loaded)]] = True
        out = np.zeros((len(reading), len(of.near)))
        places = np.flatnonzero(loaded)
        for number, column in enumerate(of.near):
            mine = found.column == column
            cue = np.zeros(size + 2 * WINDOW, dtype=np.intp)
            reach = np.full(size + 2 * WINDOW, -1, dtype=np.intp)
            at = np.concatenate([found.first[mine], found.last[mine]])
            cue[at + WINDOW] = 1
            reach[at + WINDOW] = words.row[at]
            near = np.zeros(len(places), dtype=bool)
            for step in (-2, -1, 1, 2):
                near |= (cue[places + WINDOW + step] == 1) & (reach[places + WINDOW + step] == words.row[places])
            out[:, number] = np.bincount(words.row[places[near]], minlength=len(reading))
        return out


@lru_cache(maxsize=1)
def _columns() -> _Columns:
    number = {key: column for column, key in enumerate(every_list().columns)}

    def of(names: tuple[str, ...]) -> np.ndarray:
        return np.array([number[CUES.get(name, MAIN), name] for name in names])

    return _Columns(of(tuple(CUES)), of(LOADED), of(FLIPPED), of(NEAR))
