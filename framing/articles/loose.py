"""Loose sentences as a sentences table, so that whatever takes a table takes strings too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard

import numpy as np
import pandas as pd

from framing.articles.write import with_lists
from framing.errors import InputError

SHARES = ("author_share", "quoted_share", "attributed_share")
SPANS = ("quoted_spans", "attributed_spans", "scare_spans")


def as_table(X: pd.DataFrame | Iterable[str], voice: bool = False) -> pd.DataFrame:
    """Return a sentences table for ``X``: the table itself, or one that holds loose sentences.

    ``voice`` asks for the columns that say who speaks; where they are missing, each text is read as one whole
    sentence. Raises InputError for a single string, a table without ``text``, values that are not strings, and spans
    that are no lists.
    """
    if isinstance(X, str):
        raise InputError("A single string was given where several sentences are expected; put it into a list.")
    table = X if isinstance(X, pd.DataFrame) else _loose(X)
    if "text" not in table.columns:
        raise InputError(f"The table has no column 'text'; it has: {', '.join(map(str, table.columns))}.")
    strings = table["text"].map(lambda value: isinstance(value, str))
    if not strings.all():
        raise InputError(f"{(~strings).sum()} of {len(table)} values of 'text' are not strings; leave those rows out.")
    if voice and not {*SHARES, *SPANS} <= set(table.columns):
        from framing.articles.tabulate import read_voices

        read = read_voices(table["text"].tolist())
        columns = [*SHARES, *SPANS, "voice", "start", "end"] + [c for c in ("speaker",) if c not in table.columns]
        return table.assign(**{name: read[name].to_numpy() for name in columns})
    if voice:
        spans = table[list(SPANS)]
        lists = _checked(with_lists(spans))
        table = table if lists is spans else table.assign(**{name: lists[name] for name in SPANS})
    return table


def voiced(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose spans of others' words are lists: its own, else those that :func:`as_table` finds.

    Raises InputError where its own are neither lists nor JSON.
    """
    if {"text", "start", "quoted_spans", "attributed_spans"} <= set(table.columns):
        return _checked(with_lists(table))
    return as_table(table, voice=True)


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it is; raises InputError where a sentence has no lists of others' words."""
    for name in ("quoted_spans", "attributed_spans"):
        if missing := sum(not hasattr(spans, "__len__") for spans in table[name]):
            raise InputError(
                f"{missing} of {len(table)} values of {name!r} are no lists of spans; give an empty list where there "
                "is none, or make the table anew with framing.to_sentences()."
            )
    return table


def _loose(texts: Iterable[Any]) -> pd.DataFrame:
    values = list(np.asarray(texts, dtype=object).ravel()) if isinstance(texts, np.ndarray) else list(texts)
    wrong = next((value for value in values if not isinstance(value, str)), None)
    if wrong is not None:
        raise InputError(f"Sentences must be strings; got a {type(wrong).__name__}.")
    index = texts.index if isinstance(texts, pd.Series) else None
    return pd.DataFrame({"text": pd.Series(values, index=index, dtype=object)})


def has_voices(X: object) -> TypeGuard[pd.DataFrame]:
    """Return whether this is a sentences table, whose texts need no check."""
    if not isinstance(X, pd.DataFrame) or not {"text", "start", "quoted_spans", "attributed_spans"} <= set(X.columns):
        return False
    return isinstance(X["text"].dtype, pd.StringDtype) and not X["text"].hasnans
