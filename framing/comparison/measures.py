"""What is compared: one row an article, one column a measure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.scale.stored import Scores, StoredScores
from framing.summary import MEASURES, require, summarize
from framing.tables import SPAN_COLUMNS

FRAME = "frame_"
STANCE = "stance_"

SENTENCE_COLUMNS: dict[str, str] = {
    "share_editorializing": "editorializing",
    "mean_editorializing": "editorializing",
    "mean_other_editorializing": "other_editorializing",
    "mean_loaded_language": "loaded_language",
    "share_loaded_language": "loaded_language",
    "author_share": "author_share",
    "quoted_share": "quoted_share",
    "attributed_share": "attributed_share",
}
"""The column of the sentences that each measure of an article is made from; frames are their own."""

_COUNTS = ("n_sentences", "n_author", "n_speakers")
_FIRST = ("article_id", "source", "published", "event", "topic")


def article_measures(scores: Scores, by: str = "source", stance: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row an article: who and when, ``n_sentences``, ``n_author``, and one column a measure.

    ``scores`` is what :func:`framing.score` returns, ``by`` the column whose values are compared (as ``source``; where
    it is another, the outlet stays as ``outlet``), ``stance`` what :func:`framing.score_stance` returns for the same
    articles. Measures are those of :func:`framing.summarize`, ``frame_<name>`` (mean probability over the body
    sentences) and ``stance_<target>`` (mean over the article's mentions).

    Raises InputError where a column is missing.
    """
    if isinstance(scores, StoredScores):
        return _by_part(scores, by, stance)
    require(scores, ("article_id", "sentence_id", "kind", "text"))
    lists = [c for c in scores.columns if _holds_lists(scores[c])]  # nothing to compare by, and slow to carry
    articles = summarize(scores.drop(columns=lists))
    if by not in articles.columns:
        known = given_columns(articles)
        near = difflib.get_close_matches(by, known, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
        inside = " (its values differ within an article)" if by in scores.columns else ""
        raise InputError(
            f"The articles have no column {by!r} to compare by{inside}.{hint} Columns: {', '.join(known)}."
        )
    if by != "source":
        articles = articles.assign(outlet=articles["source"], source=articles[by])
    body = scores[scores["kind"] == "body"]
    frames = [str(c) for c in scores.columns if str(c).startswith(FRAME)]
    parts = [articles.set_index("article_id")]
    if frames:
        parts.append(body.groupby("article_id", sort=False)[frames].mean())
    if stance is not None and len(stance):
        means = stance.pivot_table(index="article_id", columns="target", values="stance", aggfunc="mean", sort=False)
        parts.append(means.rename(columns=lambda target: f"{STANCE}{target}"))
    table = pd.concat([parts[0], *(part.reindex(parts[0].index) for part in parts[1:])], axis=1).reset_index()
    first = [name for name in _FIRST if name in table.columns]
    return table[[*first, *(c for c in table.columns if c not in first)]]


def given_columns(articles: pd.DataFrame) -> list[str]:
    """Return the columns of a table of articles that came with them: those that are not measured."""
    names = [str(name) for name in articles.columns]
    return [name for name in names if name not in {*MEASURES, *_COUNTS} and not name.startswith((FRAME, STANCE))]


def _by_part(scores: StoredScores, by: str, stance: pd.DataFrame | None) -> pd.DataFrame:
    """Return the measures of stored scores, shard after shard; columns that not every shard gives are left out."""
    columns = [name for name in scores.columns if name not in SPAN_COLUMNS]
    tables = [article_measures(part, by, stance) for part in scores.parts(columns)]
    shared = [name for name in tables[0].columns if all(name in table.columns for table in tables)]
    return pd.concat([table[shared] for table in tables], ignore_index=True)


def measures_in(articles: pd.DataFrame) -> list[str]:
    """Return the measures that an articles table of :func:`article_measures` has: ours, frames, stance."""
    columns = [str(c) for c in articles.columns]
    return [name for name in columns if name in MEASURES or name.startswith((FRAME, STANCE))]


def chosen_measures(articles: pd.DataFrame, wanted: Sequence[str] | None) -> list[str]:
    """Return the measures that are asked for, all where None; raises UnknownNameError for one that is not there."""
    known = measures_in(articles)
    for name in wanted or ():
        if name not in known:
            raise unknown_name("measure", name, known)
    return list(dict.fromkeys(wanted)) if wanted else known


def families(measures: Iterable[str]) -> dict[str, list[str]]:
    """Return the measures that are tested as one family: each of ours alone, all frames, all targets of stance."""
    found: dict[str, list[str]] = {}
    for name in measures:
        family = next((prefix for prefix in (FRAME, STANCE) if name.startswith(prefix)), name)
        found.setdefault(family, []).append(name)
    return found


def limits(measure: str) -> tuple[float, float]:
    """Return the smallest and the largest value that a measure can have."""
    return (-1.0, 1.0) if measure.startswith(STANCE) else (0.0, 1.0)


def _holds_lists(values: pd.Series) -> bool:
    known = values.dropna() if values.dtype == object else values.iloc[:0]
    return len(known) > 0 and isinstance(known.iloc[0], list | tuple | dict | np.ndarray)
