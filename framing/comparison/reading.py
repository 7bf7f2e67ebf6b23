"""What is compared, from where it lies: a scores table, a file of scores, or a scores folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from framing.articles.write import read_table, with_lists
from framing.errors import InputError
from framing.places import expanded
from framing.scale import is_scores_folder, open_scores
from framing.scale.stored import Scores, StoredScores

_TABLES = (".parquet", ".csv", ".jsonl")


class Scored(NamedTuple):
    """Scores, and what a scores folder may hold beside them (None where it does not)."""

    scores: Scores
    attributions: pd.DataFrame | None = None
    stance: pd.DataFrame | None = None
    vectors: pd.DataFrame | None = None


def is_scores(path: Path) -> bool:
    """Return whether a path holds scores already: a scores folder, or a table of sentences with scores."""
    path = expanded(path)
    if path.is_dir():
        made = is_scores_folder(path) and (path / "sentences").is_dir()
        return made or bool(_parts(path, "scores"))  # the second is what a run of a config writes
    if path.suffix.lower() not in _TABLES or not path.is_file():
        return False
    return {"sentence_id", "editorializing"} <= set(_columns(path))


def read_scored(data: Scores | str | Path) -> Scored:
    """Return the tables of a scores table, file or folder; raises InputError where there are no scores.

    A folder has each table as Parquet, ``NAME.parquet`` or in parts, ``NAME/*.parquet``; the scores are ``sentences``
    or ``scores``. Of a folder that ``framing score`` wrote, sentences are read when they are needed. Beside a file
    ``NAME.csv``, stance is ``NAME.stance.csv``, as ``framing score`` writes it.
    """
    if isinstance(data, pd.DataFrame):
        return Scored(with_lists(data))
    if isinstance(data, StoredScores):
        return Scored(data)
    path = expanded(data)
    if not path.exists():
        raise InputError(f"{path}: no such file or folder; give a table of scores, their file, or a scores folder.")
    if not is_scores(path):
        raise InputError(f"{path} holds no scores; make them with framing.score(…) or: framing score {path} -o …")
    if not path.is_dir():
        beside = {name: path.with_suffix(f".{name}{path.suffix}") for name in ("attributions", "stance")}
        return Scored(read_table(path), **{name: read_table(file) for name, file in beside.items() if file.is_file()})
    scores: Scores | None
    if is_scores_folder(path):
        scores = StoredScores(open_scores(path))
    else:
        scores = _joined(path, "sentences" if _parts(path, "sentences") else "scores")
    assert scores is not None
    tables = {name: _joined(path, name) for name in ("attributions", "stance")}
    # Those that a folder of framing score keeps are for one model: framing.comparison.vectors looks them up.
    vectors = None if isinstance(scores, StoredScores) else _joined(path, "vectors")
    named = None if vectors is None else vectors.set_index("article_id")
    return Scored(scores, tables["attributions"], tables["stance"], named)


def _parts(folder: Path, name: str) -> list[Path]:
    whole = folder / f"{name}.parquet"
    return [whole] if whole.is_file() else sorted((folder / name).glob("*.parquet"))


def _joined(folder: Path, name: str) -> pd.DataFrame | None:
    parts = [read_table(part) for part in _parts(folder, name)]
    if not parts:
        return None
    attrs = parts[0].attrs
    for part in parts:
        part.attrs = {}
    filled = [part for part in parts if len(part)] or parts[:1]
    joined = pd.concat(filled, ignore_index=True)
    joined.attrs = attrs
    return joined


def _columns(path: Path) -> list[str]:
    """Return the names of a table's columns, without reading the table."""
    if path.suffix.lower() == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return list(pq.read_schema(path).names)
        except (OSError, pa.ArrowException):
            return []
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline(1 << 20)
    if path.suffix.lower() == ".csv":
        return [name.strip().strip('"') for name in first.lstrip("\ufeff").split(",")]
    return [name for name in ("sentence_id", "editorializing") if f'"{name}"' in first]
