"""Which words and phrases tell a source from the others: log-odds with an informative Dirichlet prior."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from framing.articles.write import with_lists
from framing.comparison.wordcounts import VOICES, WordCounts, count_words, texts_of
from framing.errors import InputError, unknown_name
from framing.evaluation.bootstrap import cluster_weights
from framing.summary import require

Floats = npt.NDArray[np.float64]

WORDS = ("source", "voice", "word", "log_odds", "low", "high", "z", "n", "n_others", "n_articles", "p", "p_adjusted")
"""Columns of what :func:`distinguishing_words` returns."""

FOR_WORDS = ("article_id", "kind", "start", "text", "quoted_spans", "attributed_spans")
"""Columns that it needs, beside the sources."""

_CHUNK = 1024  # words whose draws are held at once


def distinguishing_words(
    scores: pd.DataFrame | Iterable[pd.DataFrame],
    by: str = "source",
    *,
    voices: Sequence[str] = VOICES,
    longest: int = 2,
    least: int = 10,
    least_articles: int = 3,
    most: int = 10_000,
    prior: float | None = None,
    draws: int = 300,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how much more or less each source uses each word than the other sources do, in logarithms of odds.

    ``scores`` is a table of sentences or scores, or such a table in parts that each hold articles whole; its body
    sentences count, the words outside quotations and paraphrase as the "author"'s, those inside as the words of
    "other". Sources are the values of the column ``by``. Words are in lower case; phrases have up to ``longest`` words.
    What is used fewer than ``least`` times in a voice, or in fewer than ``least_articles`` articles, is left out, and
    so is all but the ``most`` used; words of grammar, numbers and
    letters do not count.

    The log-odds are those of Monroe, Colaresi and Quinn (2008, Fightin' words, Political Analysis 16), with an
    informative Dirichlet prior: each word's share of all text, weighing as much as ``prior`` words; by default so many
    that the rarest words that are kept weigh half a use. Their variance takes each use of a word for an independent
    one. Words cluster in articles, so ``draws`` bootstrap samples of each source's articles are taken too, and the
    larger of the two standard errors makes ``z`` and the interval from ``low`` to ``high`` (Student's t, at ``level``).

    ``n`` counts the uses in the source, ``n_others`` those in the others, ``n_articles`` the source's articles that use
    the word; ``p`` is two-sided, ``p_adjusted`` corrected over all words and sources of the voice (Benjamini and
    Hochberg 1995). A source with a single article has its log-odds alone.

    Rows are sorted by source, voice, and ``z``, highest first. Fewer than two sources give no row.

    Raises InputError for another table or impossible settings, UnknownNameError for another voice.
    """
    counts = (longest, least, least_articles, most, draws - 1)
    if min(counts) < 1 or (prior is not None and not prior > 0) or not 0 < level < 1:
        raise InputError(
            "longest, least, least_articles and most are 1 or more, draws 2 or more, prior above 0 and level between "
            f"0 and 1; given: {longest}, {least}, {least_articles}, {most}, {draws}, {prior}, {level}."
        )
    for voice in voices:
        if voice not in VOICES:
            raise unknown_name("voice", voice, VOICES)
    parts = (scores,) if isinstance(scores, pd.DataFrame) else scores
    tables = []
    for voice in voices:
        of_article: list[str] = []
        found = count_words(_articles(parts, by, voice, of_article), longest, least, least_articles, most)
        sources = sorted(set(of_article), key=str)
        if len(sources) < 2:
            return pd.DataFrame({name: pd.Series(dtype=object) for name in WORDS})
        source = np.array([sources.index(name) for name in of_article])
        weight = found.totals.sum(axis=0) * 0.5 / least if prior is None else np.full(longest, float(prior))
        tables.append(_compare(found, source, sources, weight, draws, level, seed).assign(voice=voice))
    tables = [table for table in tables if len(table)] or tables[:1]  # one without rows has no types
    table = pd.concat(tables, ignore_index=True)
    order = table.sort_values(["source", "voice", "z", "word"], ascending=[True, True, False, True], kind="stable")
    return order[list(WORDS)].reset_index(drop=True)


