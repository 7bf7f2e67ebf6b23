"""Folds of the corpora, the same for everyone: read from a committed manifest of row ids, or made from the rows.

``python -m framing.evaluation.write_folds`` writes the manifests anew from the corpora; nothing changes unless
a corpus, the seed or scikit-learn's StratifiedGroupKFold does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.evaluation.disjoint import FOLDS, SEED, SPLITS, fold_rows, make_folds, text_key

__all__ = ["FOLDS", "MANIFESTS", "SEED", "SPLITS", "Manifest", "fold_rows", "folded_rows", "folds", "make_folds",
           "make_manifest", "text_key", "write_manifests"]  # fmt: skip

FOLDER = Path(__file__).parent / "folds"


@dataclass(frozen=True)
class Manifest:
    """Which parts of a corpus are folded, by which label the folds are balanced, and which kinds there are.

    ``splits`` are committed, ``made`` are computed from the rows where they are asked for.
    """

    parts: tuple[str, ...]
    label: str
    splits: tuple[str, ...]
    made: tuple[str, ...] = ()


MANIFESTS: dict[str, Manifest] = {
    "babe": Manifest(
        parts=("train",),
        label="loaded_language",
        splits=("article", "outlet", "random"),
        made=("topic", "leave_one_outlet_out"),
    ),
    # Neither article nor outlet of its sentences is published.
    "checkthat": Manifest(parts=("train_en", "dev_en"), label="editorializing", splits=("random",)),
    "semeval_frames": Manifest(parts=("train",), label="genre", splits=("article",)),
}
"""The corpora that have a manifest of folds."""


def folded_rows(corpus: str) -> pd.DataFrame:
    """Return the rows of the parts that are folded, as one table."""
    from framing.corpora import get_corpus

    return pd.concat([get_corpus(corpus).table(part) for part in _manifest(corpus).parts], ignore_index=True)


def folds(corpus: str, split: str, row_ids: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return the fold, from 0, of each row of a corpus: five of them, but as many as outlets where one is left out.

    Raises UnknownNameError for a corpus without manifest or a split that it does not have, InputError where the
    manifest lacks a row.
    """
    manifest = _manifest(corpus)
    if split not in (*manifest.splits, *manifest.made):
        raise unknown_name(f"split of {corpus}", split, (*manifest.splits, *manifest.made))
    if split in manifest.made:
        rows = folded_rows(corpus)
        known = dict(zip(rows["row_id"], fold_rows(rows, split, manifest.label).tolist(), strict=True))
    else:
        with _path(corpus).open(encoding="utf-8", newline="") as file:
            known = {row["row_id"]: int(row[f"{split}_fold"]) for row in csv.DictReader(file)}
    ids = list(row_ids)
    missing = [name for name in ids if name not in known]
    if missing:
        raise InputError(
            f"{len(missing)} of {len(ids)} rows of {corpus} are not in its manifest of folds (first: {missing[0]}); "
            "use the corpus as framing reads it, or compute folds of your own with fold_rows."
        )
    return np.array([known[name] for name in ids], dtype=np.int64)


def make_manifest(rows: pd.DataFrame, manifest: Manifest, seed: int = SEED) -> pd.DataFrame:
    """Return the manifest of a corpus: ``row_id`` and a column ``<split>_fold`` for each split, sorted by row id."""
    rows = rows.sort_values("row_id", ignore_index=True)
    made = {"row_id": rows["row_id"]}
    for split in manifest.splits:
        groups = text_key(rows["text"]) if split == "random" else rows[split].astype(str)
        made[f"{split}_fold"] = pd.Series(make_folds(rows[manifest.label], groups, seed=seed))
    return pd.DataFrame(made)


def write_manifests(folder: Path = FOLDER, corpora: Iterable[str] = tuple(MANIFESTS)) -> list[Path]:
    """Write the manifests of corpora that :data:`MANIFESTS` names and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for corpus in corpora:
        path = folder / f"{corpus}.csv"
        make_manifest(folded_rows(corpus), _manifest(corpus)).to_csv(path, index=False, lineterminator="\n")
        paths.append(path)
    return paths


def _manifest(corpus: str) -> Manifest:
    if corpus not in MANIFESTS:
        raise unknown_name("corpus with folds", corpus, MANIFESTS)
    return MANIFESTS[corpus]


def _path(corpus: str) -> Path:
    return FOLDER / f"{corpus}.csv"
