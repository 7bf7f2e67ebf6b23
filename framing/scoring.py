"""The main job: articles in, scored sentences out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable
from warnings import warn

import numpy as np
import pandas as pd

from framing.articles import read_articles, read_both
from framing.articles.intake import OnError
from framing.articles.languages import not_english, told
from framing.articles.tabulate import with_texts
from framing.articles.titles import with_titles
from framing.articles.write import with_lists
from framing.corpora.frames import FRAMES
from framing.errors import InputError
from framing.models import Model, ModelLike, as_model
from framing.models.voice_readers import RULES, Reader, check_reader, voice_reader
from framing.tables import SCORES, SENTENCES

SCORED_KINDS = ("title", "body")
_BATCH = 4096  # sentences handed to a model at once, so that progress shows and memory stays bounded

Progress = Callable[[Iterable[Any], str, int], Iterable[Any]]
"""Wraps what is gone through: the items, what is being done, and how many there are."""


FRAME_SCORES: dict[str, str] = {
    f"frame_{name}": f"how much the sentence uses the frame, from 0 to 1, to rank sentences by: {about}"
    for name, about in FRAMES.items()
}
"""Columns that a model which answers frames adds, before ``evidence``.

They rank sentences: the models that ship learned frames from labels of whole articles and are calibrated for these.
"""

ANSWERED_BY: dict[str, str] = {
    f"{task}_by": f"the name of the model that gave {task}" for task in ("editorializing", "loaded_language")
}
"""Columns that a cascade adds at the end."""


@runtime_checkable
class Tells(Protocol):
    """A model of two, :class:`framing.models.cascade.CascadeModel`, that says which of them answered."""

    fast: Model
    encoder: Model

    def predict_and_tell(
        self, X: pd.DataFrame, tasks: Sequence[str], view: str | None = None
    ) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, np.ndarray[Any, Any]]]:
        """Return the probabilities of several tasks, and by task for which sentences the encoder gave them."""


def silent(items: Iterable[Any], doing: str, total: int) -> Iterable[Any]:
    """Show no progress."""
    return items


def score(
    data: object,
    model: ModelLike = "default",
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
    evidence: bool = True,
    voice: ModelLike = RULES,
    titles: bool = False,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Score every sentence of articles: does the author report or editorialize?

    ``data`` is what :func:`framing.read_articles` takes (a ``str`` is the text of one article, a ``Path`` a file or
    folder, or a table) or a sentences table made before. ``model`` is a name, a folder, a hub id or a loaded model, as
    in every function that takes one (:func:`framing.models.as_model`). ``columns`` and ``on_error`` are passed on to
    reading. ``evidence=False`` leaves the words behind the scores out, which is faster. ``voice`` says who settles
    whose words a sentence gives: "rules", the attribution head of the "model", or another model that has one, such as
    "attribution". A head also counts attitudes and plans ("vowed to …") as the words of others, as PolNeAR does, and
    takes a pass of its own. Headlines in a column of their own are scored where ``titles`` puts them before the text
    (:func:`framing.with_titles`).

    Returns the sentences table with the columns of :data:`framing.tables.SCORES` and, where the model answers frames,
    of :data:`FRAME_SCORES`. Probabilities are in [0, 1]; headings and boilerplate are NaN; ``editorializing`` is NaN
    where no author words remain and ``other_editorializing`` where nobody else speaks. A cascade adds the columns
    :data:`ANSWERED_BY`. Articles that do not seem to be in English are warned of. ``attrs`` holds the model's
    ``model`` and ``thresholds``, who settled voices (``voice``), whether headlines were put before texts (``titles``),
    and the ``rejects`` of reading. Raises InputError for data that is no article, and where
    ``titles`` or ``voice`` ask for what a sentences table has settled already.
    """
    loaded = as_model(model)
    reader = voice_reader(voice, loaded)
    if isinstance(data, pd.DataFrame) and {"sentence_id", "quoted_spans"} <= set(data.columns):
        if titles or reader is not None:
            asked = " and ".join([*["titles"] * titles, *["voice"] * (reader is not None)])
            raise InputError(
                f"What {asked} ask for is settled where sentences are made, and a sentences table was given; give the "
                "articles, or make the table from framing.with_titles(articles), by framing.to_sentences(…, model)."
            )
        sentences = data
    else:
        articles = read_articles(data, columns=columns, on_error=on_error)
        articles = with_titles(articles) if titles else articles
        sentences, _ = read(articles, reader, progress)
        if foreign := sentences.attrs.get("not_english"):
            warn(told(foreign), stacklevel=2)
    return score_sentences(sentences, loaded, evidence=evidence, progress=progress)