def _articles(parts: Iterable[pd.DataFrame], by: str, voice: str, of_article: list[str]) -> Iterator[list[str]]:
    """Yield the texts of each article's sentences in one voice; its source is added to ``of_article``."""
    for part in parts:
        require(part, FOR_WORDS)
        if by not in part.columns:
            near = difflib.get_close_matches(by, [str(c) for c in part.columns], n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise InputError(f"The table has no column {by!r} to compare by.{hint}")
        body = with_lists(part[(part["kind"] == "body") & part[by].notna()])
        source = body.drop_duplicates("article_id").set_index("article_id")[by]
        texts = pd.Series(texts_of(body, voice), index=body.index).groupby(body["article_id"], sort=False)
        for article, each in texts:
            of_article.append(source[article])
            yield list(each)


def _compare(
    found: WordCounts, source: npt.NDArray[np.int64], sources: Sequence[str], weight: Floats, draws: int,
    level: float, seed: int,
) -> pd.DataFrame:  # fmt: skip
    """Return the rows of one voice, unsorted."""
    rows = [source == k for k in range(len(sources))]
    weights = [cluster_weights(int(own.sum()), draws, seed + k) for k, own in enumerate(rows)]
    all_words = found.totals.sum(axis=0)
    ones = [np.ones((1, int(own.sum()))) for own in rows]
    sizes = np.array([own.sum() for own in rows])[:, None]
    unbiased = np.sqrt(sizes / np.maximum(sizes - 1, 1))  # a bootstrap draws from what is spread a little too little
    parts = []
    for start in range(0, len(found.words), _CHUNK):
        words = slice(start, start + _CHUNK)
        counts = found.counts[:, words]
        size = found.lengths[words] - 1
        alpha = weight[size] * np.asarray(counts.sum(axis=0)).ravel() / all_words[size]
        value, variance, uses = _log_odds(_sums(counts, found.totals, size, rows, ones), alpha, weight[size])
        drawn = _log_odds(_sums(counts, found.totals, size, rows, weights), alpha, weight[size])[0]
        spread = drawn.std(axis=1, ddof=1) * unbiased
        articles = np.stack([np.asarray((counts[own] > 0).sum(axis=0)).ravel() for own in rows])
        parts.append((value[:, 0], np.sqrt(np.maximum(variance[:, 0], spread**2)), uses[:, 0], articles))
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in WORDS})
    value, error, uses, articles = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
    for k, own in enumerate(rows):
        if own.sum() < 2 or len(own) - own.sum() < 2:
            error[k] = np.nan
    z = value / error
    # Few articles know their own spread badly: Student's t, with the articles of the smaller side.
    df = np.array([max(1, min(own.sum(), len(own) - own.sum()) - 1) for own in rows])[:, None]
    reach = student.ppf(0.5 + level / 2, df) * error
    p = 2 * student.sf(np.abs(z), df)
    known = np.isfinite(p)
    adjusted = np.full(p.shape, np.nan)
    if known.any():
        adjusted[known] = false_discovery_control(p[known])
    columns = {
        "log_odds": value, "low": value - reach, "high": value + reach, "z": z, "n": uses.astype(int),
        "n_others": (uses.sum(axis=0) - uses).astype(int), "n_articles": articles.astype(int), "p": p,
        "p_adjusted": adjusted,
    }  # fmt: skip
    table = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    table.insert(0, "source", np.repeat(np.array(sources, dtype=object), len(found.words)))
    table.insert(1, "word", found.words * len(sources))
    return table


def _sums(
    counts: sparse.csr_matrix, totals: Floats, size: npt.NDArray[np.int64], rows: list[npt.NDArray[np.bool_]],
    weights: list[Floats],
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return the uses of each word, and of all words, by source and draw: two arrays (sources, draws, words)."""
    uses = np.stack([(counts[own].T @ drawn.T).T for own, drawn in zip(rows, weights, strict=True)])
    of_all = np.stack([(drawn @ totals[own])[:, size] for own, drawn in zip(rows, weights, strict=True)])
    return uses, of_all


def _log_odds(sums: tuple[Floats, Floats], alpha: Floats, prior: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the log-odds of each source against the others, their variance (Monroe et al., eq. 16, 19), and uses."""
    uses, of_all = sums
    own, rest = uses + alpha, uses.sum(axis=0) - uses + alpha
    all_own, all_rest = of_all + prior, of_all.sum(axis=0) - of_all + prior
    value = np.log(own * (all_rest - rest) / ((all_own - own) * rest))
    return value, 1 / own + 1 / rest, uses
