"""Articles in: text, files, folders and tables become one articles table."""

from __future__ import annotations

import difflib
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.articles.exact import from_arrow, inferred
from framing.articles.files import PROSE, SUFFIXES, TABLES, raw_records
from framing.articles.intake import BATCH_CHARACTERS, TEXT_DTYPE, Intake, OnError, Raw, Reject
from framing.counts import counted
from framing.errors import InputError
from framing.places import expanded
from framing.tables import ARTICLES

_ACCEPTED = (
    "a str (the text of one article), a pathlib.Path (a file or folder), a list or Series of str or of dicts, "
    "a DataFrame, a pyarrow.Table or a datasets.Dataset"
)


def read_articles(
    data: object, *, columns: Mapping[str, str] | None = None, on_error: OnError = "raise"
) -> pd.DataFrame:
    r"""Return the articles table (`tables.ARTICLES`, then the columns carried through) of anything that holds articles.

    ``data`` is a str, which is always the text of one article and never a path; a `pathlib.Path` to a file (.txt, .md,
    .html, .htm: one article each; .csv, .tsv, .jsonl, .ndjson, .json, .parquet: many) or to a folder of these, read
    with its sub-folders in the order of their names, hidden ones left out; a list, tuple, Series, array or iterator of
    str or of dicts; a DataFrame; a `pyarrow.Table`; a `datasets.Dataset`.

    ``columns`` says which column of the data is which, ``{"text": "body"}``; the rest is guessed from the usual names
    (`columns.GUESSES`), and an empty string keeps a column from being guessed. It is for tables; in a folder the files
    that are one article each need none. A carried column with a name of ours becomes ``original_<name>``.

    Our columns are strings, NaN where missing or blank. Text stays as it is, but that text from files loses its byte
    order mark and has ``\n`` for ``\r\n`` and ``\r``, and half a surrogate pair becomes U+FFFD: all offsets refer to
    this text. A missing ``article_id`` is a hash of source, title and text, for a file that is one article its name
    without suffix, in a folder with the path below it; ``-2``, ``-3`` … follow where that is taken.

    A row without text, or with an ``article_id`` that was given before, is an `InputError`, and so is a file of a
    folder that cannot be read. With ``on_error="skip"`` they are left out and listed. An input that cannot be read at
    all is an `InputError` in any case.

    ``attrs["rejects"]`` of the table lists what was left out, each a dict of ``where`` and ``reason``, among them the
    files of a folder whose format is not read; ``attrs["columns"]`` tells which column was taken for which.

    Dates that cannot be read stay in ``published`` as they are and count as unknown; a warning says how many there are.
    Another one names the date that makes all unknown that fit both orders of day and month (06/07/2025), since it has
    the other order than the rest.
    """
    intake = Intake(columns, on_error)
    if isinstance(data, Iterator) or (isinstance(data, pd.Series | np.ndarray) and data.ndim == 1):
        data = list(data)
    if isinstance(data, (list, tuple)) and not data:
        return intake.report(_nothing(), {})
    if isinstance(data, Path):
        tables = list(_from_path(expanded(data), intake, 1000))
    else:
        tables = [intake.articles(raw) for raw in _from_memory(data, columns)]
    where = str(data) if isinstance(data, Path) else ""
    intake.undated.tell(where, stacklevel=2)
    intake.orders.tell(where, stacklevel=2)
    return _joined(tables)


