"""Files of users' own labels: CSV, JSON lines or Parquet, with their columns renamed to ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from framing.errors import InputError

_READERS: dict[str, Callable[..., pd.DataFrame]] = {
    ".csv": pd.read_csv,
    ".tsv": lambda path: pd.read_csv(path, sep="\t"),
    ".jsonl": lambda path: pd.read_json(path, lines=True),
    ".parquet": pd.read_parquet,
}


def read_labels(path: str | os.PathLike[str], columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return a table of labels; ``columns`` says which of its columns is which of ours (``{"label": "biased"}``).

    Raises InputError where the file is missing, of another kind, cannot be read or is empty, or lacks a named column.
    """
    path = Path(path)
    if path.suffix.lower() not in _READERS:
        raise InputError(f"Cannot read labels from {path.name!r}; allowed endings are {', '.join(_READERS)}.")
    try:
        table = _READERS[path.suffix.lower()](path)
    except FileNotFoundError:
        raise InputError(f"No file of labels at {path}.") from None
    except (OSError, ValueError) as error:  # pandas' and pyarrow's errors of parsing are ValueErrors
        raise InputError(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    if table.empty:
        raise InputError(f"{path} holds no rows.")
    for ours, theirs in (columns or {}).items():
        if theirs not in table:
            raise InputError(f"{path} has no column {theirs!r} for {ours!r}; its columns: {', '.join(table.columns)}.")
    return table.rename(columns={theirs: ours for ours, theirs in (columns or {}).items()})
