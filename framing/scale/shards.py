"""The shards of a corpus: its files, read in order, so many articles at a time, and how much of them is through."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from framing.articles.intake import Intake, OnError
from framing.articles.read import files_in, iter_articles
from framing.errors import InputError
from framing.places import expanded

_LINES = (".jsonl", ".ndjson")


class Shard(NamedTuple):
    """Articles that are scored and written together: their ``number`` and the ``share`` of the input read with them."""

    number: int
    articles: pd.DataFrame
    share: float


@dataclass(frozen=True)
class Source:
    """Where articles come from. The same source gives the same shards, whoever reads it, and however often."""

    files: tuple[Path, ...]
    columns: Mapping[str, str] | None = None
    on_error: OnError = "skip"
    size: int = 500

    def shards(self) -> Iterator[Shard]:
        """Yield the shards in order, each of at most ``size`` articles.

        Ids are unique over all files: one of our making gets a number where it is taken, and a row whose id was given
        before is left out and listed. Raises InputError for such a row where ``on_error`` is "raise", and for a file
        that has gone or cannot be read.
        """
        sizes = [_size(file) for file in self.files]
        total = sum(sizes) or 1
        begun = number = 0
        intake = Intake(self.columns, self.on_error)
        for file, size in zip(self.files, sizes, strict=True):
            whole = _rows(file)
            done = 0
            for articles in iter_articles(file, batch_size=self.size, intake=intake):
                done += _rows_of(articles) if whole is not None else _characters(articles)
                share = min(1.0, done / max(1, size if whole is None else whole))
                yield Shard(number, articles, (begun + share * size) / total)
                number += 1
            begun += size

    def checksums(self) -> list[dict[str, Any]]:
        """Return the name, size and digest of each file."""
        return [_checksum(file) for file in self.files]


def find_files(data: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Return the files that a path or pattern names; a folder counts as one, read in the order of its names.

    Folders that a pattern begins with and that exist are taken by their names, brackets and all: ``news [1]/*.txt``.
    Raises InputError where nothing is found, or nothing but folders.
    """
    path = expanded(data)
    if path.exists():
        return (path,)
    if not glob.has_magic(str(path)):
        raise InputError(f"{path}: no such file or folder, and no pattern such as 'news/*.parquet'.")
    found = sorted(Path(name) for name in glob.glob(_with_literal_folders(path), recursive=True))
    if not found:
        raise InputError(f"{data}: no file fits the pattern.")
    files = tuple(file for file in found if file.is_file())
    if not files:
        raise InputError(f"{data}: only folders fit the pattern; give one of them, or a pattern of files in them.")
    return files


def _with_literal_folders(pattern: Path) -> str:
    """Return a pattern whose first folders, as far as they exist by their very names, stand for themselves."""
    known = Path(pattern.anchor)
    rest = list(pattern.relative_to(known).parts)
    while rest and (known / rest[0]).is_dir():
        known /= rest.pop(0)
    return os.path.join(glob.escape(str(known)), *rest)


def apart_from(files: tuple[Path, ...], target: Path) -> tuple[Path, ...]:
    """Return the files that are to be read, without those that lie in the folder that scores go to.

    A pattern such as ``news/**/*.parquet`` fits these too once a run has begun. Raises InputError where the scores
    would go into the folder that is read, unless into a hidden part of it.
    """
    place = target.resolve()
    for file in files:
        own = file.resolve()
        within = place.relative_to(own).parts if place.is_relative_to(own) else (".",)
        if not any(part.startswith(".") for part in within):
            raise InputError(
                f"{target} {f'lies in {file}, which' if within else ''} is what is read; give another folder for the "
                "scores, or they would be read as articles."
            )
    kept = tuple(file for file in files if not file.resolve().is_relative_to(place))
    if not kept:
        raise InputError(f"{target} holds all that is to be read; give another folder for the scores.")
    return kept


def _size(path: Path) -> int:
    try:
        return sum(f.stat().st_size for f in files_in(path)) if path.is_dir() else path.stat().st_size
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def _rows(path: Path) -> int | None:
    """Return how many rows a file has where that is quickly told; what is through of others is told from its text."""
    if path.suffix.lower() == ".parquet" and path.is_file():
        import pyarrow as pa
        from pyarrow import parquet

        try:
            return int(parquet.read_metadata(path).num_rows)
        except (OSError, pa.ArrowException):
            return None  # reading it says what is wrong
    if path.suffix.lower() in _LINES and path.is_file():
        with path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) or None
    return None


def _rows_of(articles: pd.DataFrame) -> int:
    return len(articles) + len(articles.attrs.get("rejects", ()))


def _characters(articles: pd.DataFrame) -> int:
    texts = (articles[name] for name in articles.columns if articles[name].dtype == "str")
    return int(sum(column.str.len().sum() for column in texts))


def _checksum(path: Path) -> dict[str, Any]:
    """Return the name, size and digest of a file, or of those files of a folder that are looked at."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        for file in files_in(path) if path.is_dir() else [path]:
            digest.update(str(file.relative_to(path)).encode())
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    except OSError as error:
        raise InputError(f"{error.filename or path}: cannot be read ({error.strerror}).") from None
    return {"name": path.name, "bytes": _size(path), "blake2b": digest.hexdigest()}