def read(
    articles: pd.DataFrame, reader: Reader | None = None, progress: Progress = silent
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sentences and attributions of an articles table.

    ``reader`` settles who says what (:func:`framing.models.voice_readers.voice_reader`), the rules without one. The
    sentences' ``attrs["voice"]`` says who did: "rules" or the reader's name; ``attrs["not_english"]`` lists the
    articles that seem to be in another language, if any.
    """
    given: dict[str, Any] = {} if reader is None else {"attribute": reader.attributor()}
    sentences, said = read_both(articles, progress=lambda items: progress(items, "Reading", len(articles)), **given)
    sentences.attrs["voice"] = RULES if reader is None else reader.name
    foreign = not_english(articles["text"])
    if any(foreign):
        sentences.attrs["not_english"] = articles.loc[foreign, "article_id"].tolist()
    return sentences, said


def to_sentences(
    data: object,
    model: ModelLike | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
) -> pd.DataFrame:
    """Return the sentences table of articles (see :data:`framing.tables.SENTENCES`), unscored.

    ``data`` is what :func:`framing.read_articles` takes; the articles' ``source``, ``published``, ``event``, ``topic``
    and further columns are carried along. Who says what is settled by rules, which need no model, as :func:`score`
    does; give a model with an attribution head ("attribution", "default") to have it settled by that, as by
    ``score(voice=…)``. ``columns`` and ``on_error`` are passed on to reading. Raises InputError for a model without it.
    """
    return _read_by(read_articles(data, columns=columns, on_error=on_error), model)[0]


def attributions(
    data: object,
    model: ModelLike | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
) -> pd.DataFrame:
    """Return the attributions of articles, one row each (see :data:`framing.tables.ATTRIBUTIONS`).

    The arguments are those of :func:`to_sentences`; source, cue and content are lists of ``(start, end)``. The same to
    read are ``source_text``, ``cue_text`` and ``content_text`` (:data:`framing.tables.ATTRIBUTION_TEXTS`).
    """
    articles = read_articles(data, columns=columns, on_error=on_error)
    return with_texts(_read_by(articles, model)[1], articles)


def _read_by(articles: pd.DataFrame, model: ModelLike | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    if model is None:
        return read(articles)
    return read(articles, check_reader(as_model(model), "model", "leave model out, so that rules settle who says what"))


def score_sentences(
    sentences: pd.DataFrame, model: ModelLike, *, evidence: bool = True, progress: Progress = silent
) -> pd.DataFrame:
    """Return a sentences table with the scores of a model; see :func:`score`."""
    model = as_model(model)
    if unanswered := [task for task in ("editorializing", "loaded_language") if task not in model.tasks]:
        raise InputError(
            f"{model.name!r} answers {', '.join(model.tasks)} only, and scores need {' and '.join(unanswered)} as "
            "well; give another model" + (", and this one as voice." if "attribution" in model.tasks else ".")
        )
    missing = [c for c in SENTENCES if c not in sentences.columns]
    if missing:
        raise InputError(
            f"Not a sentences table: no column {', '.join(map(repr, missing))}; make one with framing.to_sentences()."
        )
    given_before = [c for c in (*SCORES, *FRAME_SCORES, *ANSWERED_BY) if c in sentences.columns]
    scores = with_lists(sentences.drop(columns=given_before)).copy()
    scored = scores["kind"].isin(SCORED_KINDS).to_numpy()
    others = (scores["quoted_share"] + scores["attributed_share"]).to_numpy() > 0
    own = scored & (scores["author_share"].to_numpy() > 0)
    frames = list(FRAME_SCORES) if "frames" in model.tasks else []
    names = ["editorializing", "other_editorializing", "loaded_language", *frames]
    found: dict[str, np.ndarray[Any, Any]] = {name: np.full(len(scores), np.nan) for name in names}
    asked = ("editorializing", "loaded_language", *(("frames",) if frames else ()))
    answered = {name: np.full(len(scores), None, dtype=object) for name in ANSWERED_BY}
    spans: list[list[dict[str, Any]]] = [[] for _ in range(len(scores))]
    batches = range(0, len(scores), _BATCH)
    for start in progress(batches, "Scoring", len(batches)):
        here = slice(start, start + _BATCH)
        table = scores.iloc[here]
        if scored[here].any():
            if isinstance(model, Tells):
                given, sent = model.predict_and_tell(table[scored[here]], asked)
                for task, flags in sent.items():
                    names_of = np.where(flags, model.encoder.name, model.fast.name)
                    answered[f"{task}_by"][here][scored[here]] = names_of
            else:
                given = model.predict_many(table[scored[here]], asked)
            for name in ("editorializing", "loaded_language"):
                found[name][here][scored[here]] = given[name][:, 1]
            for column, name in enumerate(frames):
                found[name][here][scored[here]] = given["frames"][:, column]
        if (said := (scored & others)[here]).any():
            view = model.predict_proba(table[said], task="editorializing", view="other")
            found["other_editorializing"][here][said] = view[:, 1]
        for task, wanted in (("editorializing", own), ("loaded_language", scored)) if evidence else ():
            for at, words in zip(
                np.flatnonzero(wanted[here]) + start, model.evidence(table[wanted[here]], task=task), strict=True
            ):
                spans[at] += [{"task": task, "start": s, "end": e, "weight": round(w, 4)} for s, e, w in words]
    found["editorializing"][~own] = np.nan  # nothing is the author's
    for name, values in found.items():
        scores[name] = values
    scores["evidence"] = pd.Series(spans, index=scores.index, dtype=object)
    if isinstance(model, Tells):
        answered["editorializing_by"][~own] = None
        for name, models in answered.items():
            scores[name] = pd.Series(models, index=scores.index, dtype="str")
    scores.attrs = {**sentences.attrs, "model": model.name, "thresholds": dict(model.thresholds)}
    ours = [*SENTENCES, *(name for name in SCORES if name != "evidence"), *frames, "evidence"]
    return scores[[*ours, *(c for c in scores.columns if c not in ours)]]
