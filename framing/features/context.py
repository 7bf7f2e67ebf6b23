"""Where each sentence stands in its article, and how the article's quoted words are shared among its speakers."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Context:
    """One value a sentence; what the table does not say is 0 (``known`` is 0 where it names no article).

    ``place`` is 0 for the first body sentence and 1 for the last, ``sentences`` their number, ``paragraph`` the place
    of the paragraph (0 for the first of the body), ``opens`` 1 where it opens one. ``share`` is the part of all that
    is quoted and paraphrased in the article that this sentence's speaker says, ``speakers`` the number of those who
    are known, by name or mention, ``entropy`` how evenly they share it (0 one alone, 1 all the same), ``top`` the
    share of the one who says most, ``others`` the share of all words that are not the author's, ``arrives`` the place
    of the speaker's first words.
    """

    known: Floats
    place: Floats
    sentences: Floats
    paragraph: Floats
    opens: Floats
    share: Floats
    speakers: Floats
    entropy: Floats
    top: Floats
    others: Floats
    arrives: Floats

    def take(self, rows: slice) -> Context:
        """Return the context of some rows."""
        return Context(*(getattr(self, field.name)[rows] for field in fields(self)))


def article_context(table: pd.DataFrame) -> Context:
    """Return where each row of a sentences table stands; rows of one article are found by ``article_id``.

    A row that names no article is one of its own.
    """
    n = len(table)
    if "article_id" not in table or "position" not in table or not n:
        return Context(*np.zeros((len(fields(Context)), n)))
    article, names = pd.factorize(table["article_id"])
    article = np.where(article < 0, len(names) + np.cumsum(article < 0) - 1, article)
    position = table["position"].to_numpy(float)
    body = (table["kind"] == "body").to_numpy(bool) if "kind" in table else np.ones(n, dtype=bool)
    frame = pd.DataFrame({"article": article, "position": position, "body": body}).sort_values(["article", "position"])
    order = frame.index.to_numpy()
    count: Floats = np.zeros(n)
    count[order] = frame.groupby("article")["body"].cumsum().to_numpy(float)
    total = np.bincount(article, weights=body)[article].astype(np.float64)
    place = np.where(body & (total > 1), (count - 1) / np.maximum(total - 1, 1), 0.0)
    paragraph, opens = _paragraphs(table, article, body, order)
    return Context(
        (total > 1).astype(float), np.clip(place, 0, 1), total, paragraph, opens, *_speakers(table, article, place)
    )


def _paragraphs(
    table: pd.DataFrame, article: np.ndarray, body: npt.NDArray[np.bool_], order: np.ndarray
) -> tuple[Floats, Floats]:
    """Return the number of the paragraph among those of the body, and whether a sentence opens its paragraph."""
    n = len(article)
    if "paragraph" not in table:
        return np.zeros(n), np.zeros(n)
    line = table["paragraph"].to_numpy(float)
    before = np.concatenate([[-1], order[:-1]])
    new = np.ones(n)
    new[order] = (article[order] != article[before]) | (line[order] != line[before])
    new[order[0]] = 1.0
    starts = pd.Series((new * body)[order]).groupby(article[order]).cumsum().to_numpy(float)
    number = np.zeros(n)
    number[order] = np.maximum(starts - 1, 0)
    return number, new


def _speakers(table: pd.DataFrame, article: np.ndarray, place: Floats) -> tuple[Floats, ...]:
    n = len(article)
    if not {"speaker", "quoted_share", "attributed_share"} <= set(table.columns):
        return tuple(np.zeros((6, n)))
    length = table["text"].str.len().to_numpy(float)
    shares = table[["quoted_share", "attributed_share"]].to_numpy(float)
    said = np.nan_to_num(shares).sum(axis=1) * length
    articles = int(article.max()) + 1
    names = table["speaker"]
    named = names.notna().to_numpy(bool) & (said > 0)
    pairs = pd.DataFrame({"article": article[named], "name": names.to_numpy(object)[named], "said": said[named]})
    pairs["place"] = place[named]
    by = pairs.groupby(["article", "name"], sort=True)
    table_of = by.agg(said=("said", "sum"), place=("place", "min")).reset_index()
    whole = np.bincount(table_of["article"], weights=table_of["said"], minlength=articles)
    part = table_of["said"].to_numpy(float) / np.maximum(whole[table_of["article"]], 1e-9)
    speakers = np.bincount(table_of["article"], minlength=articles).astype(float)
    entropy = np.bincount(table_of["article"], weights=-part * np.log(np.maximum(part, 1e-12)), minlength=articles)
    entropy = np.where(speakers > 1, entropy / np.log(np.maximum(speakers, 2)), 0.0)
    top = np.zeros(articles)
    np.maximum.at(top, table_of["article"].to_numpy(int), part)
    own, arrives = np.zeros(n), np.zeros(n)
    spot = by.ngroup().to_numpy(int)
    own[named] = part[spot]
    arrives[named] = table_of["place"].to_numpy(float)[spot]
    others = np.bincount(article, weights=said) / np.maximum(np.bincount(article, weights=length), 1.0)
    return own, speakers[article], np.clip(entropy, 0, 1)[article], top[article], others[article], arrives
