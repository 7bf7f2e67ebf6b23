"""Distant supervision: sentences from opinion pages against sentences from news pages of the same outlets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.articles import to_sentences
from framing.errors import InputError

SHORTEST = 30
"""Characters; shorter sentences say too little about their page."""


def page_sentences(articles: pd.DataFrame, per_article: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return up to ``per_article`` sentences of each article with the article's ``label`` (1 opinion, 0 news).

    Every outlet gives as many articles of either kind as it has of the rarer one, so that the outlet says nothing about
    the label; an outlet with one kind gives none. Only body sentences that are mostly the author's own words are
    taken: what others say is not the page's. ``row_id`` is that of the article.
    """
    if missing := [name for name in ("text", "label", "outlet", "row_id") if name not in articles]:
        raise InputError(f"Sentences of pages need the columns {', '.join(missing)}.")
    known = articles[articles["outlet"].notna()].reset_index(drop=True)
    chosen: list[int] = []
    for _, rows in known.groupby("outlet", sort=True):
        kinds = [rows.index[rows["label"] == label].to_numpy() for label in (0.0, 1.0)]
        count = min(map(len, kinds))
        for kind in kinds:
            chosen += kind[rng.permutation(len(kind))[:count]].tolist()
    if not chosen:
        return articles.iloc[:0]
    picked = known.loc[sorted(chosen), ["text", "label", "row_id"]].rename(columns={"row_id": "article_id"})
    sentences = to_sentences(picked)
    own = (sentences["kind"] == "body") & (sentences["author_share"] >= 0.8) & (sentences["text"].str.len() >= SHORTEST)
    sentences = sentences[own]
    order = pd.Series(rng.permutation(len(sentences)), index=sentences.index)
    place = order.groupby(sentences["article_id"]).rank()
    taken = sentences[place <= per_article]
    return taken.assign(row_id=taken["article_id"], article=taken["article_id"])[["text", "label", "row_id", "article"]]
