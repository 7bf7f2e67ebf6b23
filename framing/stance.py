"""Stance toward targets: articles in, one row a mention out; targets proposed; and what sources say of each target."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Literal, Protocol
from warnings import warn

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.articles import read_articles, read_both
from framing.articles.intake import OnError
from framing.articles.names import common_names
from framing.articles.targets import TargetFinder, Targets
from framing.errors import InputError
from framing.models import MODELS, ModelLike, as_model, described
from framing.scoring import SCORED_KINDS, Progress, silent
from framing.summary import PROBABILITY, mean_over_articles
from framing.tables import STANCE, Span

_NEEDED = ("article_id", "sentence_id", "kind", "start", "text")
_LABELS = ("negative", "neutral", "positive")
_MEASURES = ("mean_stance", "share_negative", "share_positive")
_BYLINES = ("byline", "author", "authors")
UNMENTIONED = "No sentence mentions"
"""Begins the warning of targets that no article names."""
READ = (*_NEEDED, "source", *_BYLINES)
"""Columns of a sentences table that :func:`score_stance` reads, where it has them."""

_BETWEEN_AUTHORS = re.compile(r"\s*(?:[,;|&]|\band\b|^[Bb]y\b)\s*")
_BATCH = 2048  # sentences with mentions handed to a model at once


class StanceModel(Protocol):
    """A model that answers stance: what :func:`score_stance` relies on."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that it answers, "stance" among them."""

    @property
    def card(self) -> Mapping[str, Any]:
        """What is known about the model."""

    def predict_proba(
        self, X: Iterable[str], task: str, view: str | None = None, mentions: Sequence[Span] | None = None
    ) -> npt.NDArray[np.float64]:
        """Return P(negative), P(neutral), P(positive), shape (n, 3), toward one span of each sentence."""


def score_stance(
    data: object,
    targets: Mapping[str, str | Iterable[str]] | Literal["auto"] | None = None,
    model: ModelLike | StanceModel = "default",
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
    progress: Progress = silent,
) -> pd.DataFrame:
    """Score how the title and the body sentences of articles speak of targets, one row a mention.

    ``data`` is what :func:`framing.read_articles` takes, or a table of sentences or scores made before. ``targets``
    gives the aliases of each target, ``{"China": ["China", "Beijing"]}``, and is warned of where nobody mentions one;
    without it, or with ``"auto"``, :func:`propose_targets` proposes some. How mentions are found, with titles,
    possessive endings and hyphens, says :class:`framing.articles.targets.TargetFinder`. ``model`` is a name, a folder
    or a loaded model that answers stance; all mentions of a sentence are read in one pass of the encoder, which is
    trained on NewsMTSC (Hamborg and Donnay 2021). ``columns`` and ``on_error`` are passed on to reading.

    Returns the columns of :data:`framing.tables.STANCE`, in the order of the text, and ``source`` where the articles
    have one. ``start`` and ``end`` count characters of the article; probabilities are in [0, 1] and add up to 1, NaN
    where the mention lies beyond the length that the model reads. ``attrs`` holds ``targets``, the name of the
    ``model``, and the ``rejects`` of reading. Raises InputError where the model does not answer stance and for targets
    that cannot be used.
    """
    given = None if targets == "auto" else targets
    finder = None if given is None else TargetFinder(given)  # a mistake in them shows before anything is read
    loaded = load_stance_model(model)
    sentences = _sentences(data, columns, on_error, progress)
    if finder is None and (proposed := propose_targets(sentences)):
        finder = TargetFinder(proposed)
    scored = sentences[sentences["kind"].isin(SCORED_KINDS)]
    texts = scored["text"].tolist()
    found = [finder.find(text) for text in texts] if finder else [[] for _ in texts]
    rows = np.repeat(np.arange(len(texts)), [len(mentions) for mentions in found])
    mentions = [mention for here in found for mention in here]
    if finder is not None and given is not None:
        _warn_of_unmentioned(finder.targets, {mention.target for mention in mentions})
    spans = [(mention.start, mention.end) for mention in mentions]
    probabilities = _probabilities(loaded, texts, rows, spans, progress)
    stance = scored[["article_id", "sentence_id"]].iloc[rows].reset_index(drop=True)
    stance["target"] = pd.Series([mention.target for mention in mentions], dtype="str")
    for name, offsets in zip(("start", "end"), np.array(spans, dtype="int64").reshape(-1, 2).T, strict=True):
        stance[name] = scored["start"].to_numpy(dtype="int64")[rows] + offsets
    for label, values in zip(_LABELS, probabilities.T, strict=True):
        stance[f"stance_{label}"] = values
    stance["stance"] = stance["stance_positive"] - stance["stance_negative"]
    if "source" in scored.columns and scored["source"].notna().any():
        stance["source"] = scored["source"].iloc[rows].to_numpy()
    stance.attrs = {
        "model": str(getattr(loaded, "name", None) or loaded.card.get("name", "")),
        "targets": finder.targets if finder else {},
        "rejects": list(sentences.attrs.get("rejects", [])),
    }
    return stance


