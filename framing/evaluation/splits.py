"""Folds that do not leak, the same for everyone: read from a committed manifest of row ids.

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

FOLDS = 5
SEED = 20
FOLDER = Path(__file__).parent / "folds"

SPLITS: dict[str, str] = {
    "article": "rows of one article are in one fold",
    "outlet": "rows of one outlet, hence of one article, are in one fold",
    "random": "rows of one text are in one fold, nothing else is held apart; shows what leaks",
}
"""The kinds of folds."""


@dataclass(frozen=True)
class Manifest:
    """Which parts of a corpus are folded, by which label the folds are balanced, and which kinds there are."""

    parts: tuple[str, ...]
    label: str
    splits: tuple[str, ...]


MANIFESTS: dict[str, Manifest] = {
    "babe": Manifest(parts=("train",), label="loaded_language", splits=("article", "outlet", "random")),
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
    """Return the fold, 0 to 4, of each row of a corpus.

    Raises UnknownNameError for a corpus without manifest or a split that it does not have, InputError where the
    manifest lacks a row.
    """
    manifest = _manifest(corpus)
    if split not in manifest.splits:
        raise unknown_name(f"split of {corpus}", split, manifest.splits)
    with _path(corpus).open(encoding="utf-8", newline="") as file:
        known = {row["row_id"]: int(row[f"{split}_fold"]) for row in csv.DictReader(file)}
    ids = list(row_ids)
    missing = [name for name in ids if name not in known]
    if missing:
        raise InputError(
            f"{len(missing)} of {len(ids)} rows of {corpus} are not in its manifest of folds (first: {missing[0]}); "
            "use the corpus as framing reads it, or compute folds of your own with make_folds."
        )
    return np.array([known[name] for name in ids], dtype=np.int64)


def make_folds(
    labels: npt.ArrayLike, groups: npt.ArrayLike, n_folds: int = FOLDS, seed: int = SEED
) -> npt.NDArray[np.int64]:
    """Return a fold for each row so that no group is split and labels are as balanced as groups allow.

    Raises InputError where there are fewer groups than folds.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    y, names = np.asarray(labels), np.asarray(groups)
    count = len(pd.unique(names))
    if count < n_folds:
        raise InputError(f"Got {count} groups for {n_folds} folds; a fold needs at least one group of its own.")
    made = np.full(len(y), -1, dtype=np.int64)
    splitter = StratifiedGroupKFold(n_splits=n_folds, shuffle=True, random_state=seed)
    for fold, (_, held_out) in enumerate(splitter.split(y, y, names)):
        made[held_out] = fold
    return made


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


def text_key(texts: pd.Series) -> pd.Series:
    """Return the texts in lower case with single spaces, by which equal ones are known."""
    return texts.str.split().str.join(" ").str.lower()
