"""Which column of a table is which: said by the user, or guessed from the usual names."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence

from framing.errors import InputError, UnknownNameError, unknown_name
from framing.tables import ARTICLES

GUESSES: dict[str, tuple[str, ...]] = {
    "article_id": ("article_id", "id", "uuid"),
    "source": ("source", "outlet", "publisher", "source_name", "media", "newspaper", "paper", "publication"),
    "title": ("title", "headline"),
    "published": ("published", "date", "publication_date", "published_at", "pub_date"),
    "url": ("url", "link", "news_link", "source_url"),
    "event": ("event",),
    "topic": ("topic",),
    "text": ("text", "content", "body", "article", "article_text", "content_original", "story"),
}
"""Usual names of each column, the likeliest first; compared without regard to case and outer white space."""

ABSENT = frozenset({"empty", "none", "null", "nan", "n/a", "na", "unknown", "-"})
"""What columns of ids and dates hold where there is none, in small letters (BASIL has four articles "empty")."""

_SHOWN = 20


def match_columns(names: Sequence[str], given: Mapping[str, str] | None, where: str) -> dict[str, str]:
    """Return which of ``names`` holds each column of the articles table, as ``{ours: theirs}``.

    ``given`` comes first; an empty string there means that the table has no such column. What it leaves open is guessed
    from :data:`GUESSES`, never twice the same column. ``where`` names the table in errors. Raises `InputError` for a
    given column that is absent, for column names that stand twice, and where nothing holds the text.
    """
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InputError(f"{where}: columns stand twice: {listed(twice)}; rename or drop one of each.")
    given = dict(given or {})
    for ours, theirs in given.items():
        if ours not in ARTICLES:
            raise _unknown(ours)
        if theirs and theirs not in names:
            near = difflib.get_close_matches(theirs.lower(), [name.lower() for name in names], n=3, cutoff=0.5)
            close = [name for name in names if name.lower() in near]
            hint = f" Did you mean {' or '.join(repr(name) for name in close)}?" if close else ""
            raise InputError(f"{where}: no column {theirs!r} (given for {ours}).{hint} Its columns: {listed(names)}.")
    taken = {theirs for theirs in given.values() if theirs}
    found = {}
    for ours in ARTICLES:
        theirs = given[ours] if ours in given else _guess(GUESSES[ours], [name for name in names if name not in taken])
        if theirs:
            found[ours] = theirs
            taken.add(theirs)
    if "text" not in found:
        raise InputError(
            f"{where}: no column holds the text of the articles. Its columns: {listed(names)}. "
            'Say which one does with columns={"text": "…"} or --column text=….'
        )
    return found


def _unknown(ours: str) -> UnknownNameError:
    """Return the error for a name that is no column of ours; one that is usual in tables is told what it is here."""
    meant = [name for name, usual in GUESSES.items() if ours.strip().lower() in usual]
    if not meant:
        return unknown_name("column of articles", ours, ARTICLES)
    known = ", ".join(sorted(ARTICLES))
    return UnknownNameError(f"Unknown column of articles {ours!r}. Did you mean {meant[0]!r}? Known: {known}.")


def _guess(candidates: tuple[str, ...], names: Sequence[str]) -> str:
    for candidate in candidates:
        alike = [name for name in names if name.strip().lower() == candidate]
        if alike:
            return candidate if candidate in alike else alike[0]
    return ""


def listed(names: Sequence[str]) -> str:
    """Return ``names`` as one short line."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (", ".join(repr(name) for name in names[:_SHOWN]) or "none") + more
