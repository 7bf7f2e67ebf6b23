"""CSV and TSV, row by row: every row that cannot be read is told with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from framing.articles.encoding import detect_encoding
from framing.articles.intake import BATCH_CHARACTERS, TEXT_DTYPE, Raw, Reject
from framing.counts import counted
from framing.errors import InputError

MISSING = frozenset({"", "NA", "N/A", "#N/A", "<NA>", "NaN", "nan", "null", "NULL"})
"""What stands for a missing value in a file without types."""

# Fifteen digits are what a float holds exactly. Longer numbers are names and stay text, as do those with leading zeros.
_INT = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})")
_FLOAT = re.compile(r"[+-]?(?:(?:0|[1-9]\d{0,14})(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
NAMED_MARK = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""A line before the header that tells Excel what parts the columns."""
Records = Iterator[tuple[int, list[str] | str]]

_FIELD_LIMIT = 2**31 - 1
_UNCLOSED = "unexpected end of data"


def read_delimited(path: Path, batch_size: int) -> Iterator[Raw]:
    """Yield the rows of a CSV or TSV file as text, with the types that whole columns allow in `Raw.kinds`.

    The file is read twice: a column's type must not hang on the batch. Numbers with leading zeros stay text. Raises
    `InputError` for a quotation mark that is never closed, since it swallows the rest of the file.
    """
    encoding = detect_encoding(path)
    dialect = _dialect(path, encoding)
    header, kinds = _survey(path, _records(path, encoding, dialect))
    records = _records(path, encoding, dialect)
    _next_batch(records, 1)
    begun = False
    while (batch := _next_batch(records, batch_size)) or not begun:
        begun = True
        rows: list[list[str]] = []
        lines: list[int] = []
        rejects: list[tuple[int, Reject]] = []
        for line, fields in batch:
            fitted = _fitted(fields, len(header))
            if isinstance(fitted, str):
                rejects.append((len(rows), {"where": f"{path}, line {line}", "reason": fitted}))
            else:
                rows.append(fitted)
                lines.append(line)
        cells = [[None if cell in MISSING else cell for cell in column] for column in zip(*rows, strict=True)]
        frame = pd.DataFrame(
            {i: pd.Series(cells[i] if rows else [], dtype=TEXT_DTYPE) for i in range(len(header))}
        ).set_axis(header, axis=1)
        yield Raw(str(path), frame, _Lines(path, lines), rejects, from_file=True, kinds=kinds)


class _Lines:
    def __init__(self, path: Path, lines: list[int]) -> None:
        self.path, self.lines = path, lines

    def __call__(self, row: int) -> str:
        return f"{self.path}, line {self.lines[row]}"


def _records(path: Path, encoding: str, dialect: dict[str, Any]) -> Records:
    """Yield the line where each record begins with its fields, or with why it has none."""
    with path.open(encoding=encoding) as file:
        before = 1 if NAMED_MARK.fullmatch(file.readline()) else 0
        if not before:
            file.seek(0)
        reader = csv.reader(file, **dialect)
        while True:
            line = before + reader.line_num + 1
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if str(error) == _UNCLOSED:
                    raise InputError(f"{path}: the quotation mark opened at line {line} is never closed.") from None
                yield line, f"malformed row ({error})"
                continue
            if fields:
                yield line, fields


def _next_batch(records: Records, size: int) -> list[tuple[int, list[str] | str]]:
    batch: list[tuple[int, list[str] | str]] = []
    characters = 0
    with _no_field_limit():
        for line, fields in islice(records, size):
            batch.append((line, fields))
            characters += sum(map(len, fields))
            if characters >= BATCH_CHARACTERS:
                break
    return batch


@contextmanager
def _no_field_limit() -> Iterator[None]:
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _fitted(fields: list[str] | str, width: int) -> list[str] | str:
    if isinstance(fields, str) or len(fields) == width:
        return fields
    if len(fields) > width and not any(fields[width:]):
        return fields[:width]
    return f"malformed row: {counted(len(fields), 'field')}, the header has {width}"


def _survey(path: Path, records: Records) -> tuple[list[str], dict[str, str]]:
    """Return the header, and for each column that is not text the type that all its values have."""
    (line, header), *_ = _next_batch(records, 1)
    if isinstance(header, str):
        raise InputError(f"{path}, line {line}: {header}; the first line must name the columns.")
    header = _named([name.strip() for name in header])
    kinds: dict[int, set[str]] = {place: set() for place in range(len(header))}
    while batch := _next_batch(records, 1_000):
        for _, fields in batch:
            fitted = _fitted(fields, len(header))
            if isinstance(fitted, str):
                continue
            for place in list(kinds):
                kind = _kind(fitted[place])
                if kind == "text":
                    del kinds[place]
                else:
                    kinds[place].add(kind)
    agreed = {header[place]: _agreed(found) for place, found in kinds.items()}
    return header, {name: kind for name, kind in agreed.items() if kind}


def _named(header: list[str]) -> list[str]:
    """Return the header with names for columns that have none, "Unnamed: 0" or, where that is taken, "Unnamed: 0.1"."""
    named: list[str] = []
    for place, name in enumerate(header):
        made = name or f"Unnamed: {place}"
        while not name and (made in header or made in named):
            made += ".1"
        named.append(made)
    return named


def _kind(cell: str) -> str:
    if cell in MISSING:
        return "missing"
    if cell in ("True", "False", "TRUE", "FALSE"):
        return "bool"
    if _INT.fullmatch(cell):
        return "int"
    return "float" if _FLOAT.fullmatch(cell) else "text"


def _agreed(found: set[str]) -> str:
    if found == {"bool"}:
        return "bool"
    if found == {"int"}:
        return "int"
    return "float" if found & {"int", "float"} and "bool" not in found else ""


def _dialect(path: Path, encoding: str) -> dict[str, Any]:
    if path.suffix.lower() == ".tsv":
        return {"delimiter": "\t", "strict": True, "quoting": _tsv_quoting(path, encoding)}
    with path.open(encoding=encoding) as file:
        first = next((line for line in file if line.strip()), "")
    if named := NAMED_MARK.fullmatch(first):
        return {"delimiter": named[1], "strict": True}
    first = re.sub(r'"[^"]*"', "", first)
    # Names hold other marks, too: text (raw, English).
    return {"delimiter": max(",;\t", key=first.count), "strict": True}


def _tsv_quoting(path: Path, encoding: str) -> int:
    """Return whether quotation marks wrap the fields of a TSV file or belong to its text: what fits more rows.

    Where both fit, they wrap only if the header has some, or a doubled one stands somewhere: a writer that wraps a
    field for no reason wraps all of them.
    """
    base = {"delimiter": "\t", "strict": True}
    wrapped = _misfits(path, encoding, base | {"quoting": csv.QUOTE_MINIMAL})
    bare = _misfits(path, encoding, base | {"quoting": csv.QUOTE_NONE})
    if wrapped == bare:
        with path.open(encoding=encoding) as file:
            wraps = '"' in file.readline() or any('""' in line for line in file)
        return csv.QUOTE_MINIMAL if wraps else csv.QUOTE_NONE
    return csv.QUOTE_MINIMAL if wrapped < bare else csv.QUOTE_NONE


def _misfits(path: Path, encoding: str, dialect: dict[str, Any]) -> float:
    records = _records(path, encoding, dialect)
    count = 0
    try:
        width = len(_next_batch(records, 1)[0][1])
        while batch := _next_batch(records, 1_000):
            count += sum(isinstance(_fitted(fields, width), str) for _, fields in batch)
    except InputError:
        return float("inf")
    return count
