"""The shape of a sentence: its length, its marks, whom it addresses."""

from __future__ import annotations

import re
from typing import ClassVar

import numpy as np

from framing.features.base import Family, Feature
from framing.features.reading import Reading

I_FORMS = frozenset(["i", "me", "my", "mine", "myself", "i'm", "i've", "i'd", "i'll"])
WE_FORMS = frozenset(["we", "us", "our", "ours", "ourselves", "we're", "we've", "we'd", "we'll", "let's"])
YOU_FORMS = frozenset(["you", "your", "yours", "yourself", "yourselves", "you're", "you've", "you'd", "you'll"])
CONTRACTION = re.compile(r"n't$|'(?:re|ve|ll|d|m)$|^(?:it|that|there|here|what|who|he|she|let)'s$")
NOT_ADVERBS = frozenset(
    """only early family daily weekly monthly yearly july italy reply supply apply ally rally assembly anomaly
    elderly likely unlikely friendly deadly holy ugly bully rely imply comply multiply monopoly homily nightly
    orderly costly lonely lovely lively timely belly jelly folly bodily""".split()
)


OPENERS = frozenset(["and", "but", "so", "or", "yet", "nor"])
PAST = frozenset(["was", "were", "had"])


class Style(Family):
    """Length, punctuation, person and form of a sentence, counted in its text.

    Counts of marks and persons follow work on subjective and hyperpartisan prose (Wiebe et al. 2004; Potthast
    et al. 2018); counts above 4 are kept at 4, so that one odd sentence does not rule a model.
    """

    family = "style"
    source: ClassVar[str] = "Wiebe, J. et al. (2004), Computational Linguistics 30; Potthast, M. et al. (2018), ACL"
    definitions: ClassVar[dict[str, Feature]] = {
        "words": Feature("number of words, as log(1 + x)", 0, np.inf, "They left."),
        "word_length": Feature("mean characters of a word", 0, np.inf, "They left."),
        "exclamations": Feature("exclamation marks", 0, 4, "They left!"),
        "questions": Feature("question marks", 0, 4, "They left?"),
        "dashes": Feature("dashes between words (–, —, --)", 0, 4, "They left — late."),
        "brackets": Feature("round and square brackets opened", 0, 4, "They left (late)."),
        "colons": Feature("colons and semicolons", 0, 4, "They left; late."),
        "commas": Feature("commas", 0, 4, "They left, late."),
        "first_singular": Feature("I, me, my and their contractions", 0, 4, "I left."),
        "first_plural": Feature("we, us, our, let's and their contractions", 0, 4, "We left."),
        "second": Feature("you, your and their contractions", 0, 4, "You left."),
        "contractions": Feature("don't, it's, they're and the like", 0, 4, "They didn't leave."),
        "capitals": Feature("words of three or more letters, all in capitals", 0, 4, "They LEFT."),
        "names_share": Feature("share of the words after the first that begin with a capital", 0, 1, "They left Rome."),
        "adverbs": Feature("words in -ly that are adverbs", 0, 4, "They left hastily."),
        "superlatives": Feature("words in -est, and most", 0, 4, "The greatest left."),
        "numbers": Feature("words with a digit", 0, 4, "They left in 2019."),
        "money": Feature("signs of percent and money", 0, 4, "They paid $5."),
        "opens_with_and": Feature("1 where it opens with and, but, so, or, yet, nor", 0, 1, "And they left."),
        "past": Feature("share of the words in -ed, and was, were, had", 0, 1, "They abandoned it."),
    }

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, 20)."""
        marks = np.array([_marks(text) for text in reading.texts], dtype=float).reshape(-1, 7)
        counted = reading.count_surfaces(*_WORD_TESTS)
        words = reading.words
        n, full = reading.lengths, reading.lengths > 0
        size = np.maximum(n, 1)
        openers = words.first[:-1][full]
        capital = np.array([word[0].isupper() for word in words.surfaces], dtype=float)
        opener = np.array([form in OPENERS for form in words.forms], dtype=float)
        first_capital, first_opener = np.zeros(len(reading)), np.zeros(len(reading))
        if len(openers):
            first_capital[full] = capital[words.surface[openers]]
            first_opener[full] = opener[words.form[openers]]
        letters, capitals, past, *persons = counted.T
        return np.column_stack(
            [
                np.log1p(n),
                letters / size,
                np.minimum(np.column_stack([marks[:, :6], *persons[:5]]), 4),
                np.where(n > 1, (capitals - first_capital) / np.maximum(n - 1, 1), 0.0),
                np.minimum(np.column_stack([*persons[5:], marks[:, 6]]), 4),
                first_opener,
                past / size,
            ]
        )


def form_of(word: str) -> str:
    """Return the normal form of a word as written."""
    return word.lower().replace("’", "'")


def _is_contraction(word: str) -> bool:
    form = form_of(word)
    return "'" in form and CONTRACTION.search(form) is not None


def is_adverb(form: str) -> bool:
    """Tell whether a word in lower case is an adverb in -ly, by its ending and a list of those that are none."""
    return len(form) > 4 and form.endswith("ly") and form not in NOT_ADVERBS


def _is_superlative(word: str) -> bool:
    form = form_of(word)
    return (len(form) > 5 and form.endswith("est")) or form == "most"


def _is_past(word: str) -> bool:
    form = form_of(word)
    return (len(form) > 4 and form.endswith("ed")) or form in PAST


_WORD_TESTS = (
    len,
    lambda word: word[0].isupper(),
    _is_past,
    lambda word: form_of(word) in I_FORMS,
    lambda word: form_of(word) in WE_FORMS,
    lambda word: form_of(word) in YOU_FORMS,
    _is_contraction,
    lambda word: len(word) > 2 and word.isupper(),
    lambda word: is_adverb(form_of(word)),
    _is_superlative,
    lambda word: any(map(str.isdigit, form_of(word))),
)


def _marks(text: str) -> tuple[int, ...]:
    """Return how often marks occur: ! ? dashes, brackets, colons, commas, and signs of percent and money."""
    count = text.count
    return (
        count("!"),
        count("?"),
        count("–") + count("—") + count("--"),
        count("(") + count("["),
        count(":") + count(";"),
        count(","),
        count("%") + count("$") + count("£") + count("€"),
    )
