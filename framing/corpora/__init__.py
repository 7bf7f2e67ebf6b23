"""Annotated corpora: where each comes from, its checksums, licence and citation, and how it is read.

A new corpus is one file that declares a :class:`Corpus`, and one line in ``CORPORA``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pandas as pd

from framing.corpora import (
    allsides,
    anno_lexical,
    babe,
    basil,
    checkthat,
    cw_hard,
    embedded,
    gvfc,
    mpqa,
    multidimnews,
    newsmtsc,
    persuasion,
    polnear,
    semeval_frames,
    subj,
)
from framing.corpora.corpus import Corpus
from framing.errors import unknown_name

if TYPE_CHECKING:
    from datasets import Dataset

__all__ = ["CORPORA", "Corpus", "describe", "get_corpus", "read_corpus"]

CORPORA: dict[str, Corpus] = {
    "babe": babe.CORPUS,
    "anno_lexical": anno_lexical.CORPUS,
    "checkthat": checkthat.CORPUS,
    "newsmtsc": newsmtsc.CORPUS,
    "semeval_frames": semeval_frames.CORPUS,
    "gvfc": gvfc.CORPUS,
    "polnear": polnear.CORPUS,
    "basil": basil.CORPUS,
    "allsides": allsides.CORPUS,
    "subj": subj.CORPUS,
    "cw_hard": cw_hard.CORPUS,
    "persuasion": persuasion.CORPUS,
    "multidimnews": multidimnews.CORPUS,
    "mpqa": mpqa.CORPUS,
    "sample": embedded.CORPUS,
}


def get_corpus(name: str) -> Corpus:
    """Return the corpus of that name; raises UnknownNameError with the nearest names."""
    if name not in CORPORA:
        raise unknown_name("corpus", name, CORPORA)
    return CORPORA[name]


def read_corpus(name: str, part: str | None = None, folder: str | os.PathLike[str] | None = None) -> Dataset:
    """Return the rows of a corpus, or of one part of it, as a ``datasets.Dataset``.

    ``folder`` replaces the data folder. The columns are those of :meth:`Corpus.table`, which gives the same as a pandas
    table. Raises UnknownNameError, DataMissingError and InputError as that does.
    """
    return get_corpus(name).read(part, folder)


def describe(folder: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Return one row for each corpus: name, title, parts with their rows, labels, licence, citation, present.

    Columns: ``name, title, parts, rows, labels, licence, commercial, citation`` (the BibTeX key), ``origin`` and
    ``present`` (whether all files are on this machine; nothing is fetched). ``rows`` is missing where it is not known.
    """
    return pd.DataFrame([_describe(corpus, folder) for corpus in CORPORA.values()]).astype({"rows": "Int64"})


def _describe(corpus: Corpus, folder: str | os.PathLike[str] | None) -> dict[str, object]:
    return {
        "name": corpus.name,
        "title": corpus.title,
        "parts": ", ".join(f"{part} {corpus.rows[part]}" if part in corpus.rows else part for part in corpus.parts),
        "rows": sum(corpus.rows.values()) if set(corpus.rows) == set(corpus.parts) else None,
        "labels": ", ".join(corpus.labels),
        "licence": corpus.licence,
        "commercial": corpus.commercial,
        "citation": corpus.citation_key,
        "origin": corpus.origin,
        "present": corpus.is_present(folder),
    }
