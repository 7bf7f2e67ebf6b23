"""Which features of language tell a source from the others: means over articles, in standard deviations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.comparison.profile import against_others
from framing.errors import InputError
from framing.features import describe, extract
from framing.summary import mean_over_articles, require

_NEEDED = ("article_id", "kind", "text", "voice")


def distinguishing_features(
    scores: pd.DataFrame,
    by: str = "source",
    *,
    families: Sequence[str] | None = None,
    voice: str | None = "author",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return one row a feature and source: the source's mean, that of the others, and how far they are apart.

    ``scores`` is a table of sentences or scores; ``families`` are names of :data:`framing.features.FEATURES`, all where
    None. Only body sentences of one ``voice`` count ("author", "other", "mixed"; None: all), so that the style of those
    who are quoted is not taken for the author's. A feature is averaged over the sentences of an article, then over the
    articles of a source, with a bootstrap interval over articles. Columns: ``measure`` (the feature), ``family``,
    ``source, value, low, high, n_articles``, those of :func:`framing.comparison.profile.against_others`, and
    ``effect``: the difference in standard deviations of article means. The largest effects come first.

    Raises InputError for a table without these columns, UnknownNameError for another family.
    """
    require(scores, _NEEDED)
    if by not in scores.columns:
        raise InputError(f"The table has no column {by!r} to compare by.")
    scores = scores.reset_index(drop=True)
    body = scores[(scores["kind"] == "body") & scores[by].notna()]
    body = body if voice is None else body[body["voice"] == voice]
    if body.empty:
        raise InputError(f"No body sentence has the voice {voice!r}; allowed: author, other, mixed, or None for all.")
    # From whole articles: where a sentence stands and who else speaks cannot be told from a part of them.
    whole = scores[scores["article_id"].isin(body["article_id"])]
    articles = extract(whole, families).loc[body.index].groupby(body["article_id"], sort=False).mean()
    source = body.drop_duplicates("article_id").set_index("article_id")[by]
    family = describe(families).set_index("name")["family"]
    rows = [
        {
            "measure": name,
            "family": family.get(name),
            "source": outlet,
            **_mean(articles.loc[own.index, name], seed, draws),
        }
        for name in articles.columns
        for outlet, own in source.groupby(source)
    ]
    table = against_others(pd.DataFrame(rows))
    spread = articles.std(ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        table["effect"] = table["difference"] / table["measure"].map(spread).replace(0.0, np.nan)
    return table.sort_values("effect", key=abs, ascending=False, kind="stable", na_position="last", ignore_index=True)


def _mean(values: pd.Series, seed: int, draws: int) -> dict[str, float]:
    value, low, high = mean_over_articles(values, seed, draws)
    if values.notna().sum() > 1 and values.dropna().nunique() == 1:
        low = high = value  # a feature that no article has: the source can still be told from others by theirs
    return {"value": value, "low": low, "high": high, "n_articles": int(values.notna().sum())}
