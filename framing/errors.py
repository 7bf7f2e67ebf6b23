"""The errors that a user meets. Each message says what was given, what is allowed and what to do, on one line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable


class FramingError(Exception):
    """Base of every error that framing raises on purpose; the command line prints it and exits with 2."""


class InputError(FramingError, ValueError):
    """Articles, tables or files that cannot be used as given."""


class ConfigError(FramingError, ValueError):
    """A config that cannot be run."""


class DataMissingError(FramingError, FileNotFoundError):
    """A corpus file that is neither in the cache nor to be fetched; says where to put which file."""


class UnknownNameError(FramingError, LookupError):
    """A name that is not in the table of its room; made by :func:`unknown_name`."""


def unknown_name(kind: str, name: object, known: Iterable[str]) -> UnknownNameError:
    """Return the error for ``name`` missing among ``known``, with the nearest names first.

    ``kind`` is the word for what was asked ("corpus", "task", "figure").
    """
    names = sorted(known)
    near = difflib.get_close_matches(str(name).lower(), names, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
    return UnknownNameError(f"Unknown {kind} {name!r}.{hint} Known: {', '.join(names)}.")


def unknown_among(check: Callable[[str], object], names: Iterable[str]) -> list[str]:
    """Return what ``check`` says of each of ``names`` that it raises UnknownNameError for, so that all are told."""
    told = []
    for name in names:
        try:
            check(name)
        except UnknownNameError as error:
            told.append(str(error))
    return told
