"""Tables out, and in again: articles, sentences, attributions and scores as CSV, JSON lines or Parquet."""

from __future__ import annotations

import csv
import json
import math
import secrets
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.articles.intake import TEXT_DTYPE, is_missing
from framing.errors import InputError
from framing.places import expanded, make_folder
from framing.tables import ARTICLES, ATTRIBUTION_TEXTS, ATTRIBUTIONS, SENTENCES, SPAN_COLUMNS

_ATTRIBUTION_SPANS = ("source", "cue", "content")
_KEPT = ("model", "thresholds", "targets", "voice", "titles")
_LISTS = (list, tuple, dict, np.ndarray)
_NUMBERS = ("position", "paragraph", "start", "end", "author_share", "quoted_share", "attributed_share", "direct")
TEXTS = {*ARTICLES, *SENTENCES, *ATTRIBUTIONS, *ATTRIBUTION_TEXTS, "target"} - {*SPAN_COLUMNS, *_NUMBERS}
"""Our columns that hold text whatever it looks like: an id of 007 is no number."""


def write_table(frame: pd.DataFrame, path: Path | str) -> Path:
    """Write a table as the suffix of ``path`` says (.csv, .jsonl, .parquet), and return the path.

    Columns that hold lists (spans, evidence) are JSON in CSV and lists elsewhere; what is missing is an empty field,
    ``null``, or a null. The index is not written. A Parquet column that mixes types is written as text. The file
    appears whole or not at all, and its folder is made where it is missing. Raises `InputError` for another suffix and
    for a place that cannot be written.
    """
    path = expanded(path)
    write = _WRITERS[_check_suffix(path, _WRITERS, also=" (and .html, where the annotated article is written)")]
    twice = frame.columns[frame.columns.duplicated()].tolist()
    if twice:
        raise InputError(f"{path}: columns stand twice: {', '.join(map(repr, twice))}; rename one of each.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(frame, draft)
        draft.replace(path)
    except OSError as error:
        reason = f"{path.parent} is a file" if path.parent.is_file() else error.strerror or error
        raise InputError(f"{path}: cannot be written ({reason}).") from None
    except UnicodeEncodeError as error:
        raise InputError(f"{path}: a column holds half a surrogate pair, which no file can hold ({error}).") from None
    finally:
        if path.parent.is_dir():
            draft.unlink(missing_ok=True)
    return path


def read_table(path: Path | str) -> pd.DataFrame:
    """Return a table that :func:`write_table` wrote: spans as lists of ``(start, end)``, evidence as lists of dicts.

    Our columns have the types that they were written with. Others have what the file can tell: lists that the user's
    own columns held are JSON in a CSV file, and an empty JSON lines file has no columns. Raises `InputError` for a file
    that is missing or broken.
    """
    path = expanded(path)
    read = _READERS[_check_suffix(path, _READERS)]
    if not path.is_file():
        raise InputError(f"{path}: no such file.")
    try:
        frame = read(path)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(f"{path}: not a table that can be read ({reason}).") from None
    try:
        return typed_table(frame)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def typed_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as read from a file with the types that :func:`read_table` promises.

    Raises `InputError` where a column of spans holds something else.
    """
    spans = _span_columns(frame)
    typed: dict[str, pd.Series[Any]] = {}
    for name in spans:
        try:
            typed[name] = frame[name].map(_spans).astype(object)
        except (TypeError, ValueError):
            raise InputError(
                f"Column {name!r} holds text that is no list of spans in JSON; write such tables with "
                "framing.articles.write_table (or framing score -o …) and read them with framing.articles.read_table."
            ) from None
    for name in frame.columns:
        if name not in spans and len(frame) and frame[name].isna().all():
            typed[name] = frame[name].astype(TEXT_DTYPE if name in TEXTS else "float64")
    return frame.assign(**typed)


def with_lists(frame: pd.DataFrame) -> pd.DataFrame:
    """Return sentences, scores or attributions with spans as lists, where pandas read them from a CSV file as text.

    Others are returned as they are. Raises `InputError` for text that :func:`write_table` did not write.
    """
    as_text = any(isinstance(value, str) for name in _span_columns(frame) for value in frame[name])
    return typed_table(frame) if as_text else frame


def check_output(path: Path, *, page: bool = False) -> None:
    """Make the folder of a file that is to be written; raise InputError where that will not do.

    Called before anything is computed, so that nothing is lost to a suffix that :func:`write_table` has no format for
    (.html is one where it may be a ``page``), nor to a folder that cannot be made or written to.
    """
    path = expanded(path)
    if not page or path.suffix.lower() != ".html":
        _check_suffix(path, _WRITERS, also=" (and .html, where the annotated article is written)")
    if path.is_dir():
        raise InputError(f"{path} is a folder; give a file.")
    make_folder(path.parent)


def _check_suffix(path: Path, allowed: Iterable[str], also: str = "") -> str:
    suffix = path.suffix.lower()
    if suffix not in allowed:
        given = f"the format {path.suffix!r}" if suffix else "a path without suffix"
        raise InputError(f"{path}: {given} is none that tables have; allowed: {', '.join(allowed)}{also}.")
    return suffix


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    lists = {name: frame[name].map(_as_json) for name in frame.columns if _holds_lists(frame[name])}
    # Every text is quoted: a bare carriage return in one would end its row for most readers.
    frame.assign(**lists).to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)


def _write_json_lines(frame: pd.DataFrame, path: Path) -> None:
    columns = [[_plain(value) for value in frame[name].tolist()] for name in frame.columns]
    names = [str(name) for name in frame.columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in zip(*columns, strict=True):
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    span = pa.list_(pa.list_(pa.int64()))
    evidence = pa.list_(
        pa.struct([("task", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("weight", pa.float64())])
    )
    arrays = {}
    frame = with_lists(frame)
    spans = _span_columns(frame)
    for name in frame.columns:
        values = frame[name]
        if name in spans:
            # Without its type, a column of empty lists would not fit those of other files.
            arrays[name] = pa.array([_plain(value) for value in values], type=evidence if name == "evidence" else span)
            continue
        try:
            arrays[name] = pa.array([_plain(value) for value in values]) if _holds_lists(values) else pa.array(values)
        except (pa.ArrowException, OverflowError):
            arrays[name] = pa.array([None if is_missing(value) else str(value) for value in values], pa.string())
    table = pa.table({str(name): array for name, array in arrays.items()})
    # As pandas writes and reads them: what scored, and how articles were read, stays with the scores.
    kept = {key: value for key, value in frame.attrs.items() if key in _KEPT}
    parquet.write_table(table.replace_schema_metadata({"PANDAS_ATTRS": json.dumps(kept)}), path)


def _read_csv(path: Path) -> pd.DataFrame:
    names = list(pd.read_csv(path, nrows=0, encoding="utf-8").columns)
    return pd.read_csv(
        path,
        encoding="utf-8",
        dtype={name: TEXT_DTYPE for name in names if name in TEXTS or name in SPAN_COLUMNS},
        keep_default_na=False,
        na_values=[""],
    )


def _read_json_lines(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8", newline="\n") as file:
        return pd.DataFrame([json.loads(line) for line in file])


def _read_parquet(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


_WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_json_lines,
    ".parquet": _write_parquet,
}
_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": _read_csv,
    ".jsonl": _read_json_lines,
    ".parquet": _read_parquet,
}


def _span_columns(frame: pd.DataFrame) -> list[str]:
    # In the table of attributions, and only there, these are spans.
    own = _ATTRIBUTION_SPANS if "attribution_id" in frame.columns else ()
    return [name for name in (*SPAN_COLUMNS, *own) if name in frame.columns]


def _spans(value: Any) -> list[Any] | None:
    """Return spans or evidence from JSON, from lists, or from what Arrow makes of lists."""
    value = json.loads(value) if isinstance(value, str) else value
    if is_missing(value):
        return None
    return [dict(item) if isinstance(item, dict) else tuple(int(offset) for offset in item) for item in value]


def _holds_lists(values: pd.Series[Any]) -> bool:
    return values.dtype == object and any(isinstance(value, _LISTS) for value in values)


def _as_json(value: Any) -> Any:
    return json.dumps(_plain(value), ensure_ascii=False) if isinstance(value, _LISTS) else value


def _plain(value: Any) -> Any:
    """Return what JSON can hold: None for what is missing or not finite, Python's own numbers, dates as ISO 8601."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if is_missing(value) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool)) else str(value)
