"""How well a reader of attributions finds sources, cues and contents, and which source said what (PolNeAR)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles import attributions
from framing.articles.quotations import paragraphs
from framing.articles.sentences import split_line
from framing.errors import InputError
from framing.evaluation.bootstrap import Floats, metric_table, with_whole
from framing.evaluation.spans import words_inside
from framing.tables import ARTICLES, Span

ROLES = ("content", "source", "cue")

ATTRIBUTION_METRICS: dict[str, str] = {
    **{f"{role}_f1": f"tokens inside the {role} of some attribution" for role in ROLES},
    "pair_f1": "attributions with source and content, each matched to one whose source and content overlap",
    "pair_precision": "share of the predicted pairs that are matched",
    "pair_recall": "share of the annotated pairs that are matched",
    **{f"head_{role}_f1": f"tokens that the head alone takes for {role}, before decoding" for role in ROLES},
}
"""The metrics; the last three only for a model with an attribution head."""

_TOKEN = re.compile(r"\w+(?:['’‑-]\w+)*|[^\w\s]")
_COLUMNS = ("article_id", "annotator", "text", "attributions")

Roles = Callable[[str, list[tuple[int, int, int]]], tuple[npt.NDArray[Any], npt.NDArray[Any]]]


class Reader(Protocol):
    """Settles who says what: :func:`framing.articles.attribution.attribute`, or a model's ``attributor()``."""

    def __call__(self, text: str, sentences: Any, quotations: Any, /) -> Any:
        """Return the reading of an article."""


def attribution_metrics(
    rows: pd.DataFrame, reader: Reader | None = None, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Return the metrics of :data:`ATTRIBUTION_METRICS` of a reader, with 95 % intervals over articles.

    ``rows`` has one row for each article and annotator (``article_id, annotator, text, attributions``, as
    ``polnear`` has it); ``reader`` is the rules where left out. Tokens are words and single punctuation marks; one
    belongs to a role where it shares a character with a span of it. A predicted pair matches an annotated one where
    their contents and their sources share a token each; the matching is one to one and as large as can be.
    Attributions that lack a source are no pairs, on either side. All counts are summed over articles (micro); where
    several annotators read an article, it is compared with each and its counts are averaged. ``n`` counts
    annotations, ``clusters`` articles. Columns: those of :func:`framing.evaluation.bootstrap.metric_table`. Raises
    InputError where a column is missing.
    """
    if missing := [name for name in _COLUMNS if name not in rows]:
        raise InputError(
            f"Rows without {', '.join(missing)} have no annotated attributions; evaluate attribution on 'polnear'."
        )
    articles = rows.drop_duplicates("article_id")
    articles = articles[[name for name in ARTICLES if name in articles]].reset_index(drop=True)
    found = attributions(articles) if reader is None else attributions(articles, attribute=reader)
    by_article = {str(name): group.to_dict("records") for name, group in found.groupby("article_id")}
    annotators = rows["article_id"].astype(str).value_counts().to_dict()
    roles: Roles | None = getattr(reader, "roles", None)
    totals: dict[str, Floats] = {}
    heads: dict[str, list[npt.NDArray[np.bool_]]] = {}
    for row in rows.to_dict("records"):
        name, text = str(row["article_id"]), str(row["text"])
        tokens = np.array([match.span() for match in _TOKEN.finditer(text)], dtype=np.int64).reshape(-1, 2)
        counts = _counts(tokens, row["attributions"], by_article.get(name, []))
        if roles is not None:
            if name not in heads:
                heads[name] = _head(roles, text, tokens)
            counts += [_role_count(_union(tokens, row["attributions"], r), heads[name][k]) for k, r in enumerate(ROLES)]
        totals[name] = totals.get(name, np.zeros((len(counts), 3))) + np.array(counts) / annotators[name]
    return _table(totals, len(rows), resamples, seed, head=roles is not None)


def match_pairs(source: npt.NDArray[np.bool_], content: npt.NDArray[np.bool_]) -> int:
    """Return how many pairs can be matched one to one, given which sources and contents overlap (gold, predicted)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    both = source & content
    if not both.any():
        return 0
    return int((maximum_bipartite_matching(csr_array(both), perm_type="column") >= 0).sum())


def _counts(tokens: npt.NDArray[np.int64], gold: list[Any], said: list[Any]) -> list[list[float]]:
    """Return (shared, predicted, gold) of each role's tokens, then of the pairs."""
    rows = [_role_count(_union(tokens, gold, role), _union(tokens, said, role)) for role in ROLES]
    theirs, ours = _pairs(tokens, gold), _pairs(tokens, said)
    matched = 0
    if theirs and ours:
        overlaps = [
            np.array([one[k] for one in theirs], dtype=float) @ np.array([one[k] for one in ours], dtype=float).T > 0
            for k in (0, 1)
        ]
        matched = match_pairs(*overlaps)
    return [*rows, [float(matched), float(len(ours)), float(len(theirs))]]


def _role_count(gold: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> list[float]:
    return [float((gold & said).sum()), float(said.sum()), float(gold.sum())]


def _union(tokens: npt.NDArray[np.int64], records: list[Any], role: str) -> npt.NDArray[np.bool_]:
    return words_inside(tokens, [span for record in records for span in record[role]])


def _pairs(
    tokens: npt.NDArray[np.int64], records: list[Any]
) -> list[tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]]:
    both = [(words_inside(tokens, r["source"]), words_inside(tokens, r["content"])) for r in records]
    return [(source, content) for source, content in both if source.any() and content.any()]


def _head(roles: Roles, text: str, tokens: npt.NDArray[np.int64]) -> list[npt.NDArray[np.bool_]]:
    """Return which tokens the head takes for content, source and cue."""
    sentences = [(s, e, n) for n, line in enumerate(paragraphs(text)) for s, e in split_line(text, *line)]
    offsets, p = roles(text, sentences)
    found = []
    for role in ROLES:
        column = ("source", "cue", "content").index(role)
        spans: list[Span] = [(int(s), int(e)) for s, e in offsets[p[:, column] >= 0.5]]
        found.append(words_inside(tokens, spans))
    return found


def _table(totals: dict[str, Floats], n: int, resamples: int, seed: int, head: bool) -> pd.DataFrame:
    counts = np.array(list(totals.values())).reshape(len(totals), -1, 3)
    summed = np.tensordot(with_whole(len(totals), resamples, seed), counts, axes=1)
    shared, said, gold = summed[..., 0], summed[..., 1], summed[..., 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        f1, precision, recall = 2 * shared / (said + gold), shared / said, shared / gold
    values = {f"{role}_f1": f1[:, k] for k, role in enumerate(ROLES)}
    values |= {"pair_f1": f1[:, 3], "pair_precision": precision[:, 3], "pair_recall": recall[:, 3]}
    if head:
        values |= {f"head_{role}_f1": f1[:, 4 + k] for k, role in enumerate(ROLES)}
    return metric_table(values, n, len(totals))
