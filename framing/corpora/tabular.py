"""Tables of corpora read with their columns checked, so that a changed file answers with its name and what it lacks."""

from __future__ import annotations

import csv
import json
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from framing.errors import InputError


def read_csv(path: Path, columns: Iterable[str], *, separator: str = ",", quoted: bool = True) -> pd.DataFrame:
    """Return the table of a UTF-8 file with a header line; cells are strings, empty ones missing.

    ``quoted=False`` takes quotation marks as they stand. Words such as "NA" or "null" stay words. Raises InputError
    for a file that cannot be read so, or that lacks one of ``columns``.
    """
    try:
        table = pd.read_csv(
            path,
            sep=separator,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            dtype=str,
            keep_default_na=False,
            na_values=[""],
            encoding="utf-8",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not a table of columns separated by {separator!r} ({error}).") from error
    return with_columns(table, columns, path)


def read_parquet(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """Return the table of a Parquet file; raises InputError as :func:`read_csv` does."""
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is not a Parquet file that can be read ({error}).") from error
    return with_columns(table, columns, path)


def with_columns(table: pd.DataFrame, columns: Iterable[str], path: Path) -> pd.DataFrame:
    """Return ``table`` unchanged; raises InputError where it lacks one of ``columns``."""
    if missing := [name for name in columns if name not in table]:
        raise InputError(f"{path} lacks the columns {', '.join(missing)}; it has {', '.join(map(str, table.columns))}.")
    return table


def labels(values: pd.Series, meanings: Mapping[Hashable, int], path: Path) -> pd.Series:
    """Return ``values`` as the numbers that ``meanings`` gives them; raises InputError for any other value."""
    numbers = values.map(meanings)
    if numbers.isna().any():
        other = sorted({repr(value) for value in values[numbers.isna()]})
        raise InputError(f"{path} has the labels {', '.join(other)}; allowed are {', '.join(map(repr, meanings))}.")
    return numbers.astype("int64")


def read_jsonl(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """Return the table of a UTF-8 file with one JSON object a line; values keep the types of JSON.

    Blank lines are passed over. Raises InputError for a line that is no JSON object, or where ``columns`` lack.
    """
    rows: list[dict[str, object]] = []
    try:
        for number, line in enumerate(path.read_bytes().decode("utf-8").split("\n"), start=1):
            if not line.strip():
                continue
            row = json.loads(line)
            if not isinstance(row, dict):
                raise InputError(f"{path} has no JSON object in line {number}: {line[:80]!r}.")
            rows.append(row)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path} is not a file of one JSON object a line ({error}).") from error
    return with_columns(pd.DataFrame(rows), columns, path)
