"""The main job: articles in, scored sentences out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from framing.articles import read_articles, read_both
from framing.articles.intake import OnError
from framing.errors import InputError
from framing.models import Model, load_model
from framing.tables import SCORES, SENTENCES

SCORED_KINDS = ("title", "body")
_BATCH = 4096  # sentences handed to a model at once, so that progress shows and memory stays bounded

Progress = Callable[[Iterable[Any], str, int], Iterable[Any]]
"""Wraps what is gone through: the items, what is being done, and how many there are."""


def silent(items: Iterable[Any], doing: str, total: int) -> Iterable[Any]:
    """Show no progress."""
    return items


def score(
    data: object,
    model: str | Model = "default",
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
    evidence: bool = True,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Score every sentence of articles: does the author report or editorialize?

    ``data`` is what :func:`framing.read_articles` takes (a ``str`` is the text of one article, a ``Path`` a file or
    folder, or a table) or a sentences table made before. ``model`` is a name, a folder or a loaded model. ``columns``
    and ``on_error`` are passed on to reading. ``evidence=False`` leaves the words behind the scores out, which is
    faster.

    Returns the sentences table with the columns of :data:`framing.tables.SCORES`. Probabilities are in [0, 1];
    headings and boilerplate are NaN; ``editorializing`` is NaN where no author words remain and
    ``other_editorializing`` where nobody else speaks. ``attrs`` holds the model's ``model``, ``thresholds`` and the
    ``rejects`` of reading.
    """
    loaded = load_model(model) if isinstance(model, str) else model
    if isinstance(data, pd.DataFrame) and {"sentence_id", "quoted_spans"} <= set(data.columns):
        sentences = data
    else:
        articles = read_articles(data, columns=columns, on_error=on_error)
        sentences, _ = read_both(articles, progress=lambda items: progress(items, "Reading", len(articles)))
    return score_sentences(sentences, loaded, evidence=evidence, progress=progress)


def score_sentences(
    sentences: pd.DataFrame, model: Model, *, evidence: bool = True, progress: Progress = silent
) -> pd.DataFrame:
    """Return a sentences table with the scores of a model; see :func:`score`."""
    missing = [c for c in SENTENCES if c not in sentences.columns]
    if missing:
        raise InputError(
            f"Not a sentences table: no column {', '.join(map(repr, missing))}; make one with framing.to_sentences()."
        )
    scores = sentences.drop(columns=[c for c in SCORES if c in sentences.columns]).copy()
    scored = scores["kind"].isin(SCORED_KINDS).to_numpy()
    others = (scores["quoted_share"] + scores["attributed_share"]).to_numpy() > 0
    rows = {
        "editorializing": scored & (scores["author_share"].to_numpy() > 0),
        "other_editorializing": scored & others,
        "loaded_language": scored,
    }
    found: dict[str, np.ndarray[Any, Any]] = {name: np.full(len(scores), np.nan) for name in rows}
    spans: list[list[dict[str, Any]]] = [[] for _ in range(len(scores))]
    batches = range(0, len(scores), _BATCH)
    for start in progress(batches, "Scoring", len(batches)):
        here = slice(start, start + _BATCH)
        table = scores.iloc[here]
        for name, wanted in rows.items():
            chosen = wanted[here]
            if not chosen.any():
                continue
            task = name.removeprefix("other_")
            view = "other" if name.startswith("other_") else None
            part = table[chosen]
            found[name][here][chosen] = model.predict_proba(part, task=task, view=view)[:, 1]
            if evidence and view is None:
                for at, words in zip(np.flatnonzero(chosen) + start, model.evidence(part, task=task), strict=True):
                    spans[at] += [{"task": task, "start": s, "end": e, "weight": round(w, 4)} for s, e, w in words]
    for name, values in found.items():
        scores[name] = values
    scores["evidence"] = pd.Series(spans, index=scores.index, dtype=object)
    scores.attrs = {**sentences.attrs, "model": model.name, "thresholds": dict(model.thresholds)}
    ours = [*SENTENCES, *SCORES]
    return scores[[*ours, *(c for c in scores.columns if c not in ours)]]