def iter_articles(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
    batch_size: int = 1000,
    intake: Intake | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield the articles of a file or folder in tables of at most ``batch_size`` rows, in bounded memory.

    Joined, they are the table of :func:`read_articles`, with the same errors; ids are unique over all of them. Each
    table has the ``attrs`` of its own part. Only .json is read whole, and a single article always is. Where several
    files are read one after the other, one ``intake`` (made with the same ``columns`` and ``on_error``) keeps the ids
    unique over all of these, and warns of dates that cannot be read after the first file that has any, then no more; of
    dates of both orders of day and month before the first table that shows them.
    """
    if not isinstance(path, Path):
        raise InputError(f"iter_articles was given {type(path).__name__}; it reads a pathlib.Path.")
    if batch_size < 1:
        raise InputError(f"batch_size is {batch_size}; it must be at least 1.")
    return _told_of_dates(path, intake or Intake(columns, on_error), batch_size)


def _told_of_dates(path: Path, intake: Intake, batch_size: int) -> Iterator[pd.DataFrame]:
    for table in _from_path(expanded(path), intake, batch_size):
        intake.orders.tell(str(path))  # at once: every date that fits both orders is lost, also those still to come
        yield table
    intake.undated.tell(str(path))


def _from_memory(data: object, columns: Mapping[str, str] | None) -> Iterator[Raw]:
    if isinstance(data, str):
        _warn_of_path(data)
        yield _loose([data], lambda _: "the text", columns)
    elif isinstance(data, (list, tuple)):
        if any(isinstance(item, Mapping) for item in data):
            yield from raw_records("the list", data, lambda place: f"item {place}", len(data))
        else:
            yield _loose(list(data), lambda row: f"item {row}", columns)
    elif isinstance(data, pd.DataFrame):
        yield _table(data)
    elif hasattr(data, "to_pandas"):
        yield _table(_from_columns(data))
    elif isinstance(data, Mapping):
        raise InputError(
            f"A {type(data).__name__} of {', '.join(repr(str(key)) for key in list(data)[:5])}: put a dict that is one "
            "article into a list, and of a DatasetDict give one split, data['train']."
        )
    else:
        raise InputError(f"Articles cannot be read from {type(data).__name__}; give {_ACCEPTED}.")


def _from_columns(data: Any) -> pd.DataFrame:
    """Return the rows of a `pyarrow.Table`, of a `datasets.Dataset`, or of another table that pandas can be made of."""
    import pyarrow as pa

    if type(data).__module__.startswith("datasets."):
        data = data.with_format("arrow")[:]
    frame: pd.DataFrame = from_arrow(data) if isinstance(data, pa.Table) else data.to_pandas()
    return frame


def _warn_of_path(text: str) -> None:
    """Warn where a text is the name of a file or folder, or looks like one: who gave it surely meant what is in it."""
    if len(text.split()) == 1 and text.lower().endswith(SUFFIXES) and not os.path.exists(text):
        warnings.warn(
            f"{text!r} was read as the text of an article; to read a file of that name (there is none here), give "
            f"pathlib.Path({text!r}).",
            stacklevel=2,
        )
    with suppress(OSError, ValueError):  # too long for a name, or with characters that no name has
        if text.strip() and os.path.exists(text):
            warnings.warn(
                f"{text!r} was read as the text of an article, but there is a file or folder of this name; "
                f"to read that, give pathlib.Path({text!r}).",
                stacklevel=2,
            )


def _loose(texts: list[object], where: Any, columns: Mapping[str, str] | None) -> Raw:
    if columns:
        raise InputError("columns was given, but loose text has none; give a table or a list of dicts.")
    return Raw("the list", pd.DataFrame({"text": pd.Series(texts, dtype=object)}), where, ours=True)


def _table(frame: pd.DataFrame) -> Raw:
    labels = frame.index
    if any(name is not None and name not in frame.columns for name in labels.names):
        frame = frame.reset_index()
    return Raw("the table", frame, lambda row: f"index {labels[row]}")


def _from_path(path: Path, intake: Intake, batch_size: int) -> Iterator[pd.DataFrame]:
    if not path.exists():
        raise InputError(f"{path}: no such file or folder.{_near(path)}")
    if path.is_dir():
        yield from _from_folder(path, intake, batch_size)
        return
    suffix = path.suffix.lower()
    if suffix in PROSE:
        yield _prose_table([_prose(path, path.stem)], [path], intake)
    elif suffix in TABLES:
        yield from _tables(path, intake, batch_size)
    else:
        raise InputError(f"{path}: {_unknown_format(path)}.")


def _from_folder(folder: Path, intake: Intake, batch_size: int) -> Iterator[pd.DataFrame]:
    files = []
    for file in files_in(folder):
        if file.suffix.lower() in SUFFIXES:
            files.append(file)
        else:
            intake.pending.append({"where": str(file), "reason": _unknown_format(file)})
    if not files:
        others = f" ({counted(len(intake.pending), 'file')} of other formats)" if intake.pending else ""
        raise InputError(f"{folder}: no file that can be read{others}; allowed: {', '.join(SUFFIXES)}.")
    prose: list[dict[str, str | None]] = []
    places: list[Path] = []
    characters = 0
    read = 0
    stems: set[str] = set()
    for file in files:
        try:
            if file.suffix.lower() in PROSE:
                name = _name_in(folder, file, stems)
                prose.append(_prose(file, name))
                places.append(file)
                characters += len(prose[-1]["text"] or "")
                read += 1
            if prose and (len(prose) >= batch_size or characters >= BATCH_CHARACTERS or file.suffix.lower() in TABLES):
                yield _prose_table(prose, places, intake)
                prose, places, characters = [], [], 0
            if file.suffix.lower() in TABLES:
                yield from _tables(file, intake, batch_size)
                read += 1
        except InputError as error:
            if not intake.skips:
                raise
            intake.refuse(str(file), error)
    if prose:
        yield _prose_table(prose, places, intake)
    if not read:
        first = intake.pending[0]
        raise InputError(
            f"{folder}: nothing can be read ({counted(len(files), 'file')}); {first['where']}: {first['reason']}"
        )
    if intake.pending:
        yield intake.report(_nothing(), {})


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and its sub-folders, linked ones too, sorted; hidden ones left out.

    Raises InputError for a folder that cannot be read.
    """
    found = []
    entered = set()

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: the folder cannot be read ({error.strerror}).")

    for root, folders, names in os.walk(folder, followlinks=True, onerror=refuse):
        entered.add(os.path.realpath(root))
        # A link back to a folder above would be walked for ever.
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(os.path.join(root, name)) not in entered
        ]
        found += [Path(root, name) for name in names if not name.startswith(".")]
    return sorted(found)


