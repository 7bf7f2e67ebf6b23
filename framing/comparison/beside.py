"""Scores read from a file or folder, with the attributions and the stance that lie beside them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from framing.articles.write import read_table
from framing.errors import InputError
from framing.tables import SCORES

SUFFIXES = (".parquet", ".csv", ".jsonl")
"""Formats of tables, in the order in which they are looked for."""

_NAMES = ("scores", "sentences")


class Scored(NamedTuple):
    """Tables of scored articles; None where there is none."""

    scores: pd.DataFrame
    attributions: pd.DataFrame | None
    stance: pd.DataFrame | None


def read_beside(path: str | os.PathLike[str]) -> Scored:
    """Return the tables of a folder that scoring wrote, or of a file of scores.

    A folder holds ``scores`` (or ``sentences``) and may hold ``attributions`` and ``stance``, each as Parquet, CSV or
    JSON lines. Beside a file ``NAME.csv`` they are ``NAME.attributions.csv`` and ``NAME.stance.csv``, as
    ``framing score -o`` writes them.

    Raises InputError where there are no scores.
    """
    path = Path(path)
    if path.is_dir():
        found = next((file for name in _NAMES if (file := _table(path, name)) is not None), None)
        if found is None:
            inside = ", ".join(sorted(entry.name for entry in path.iterdir())[:8]) or "nothing"
            raise InputError(
                f"{path} holds no table of scores (scores.parquet, .csv or .jsonl), only {inside}; make one with "
                "framing score ARTICLES -o scores.parquet."
            )
        others = [_table(path, name) for name in ("attributions", "stance")]
    elif path.is_file():
        found = path
        others = [
            beside if (beside := path.with_suffix(f".{name}{path.suffix}")).is_file() else None
            for name in ("attributions", "stance")
        ]
    else:
        raise InputError(f"{path}: no such file or folder; give a file or folder of scores.")
    scores = read_table(found)
    if missing := [
        name for name in ("article_id", "kind", *SCORES) if name not in scores.columns and name != "evidence"
    ]:
        raise InputError(
            f"{found} is no table of scores: it has no column {', '.join(map(repr, missing))}; make one with "
            "framing score ARTICLES -o scores.parquet."
        )
    return Scored(scores, *(None if other is None else read_table(other) for other in others))


def _table(folder: Path, name: str) -> Path | None:
    return next((file for suffix in SUFFIXES if (file := folder / f"{name}{suffix}").is_file()), None)
