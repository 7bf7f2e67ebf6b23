"""What training and test rows share: articles, outlets, events, near-duplicate texts; counted, told, and left out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpora.overlap import near_duplicates
from framing.counts import counted

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
    tally = Tally()
    tally.add(name, train, test)
    return tally.table()


class Tally:
    """What test rows share with what was learned from, one after another: the folds of an evaluation."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.names: dict[str, dict[str, set[Any]]] = {}

    def add(self, name: str, train: pd.DataFrame, test: pd.DataFrame, pairs: tuple[Any, Any] | None = None) -> None:
        """Add test rows and what is learned from for them, see :func:`leakage`.

        ``pairs`` are how many near-duplicates there are, and of how many test rows, where that is known.
        """
        row = self.rows.setdefault(name, {"trained_on": name, "folds": 0, "train_rows": 0, "test_rows": 0})
        names = self.names.setdefault(name, {})
        if pairs is None:
            found = twins(train, test)
            pairs = (pd.NA, pd.NA) if found is None else (len(found), found["test"].nunique())
        counts = {
            "folds": 1,
            "train_rows": len(train),
            "test_rows": len(test),
            "near_duplicate_pairs": pairs[0],
            "near_duplicate_rows": pairs[1],
        }
        for column in SHARED:
            known, asked = _known(train, column), _known(test, column)
            shared = set(known.dropna()) & set(asked.dropna())
            if not (known.isna().all() or asked.isna().all()):
                names.setdefault(column, set()).update(shared)
                counts[f"rows_of_shared_{column}"] = int(asked.isin(shared).sum())
        for key, count in counts.items():
            row[key] = row.get(key, 0) + count

    def add_missing(self, name: str, test: pd.DataFrame) -> None:
        """Add test rows that cannot be compared, since what was learned from is not at hand."""
        self.rows[name] = {"trained_on": name, "folds": 1, "train_rows": pd.NA, "test_rows": len(test)}
        self.names[name] = {}

    def table(self) -> pd.DataFrame:
        """Return one row for each name: sums over the test rows, ``train_rows`` the mean."""
        made = [
            {
                **row,
                "train_rows": pd.NA if row["train_rows"] is pd.NA else round(row["train_rows"] / row["folds"]),
                **{f"shared_{column}": len(shared) for column, shared in self.names[name].items()},
            }
            for name, row in self.rows.items()
        ]
        table = pd.DataFrame(made)
        for column in LEAKAGE_COLUMNS:
            if column not in table:
                table[column] = pd.NA
        counts = {column: "Int64" for column in LEAKAGE_COLUMNS if column != "trained_on"}
        return table[list(LEAKAGE_COLUMNS)].astype(counts)


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
            found = twins(table, self.rows)
            ids = [] if found is None else zip(
                self.rows["row_id"].to_numpy()[found["test"]], table["row_id"].to_numpy()[found["train"]], strict=True
            )  # fmt: skip
            self.pairs[name] = list(ids)
        asked = set(held_out)
        return {theirs for own, theirs in self.pairs[name] if own in asked}

    def left(self, name: str, train: Iterable[str], test: Iterable[str]) -> tuple[int, int]:
        """Return how many near-duplicates rows of a part still have, by row ids, and of how many test rows."""
        learned, asked = set(train), set(test)
        pairs = [own for own, theirs in self.pairs[name] if own in asked and theirs in learned]
        return len(pairs), len(set(pairs))


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


def tell(table: pd.DataFrame) -> list[str]:
    """Return a line for each row of a leakage table, in words."""
    return [_sentence(row) for row in table.to_dict("records")]


def _sentence(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["train_rows"]):
        return f"Leakage from {row['trained_on']} unknown: the corpus is not on this machine."
    parts = []
    for column in SHARED:
        count, rows = row[f"shared_{column}"], row[f"rows_of_shared_{column}"]
        if pd.isna(count):
            parts.append(f"{column}s unknown")
        else:
            parts.append(counted(count, f"shared {column}") + (f" ({counted(rows, 'row')})" if count else ""))
    pairs = row["near_duplicate_pairs"]
    if pd.isna(pairs):
        parts.append("near-duplicates not looked for (too many words)")
    else:
        parts.append(counted(pairs, "near-duplicate pair"))
    train, test = counted(row["train_rows"], "row"), counted(row["test_rows"], "test row")
    return f"Leakage from {row['trained_on']} ({train}) to {test}: {', '.join(parts)}."


def _known(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return a column as text, missing where it says nothing."""
    if column not in rows:
        return pd.Series(np.nan, index=rows.index, dtype=object)
    values = rows[column].astype(object)
    if column == "article" and "row_id" in rows:
        values = values.where(values != rows["row_id"])
    return values.where(values.notna(), np.nan)
