"""From scored sentences to articles, and from articles to sources."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.evaluation.studentised import FEWEST, bootstrap_means, bounded, interval
from framing.scoring import ANSWERED_BY
from framing.tables import CARRIED, SCORES, SENTENCES

DEFAULT_THRESHOLD = 0.5

PROBABILITY = (0.0, 1.0)
"""What a mean of probabilities or shares can be at least and at most."""

MEASURES: dict[str, str] = {
    "share_editorializing": "share of the sentences with a score whose editorializing reaches the threshold",
    "mean_editorializing": "mean probability of editorializing, the author's own voice",
    "mean_other_editorializing": "mean probability of editorializing in the words of others",
    "mean_loaded_language": "mean probability of loaded language, whoever speaks",
    "share_loaded_language": "share of the sentences whose loaded language reaches the threshold",
    "author_share": "share of the word characters that are the author's own",
    "quoted_share": "share of the word characters that are quoted",
    "attributed_share": "share of the word characters that paraphrase somebody",
}
"""Columns of an article's summary that are averaged over the articles of a source, and what each one means."""

_SHARES = ("author_share", "quoted_share", "attributed_share")


def summarize(scores: pd.DataFrame, thresholds: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return one row an article: how much of it editorializes, how loaded it is, and who speaks.

    Only *body* sentences count, and means and shares are taken over the sentences that have a score; an article without
    any keeps its row, as NaN. A share counts scores at or above the task's threshold: ``thresholds``, else
    ``scores.attrs["thresholds"]``, else .5. The three shares of voice are weighted by word characters, so that they are
    shares of the article's words, not means over its sentences.

    Columns: ``article_id``, then ``source, published, event, topic`` and the user's own columns that hold one value an
    article, ``n_sentences`` (body), ``n_author`` (those with an ``editorializing`` score), those of :data:`MEASURES`,
    and ``n_speakers`` (different names). Articles keep their order.

    Raises :class:`~framing.errors.InputError` where a column of the scores is missing.
    """
    require(scores, ("article_id", "kind", "text", "speaker", *_SHARES, *(c for c in SCORES if c != "evidence")))
    limits = thresholds_of(scores, thresholds)
    ids = pd.Index(scores["article_id"].drop_duplicates(), name="article_id")
    body = scores[scores["kind"] == "body"]
    groups = body["article_id"]

    author = body["editorializing"].astype(float)
    other = body["other_editorializing"].astype(float)
    loaded = body["loaded_language"].astype(float)
    letters = body["text"].astype(object).str.count(r"\w").astype(float)  # Arrow's own \w is of ASCII letters only
    rows = pd.DataFrame(
        {
            "n_sentences": 1.0,
            "n_author": author.notna().astype(float),
            "share_editorializing": _reaches(author, limits["editorializing"]),
            "mean_editorializing": author,
            "mean_other_editorializing": other,
            "mean_loaded_language": loaded,
            "share_loaded_language": _reaches(loaded, limits["loaded_language"]),
            "letters": letters,
            **{name: body[name].astype(float) * letters for name in _SHARES},
        },
        index=body.index,
    )
    by_article = rows.groupby(groups, sort=False)
    counts = by_article[["n_sentences", "n_author"]].sum().reindex(ids, fill_value=0).astype(int)
    means = by_article[[name for name in MEASURES if name not in _SHARES]].mean().reindex(ids)
    words = by_article[["letters", *_SHARES]].sum().reindex(ids)
    shares = words[list(_SHARES)].div(words["letters"].where(words["letters"] > 0), axis=0)
    speakers = body["speaker"].groupby(groups, sort=False).nunique().reindex(ids, fill_value=0).rename("n_speakers")
    carried = _carried(scores).reindex(ids)
    return pd.concat([carried, counts, means, shares, speakers], axis=1).reset_index()


def summarize_sources(scores: pd.DataFrame, seed: int = 0, draws: int = 2000) -> pd.DataFrame:
    """Return one row a source: the mean over its articles of what :func:`summarize` gives for each article.

    Every measure has two more columns, ``<measure>_low`` and ``<measure>_high``: its 95 % interval by
    :func:`mean_over_articles`. ``n_articles`` and ``n_sentences`` count all articles and body sentences, also those
    without a score. Articles without a source share one row whose ``source`` is missing. Sources keep their order.
    """
    articles = summarize(scores)
    rows = []
    for source, group in articles.groupby("source", sort=False, dropna=False):
        row: dict[str, object] = {
            "source": source,
            "n_articles": len(group),
            "n_sentences": int(group["n_sentences"].sum()),
        }
        for name, estimate in zip(MEASURES, _means(group[list(MEASURES)], seed, draws, PROBABILITY), strict=True):
            row[name], row[f"{name}_low"], row[f"{name}_high"] = estimate
        rows.append(row)
    columns = [c for name in MEASURES for c in (name, f"{name}_low", f"{name}_high")]
    return pd.DataFrame(rows, columns=["source", "n_articles", "n_sentences", *columns])


def mean_over_articles(
    values: pd.Series,
    seed: int = 0,
    draws: int = 2000,
    limits: tuple[float, float] = (-np.inf, np.inf),
    level: float = 0.95,
) -> tuple[float, float, float]:
    """Return the mean of one value an article and its interval at ``level``.

    Articles are drawn (:mod:`framing.evaluation.studentised`: bootstrap-t, Student's t below 8 articles); the interval
    is cut at ``limits``, what a mean can be at least and at most. Fewer than two articles with a value, and values that
    are all alike, allow none (NaN). The same values, order and seed give the same interval. Those of
    :func:`framing.compare_sources` are made the same way from other draws, so that their ends differ a little, and are
    wider where values are all alike or nearly all at an end (:mod:`framing.comparison.near_ends`).
    """
    return _means(values.to_frame(), seed, draws, limits, level)[0]


def _means(
    values: pd.DataFrame, seed: int, draws: int, limits: tuple[float, float], level: float = 0.95
) -> list[tuple[float, float, float]]:
    """Return mean, low, high of each column, one drawing of the articles for all."""
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    found = bootstrap_means(numbers, draws, np.random.default_rng(seed))
    rows = []
    for k, (mean, se, n) in enumerate(zip(found.mean, found.se, found.n, strict=True)):
        drawn, drawn_se = found.drawn[:, k], found.drawn_se[:, k]
        ends = interval(float(mean), float(se), drawn, drawn_se, n - 1, few=n < FEWEST, level=level)
        rows.append((float(mean), *bounded(ends, float(mean), float(n), limits, level)))
    return rows


def thresholds_of(scores: Any, thresholds: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return the threshold of each thresholded task: as given, else as stored with the scores, else .5.

    Scores and their Parquet files carry the model's thresholds; CSV and JSON lines cannot, so these give a warning.
    """
    if thresholds is None and "thresholds" not in scores.attrs:
        warnings.warn(
            "These scores do not say the model's thresholds (files other than Parquet lose them): .5 is used; "
            "keep scores as .parquet, or give thresholds={...} or scores.attrs['thresholds'].",
            stacklevel=3,
        )
    known = scores.attrs.get("thresholds", {}) if thresholds is None else thresholds
    tasks = ("editorializing", "loaded_language")
    unknown = [name for name in thresholds or () if name not in tasks]
    if unknown:
        raise unknown_name("task with a threshold", unknown[0], tasks)
    return {task: float(known.get(task, DEFAULT_THRESHOLD)) for task in tasks}


def require(table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Raise :class:`~framing.errors.InputError` where the scores lack one of ``columns``."""
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"Scores are a table, not {type(table).__name__}; pass what framing.score returns.")
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise InputError(
            f"The table has no column {', '.join(map(repr, missing))}; pass what framing.score returns "
            f"(its columns: {', '.join(map(str, table.columns))})."
        )


def _reaches(probabilities: pd.Series, threshold: float) -> pd.Series:
    return (probabilities >= threshold).astype(float).where(probabilities.notna())


def _carried(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that describe the article: the carried ones, and the user's own that are constant in it."""
    modelled = {*SENTENCES, *SCORES, *ANSWERED_BY, *MEASURES, "n_sentences", "n_author", "n_speakers"}
    own = [c for c in scores.columns if c not in modelled and not str(c).startswith(("frame_", "stance_"))]
    own = [c for c in own if _one_value_each(scores[c], scores["article_id"])]
    columns = [c for c in CARRIED if c in scores.columns] + own
    first = scores.drop_duplicates("article_id").set_index("article_id")[columns]
    return first.reindex(columns=[*CARRIED, *own])


def _one_value_each(values: pd.Series, groups: pd.Series) -> bool:
    comparable = values.map(repr) if values.dtype == object else values  # lists cannot be compared as they are
    pairs = pd.DataFrame({"group": groups, "value": comparable}).drop_duplicates()
    return not pairs["group"].duplicated().any()
