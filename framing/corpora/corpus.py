"""What a corpus is: one declaration that a reader can check, and the table that it reads into."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from framing.corpora.fetch import CorpusFile, is_present, locate
from framing.errors import unknown_name

if TYPE_CHECKING:
    from datasets import Dataset

Reader = Callable[[str, list[Path]], pd.DataFrame]
"""Takes a part's name and the paths of its files, in the order of their declaration; returns its rows.

A reader gives ``text``, ``original_id`` (unique in the corpus), the labels by task name, and what it knows of
``outlet``, ``topic`` and ``article``; :meth:`Corpus.table` completes the rest.
"""

GROUPS = ("outlet", "topic", "article")
"""Columns that every corpus has, by which rows can be held apart; ``article`` is never missing."""


@dataclass(frozen=True)
class Corpus:
    """An annotated data set: where it comes from, under which licence, its files with checksums, how it is read.

    ``parts`` maps a part's name to its files, ``rows`` to its number of rows. ``labels`` says what each label column
    means. ``commercial`` is whether the licence allows commercial use. ``citation`` is BibTeX. ``home`` is the folder
    of a corpus that ships with the package; None for one that lies in the data folder.
    """

    name: str
    title: str
    origin: str
    licence: str
    commercial: bool
    citation: str
    parts: Mapping[str, tuple[CorpusFile, ...]]
    rows: Mapping[str, int]
    labels: Mapping[str, str]
    reader: Reader = field(repr=False)
    home: Path | None = None

    @property
    def files(self) -> tuple[CorpusFile, ...]:
        """The files of all parts, each once."""
        return tuple(dict.fromkeys(file for files in self.parts.values() for file in files))

    @property
    def citation_key(self) -> str:
        """The key of the (first) BibTeX entry."""
        found = re.match(r"\s*@\w+\{([^,\s]+),", self.citation)
        return found[1] if found else ""

    def is_present(self, folder: str | os.PathLike[str] | None = None) -> bool:
        """Return whether all files are on this machine; their content is not checked."""
        return all(is_present(file, self._folder(folder)) for file in self.files)

    def table(self, part: str | None = None, folder: str | os.PathLike[str] | None = None) -> pd.DataFrame:
        """Return the rows of one part, or of all parts, as a pandas table.

        Columns: ``row_id`` (16 hexadecimal digits that depend on the corpus, the text and the original id, so that it
        stays when rows are added or reordered), ``text``, the labels by task name, ``outlet``, ``topic``, ``article``
        (the group of rows that stem from one article; the row's own id where the article is not known), ``part``,
        ``original_id``, and what the corpus has beyond. Missing labels, outlets and topics are null.
        ``folder`` replaces the data folder. Raises UnknownNameError for a part that the corpus does not have,
        DataMissingError and InputError as :func:`framing.corpora.fetch.locate` does.
        """
        if part is not None and part not in self.parts:
            raise unknown_name(f"part of {self.name}", part, self.parts)
        tables = [self._part(name, folder) for name in ([part] if part is not None else self.parts)]
        return pd.concat(tables, ignore_index=True)

    def read(self, part: str | None = None, folder: str | os.PathLike[str] | None = None) -> Dataset:
        """Return :meth:`table` as a ``datasets.Dataset`` that is held in memory; nothing is cached on disk."""
        import pyarrow as pa
        from datasets import Dataset

        table = pa.Table.from_pandas(self.table(part, folder), preserve_index=False).replace_schema_metadata(None)
        # A column without a single value has no type of its own, which would keep corpora from being concatenated.
        plain = [f.with_type(pa.string()) if f.type in (pa.null(), pa.large_string()) else f for f in table.schema]
        return Dataset(table.cast(pa.schema(plain)))

    def _folder(self, folder: str | os.PathLike[str] | None) -> str | os.PathLike[str] | None:
        return folder if folder is not None or self.home is None else self.home

    def _part(self, part: str, folder: str | os.PathLike[str] | None) -> pd.DataFrame:
        root = self._folder(folder)
        paths = [locate(file, root, corpus=self.name, origin=self.origin) for file in self.parts[part]]
        rows = self.reader(part, paths).reset_index(drop=True)
        ids = [row_id(self.name, text, own) for text, own in zip(rows["text"], rows["original_id"], strict=True)]
        rows = rows.assign(row_id=ids, part=part)
        for group in GROUPS:
            if group not in rows:
                rows[group] = None
        rows["article"] = rows["article"].where(rows["article"].notna(), rows["row_id"])
        known = ["row_id", "text", *(name for name in self.labels if name in rows), *GROUPS, "part", "original_id"]
        return rows[[*known, *(name for name in rows.columns if name not in known)]]


def row_id(corpus: str, text: str, original_id: object) -> str:
    """Return the stable id of a row: 16 hexadecimal digits."""
    key = "\x1f".join((corpus, text, str(original_id)))
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
