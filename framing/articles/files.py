"""Files of each format, as batches of raw rows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from framing.articles.delimited import read_delimited
from framing.articles.encoding import open_text, read_text
from framing.articles.exact import from_arrow, from_records
from framing.articles.html import read_page
from framing.articles.intake import BATCH_CHARACTERS, Raw, Reject, mended
from framing.errors import InputError


def read_plain(path: Path) -> dict[str, str | None]:
    """Return the whole file as the text of one article; a title in it is found with the sentences."""
    return {"text": read_text(path)}


def read_json_lines(path: Path, batch_size: int) -> Iterator[Raw]:
    """Yield the objects of a file that has one a line; blank lines are passed over.

    The file is read twice, so that every batch has the columns of the whole file.
    """
    names: dict[str, None] = {}
    broken: Reject | None = None
    for number, record in _lines(path):
        if isinstance(record, str):
            broken = broken or {"where": f"{path}, line {number}", "reason": record}
        else:
            names |= dict.fromkeys(record)
    if broken and not names:
        raise InputError(f"{broken['where']}: {broken['reason']}; no other line is a JSON object either.")
    batch = _Lines(path, list(names))
    for number, record in _lines(path):
        batch.add(number, record)
        if len(batch.lines) >= batch_size or batch.characters >= BATCH_CHARACTERS:
            yield batch.raw()
            batch = _Lines(path, list(names))
    if batch.lines or batch.rejects:
        yield batch.raw()


def read_json(path: Path, batch_size: int) -> Iterator[Raw]:
    """Yield the records of a JSON file: a list of objects, or one object. The file is read whole."""
    text = read_text(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        hint = "; is it JSON lines? Then name it .jsonl" if error.msg == "Extra data" else ""
        raise InputError(f"{path}, line {error.lineno}: not JSON ({error.msg}){hint}.") from None
    except (RecursionError, ValueError):
        raise InputError(f"{path}: JSON that is nested too deeply or holds a number too long.") from None
    records = [data] if isinstance(data, dict) else data
    if not isinstance(records, list):
        raise InputError(f"{path}: a JSON {type(data).__name__}; give a list of objects, one an article.")
    if not records:
        raise InputError(f"{path}: an empty list; nothing to read.")
    yield from raw_records(str(path), records, lambda place: f"{path}, record {place + 1}", batch_size, from_file=True)


def raw_records(
    name: str, records: Sequence[Any], where: Callable[[int], str], batch_size: int, *, from_file: bool = False
) -> Iterator[Raw]:
    """Yield a list of records as raw rows; what is not a record is a reject."""
    names = list(dict.fromkeys(mended(key) for record in records if isinstance(record, Mapping) for key in record))
    if not names:
        raise InputError(f"{where(0)}: {_no_record(records[0])}.")
    for begin in range(0, len(records), batch_size):
        rows: list[dict[str, Any]] = []
        places: list[int] = []
        rejects: list[tuple[int, Reject]] = []
        for place in range(begin, min(begin + batch_size, len(records))):
            if isinstance(records[place], Mapping):
                rows.append(mended(dict(records[place])))
                places.append(place)
            else:
                rejects.append((len(rows), {"where": where(place), "reason": _no_record(records[place])}))
        yield Raw(name, from_records(rows, names), _Places(where, places), rejects, from_file=from_file)


def read_parquet(path: Path, batch_size: int) -> Iterator[Raw]:
    """Yield the rows of a Parquet file. A named index that pandas stored is a column, an unnamed one is dropped."""
    import pyarrow as pa
    from pyarrow import parquet

    if not path.stat().st_size:
        raise InputError(f"{path}: empty file.")
    row = 0
    try:
        with parquet.ParquetFile(path) as file:
            nothing = pa.RecordBatch.from_pylist([], file.schema_arrow)
            for batch in file.iter_batches(batch_size=batch_size) if file.metadata.num_rows else [nothing]:
                frame = from_arrow(batch, ignore_metadata=True)
                unnamed = [name for name in frame.columns if re.fullmatch(r"__index_level_\d+__", name)]
                yield Raw(
                    str(path), _without_categories(frame.drop(columns=unnamed)), _Rows(path, row + 1), from_file=True
                )
                row += len(frame)
    except PermissionError:
        raise
    except (pa.ArrowException, OSError) as error:
        detail = str(error).splitlines()[0][:120]
        raise InputError(f"{path}: not a Parquet file that can be read, truncated perhaps ({detail}).") from None


PROSE: dict[str, Callable[[Path], dict[str, str | None]]] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_page,
    ".htm": read_page,
}
"""Formats of which a file is one article."""

TABLES: dict[str, Callable[[Path, int], Iterator[Raw]]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".parquet": read_parquet,
}
"""Formats of which a file is many articles."""

SUFFIXES = (*PROSE, *TABLES)


class _Places:
    def __init__(self, where: Callable[[int], str], places: list[int]) -> None:
        self.where, self.places = where, places

    def __call__(self, row: int) -> str:
        return self.where(self.places[row])


class _Rows:
    def __init__(self, path: Path, first: int) -> None:
        self.path, self.first = path, first

    def __call__(self, row: int) -> str:
        return f"{self.path}, row {self.first + row}"


class _Lines:
    """The JSON lines of one batch."""

    def __init__(self, path: Path, names: list[str]) -> None:
        self.path, self.names = path, names
        self.records: list[dict[str, Any]] = []
        self.lines: list[int] = []
        self.rejects: list[tuple[int, Reject]] = []
        self.characters = 0

    def add(self, number: int, record: dict[str, Any] | str) -> None:
        if isinstance(record, str):
            self.rejects.append((len(self.records), {"where": self.where(number), "reason": record}))
            return
        self.records.append(record)
        self.lines.append(number)
        self.characters += sum(len(value) for value in record.values() if isinstance(value, str))

    def where(self, number: int) -> str:
        return f"{self.path}, line {number}"

    def raw(self) -> Raw:
        rows = from_records(self.records, self.names)
        return Raw(str(self.path), rows, _Places(self.where, self.lines), self.rejects, from_file=True)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    with open_text(path) as file:
        for number, line in enumerate(file, start=1):
            if not line.isspace():
                yield number, _parsed(line)


def _parsed(line: str) -> dict[str, Any] | str:
    """Return the object of one line, or why it has none."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return f"not JSON ({error.msg}, character {error.colno})"
    except (RecursionError, ValueError):
        return "JSON that is nested too deeply or holds a number too long"
    if not isinstance(record, dict):
        return _no_record(record)
    return mended(record) if "\\ud" in line or "\\uD" in line else record  # type: ignore[no-any-return]


def _no_record(value: object) -> str:
    return f"a {type(value).__name__}, not an object with named fields"


def _without_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Give values back their own type: the categories of one batch are not those of the next."""
    coded = [name for name, dtype in frame.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]
    return frame.assign(**{str(name): frame[name].astype(frame[name].cat.categories.dtype) for name in coded})
