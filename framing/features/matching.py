"""All word lists matched in one pass: words by a hash join over distinct forms, phrases by their first two words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from framing.features.wordlists import WordList, groups, word_lists

if TYPE_CHECKING:
    from framing.features.reading import Words

_REMEMBERED = 500_000
"""Forms whose lists are kept in memory; a stream has rarely more."""


class Match(NamedTuple):
    """One list at one place: the first and the last word, and the column of the list."""

    first: int
    last: int
    column: int


class Matches(NamedTuple):
    """Every match in a batch, three arrays of the same length; words are counted over the whole batch."""

    first: np.ndarray
    last: np.ndarray
    column: np.ndarray


class _Phrase(NamedTuple):
    rest: tuple[str, ...]
    group: int
    columns: tuple[int, ...]


class Matcher:
    """Finds the entries of many lists at once.

    Within a group of lists the longest phrase that begins at a word counts and hides the words inside it, for that
    group; groups do not hide each other's words, so that a list gives the same whatever other groups are matched.
    A column is a list; ``columns`` names them as (group, list).
    """

    def __init__(self, lists: Mapping[str, Iterable[WordList]]) -> None:
        self.columns: list[tuple[str, str]] = []
        self.slices: dict[str, slice] = {}
        self._words: dict[str, list[tuple[int, ...]]] = {}
        self._endings: list[dict[str, tuple[int, ...]]] = []
        self._phrases: dict[str, list[_Phrase]] = {}
        self._known: dict[str, tuple[int, ...]] = {}
        owners: list[int] = []
        for group, (name, words) in enumerate(lists.items()):
            begin = len(self.columns)
            self._add(group, list(words), begin, len(lists))
            self.columns += [(name, entry.name) for entry in words]
            self.slices[name] = slice(begin, len(self.columns))
            owners += [group] * (len(self.columns) - begin)
        self.group_of = np.array(owners, dtype=np.intp)
        self.n_groups = len(self.slices)
        for found in self._phrases.values():
            found.sort(key=lambda phrase: -len(phrase.rest))
        seconds = {phrase.rest[0] for found in self._phrases.values() for phrase in found}
        self._firsts = {form: number for number, form in enumerate(self._phrases, 1)}
        self._seconds = {form: number for number, form in enumerate(sorted(seconds), 1)}
        self._begins = np.zeros((len(self._firsts) + 1, len(self._seconds) + 1), dtype=bool)
        for form, found in self._phrases.items():
            for phrase in found:
                self._begins[self._firsts[form], self._seconds[phrase.rest[0]]] = True

    def _add(self, group: int, lists: Sequence[WordList], begin: int, n_groups: int) -> None:
        words: dict[str, set[int]] = {}
        phrases: dict[tuple[str, ...], set[int]] = {}
        endings: dict[str, set[int]] = {}
        for column, entry_list in enumerate(lists, begin):
            for entry in entry_list.entries:
                parts = tuple(entry.split())
                if parts[0].startswith("*"):
                    endings.setdefault(parts[0][1:], set()).add(column)
                elif len(parts) > 1:
                    phrases.setdefault(parts, set()).add(column)
                else:
                    words.setdefault(entry, set()).add(column)
        for form, columns in words.items():
            self._words.setdefault(form, [()] * n_groups)[group] = tuple(sorted(columns))
        longest_first = sorted(endings.items(), key=lambda item: -len(item[0]))
        self._endings.append({ending: tuple(sorted(columns)) for ending, columns in longest_first})
        for parts, columns in phrases.items():
            self._phrases.setdefault(parts[0], []).append(_Phrase(parts[1:], group, tuple(sorted(columns))))

    def columns_of(self, form: str) -> tuple[int, ...]:
        """Return the columns of the lists that hold a word, by itself or by its ending."""
        known = self._known.get(form)
        if known is None:
            exact = self._words.get(form, ())
            found: list[int] = []
            for group, endings in enumerate(self._endings):
                own = exact[group] if exact else ()
                found += own or next(
                    (c for ending, c in endings.items() if len(form) > len(ending) + 1 and form.endswith(ending)), ()
                )
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[form] = tuple(found)
        return known

    def match(self, words: Words) -> Matches:
        """Return every match in the words of a batch of sentences."""
        columns = [self.columns_of(form) for form in words.forms]
        count = np.array([len(own) for own in columns], dtype=np.intp)
        flat = np.array([column for own in columns for column in own], dtype=np.intp)
        begin = np.concatenate([[0], np.cumsum(count)])[:-1] if len(count) else count
        times = count[words.form]
        place = np.repeat(np.arange(len(words.form)), times)
        within = np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times)
        column = flat[begin[words.form[place]] + within] if len(flat) else np.empty(0, dtype=np.intp)
        phrases = self._match_phrases(words)
        if not phrases:
            return Matches(place, place, column)
        hidden = np.zeros((self.n_groups, len(words.form)), dtype=bool)
        for first, last, found in phrases:
            hidden[self.group_of[found], first : last + 1] = True
        seen = ~hidden[self.group_of[column], place]
        more = np.array(phrases, dtype=np.intp)
        return Matches(
            np.concatenate([place[seen], more[:, 0]]),
            np.concatenate([place[seen], more[:, 1]]),
            np.concatenate([column[seen], more[:, 2]]),
        )

    def _match_phrases(self, words: Words) -> list[Match]:
        """Return the phrases in order of place; only where their first two words meet is anything compared."""
        firsts = np.array([self._firsts.get(form, 0) for form in words.forms], dtype=np.intp)
        seconds = np.array([self._seconds.get(form, 0) for form in words.forms], dtype=np.intp)
        if len(words.form) < 2:
            return []
        together = words.row[1:] == words.row[:-1]
        meets = self._begins[firsts[words.form[:-1]], seconds[words.form[1:]]] & together
        free = [0] * self.n_groups
        found = []
        for place in np.flatnonzero(meets).tolist():
            end = int(words.first[words.row[place] + 1])
            following = tuple(words.forms[code] for code in words.form[place : min(end, place + 12)].tolist())
            for rest, group, columns in self._phrases[following[0]]:
                if place >= free[group] and following[1 : 1 + len(rest)] == rest:
                    free[group] = place + 1 + len(rest)
                    found += [Match(place, place + len(rest), column) for column in columns]
        return found

    def scan(self, forms: Sequence[str]) -> list[Match]:
        """Return the matches in the words of one text, in order of place; what :meth:`match` does, word by word."""
        free = [0] * self.n_groups
        found = []
        for place, form in enumerate(forms):
            for rest, group, columns in self._phrases.get(form, ()):
                if place >= free[group] and tuple(forms[place + 1 : place + 1 + len(rest)]) == rest:
                    free[group] = place + 1 + len(rest)
                    found += [Match(place, place + len(rest), column) for column in columns]
            found += [
                Match(place, place, column) for column in self.columns_of(form) if place >= free[self.group_of[column]]
            ]
        return found


@lru_cache(maxsize=1)
def every_list() -> Matcher:
    """Return the matcher of all lists that ship, which all families share."""
    return Matcher({group: word_lists(group).values() for group in groups()})


@lru_cache(maxsize=8)
def some_lists(names: tuple[str, ...]) -> Matcher:
    """Return the matcher of some lists of the main group, in that order."""
    known = word_lists()
    return Matcher({"lexicon": [known[name] for name in names]})