def _warn_of_unmentioned(targets: Targets, mentioned: Set[str]) -> None:
    if absent := [repr(name) for name in targets if name not in mentioned]:
        warn(
            f"{UNMENTIONED} {', '.join(absent)}; see whether its aliases are spelled as the articles do.", stacklevel=3
        )


def propose_targets(
    data: object, n: int = 12, *, columns: Mapping[str, str] | None = None, on_error: OnError = "raise"
) -> Targets:
    """Return the ``n`` persons, groups and countries that most articles name: their aliases by name.

    ``data`` is what :func:`score_stance` takes. Only body sentences are read; the articles' own sources and authors
    (columns ``byline``, ``author``, ``authors``) and news agencies are left out. It goes by capital letters, as
    :func:`framing.articles.names.common_names` says, so look through what it proposes; there are fewer than ``n``
    where the articles name fewer.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise InputError(f"n is {n!r}; it is how many targets are proposed at most, 1 or more.")
    sentences = _sentences(data, columns, on_error, silent)
    body = sentences[sentences["kind"] == "body"]
    own = {part for column in _BYLINES if column in body for part in _names_in(body[column])}
    if "source" in body:
        own |= set(body["source"].dropna().unique())
    return common_names([group.tolist() for _, group in body.groupby("article_id", sort=False)["text"]], n, own)


def summarize_stance(stance: pd.DataFrame, seed: int = 0, draws: int = 2000, level: float = 0.95) -> pd.DataFrame:
    """Return one row a source and target: how the source speaks of it.

    ``stance`` is what :func:`score_stance` returns. Every measure is first taken over the mentions of an article, then
    averaged over the articles, with the interval of :func:`framing.summary.mean_over_articles` at ``level`` in
    ``<measure>_low`` and ``<measure>_high``, NaN for a single article:

    - ``mean_stance``: the mean of ``stance``;
    - ``share_negative``, ``share_positive``: the share of mentions for which this is the likeliest of the three.

    ``n_mentions`` and ``n_articles`` count what carries a score, ``n_missing`` the mentions without one. Articles
    without a source share rows whose ``source`` is missing. Sources, then targets, keep their order.
    """
    if not isinstance(stance, pd.DataFrame):
        raise InputError(f"Stance is a table, not {type(stance).__name__}; pass what framing.score_stance returns.")
    if missing := [name for name in STANCE if name not in stance.columns]:
        raise InputError(f"The table has no column {', '.join(map(repr, missing))}; give what score_stance returns.")
    likeliest = stance[[f"stance_{label}" for label in _LABELS]].fillna(-1.0).to_numpy().argmax(axis=1)
    known = stance["stance"].notna()
    mentions = pd.DataFrame(
        {
            "source": stance["source"] if "source" in stance.columns else pd.Series(None, stance.index, dtype="str"),
            "target": stance["target"],
            "article_id": stance["article_id"],
            "mean_stance": stance["stance"].astype(float),
            "share_negative": pd.Series(likeliest == 0, index=stance.index).astype(float).where(known),
            "share_positive": pd.Series(likeliest == 2, index=stance.index).astype(float).where(known),
        }
    )
    rows = []
    for _, of_source in mentions.groupby("source", sort=False, dropna=False):
        for target, group in of_source.groupby("target", sort=False):
            articles = group.groupby("article_id", sort=False)[list(_MEASURES)].mean()
            row: dict[str, object] = {
                "source": group["source"].iloc[0],
                "target": target,
                "n_mentions": int(group["mean_stance"].notna().sum()),
                "n_articles": int(articles["mean_stance"].notna().sum()),
                "n_missing": int(group["mean_stance"].isna().sum()),
            }
            for name in _MEASURES:  # the same seed draws the same articles for each
                limits = (-1.0, 1.0) if name == "mean_stance" else PROBABILITY
                found = mean_over_articles(articles[name], seed, draws, limits, level)
                row[name], row[f"{name}_low"], row[f"{name}_high"] = found
            rows.append(row)
    measures = [column for name in _MEASURES for column in (name, f"{name}_low", f"{name}_high")]
    return pd.DataFrame(rows, columns=["source", "target", "n_mentions", "n_articles", "n_missing", *measures])


def load_stance_model(model: ModelLike | StanceModel) -> StanceModel:
    """Return the model of that name or folder, or the model itself; raises InputError where it answers no stance."""
    given: Any = model
    loaded: Any = as_model(given)
    if "stance" not in loaded.tasks:
        known = [name for name in MODELS if "stance" in described(name)[0]]
        others = f"take {' or '.join(map(repr, known))}" if known else "no model that ships does"
        named = str(model) if isinstance(model, str | os.PathLike) else str(getattr(loaded, "name", "given"))
        raise InputError(
            f"The model {named!r} does not answer stance, only {', '.join(loaded.tasks)}; {others}, or give the folder "
            "of an encoder that is trained for stance."
        )
    answering: StanceModel = loaded
    return answering


def _names_in(bylines: pd.Series) -> set[str]:
    """Return the authors that bylines name."""
    given = {value for value in bylines.dropna() if isinstance(value, str)}
    return {name for value in given for name in _BETWEEN_AUTHORS.split(value) if name}


def _sentences(data: object, columns: Mapping[str, str] | None, on_error: OnError, progress: Progress) -> pd.DataFrame:
    """Return the table of sentences, made where it is not given."""
    if isinstance(data, pd.DataFrame) and {"sentence_id", "kind"} <= set(data.columns):
        if missing := [name for name in _NEEDED if name not in data.columns]:
            raise InputError(
                f"Not a sentences table: no column {', '.join(map(repr, missing))}; make one with "
                "framing.to_sentences()."
            )
        return data
    articles = read_articles(data, columns=columns, on_error=on_error)
    return read_both(articles, progress=lambda items: progress(items, "Reading", len(articles)))[0]


def _probabilities(
    model: StanceModel, texts: Sequence[str], rows: npt.NDArray[np.int64], spans: Sequence[Span], progress: Progress
) -> npt.NDArray[np.float64]:
    """Return P(negative), P(neutral), P(positive) of each mention, shape (n, 3); ``rows`` are its sentences."""
    found = np.full((len(spans), len(_LABELS)), np.nan)
    batch = np.unique(rows, return_inverse=True)[1] // _BATCH  # no sentence is cut: its mentions share one pass
    numbers = range(int(batch[-1]) + 1 if len(batch) else 0)
    for number in progress(numbers, "Scoring stance", len(numbers)):
        first, last = np.searchsorted(batch, [number, number + 1])
        here = [texts[row] for row in rows[first:last]]
        found[first:last] = model.predict_proba(here, task="stance", mentions=spans[first:last])
    return found
