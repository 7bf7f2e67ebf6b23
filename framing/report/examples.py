"""Sentences of every source to read beside the numbers: some drawn at random, some from the top."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
import pandas as pd

from framing.errors import InputError
from framing.models import MODELS, at_hand, load_model
from framing.report.segments import items
from framing.summary import require
from framing.tables import SENTENCES

PICKS = ("random", "top")


def example_sentences(scores: pd.DataFrame, n: int = 5, seed: int = 0, articles: Iterable[str] = ()) -> pd.DataFrame:
    """Return up to ``n`` sentences of each source drawn at random, and its ``n`` highest ones.

    Only body sentences with a score for the author's own words can be drawn. At random, every article of a source is as
    likely as any other, and so is every sentence of the article: what the mean over articles weighs is what is drawn.
    A source's sentences depend on ``seed`` and on its own rows, not on the sources beside it. ``articles`` are the ids
    of those that count, all where none is given.

    The rows are those of ``scores``, with ``pick`` (``random`` or ``top``) before them; sources keep the order in which
    they appear. Raises :class:`~framing.errors.InputError` where a column is missing or ``n`` is negative.
    """
    if n < 0:
        raise InputError(f"n is {n}: give the number of example sentences of each source, 0 for none.")
    require(scores, ("article_id", "source", "kind", "position", "editorializing"))
    usable = scores["kind"].eq("body") & scores["editorializing"].notna() & scores["source"].notna()
    if kept := set(articles):
        usable &= scores["article_id"].isin(kept)
    picked = [
        rows.assign(pick=pick)
        for source, group in scores[usable].groupby("source", sort=False)
        for pick, rows in (("random", _drawn(group, n, seed, str(source))), ("top", _top(group, n)))
    ]
    empty = scores.iloc[:0].assign(pick=pd.Series(dtype=object))
    found = pd.concat(picked) if picked else empty
    return found[["pick", *scores.columns]].reset_index(drop=True)


def with_evidence(rows: pd.DataFrame, model: str) -> pd.DataFrame:
    """Return example sentences with the words behind their scores, where the scores were made without.

    Evidence takes longer than scores, so large corpora are scored without it; a few sentences take seconds. The model
    is loaded where it ships with the package and its encoder is on this machine; for another one, and where there is
    evidence already, rows are as given.
    """
    told = "evidence" in rows and any(len(list(items(one))) for one in rows["evidence"])
    if rows.empty or told or model not in MODELS or not at_hand(model):
        return rows
    missing = [name for name in SENTENCES if name not in rows]
    if missing:
        return rows
    loaded = load_model(model)
    found: list[list[dict[str, object]]] = [[] for _ in range(len(rows))]
    for task in ("editorializing", "loaded_language"):
        for at, words in enumerate(loaded.evidence(rows, task=task)):
            found[at] += [{"task": task, "start": s, "end": e, "weight": round(w, 4)} for s, e, w in words]
    return rows.assign(evidence=pd.Series(found, index=rows.index, dtype=object))


def _drawn(group: pd.DataFrame, n: int, seed: int, source: str) -> pd.DataFrame:
    ordered = group.sort_values(["article_id", "position"], kind="stable")
    weights = 1 / ordered.groupby("article_id")["article_id"].transform("size").to_numpy(dtype=float)
    generator = np.random.default_rng([seed, zlib.crc32(source.encode("utf-8", "surrogatepass"))])
    at = generator.choice(len(ordered), size=min(n, len(ordered)), replace=False, p=weights / weights.sum())
    return ordered.iloc[at]


def _top(group: pd.DataFrame, n: int) -> pd.DataFrame:
    return group.sort_values(["editorializing", "article_id", "position"], ascending=[False, True, True]).head(n)