def _prose(path: Path, article_id: str) -> dict[str, str | None]:
    try:
        return {"article_id": article_id} | PROSE[path.suffix.lower()](path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def _prose_table(records: list[dict[str, str | None]], places: list[Path], intake: Intake) -> pd.DataFrame:
    rows = pd.DataFrame(records)
    return intake.articles(Raw("", rows, lambda row: str(places[row]), ours=True, made=True, from_file=True))


def _tables(path: Path, intake: Intake, batch_size: int) -> Iterator[pd.DataFrame]:
    try:
        for raw in TABLES[path.suffix.lower()](path, batch_size):
            yield intake.articles(raw)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def _name_in(folder: Path, file: Path, taken: set[str]) -> str:
    """Return the path of a file in its folder without its suffix; with it where two files differ in nothing else."""
    name = file.relative_to(folder).with_suffix("").as_posix()
    if name in taken:
        name = file.relative_to(folder).as_posix()
    taken.add(name)
    return os.fsencode(name).decode("utf-8", "replace")


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    rejects: list[Reject] = [reject for table in tables for reject in table.attrs["rejects"]]
    names: dict[str, list[str]] = {}
    for table in tables:
        for ours, theirs in table.attrs["columns"].items():
            if theirs not in names.setdefault(ours, []):
                names[ours].append(theirs)
    filled = [table for table in tables if len(table)]
    for table in tables:
        table.attrs = {}
    joined = inferred(pd.concat(filled, ignore_index=True)) if filled else tables[0]
    joined.attrs = {"columns": {ours: ", ".join(theirs) for ours, theirs in names.items()}, "rejects": rejects}
    return joined


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=TEXT_DTYPE) for name in ARTICLES})


def _unknown_format(path: Path) -> str:
    given = f"format {path.suffix!r} is not read" if path.suffix else "a file without a suffix is not read"
    return f"{given}; allowed: {', '.join(SUFFIXES)}"


def _near(path: Path) -> str:
    if not path.parent.is_dir():
        return f" The folder {path.parent} does not exist either."
    names = sorted(item.name for item in path.parent.iterdir())
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
