"""Words that the literature ties to stance, certainty, evaluation and reporting, counted list by list."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.features.base import Family
from framing.features.tokens import Token, tokens, word_forms


class WordList(NamedTuple):
    """A list of words with where it comes from; ``entries`` are words, phrases, and endings
    of words as ``*ending``."""

    name: str
    about: str
    source: str
    licence: str
    compiled: str
    entries: tuple[str, ...]


class Hit(NamedTuple):
    """A place in a text that a list matched."""

    start: int
    end: int
    name: str


class _Index(NamedTuple):
    words: dict[str, tuple[int, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]]
    endings: dict[str, tuple[int, ...]]
    ending_lengths: tuple[int, ...]


class Lexicon(Family):
    """How many words and phrases of each list a sentence holds (counts above 4 are kept at 4).

    ``lists`` names the lists to count, all where it is None; their texts and sources are in ``lexicons/``.
    All lists are matched in one pass over the words; of phrases that begin at the same word the longest counts.
    Raises UnknownNameError for a list that does not exist.
    """

    family = "lexicon"

    def __init__(self, lists: tuple[str, ...] | None = None) -> None:
        self.lists = lists

    def names(self) -> tuple[str, ...]:
        """Return the names of the lists that are counted, in the order of the columns."""
        known = word_lists()
        for name in self.lists or ():
            if name not in known:
                raise unknown_name("word list", name, known)
        return tuple(known) if self.lists is None else tuple(self.lists)

    def described(self) -> dict[str, str]:
        """Return what each list holds, by its name, in the order of the columns."""
        return {name: word_lists()[name].about for name in self.names()}

    def measure(self, table: pd.DataFrame) -> np.ndarray:
        """Return the counts of a sentences table, shape (sentences, lists)."""
        names = self.names()
        index = _index(names)
        counts = np.zeros((len(table), len(names)))
        for row, text in enumerate(table["text"]):
            for _, _, found in _matches(word_forms(str(text)), index):
                for number in found:
                    counts[row, number] += 1
        return np.minimum(counts, 4)

    def hits(self, text: str) -> list[Hit]:
        """Return where in ``text`` each list matched, in order of place."""
        names = self.names()
        words: list[Token] = tokens(text)
        return [
            Hit(words[first].start, words[last].end, names[number])
            for first, last, found in _matches([word.form for word in words], _index(names))
            for number in found
        ]


def _matches(forms: list[str], index: _Index) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return (first word, last word, lists) for every match; a phrase hides the words inside it."""
    found = []
    position, n = 0, len(forms)
    while position < n:
        form = forms[position]
        step = 1
        for rest, numbers in index.phrases.get(form, ()):
            if tuple(forms[position + 1 : position + 1 + len(rest)]) == rest:
                step = 1 + len(rest)
                found.append((position, position + step - 1, numbers))
                break
        if step == 1:
            numbers = index.words.get(form) or _by_ending(form, index)
            if numbers:
                found.append((position, position, numbers))
        position += step
    return found


def _by_ending(form: str, index: _Index) -> tuple[int, ...]:
    for length in index.ending_lengths:
        if len(form) > length + 1 and form[-length:] in index.endings:
            return index.endings[form[-length:]]
    return ()


@lru_cache(maxsize=8)
def _index(names: tuple[str, ...]) -> _Index:
    words: dict[str, set[int]] = {}
    phrases: dict[str, dict[tuple[str, ...], set[int]]] = {}
    endings: dict[str, set[int]] = {}
    for number, name in enumerate(names):
        for entry in word_lists()[name].entries:
            first, *rest = entry.split()
            if first.startswith("*"):
                endings.setdefault(first[1:], set()).add(number)
            elif rest:
                phrases.setdefault(first, {}).setdefault(tuple(rest), set()).add(number)
            else:
                words.setdefault(first, set()).add(number)
    longest_first = {first: sorted(rests.items(), key=lambda item: -len(item[0])) for first, rests in phrases.items()}
    return _Index(
        words={form: tuple(sorted(numbers)) for form, numbers in words.items()},
        phrases={
            first: tuple((rest, tuple(sorted(numbers))) for rest, numbers in rests)
            for first, rests in longest_first.items()
        },
        endings={ending: tuple(sorted(numbers)) for ending, numbers in endings.items()},
        ending_lengths=tuple(sorted({len(ending) for ending in endings}, reverse=True)),
    )


@lru_cache(maxsize=1)
def word_lists() -> dict[str, WordList]:
    """Return every list that ships, by name, in alphabetical order.

    A file is a header of ``# key: value`` lines (about, source, licence, compiled, and where it applies
    ``inflect: verb``) and then entries separated by commas or lines. With ``inflect: verb`` the regular forms of
    each entry's first word are added; irregular ones stand in brackets behind it.
    """
    folder = resources.files("framing.features") / "lexicons"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    return {file.name[:-4]: read_list(file.name[:-4], file.read_text(encoding="utf-8")) for file in files}


def read_list(name: str, text: str) -> WordList:
    """Return the list written in ``text``; raises InputError where the header lacks its source or licence."""
    header: dict[str, str] = {}
    entries: dict[str, None] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            header[key.strip()] = value.strip()
        else:
            for entry in filter(None, (part.strip().lower() for part in line.split(","))):
                for form in _verb_forms(entry) if header.get("inflect") == "verb" else (entry,):
                    entries[form] = None
    missing = [key for key in ("about", "source", "licence", "compiled") if not header.get(key)]
    if missing or not entries:
        raise InputError(f"Word list {name!r} needs entries and a header with {', '.join(missing or ['entries'])}.")
    about, source, licence, compiled = (header[key] for key in ("about", "source", "licence", "compiled"))
    return WordList(name, about, source, licence, compiled, tuple(entries))


def _verb_forms(entry: str) -> list[str]:
    entry, _, irregular = entry.rstrip(")").partition("(")
    verb, *rest = entry.split()
    if verb.endswith("e"):
        stems = [verb + "s", verb + "d", verb[:-1] + "ing"]
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        stems = [verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    else:
        plural = verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
        stems = [plural, verb + "ed", verb + "ing"]
    return [" ".join([form, *rest]) for form in (verb, *stems, *irregular.split())]
