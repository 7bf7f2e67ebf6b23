"""Word lists as plain text: reading them, checking their headers, inflecting their verbs."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from framing.errors import InputError, unknown_name

MAIN = "lexicon"
"""The group of the lists that lie in ``lexicons/`` itself; each other group is a folder in it."""


class WordList(NamedTuple):
    """A list of words with where it comes from; ``entries`` are words, phrases, and endings
    of words as ``*ending``."""

    name: str
    about: str
    source: str
    licence: str
    compiled: str
    entries: tuple[str, ...]


@lru_cache(maxsize=1)
def groups() -> tuple[str, ...]:
    """Return the names of the groups of lists, the main one first."""
    folder = resources.files("framing.features") / "lexicons"
    return (MAIN, *sorted(item.name for item in folder.iterdir() if item.is_dir()))


@lru_cache(maxsize=32)
def word_lists(group: str = MAIN) -> dict[str, WordList]:
    """Return every list of a group that ships, by name, in alphabetical order; raises UnknownNameError.

    A file is a header of ``# key: value`` lines (about, source, licence, compiled, and where it applies
    ``inflect: verb``) and then entries separated by commas or lines. With ``inflect: verb`` the regular forms of
    each entry's first word are added; irregular ones stand in brackets behind it.
    """
    if group not in groups():
        raise unknown_name("group of word lists", group, groups())
    folder = resources.files("framing.features") / "lexicons"
    if group != MAIN:
        folder = folder / group
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
