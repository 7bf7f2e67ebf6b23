"""What carried the score of one sentence: each feature and each word with what it adds to the logit, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.articles.loose import as_table
from framing.errors import InputError
from framing.features import get_family
from framing.features.lexicon import Lexicon
from framing.models import ModelLike, as_model
from framing.models.boosted import FeatureModel
from framing.models.linear import NGRAMS, LinearModel, feature_names
from framing.models.tasks import get_task
from framing.models.views import view_texts

COLUMNS = ("what", "family", "words", "value", "contribution")


def explain(
    sentence: str | pd.DataFrame,
    model: ModelLike = "linear",
    task: str = "editorializing",
    view: str | None = None,
) -> pd.DataFrame:
    """Return what each feature adds to the score of one sentence, the largest contribution first.

    ``sentence`` is a text or a sentences table of one row; ``model`` a model of logistic regression or the name or
    folder of one. Columns: ``what`` (in words: "evaluative adverbs: ‘characteristically’"), ``family``, ``words``
    (the words that a list or the n-grams are about; empty for what has no place), ``value`` (of the feature, NaN for
    words) and ``contribution``, to the logit: positive speaks for the task's second label. Features are measured
    against their mean in the training rows, so that a feature that is 0 may contribute too. ``attrs`` holds
    ``sentence, task, model, probability`` and ``baseline``: the contributions and the baseline add up to the logit.

    Raises InputError for several sentences and for a model whose features do not add up.
    """
    known = as_model(model)
    if not isinstance(known, LinearModel | FeatureModel):
        raise InputError(
            f"explain needs a linear model or one on features, whose parts add up; got {type(known).__name__}."
        )
    table = as_table([sentence] if isinstance(sentence, str) else sentence, voice=True)
    if len(table) != 1:
        raise InputError(f"explain takes one sentence; got {len(table)}. Choose a row: scores.iloc[[0]].")
    rows = _linear(known, table, task, view) if isinstance(known, LinearModel) else _features(known, table, task, view)
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    out = out[out["contribution"] != 0].sort_values("contribution", key=np.abs, ascending=False, kind="stable")
    out = out.reset_index(drop=True)
    logit = float(known.logits(table, task, view)[0])
    out.attrs = {
        "sentence": str(table["text"].iloc[0]),
        "task": task,
        "model": known.name,
        "probability": float(known.predict_proba(table, task, view)[0, 1]),
        "baseline": logit - float(out["contribution"].sum()),
    }
    return out


_Row = tuple[str, str, str, float, float]


def _linear(model: LinearModel, table: pd.DataFrame, task: str, view: str | None) -> list[_Row]:
    blocks = model.blocks(table, task, view)
    weights = np.asarray(model.heads[task].coef_, dtype=float)[0]
    row = blocks[NGRAMS].tocsr()
    added = np.asarray(row.toarray())[0] * weights[: row.shape[1]]
    shown = view_texts(table, get_task(task).view if view is None else view)[0]
    rows = _wording(model, shown, added)
    scaled = np.hstack([np.asarray(blocks[family])[0] for family in model.families])
    return rows + _by_feature(model, table.assign(text=[shown]), scaled * weights[row.shape[1] :])


def _features(model: FeatureModel, table: pd.DataFrame, task: str, view: str | None) -> list[_Row]:
    added = model.contributions(table, task, view).to_numpy()[0]
    shown = view_texts(table, get_task(task).view if view is None else view)
    return _by_feature(model, table.assign(text=shown), added)


def _wording(model: LinearModel, text: str, added: np.ndarray) -> list[_Row]:
    """Return what the n-grams of each word add; an n-gram over several words is shared out by length."""
    from framing.models.ngrams import WORD, normal

    gain = np.zeros(len(text) + 1)
    located = list(model.ngrams.locate(text))
    times = np.bincount([column for *_, column in located], minlength=len(added)) if located else np.ones(len(added))
    for start, end, column in located:
        gain[start:end] += added[column] / times[column] / (end - start)
    by_word: dict[str, float] = {}
    for match in WORD.finditer(normal(text)):
        word = text[match.start() : match.end()]
        by_word[word] = by_word.get(word, 0.0) + float(gain[match.start() : match.end()].sum())
    rows: list[_Row] = [(f"wording: ‘{word}’", NGRAMS, word, np.nan, value) for word, value in by_word.items()]
    return [*rows, ("wording: between words", NGRAMS, "", np.nan, float(added.sum() - sum(by_word.values())))]


def _by_feature(model: LinearModel | FeatureModel, table: pd.DataFrame, added: np.ndarray) -> list[_Row]:
    from framing.features import extract

    values = extract(table, model.families).to_numpy(float)[0]
    text = str(table["text"].iloc[0])
    hits: dict[str, list[str]] = {}
    if Lexicon.family in model.families:
        for hit in Lexicon().hits(text):
            hits.setdefault(hit.name, []).append(text[hit.start : hit.end])
    rows = []
    described = {
        f"{family}_{name}": (family, name, about)
        for family in model.families
        for name, about in get_family(family)().described().items()
    }
    for column, value, contribution in zip(feature_names(tuple(model.families)), values, added, strict=True):
        family, name, about = described[column]
        found = list(dict.fromkeys(hits.get(name, ()))) if family == Lexicon.family else []
        words = ", ".join(found)
        quoted = ", ".join(f"‘{word}’" for word in found)
        what = f"{name.replace('_', ' ')}: {quoted}" if words else _short(family, name, about, float(value))
        rows.append((what, family, words, float(value), float(contribution)))
    return rows


def _short(family: str, name: str, about: str, value: float) -> str:
    spoken = name.replace("_", " ")
    if family == Lexicon.family and value == 0:
        return f"no {spoken}"
    return f"{family.replace('_', ' ')}: {spoken} = {value:.2g}"
