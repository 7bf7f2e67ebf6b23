"""How a sentence is built: modals, connectives, passives, tense, variety of words, readability."""

from __future__ import annotations

import re
from typing import ClassVar

import numpy as np

from framing.features.base import Family, Feature
from framing.features.lexicon import MOST, counted
from framing.features.reading import Reading
from framing.features.style import form_of
from framing.features.wordlists import word_lists

BE = frozenset("be is are was were been being am isn't aren't wasn't weren't he's she's it's got get gets".split())
BETWEEN = frozenset("not never also already just being been still now then often always again only ever even".split())
PARTICIPLES = frozenset(
    """made done given taken seen known found held told left kept built sent brought caught taught thought bought sold
    paid said put set cut hit hurt shut let led lost won shot struck driven written chosen broken stolen spoken shown
    drawn thrown grown flown born borne beaten forgotten hidden forbidden frozen fed bred fought sought understood
    withheld overturned overseen overthrown undone torn worn sworn shaken mistaken bound spent dealt meant swept spread
    read laid met""".split()
)
NOT_PARTICIPLES = frozenset("need indeed speed seed feed breed exceed proceed succeed hundred red bed led".split())
ABSTRACT = re.compile(r"(?:tion|tions|ment|ments|ness|nesses|ity|ities|ism|isms|ance|ances|ence|ences)$")
VOWELS = re.compile(r"[aeiouy]+")


class Prose(Family):
    """Grammar told from words alone: what needs no parser, and rules of thumb where one would be better.

    A passive is a form of be or get and a participle, with at most an adverb between them; it is agentless where no
    "by" follows within eight words of the clause. Counts above 4 are kept at 4.
    """

    family = "prose"
    source: ClassVar[str] = "Biber, D. (1988). Variation across speech and writing. Cambridge University Press"

    def features(self) -> dict[str, Feature]:
        """Return the features by name: a count for each list, then grammar, then variety and readability."""
        lists = {name: counted(words) for name, words in word_lists(self.family).items() if name != "function_words"}
        recasens = "Recasens, M. et al. (2013). ACL, on framing by passives"
        readable = "Flesch, R. (1948). A new readability yardstick. Journal of Applied Psychology 32"
        return {
            **lists,
            "passives": Feature("passives", 0, 4, "The bridge was built.", recasens),
            "agentless": Feature("passives without an agent", 0, 4, "The bridge was built.", recasens),
            "participles": Feature("words in -ing of five or more letters", 0, 4, "They were leaving."),
            "abstract_nouns": Feature("words in -tion, -ment, -ness, -ity, -ism, -ance, -ence", 0, 4, "An argument."),
            "function_share": Feature("share of the words that are closed-class", 0, 1, "They left the town."),
            "long_share": Feature("share of the words of seven or more letters", 0, 1, "They abandoned it."),
            "hyphenated": Feature("words with a hyphen inside", 0, 4, "A far-reaching plan."),
            "digit_share": Feature("share of the characters that are digits", 0, 1, "They paid 300."),
            "capital_share": Feature("share of the letters that are capitals", 0, 1, "They left Rome."),
            "ellipses": Feature("… or three full stops", 0, 4, "They left…"),
            "shouting": Feature("runs of two or more exclamation and question marks", 0, 4, "They left?!"),
            "variety": Feature(
                "distinct words divided by the root of twice the words (corrected type–token ratio)", 0, np.inf,
                "They left the town.", "Carroll, J. (1964). Language and thought. Prentice-Hall",
            ),
            "repeated": Feature("share of the words that stand earlier in the same sentence", 0, 1, "No, no, no."),
            "syllables": Feature("vowel groups for each word", 0, np.inf, "They left.", readable),
            "reading_ease": Feature(
                "Flesch reading ease of the sentence divided by 100, within −2 and 2", -2, 2, "They left.", readable
            ),
            "clauses": Feature("marks between words, as log(1 + x)", 0, np.inf, "They left, late, by boat."),
        }  # fmt: skip

    def measure(self, reading: Reading) -> np.ndarray:
        """Return the features, shape (sentences, features)."""
        counts = reading.counts(self.family)
        names = list(word_lists(self.family))
        kept = [number for number, name in enumerate(names) if name != "function_words"]
        n = reading.lengths
        ing, abstract, long_words, hyphens, syllables, letters = reading.count_surfaces(*_TESTS).T
        passives, agentless = _passives(reading)
        marks = np.array([_characters(text) for text in reading.texts], dtype=float).reshape(-1, 4)
        distinct = _distinct(reading)
        size = np.maximum(n, 1)
        ease = (206.835 - 1.015 * n - 84.6 * syllables / size) / 100
        words = reading.words
        breaks = np.zeros(len(reading))
        full = n > 0
        breaks[full] = words.clause[words.first[1:][full] - 1] - words.clause[words.first[:-1][full]]
        return np.column_stack(
            [
                np.minimum(counts[:, kept], MOST),
                np.minimum(np.column_stack([passives, agentless, ing, abstract]), MOST),
                np.minimum(reading.rates(counts[:, names.index("function_words")]), 1),
                long_words / size,
                np.minimum(hyphens, MOST),
                marks[:, 0],
                marks[:, 1] / np.maximum(letters, marks[:, 1]).clip(1),
                np.minimum(marks[:, 2:], MOST),
                distinct / np.sqrt(2 * size),
                np.where(full, 1 - distinct / size, 0),
                syllables / size,
                np.where(full, np.clip(ease, -2, 2), 0),
                np.log1p(breaks),
            ]
        )


