"""What training and test rows share: articles, outlets, events, near-duplicate texts; counted, told, and left out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpora.overlap import near_duplicates

SHARED = ("article", "event", "outlet")
"""The columns in which rows may have something in common."""

LEAKAGE_COLUMNS = (
    *("trained_on", "train_rows", "test_rows", "near_duplicate_pairs", "near_duplicate_rows"),
    *(f"{kind}_{name}" for name in SHARED for kind in ("shared", "rows_of_shared")),
)

ARTICLE = 100
"""From so many words on, by its median, a corpus is one of articles: sentences are looked for inside its texts."""

MOST_WORDS = 10_000_000
"""Near-duplicates are not looked for in larger corpora, since every evaluation would wait minutes for it."""

Flags = npt.NDArray[np.bool_]


def leakage(train: pd.DataFrame, test: pd.DataFrame, name: str = "train") -> pd.DataFrame:
    """Return what test rows share with rows that were learned from, as one row of :data:`LEAKAGE_COLUMNS`.

    Both tables have ``text`` and, where they are known, ``row_id, article, event, outlet``. Near-duplicates are those
    of :func:`framing.corpora.overlap.near_duplicates` (Jaccard similarity of word 4-grams, computed exactly, where
    MinHash would estimate it), from .7 on; where the training texts are articles, test sentences that stand in them
    (containment from .9 on). They are not looked for (missing) beyond :data:`MOST_WORDS` words. ``shared_<name>``
    counts articles, events or outlets that are on both sides, ``rows_of_shared_<name>`` the test rows that belong to
    these; both are missing where one side does not name any. An article that is called after its only row (``row_id``)
    is not known.
    """
    made: dict[str, object] = {"trained_on": name, "train_rows": len(train), "test_rows": len(test)}
    pairs = twins(train, test)
    made["near_duplicate_pairs"] = pd.NA if pairs is None else len(pairs)
    made["near_duplicate_rows"] = pd.NA if pairs is None else pairs["test"].nunique()
    for column in SHARED:
        known, asked = _known(train, column), _known(test, column)
        shared = set(known.dropna()) & set(asked.dropna())
        nothing = known.isna().all() or asked.isna().all()
        made[f"shared_{column}"] = pd.NA if nothing else len(shared)
        made[f"rows_of_shared_{column}"] = pd.NA if nothing else int(asked.isin(shared).sum())
    return _typed(pd.DataFrame([made]))


def twins(train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame | None:
    """Return near-duplicates: columns ``train, test`` (positions); None where the training rows have too many words.

    See :func:`leakage`.
    """
    lengths = train["text"].astype(str).str.count(" ") + 1
    if lengths.sum() > MOST_WORDS:
        return None
    articles = len(lengths) > 0 and lengths.median() >= ARTICLE
    measure, threshold = ("containment", 0.9) if articles else ("jaccard", 0.7)
    texts = test["text"].astype(str), train["text"].astype(str)
    pairs = near_duplicates(*texts, threshold=threshold, measure=measure)
    return pairs.rename(columns={"a": "test", "b": "train"})[["train", "test"]]


class Twins:
    """The near-duplicates of rows that are held out by turns, looked for once in each part that is learned from."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows.reset_index(drop=True)
        self.pairs: dict[str, list[tuple[str, str]]] = {}

    def of(self, name: str, table: pd.DataFrame, held_out: Iterable[str]) -> set[str]:
        """Return the row ids of the near-duplicates of held-out row ids in a part, known by its name."""
        if name not in self.pairs:
            pairs = twins(table, self.rows)
            ids = [] if pairs is None else zip(
                self.rows["row_id"].to_numpy()[pairs["test"]], table["row_id"].to_numpy()[pairs["train"]], strict=True
            )  # fmt: skip
            self.pairs[name] = list(ids)
        asked = set(held_out)
        return {theirs for own, theirs in self.pairs[name] if own in asked}


def leaking(train: pd.DataFrame, test: pd.DataFrame, articles: bool = True) -> Flags:
    """Return which training rows to leave out: near-duplicates of test rows and, by default, their articles' rows.

    Shape (rows of ``train``,). Tables as in :func:`leakage`.
    """
    found = np.zeros(len(train), dtype=bool)
    pairs = twins(train, test)
    if pairs is not None:
        found[pairs["train"].unique()] = True
    if articles:
        found |= _known(train, "article").isin(set(_known(test, "article").dropna())).to_numpy(dtype=bool)
    return found


def total(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the leakage over all folds: rows of the same ``trained_on`` added up.

    ``train_rows`` is the mean over folds, since folds learn from the same rows; everything else is a sum, so that what
    two folds share counts twice.
    """
    if not tables:
        return _typed(pd.DataFrame(columns=list(LEAKAGE_COLUMNS)))
    table = pd.concat(tables, ignore_index=True)
    by_name = table.groupby("trained_on", sort=False)
    summed = by_name.sum(min_count=1).reset_index()
    summed["train_rows"] = by_name["train_rows"].mean().round().astype("int64").to_numpy()
    return _typed(summed)


def tell(table: pd.DataFrame) -> list[str]:
    """Return a line for each row of a leakage table, in words."""
    return [_sentence(row) for row in table.to_dict("records")]


def _sentence(row: Mapping[Hashable, Any]) -> str:
    parts = []
    for column in SHARED:
        count, rows = row[f"shared_{column}"], row[f"rows_of_shared_{column}"]
        if pd.isna(count):
            parts.append(f"{column}s unknown")
        else:
            parts.append(f"{count} shared {column}{'' if count == 1 else 's'}" + (f" ({rows} rows)" if count else ""))
    pairs = row["near_duplicate_pairs"]
    if pd.isna(pairs):
        parts.append("near-duplicates not looked for (too many words)")
    else:
        parts.append(f"{pairs} near-duplicate pair{'' if pairs == 1 else 's'}")
    return (
        f"Leakage from {row['trained_on']} ({row['train_rows']:,} rows) to {row['test_rows']:,} test rows: "
        f"{', '.join(parts)}."
    )


def _known(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as text, missing where it says nothing."""
    if column not in rows:
        return pd.Series(np.nan, index=rows.index, dtype=object)
    values = rows[column].astype(object)
    if column == "article" and "row_id" in rows:
        values = values.where(values != rows["row_id"])
    return values.where(values.notna(), np.nan)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    counts = {name: "Int64" for name in LEAKAGE_COLUMNS if name != "trained_on"}
    return table[list(LEAKAGE_COLUMNS)].astype(counts)
