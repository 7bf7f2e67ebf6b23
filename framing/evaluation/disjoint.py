"""Folds of any table of rows: nothing that a kind of split holds apart is on both sides, near-duplicates neither."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles.dates import publication_days
from framing.corpora.overlap import near_duplicates
from framing.counts import counted
from framing.errors import InputError, unknown_name

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FOLDS = 5
SEED = 20

SPLITS: dict[str, str] = {
    "article": "rows of one article are in one fold",
    "outlet": "rows of one outlet, hence of one article, are in one fold",
    "random": "rows of one text are in one fold, nothing else is held apart; shows what leaks",
    "topic": "rows of one topic are in one fold",
    "event": "rows of one event are in one fold",
    "time": "folds are periods, and what is held out is later than all that is learned from; the first is only learned "
    "from",
    "leave_one_outlet_out": "each outlet is a fold of its own",
}
"""The kinds of folds."""

WITHOUT_OUTLET = ("outlet", "leave_one_outlet_out")
"""The kinds under which an outlet that is held out is also held out of other corpora."""

_COLUMNS = {"article": "article", "outlet": "outlet", "topic": "topic", "event": "event", "time": "published"}


def fold_rows(rows: pd.DataFrame, split: str, label: str | None = None, n_folds: int = FOLDS, seed: int = SEED) -> Ints:
    """Return the fold, from 0, of each row of a table; rows without what the split goes by are articles of their own.

    ``rows`` have ``text`` and, as the split needs, ``article, outlet, topic, event`` or ``published`` (dates). Under
    ``random`` and ``article`` near-duplicates (:func:`framing.corpora.overlap.near_duplicates`) stay together. Under
    the other kinds they cannot, where outlets print the same text, nor can an article that has several topics: take
    :func:`framing.evaluation.leakage.leaking` rows out of what is learned from. ``label`` names the column by which
    folds are balanced as far as groups allow. Folds of ``time`` are periods in rising order with equally many articles,
    as near as dates allow, and those of ``leave_one_outlet_out`` are the outlets in rising order; both know neither
    label nor seed. Use :func:`sides` to go through the folds.

    The same rows, in whatever order, and seed give the same folds. Raises UnknownNameError for another split,
    InputError where the column it needs is missing or empty, a date cannot be read, or there are fewer groups than
    folds.
    """
    if split not in SPLITS:
        raise unknown_name("kind of folds", split, SPLITS)
    column = _COLUMNS.get("outlet" if split == "leave_one_outlet_out" else split)
    if column is not None and (column not in rows or rows[column].isna().all()):
        raise InputError(f"Folds by {split} need a column {column!r} that says something; the table has none.")
    order = _order(rows, [name for name in (column, "article", label) if name is not None and name in rows])
    sorted_rows = rows.iloc[order].reset_index(drop=True)
    if split == "time":
        found = _periods(sorted_rows, n_folds)
    elif split == "leave_one_outlet_out":
        found = _outlets(sorted_rows)
    else:
        groups = _groups(sorted_rows, split)
        labels = np.zeros(len(rows)) if label is None else sorted_rows[label].astype(str).to_numpy()
        found = make_folds(labels, groups, n_folds, seed)
    folds = np.empty(len(rows), dtype=np.int64)
    folds[order] = found
    return folds


def sides(folds: npt.ArrayLike, split: str) -> Iterator[tuple[int, Flags, Flags]]:
    """Yield for each fold that is held out its number, which rows are learned from, and which are held out (n,).

    Under ``time`` only earlier folds are learned from, so that the first one is never held out.
    """
    fold = np.asarray(folds)
    numbers = np.unique(fold)
    for k in numbers[1:] if split == "time" else numbers:
        yield int(k), (fold < k if split == "time" else fold != k), fold == k


def make_folds(labels: npt.ArrayLike, groups: npt.ArrayLike, n_folds: int = FOLDS, seed: int = SEED) -> Ints:
    """Return a fold for each row so that no group is split and labels are as balanced as groups allow.

    Raises InputError where there are fewer groups than folds.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    y, names = np.asarray(labels), np.asarray(groups)
    count = len(pd.unique(names))
    if count < n_folds:
        raise InputError(
            f"Got {counted(count, 'group')} for {n_folds} folds; a fold needs at least one group of its own."
        )
    made = np.full(len(y), -1, dtype=np.int64)
    splitter = StratifiedGroupKFold(n_splits=n_folds, shuffle=True, random_state=seed)
    for fold, (_, held_out) in enumerate(splitter.split(y, y, names)):
        made[held_out] = fold
    return made


