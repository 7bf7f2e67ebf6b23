"""How a model is trained anew without what is held out: the protocol of a recipe, and the rows that it learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import pandas as pd

from framing.corpora import get_corpus
from framing.errors import InputError
from framing.evaluation.disjoint import WITHOUT_OUTLET, text_key
from framing.evaluation.leakage import Twins
from framing.evaluation.splits import SPLITS
from framing.models.protocol import Model


@runtime_checkable
class Recipe(Protocol):
    """How to train a model, so that it can be trained anew without the rows that are held out."""

    @property
    def name(self) -> str:
        """The name that results bear."""

    @property
    def parts(self) -> Mapping[str, Sequence[str]]:
        """The ``corpus:part`` that each task is learned from."""

    def fit(self, tables: dict[str, pd.DataFrame], seed: int) -> Model:
        """Train on a table for each task: ``label``, ``corpus``, and the columns of the corpora."""


def training_tables(
    recipe: Recipe, held_out: pd.DataFrame, split: str, twins: Twins | None = None
) -> dict[str, pd.DataFrame]:
    """Return the rows that a recipe learns from, a table for each task, without those that are held out.

    Left out are the rows held out themselves, under whatever task, the rows of any corpus with the same or nearly the
    same text, in folds that are not random the rows of the same articles, and in outlet folds the rows of any corpus
    from the same outlets. On a part, the part itself is left out. ``held_out`` has a column ``corpus``; ``twins`` know
    the near-duplicates of its rows already. Raises InputError where a task has no row left.
    """
    twins = twins or Twins(held_out)
    ids = set(zip(held_out["corpus"], held_out["row_id"], strict=True))
    texts = set(text_key(held_out["text"]))
    outlets = set(held_out["outlet"].dropna()) if split in WITHOUT_OUTLET else set()
    grouped = held_out.iloc[:0] if split == "random" or split not in SPLITS else held_out
    articles = set(zip(grouped["corpus"], grouped["article"], strict=True))
    parts = set() if split in SPLITS else set(held_out["corpus"] + ":" + held_out["part"])
    tables = {}
    for task, names in recipe.parts.items():
        read = [_without_twins(name, task, held_out, twins) for name in names if name not in parts]
        rows = pd.concat(read, ignore_index=True) if read else labelled(held_out.iloc[:0], task)
        seen = text_key(rows["text"]).isin(texts) | rows["outlet"].isin(outlets)
        for column, known in (("row_id", ids), ("article", articles)):
            keys = zip(rows["corpus"], rows[column], strict=True)
            seen |= pd.Series([key in known for key in keys], dtype=bool)
        tables[task] = rows[~seen].reset_index(drop=True)
        if tables[task].empty:
            raise InputError(f"{recipe.name} has nothing left to learn {task!r} from without what is held out.")
    return tables


def labelled(rows: pd.DataFrame, task: str) -> pd.DataFrame:
    """Return the rows that have a label of a task of two labels, with the column ``label``."""
    if task not in rows:
        return rows.iloc[:0].assign(label=pd.Series(dtype="int64"))
    rows = rows[rows[task].notna()]
    return rows.assign(label=rows[task].astype("int64"))


def read_part(name: str) -> pd.DataFrame:
    """Return the rows of ``corpus:part``, with the column ``corpus``."""
    corpus, _, part = name.partition(":")
    return get_corpus(corpus).table(part).assign(corpus=corpus)


def _without_twins(name: str, task: str, held_out: pd.DataFrame, twins: Twins) -> pd.DataFrame:
    rows = read_part(name)
    return labelled(rows[~rows["row_id"].isin(twins.of(name, rows, held_out["row_id"]))], task)
