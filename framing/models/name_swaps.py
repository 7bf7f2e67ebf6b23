"""Names swapped within their kind (persons, countries, parties, groups, outlets, places), against a model's bias."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

_FOLDER = Path(__file__).parent / "names"
_WORD = re.compile(r"\w+(?:[’'](?!s\b)\w+)*(?:-\w+)*|[^\w\s]")
_ARTICLE = re.compile(r"\b([Aa])n? $")
_TITLES = frozenset(
    "Mr Mrs Ms Dr Sen Rep Gov Senator Senators Representative Governor President Chancellor Secretary Justice Judge "
    "Mayor Congressman Congresswoman Minister Attorney Professor Speaker Ambassador General Gen Sgt Rev Sir".split()
)
_AMBIGUOUS = frozenset(
    "May Will Long King Price Park Hill West Brown Cook Rice Cotton Lee Warren Young Bush Kim".split()
)
"""Surnames that are words too, or given names: they are no person's unless a title or a given name stands before."""


class _Form(NamedTuple):
    kind: str
    row: int  # forms of one row may stand for each other; -1 for the one row of a kind that has no rows
    column: int


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[list[str]]]:
    found = {}
    for name in ("first", "last", "known", "countries", "parties", "groups", "outlets", "places"):
        lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        found[name] = [re.split(r"[|\t]", line) for line in lines if line and not line.startswith("#")]
    return found


@lru_cache(maxsize=1)
def _forms() -> dict[str, list[tuple[tuple[str, ...], _Form]]]:
    """Return every form by its first word, longer ones first."""
    lists, found = _lists(), dict[str, list[tuple[tuple[str, ...], _Form]]]()

    def add(text: str, form: _Form) -> None:
        words = tuple(_WORD.findall(text))
        found.setdefault(words[0], []).append((words, form))

    for (name,) in lists["known"]:
        add(name, _Form("full", -1, 0))
        words = [word for word in name.split() if word != "Jr."]
        if len(words) > 1 and words[-1] not in _AMBIGUOUS:
            add(words[-1], _Form("last", -1, 0))
    for row, cells in enumerate(lists["countries"]):
        for column in reversed(range(3)):
            add(cells[column], _Form("country", row, column))
    for kind in ("parties", "groups"):
        for row, cells in enumerate(lists[kind]):
            for column, cell in enumerate(cells):
                add(cell, _Form(kind, row, column))
    for kind in ("outlets", "places"):
        for (name,) in lists[kind]:
            add(name, _Form(kind, -1, 0))
    for forms in found.values():
        forms.sort(key=lambda form: -len(form[0]))
    return found


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    return frozenset(name for (name,) in _lists()["first"])


class NameSwap:
    """Draws another text for a text, in which every known name is replaced by one of its kind.

    The same name becomes the same other one throughout a text; a person's surname follows the full name. Persons are
    known by a list of people in the news, by a title before them, or by a given name before a capitalized word.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def __call__(self, text: str) -> str:
        """Return the text with its names replaced; the same text where it has none."""
        return self.with_spans(text, [])[0]

    def with_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
        """Return the text with its names replaced, and where its ``spans`` (half-open, characters) now are.

        A span that begins or ends within a name takes in the whole of the new one.
        """
        pieces, edits, done = [], [], 0
        for start, end, new in self._edits(text):
            pieces += [text[done:start], new]
            edits.append((start, end, len(new) - (end - start)))
            done = end
        moved = [(_moved(start, edits, last=False), _moved(end, edits, last=True)) for start, end in spans]
        return "".join([*pieces, text[done:]]), moved

    def _edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield what is replaced by what, from left to right: names, and indefinite articles before them."""
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        drawn: dict[tuple[str, str], str] = {}
        done, at = 0, 0
        while at < len(words):
            found = _find(words, at)
            if found is None:
                at += 1
                continue
            length, form = found
            start, end = words[at][1], words[at + length - 1][2]
            new = self._draw(text[start:end], form, drawn)
            if article := _ARTICLE.search(text[done:start]):
                fitting = article.group(1) + ("n" if new[0] in "AEIOUaeiou" else "")
                yield done + article.start(), start - 1, fitting
            yield start, end, new
            done, at = end, at + length

    def _draw(self, old: str, form: _Form, drawn: dict[tuple[str, str], str]) -> str:
        if form.kind in ("full", "last"):
            surname = old.split()[-1] if form.kind == "full" else old
            last = drawn.setdefault(("last", surname), self._one(_lists()["last"]))
            return last if form.kind == "last" else f"{self._one(_lists()['first'])} {last}"
        key = (form.kind, old)
        if form.kind == "country":
            key = (form.kind, str(form.row))
            row = drawn.setdefault(key, str(self.rng.integers(len(_lists()["countries"]))))
            return _lists()["countries"][int(row)][form.column]
        if key not in drawn:
            options = _lists()[form.kind] if form.row < 0 else [[cell] for cell in _lists()[form.kind][form.row]]
            drawn[key] = self._one(options)
        return drawn[key]

    def _one(self, options: Sequence[list[str]]) -> str:
        return options[int(self.rng.integers(len(options)))][0]


def _find(words: list[tuple[str, int, int]], at: int) -> tuple[int, _Form] | None:
    """Return how many words from ``at`` on make a known name, and which; None where they make none."""
    word = words[at][0]
    for forms, form in _forms().get(word, ()):
        if len(forms) == 1 or tuple(w for w, _, _ in words[at : at + len(forms)]) == forms:
            return len(forms), form
    if not word[:1].isupper() or at + 1 > len(words):
        return None
    follows = words[at + 1][0] if at + 1 < len(words) else ""
    if word in _first_names() and _name_like(follows):
        return 2, _Form("full", -1, 0)
    before = words[at - 1][0] if at else ""
    if before == "." and at > 1:
        before = words[at - 2][0]
    if before in _TITLES and _name_like(word):
        return (2, _Form("full", -1, 0)) if _name_like(follows) else (1, _Form("last", -1, 0))
    return None


def _name_like(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and not word.isupper() and word not in _forms()


def _moved(place: int, edits: Sequence[tuple[int, int, int]], last: bool) -> int:
    """Return where a place is after edits (start, end, growth); ``last`` for the end of a span."""
    shift = 0
    for start, end, growth in edits:
        if start < place < end:  # within what was replaced
            return end + growth + shift if last else start + shift
        if place < end:
            break
        shift += growth
    return place + shift


def variants(texts: Sequence[str], seed: int, draws: int) -> list[list[str]]:
    """Return ``draws`` lists of the texts with their names swapped."""
    nothing: list[list[tuple[int, int]]] = [[] for _ in texts]
    return [[text for text, _ in one] for one in variants_with_spans(texts, nothing, seed, draws)]


def variants_with_spans(
    texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], seed: int, draws: int
) -> list[list[tuple[str, list[tuple[int, int]]]]]:
    """Return ``draws`` lists of the texts with their names swapped, each with the places of its ``spans``."""
    swaps = [NameSwap(np.random.default_rng([seed, draw])) for draw in range(draws)]
    return [[swap.with_spans(text, own) for text, own in zip(texts, spans, strict=True)] for swap in swaps]