def text_key(texts: pd.Series) -> pd.Series:
    """Return the texts in lower case with single spaces, by which equal ones are known."""
    return texts.str.split().str.join(" ").str.lower()


def connected(groups: pd.DataFrame, pairs: npt.NDArray[np.int64] | None = None) -> Ints:
    """Return the number of each row's set, rows being in one set where any column of ``groups`` is equal.

    Missing values connect nothing; ``pairs`` (m, 2) of row positions connect what they name.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    n = len(groups)
    ends = [np.empty((0, 2), dtype=np.int64) if pairs is None else np.asarray(pairs, dtype=np.int64).reshape(-1, 2)]
    for name in groups:
        codes, _ = pd.factorize(groups[name])
        known = np.flatnonzero(codes >= 0)
        first = pd.Series(known).groupby(codes[known]).transform("first").to_numpy()
        ends.append(np.column_stack([known, first]))
    links = np.concatenate(ends)
    graph = coo_matrix((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _order(rows: pd.DataFrame, names: list[str]) -> Ints:
    """Return the positions of rows sorted by id, else by text; those that share it by what folds are made from."""
    keys = ["row_id" if "row_id" in rows else "text", *dict.fromkeys(names)]
    ranks = [pd.factorize(rows[name].astype(str).to_numpy(dtype=object), sort=True)[0] for name in reversed(keys)]
    return np.asarray(np.lexsort(ranks), dtype=np.int64)


def _groups(rows: pd.DataFrame, split: str) -> Ints:
    columns = {"text": text_key(rows["text"].astype(str))}
    if split in ("random", "article"):
        pairs = near_duplicates(rows["text"].astype(str), rows["text"].astype(str))
        alike = pairs[["a", "b"]].to_numpy()
        if split == "article":
            columns["article"] = rows["article"]
        return connected(pd.DataFrame(columns), alike)
    own = rows["article"] if "article" in rows else pd.Series(None, index=rows.index, dtype=object)
    own = own.where(own.notna(), "row " + pd.Series(range(len(rows)), index=rows.index).astype(str))
    column = rows[_COLUMNS[split]]
    named = column.notna()
    return connected(pd.DataFrame({"group": column.where(named), "article": own.where(~named)}))


def _outlets(rows: pd.DataFrame) -> Ints:
    known = rows["outlet"].dropna()
    if known.nunique() < 2:
        raise InputError(f"Only one outlet ({known.iloc[0]!r}) is named; leaving one out needs two.")
    if len(known) < len(rows):
        raise InputError(
            f"{counted(len(rows) - len(known), 'row names', 'rows name')} no outlet; leave out what names none, "
            "or split by article."
        )
    return np.asarray(pd.factorize(rows["outlet"], sort=True)[0], dtype=np.int64)


def _periods(rows: pd.DataFrame, n_folds: int) -> Ints:
    """Return the period of each row; an article is of one day, its first, and a day is of one period."""
    dates = publication_days(rows["published"]).dt.floor("D")
    if len(unread := rows["published"][dates.isna() & rows["published"].notna()]):
        raise InputError(f"A date in 'published' cannot be read ({unread.iloc[0]!r}); write it as 2024-05-31.")
    if dates.isna().any():
        raise InputError(
            f"{counted(int(dates.isna().sum()), 'row has', 'rows have')} no date in 'published'; leave out "
            "what has none."
        )
    article = rows["article"] if "article" in rows else pd.Series(range(len(rows)), index=rows.index)
    article = article.where(article.notna(), "row " + pd.Series(range(len(rows)), index=rows.index).astype(str))
    day = dates.groupby(article).transform("min")
    days = pd.DataFrame({"day": day, "article": article}).drop_duplicates().groupby("day").size().sort_index()
    if len(days) < n_folds:
        raise InputError(f"Got {counted(len(days), 'day')} for {n_folds} periods; a period needs a day of its own.")
    # The day in whose middle a share of the articles is reached; each period keeps at least one day.
    share = (days.cumsum() - days / 2) / days.sum()
    period = np.minimum((share.to_numpy() * n_folds).astype(np.int64), n_folds - 1)
    for k in range(1, n_folds):
        if not (period == k).any():
            raise InputError(f"Too many articles are of one day for {n_folds} periods; ask for fewer.")
    return np.asarray(day.map(dict(zip(days.index, period, strict=True))), dtype=np.int64)
