"""Wire stories and syndicated columns: near-duplicates are found, shown, and counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from framing.articles.dates import publication_days
from framing.corpora.overlap_within import copies_within
from framing.errors import unknown_name
from framing.scale.stored import Scores, columns_of

COPIES = ("article_id", "source", "copy_of", "similarity", "kept")

CHOICES: dict[str, str] = {
    "once": "of articles that are copies of each other the earliest counts, the others are left out",
    "out": "all articles that have a copy are left out",
    "all": "copies count like other articles",
}
"""What can be done about copies."""

SIMILAR = 0.8
"""From this share of the shorter article's shingles (runs of four words) on, two articles are copies."""

_SHORTEST = 50  # words: two shorter articles may share a phrase that is most of them


def find_copies(
    scores: Scores, articles: pd.DataFrame, choice: str = "once", threshold: float = SIMILAR
) -> pd.DataFrame:
    """Return the articles that have a copy, in another source or their own: columns of :data:`COPIES`.

    Texts are the body sentences of ``scores``; articles are compared by containment of word shingles (Broder 1997), so
    that a cut version is found too. ``copy_of`` is the article of the same group that is earliest (``published``, then
    the order of the table), empty for that article itself; ``similarity`` is the highest to another of the group.
    ``kept`` says whether the article counts under ``choice`` (:data:`CHOICES`).
    """
    if choice not in CHOICES:
        raise unknown_name("choice for copies", choice, CHOICES)
    body = columns_of(scores, ("article_id", "kind", "text"), kind=["body"])
    texts = body.groupby("article_id", sort=False)["text"].agg(" ".join).reindex(articles["article_id"]).fillna("")
    long = np.flatnonzero(texts.str.count(r"\w+").to_numpy() >= _SHORTEST)
    texts = texts.iloc[long]
    pairs = copies_within(texts.tolist(), threshold=threshold)
    if not len(pairs):
        nothing = {"similarity": "float64", "kept": "bool"}
        return pd.DataFrame({name: pd.Series(dtype=nothing.get(name, "str")) for name in COPIES})
    a, b = long[pairs["a"]], long[pairs["b"]]
    n = len(articles)
    _, group = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)
    alike = np.zeros(n)
    for ends in (a, b):
        np.maximum.at(alike, ends, pairs["similarity"].to_numpy())
    table = articles[["article_id", "source"]].assign(
        group=group, similarity=alike, published=publication_days(articles["published"])
    )
    table = table[table["similarity"] > 0].sort_values(["group", "published"], kind="stable", na_position="last")
    first = table.groupby("group", sort=False)["article_id"].transform("first")
    original = table["article_id"] == first
    kept = {"once": original, "out": pd.Series(False, table.index), "all": pd.Series(True, table.index)}[choice]
    return table.assign(copy_of=first.where(~original, ""), kept=kept)[list(COPIES)].reset_index(drop=True)
