"""A scores folder: tables in parts, one a shard, each whole or not there, and a manifest that says of what."""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing.articles.write import read_table, write_table
from framing.counts import counted
from framing.errors import InputError
from framing.places import expanded

TABLES: dict[str, str] = {
    "articles": "one row an article: what framing.summarize gives, without the text",
    "sentences": "the scores, one row a sentence",
    "attributions": "one row an attribution",
    "stance": "one row a mention of a target, where targets were given",
}
"""The tables of a scores folder, each a folder of Parquet files."""

MANIFEST, REJECTS, DONE = "manifest.json", "rejects.jsonl", "done"

_OURS = {"weights", "shards"}
"""What a manifest of ours has, the latter once it is finished; others write files of that name too."""


@dataclass(frozen=True)
class ScoresFolder:
    """The folder ``path`` with its ``manifest``: model, input, shards.

    A shard is there once its record ``done/<number>.json`` is: that file is written last.
    """

    path: Path
    manifest: Mapping[str, Any]

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that it has: those of :data:`TABLES`, stance only where targets were given."""
        return tuple(name for name in TABLES if name != "stance" or self.manifest.get("targets"))

    def part(self, table: str, number: int) -> Path:
        """Return the file of a table's shard."""
        return self.path / table / f"part-{number:06d}.parquet"

    def record(self, number: int) -> Mapping[str, Any] | None:
        """Return what was written of a shard, None where it is not finished or a file of it is gone."""
        try:
            found: Mapping[str, Any] = json.loads(self._done(number).read_text("utf-8"))
            whole = all(
                self.part(table, number).is_file() and self.part(table, number).stat().st_size == size
                for table, size in found["bytes"].items()
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError):  # damaged, or something else
            return None
        return found if whole else None

    def write(self, number: int, tables: Mapping[str, pd.DataFrame], rejects: list[dict[str, str]], rows: int) -> None:
        """Write a shard: its tables, then the record that makes it count. Raises InputError where the disk is full."""
        try:
            sizes = {}
            for name, table in tables.items():
                path = self.part(name, number)
                path.parent.mkdir(parents=True, exist_ok=True)
                sync(write_table(table, path))
                sizes[name] = path.stat().st_size
            counts = {name: len(table) for name, table in tables.items()}
            record = {"shard": number, "read": rows, "rows": counts, "bytes": sizes, "rejects": rejects}
            write_json(self._done(number), record)
        except OSError as error:
            raise cannot_write(self.path, error) from None
        except InputError as error:
            if isinstance(error.__context__, OSError):
                raise cannot_write(self.path, error.__context__) from None
            raise

    def shards(self) -> list[int]:
        """Return the numbers of the finished shards, in order."""
        return list(self.records())

    def records(self) -> dict[int, Mapping[str, Any]]:
        """Return what was written of each finished shard, by its number, in order."""
        files = (self.path / DONE).glob("[0-9]*.json")
        numbers = sorted(int(file.stem) for file in files if file.stem.isdecimal())
        return {number: record for number in numbers if (record := self.record(number)) is not None}

    def parts(self, table: str) -> Iterator[pd.DataFrame]:
        """Yield the parts of a table in order; raises InputError where the folder is unfinished or a part is gone."""
        self.check()
        for number in range(int(self.manifest["shards"])):
            yield read_table(self.part(table, number))

    def table(self, name: str) -> pd.DataFrame:
        """Return a table whole. ``articles`` is small; ``sentences`` of a large corpus may not fit."""
        if name not in self.tables:
            hint = "; stance is there where targets are given (--targets)" if name == "stance" else ""
            raise InputError(f"{self.path}: no table {name!r}; it has {', '.join(self.tables)}{hint}.")
        parts = [part for part in self.parts(name) if len(part)]
        if not parts:
            return next(iter(self.parts(name)), pd.DataFrame())
        attrs = parts[0].attrs
        for part in parts:
            part.attrs = {}
        joined = pd.concat(parts, ignore_index=True)
        joined.attrs = attrs
        return joined

    def rejects(self) -> list[dict[str, str]]:
        """Return what was left out, and why."""
        return [reject for record in self.records().values() for reject in record["rejects"]]

    def sweep(self) -> None:
        """Remove the drafts that killed runs left; nobody else may be writing."""
        for place in (self.path, *(self.path / name for name in (*TABLES, DONE))):
            for draft in place.glob(".*.part"):
                draft.unlink(missing_ok=True)

    def check(self) -> None:
        """Raise InputError where not every shard is there."""
        total = self.manifest.get("shards")
        if total is None:
            raise InputError(
                f"{self.path}: not finished ({counted(len(self.shards()), 'shard')} so far); go on with --resume, "
                "then use it."
            )
        missing = [number for number in range(int(total)) if self.record(number) is None]
        if missing:
            raise InputError(
                f"{self.path}: shard {missing[0]} is missing or damaged"
                f"{f' (and {len(missing) - 1} more)' if len(missing) > 1 else ''}; "
                "score with --resume again: only what is missing is done."
            )

    def _done(self, number: int) -> Path:
        return self.path / DONE / f"{number:06d}.json"


def is_scores_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether a folder is one that scoring made; a manifest that cannot be read is taken for one of ours."""
    try:
        manifest = json.loads((expanded(path) / MANIFEST).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):
        return (expanded(path) / MANIFEST).is_file()
    return isinstance(manifest, dict) and not _OURS.isdisjoint(manifest)


def open_scores(path: str | os.PathLike[str]) -> ScoresFolder:
    """Return a finished scores folder; raises InputError where it is none, unfinished, or where a shard is gone."""
    folder = read_folder(expanded(path))
    folder.check()
    return folder


def read_folder(path: Path) -> ScoresFolder:
    """Return a scores folder, finished or not."""
    if not is_scores_folder(path):
        raise InputError(
            f"{path}: no scores folder (no {MANIFEST} of one); make one with framing score ARTICLES -o {path}/."
        )
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path / MANIFEST}: cannot be read ({error}).") from None
    return ScoresFolder(path, manifest)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all: a draft, forced to the disk, then renamed."""
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file of text whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")  # containers share their process ids
    try:
        draft.write_text(text, encoding="utf-8")
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    if path.is_dir() and os.name == "nt":  # Windows cannot open a folder
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cannot_write(path: Path, error: OSError) -> InputError:
    """Return the error for a place that cannot be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    hint = "make room, then go on with --resume: what is finished stays" if full else "give another folder"
    return InputError(f"{path}: cannot be written ({error.strerror or error}); {hint}.")
