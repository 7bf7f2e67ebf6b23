"""Words put into plain sentences, loaded and neutral ones, since one loaded word makes a sentence loaded.

Annotated corpora have hardly a sentence that is plain but for one word, and a model trained on them alone learns loaded
sentences rather than loaded words (what CheckList's tests of direction show; Ribeiro et al. 2020).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

_FOLDER = Path(__file__).parent / "words"
PLACES: dict[str, re.Pattern[str]] = {
    # Before a word in lower case that follows an article or the like.
    "adjectives": re.compile(
        r"\b(?:the|an?|its|their|his|her|this|that|these|those|[A-Z][\w-]+[’']s) (?!same\b|most\b|more\b)(?=[a-z]{4,})",
        re.IGNORECASE,
    ),
    "adverbs": re.compile(
        r"\b(?:has|have|had|was|were|is|are|will|would|could|may|might|must|can) (?=[a-z]{4,}(?:ed|en)\b)"
    ),
    "openings": re.compile(r"^(?=(?:The|A|An|He|She|It|They|His|Her|Its|Their|In|On|This|These)\b)"),
    "sayings": re.compile(r"(?<=\b)said(?=[ ,.])"),
}
"""Where a word of a kind goes: it replaces what the pattern takes of "said", and stands after what others take."""


class Inserted(NamedTuple):
    """A text with a word put in: the number of the text that it was, the new text, and whether the word is loaded."""

    row: int
    text: str
    loaded: bool


@lru_cache(maxsize=2)
def word_lists(name: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a list ("loaded", "plain") by kind, a key of :data:`PLACES`."""
    found: dict[str, list[str]] = {}
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            words.append(line)
    return {kind: tuple(words) for kind, words in found.items()}


def insert_words(texts: Sequence[str], rng: np.random.Generator) -> list[Inserted]:
    """Return the texts that have room for a word, each with one put in: loaded and neutral ones in turn, at random.

    Sentences with quotation marks are left out: a loaded word inside them would be somebody else's.
    """
    found = []
    for row, text in enumerate(texts):
        loaded = bool(rng.integers(2))
        new = _insert(text, word_lists("loaded" if loaded else "plain"), rng)
        if new is not None:
            found.append(Inserted(row, new, loaded))
    return found


def _insert(text: str, words: dict[str, tuple[str, ...]], rng: np.random.Generator) -> str | None:
    if re.search(r"[\"“”„«»]|[‘'](?=\w).*\w[’'](?!\w)", text):
        return None
    places = [(kind, match.span()) for kind, pattern in PLACES.items() for match in pattern.finditer(text)]
    if not places:
        return None
    kind, (start, end) = places[int(rng.integers(len(places)))]
    word = words[kind][int(rng.integers(len(words[kind])))]
    return _PUT[kind](text, start, end, word)


def _after(text: str, start: int, end: int, word: str) -> str:
    before = text[:end]
    if match := re.search(r"\b([Aa])n? $", before):
        before = before[: match.start()] + match.group(1) + ("n " if word[0] in "aeiou" else " ")
    return f"{before}{word} {text[end:]}"


def _first(text: str, start: int, end: int, word: str) -> str:
    return f"{word.capitalize()}, {text[0].lower()}{text[1:]}"


def _instead(text: str, start: int, end: int, word: str) -> str:
    return f"{text[:start]}{word}{text[end:]}"


_PUT: dict[str, Callable[[str, int, int, str], str]] = {
    "adjectives": _after,
    "adverbs": _after,
    "openings": _first,
    "sayings": _instead,
}