_TESTS = (
    lambda word: len(word) > 4 and word.endswith("ing"),
    lambda word: len(word) > 5 and ABSTRACT.search(form_of(word)) is not None,
    lambda word: len(word) > 6,
    lambda word: "-" in word,
    lambda word: len(VOWELS.findall(form_of(word))),
    lambda word: sum(map(str.isalpha, word)),
)
_CAPITALS = re.compile(r"[A-Z]")
_DIGITS = re.compile(r"[0-9]")
_RUNS = re.compile(r"[!?]{2,}")


def _characters(text: str) -> tuple[float, ...]:
    digits = len(_DIGITS.findall(text)) / max(len(text), 1)
    ellipses = text.count("…") + text.count("...")
    shouting = len(_RUNS.findall(text)) if "!" in text or "?" in text else 0
    return digits, len(_CAPITALS.findall(text)), ellipses, shouting


def _distinct(reading: Reading) -> np.ndarray:
    """Return the number of distinct words of each sentence."""
    words = reading.words
    cells = np.unique(words.row * max(len(words.forms), 1) + words.form)
    return np.bincount(cells // max(len(words.forms), 1), minlength=len(reading)).astype(float)


def _is_participle(form: str) -> bool:
    return form in PARTICIPLES or (len(form) > 4 and form.endswith("ed") and form not in NOT_PARTICIPLES)


def _passives(reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """Return the passives of each sentence, and those without an agent."""
    words = reading.words
    size = len(words.form)
    none = np.zeros(len(reading))
    starts = np.flatnonzero(reading.flag(BE.__contains__))
    if not len(starts):
        return none, none
    between = reading.flag(lambda form: form in BETWEEN or form.endswith("ly"))
    participle, by = reading.flag(_is_participle), reading.flag("by".__eq__)
    ends = reading.flag(lambda form: form in BE or form in ("and", "but", "which", "that"))

    def at(step: int) -> tuple[np.ndarray, np.ndarray]:
        place = np.minimum(starts + step, size - 1)
        same = (starts + step < size) & (words.row[place] == words.row[starts])
        return place, same & (words.clause[place] == words.clause[starts])

    found = np.full(len(starts), -1)
    free = np.ones(len(starts), dtype=bool)
    for step in (1, 2, 3):
        place, good = at(step)
        new = free & good & participle[place] & (found < 0)
        found[new] = place[new]
        free &= good & between[place]
    passive = found >= 0
    # Of "is being built" only one form of be counts: the participle is counted once.
    _, once = np.unique(found[passive], return_index=True)
    places = found[passive][np.sort(once)]
    agent = np.zeros(len(places), dtype=bool)
    open_ = np.ones(len(places), dtype=bool)
    for step in range(1, 9):
        place = np.minimum(places + step, size - 1)
        open_ &= (places + step < size) & (words.row[place] == words.row[places]) & ~ends[place]
        agent |= open_ & (words.clause[place] == words.clause[places]) & by[place]
    count = np.bincount(words.row[places], minlength=len(reading)).astype(float)
    bare = np.bincount(words.row[places[~agent]], minlength=len(reading)).astype(float)
    return count, bare
