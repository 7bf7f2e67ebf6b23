"""Each source's mean over its articles, with its interval, how many it rests on, and what to beware of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from framing.comparison.correlation import intraclass_correlation
from framing.comparison.measures import SENTENCE_COLUMNS, limits
from framing.comparison.near_ends import near_ends
from framing.evaluation.studentised import FEWEST, Means, bootstrap_means, bounded, interval
from framing.scale.stored import Scores, columns_of

FEW_ARTICLES = 20
"""Below this many articles a source's estimates bear a warning."""

ESTIMATES = (
    *("measure", "source", "kind", "value", "low", "high"),
    *("n_articles", "n_sentences", "icc", "warning"),
)


def source_means(
    articles: pd.DataFrame, measures: Sequence[str], *, draws: int = 10_000, seed: int = 0
) -> dict[str, Means]:
    """Return for each source the means of the measures over its articles and their bootstrap draws.

    Each source has a stream of random numbers of its own, so that another source in the table changes nothing.
    """
    found = {}
    for source, group in articles.groupby("source", sort=True):
        rng = np.random.default_rng([seed, *str(source).encode()])
        found[str(source)] = bootstrap_means(_numbers(group, measures), draws, rng)
    return found


def raw_estimates(
    articles: pd.DataFrame,
    measures: Sequence[str],
    means: Mapping[str, Means],
    *,
    sentences: Scores | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the table of estimates (:data:`ESTIMATES`), one row a measure and source, of kind "raw".

    ``means`` is what :func:`source_means` gives. ``n_articles`` counts the articles with a value, ``n_sentences`` their
    body sentences. Values that are all alike, or nearly all at an end of what is possible, have the interval of
    :func:`~framing.comparison.near_ends.near_ends`. ``sentences`` is the scores table, for the intra-class correlation;
    without it, that is NaN.
    """
    icc = {} if sentences is None else _correlations(articles, measures, sentences)
    rows = []
    for at, measure in enumerate(measures):
        for source, group in articles.groupby("source", sort=True):
            m = means[str(source)]
            n = int(m.n[at])
            mean, se = float(m.mean[at]), float(m.se[at])
            ends = interval(mean, se, m.drawn[:, at], m.drawn_se[:, at], n - 1, few=n < FEWEST, level=level)
            ends = bounded(ends, mean, n, limits(measure), level)
            own = group[measure].dropna().to_numpy(dtype=float)
            rows.append(
                (
                    *(measure, str(source), "raw", mean, *near_ends(ends, mean, own, limits(measure), level)),
                    *(n, int(group.loc[group[measure].notna(), "n_sentences"].sum())),
                    *(icc.get((measure, str(source)), float("nan")), warning(n, se)),
                )
            )
    return pd.DataFrame(rows, columns=list(ESTIMATES))


def warning(n: int, se: float) -> str:
    """Return what to beware of in an estimate over ``n`` articles, in a sentence; empty where nothing is."""
    if n == 0:
        return "No article has a value."
    if n == 1:
        return "A single article: no interval."
    if se == 0:
        return "All articles have the same value: the interval is that of a share."
    return f"Only {n} articles: fewer than {FEW_ARTICLES}." if n < FEW_ARTICLES else ""


def _numbers(group: pd.DataFrame, measures: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return group[list(measures)].to_numpy(dtype=float, na_value=np.nan)


def _correlations(articles: pd.DataFrame, measures: Sequence[str], sentences: Scores) -> dict[tuple[str, str], float]:
    source = articles.set_index("article_id")["source"]
    wanted = {name: SENTENCE_COLUMNS.get(name, name) for name in measures}
    body = columns_of(sentences, ("article_id", "kind", *wanted.values()), kind=["body"])
    body = body[body["article_id"].isin(source.index)]
    of = body["article_id"].map(source)
    columns = {column for column in wanted.values() if column in body.columns}
    by_column = {
        (column, str(name)): intraclass_correlation(group[column], group["article_id"])
        for name, group in body.groupby(of, sort=False)
        for column in columns
    }
    sources = {name for _, name in by_column}
    return {(m, s): by_column[c, s] for m, c in wanted.items() for s in sources if (c, s) in by_column}
