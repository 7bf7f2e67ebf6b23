"""Evidence against the words that annotators marked: do a model's heaviest words name what made a sentence biased?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError
from framing.evaluation.bootstrap import cluster_weights, percentile_interval
from framing.evaluation.results import Recipe, training_tables
from framing.evaluation.splits import folded_rows, folds
from framing.features.tokens import Token, tokens
from framing.models.protocol import Evidence, Model

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

TASK = "loaded_language"
"""The question that the marked words answer."""

BASELINES: dict[str, str] = {
    "random": "words at random: the precision to expect, exactly",
    "longest": "the longest words, the earlier one of equal length first",
}
"""What models are compared with."""


class Weighing(Protocol):
    """A model that gives every word of a sentence its weight."""

    def word_weights(self, sentences: Sequence[str], task: str) -> list[Evidence]:
        """Return all words of each sentence as (start, end, weight)."""


def evaluate_evidence(
    models: Mapping[str, Mapping[int, Model] | Model],
    corpus: str | pd.DataFrame = "babe",
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the heaviest words of models with the words that annotators marked: one row a model, with its interval.

    ``models`` gives by name either one model that has seen no sentence of the corpus, or a model for each article fold
    of its manifest (:func:`framing.evaluation.folds`), the one that has not seen the fold. ``corpus`` is a name or a
    table with ``row_id, text, article, loaded_language, biased_words`` (and ``fold`` where models come by fold).

    Judged are the sentences labelled biased of which at least one marked word is found. The metric is precision at k
    (R-precision): of the k words with the largest weights, k the number of marked words, the share that is marked;
    all words are ranked, those of grammar too, and a compound with hyphens is one word. Its mean over sentences comes
    with a 95 % interval by bootstrap over articles that holds the models fixed. :data:`BASELINES` stand beside.

    Columns: ``corpus, model, metric, value, low, high, n`` (sentences), ``clusters`` (articles), ``words`` (mean
    k). Raises InputError where a model has seen the corpus, a fold has no model, or nothing is marked.
    """
    name = corpus if isinstance(corpus, str) else "given"
    rows = _rows(corpus)
    found = [_marked(text, words) for text, words in zip(rows["text"], rows["biased_words"], strict=True)]
    judged = np.array([marks.any() for _, marks in found])
    if not judged.any():
        raise InputError(f"No marked word is found in the {len(rows)} biased sentences of {name}.")
    rows = rows[judged].reset_index(drop=True)
    marks = [pair for pair, kept in zip(found, judged, strict=True) if kept]
    precision = {"random": np.array([mask.mean() for _, mask in marks])}
    precision["longest"] = np.array(
        [_precision(np.array([t.end - t.start for t in words], dtype=float), mask) for words, mask in marks]
    )
    for label, given in models.items():
        weights = _weights(label, given, rows, name)
        precision[label] = np.array(
            [_precision(by_word(words, found), mask) for (words, mask), found in zip(marks, weights, strict=True)]
        )
    groups, articles = pd.factorize(rows["article"].fillna(rows["row_id"]))
    k = float(np.mean([mask.sum() for _, mask in marks]))
    result = []
    for label, values in precision.items():
        low, high = _interval(values, groups, len(articles), resamples, seed)
        result.append((name, label, "precision", values.mean(), low, high, len(values), len(articles), k))
    columns = ["corpus", "model", "metric", "value", "low", "high", "n", "clusters", "words"]
    return pd.DataFrame(result, columns=columns)


def fit_folds(recipe: Recipe, corpus: str = "babe", seed: int = 0) -> dict[int, Model]:
    """Return for each article fold of a corpus the model that a recipe gives without the fold's rows."""
    rows = folded_rows(corpus).assign(corpus=corpus)
    fold = folds(corpus, "article", rows["row_id"])
    return {int(k): recipe.fit(training_tables(recipe, rows[fold == k], "article"), seed) for k in np.unique(fold)}


def load_folds(pattern: str, load: Callable[[str], Model], corpus: str = "babe") -> dict[int, Model]:
    """Return for each article fold of a corpus the model in the folder that ``pattern``, with {} for the number, names.

    Raises InputError for a pattern without {}, and as ``load`` does.
    """
    if "{}" not in pattern:
        raise InputError(f"--folds takes a folder with {{}} for the number of the fold (runs/fold{{}}/model), not {pattern!r}.")
    numbers = np.unique(folds(corpus, "article", folded_rows(corpus)["row_id"]))
    return {int(k): load(pattern.replace("{}", str(k))) for k in numbers}


def by_word(words: Sequence[Token], weights: Evidence) -> Floats:
    """Return the weight of each word: the sum over the pieces of it that have one, 0 where none has."""
    total = np.zeros(len(words))
    at = 0
    for start, end, weight in sorted(weights):
        while at < len(words) and words[at].end <= start:
            at += 1
        if at < len(words) and words[at].start < end:
            total[at] += weight
    return total


def mark_words(text: str, annotated: Sequence[str]) -> tuple[list[Token], Mask]:
    """Return the words of a text and which of them are among the annotated ones; those not in the text are passed over.

    BABE lists single words, those of a marked phrase one by one. One that stands in the text several times is taken
    where a neighbour is annotated too, everywhere where none has one.
    """
    words = tokens(text)
    forms = [word.form for word in words]
    wanted = {form for one in annotated for form in [" ".join(word.form for word in tokens(one))] if form}
    marked = np.zeros(len(words), dtype=bool)
    for phrase in sorted(wanted):
        parts = phrase.split()
        places = [i for i in range(len(forms) - len(parts) + 1) if forms[i : i + len(parts)] == parts]
        beside = [
            i
            for i in places
            if any(0 <= j < len(forms) and forms[j] in wanted for j in (i - 1, i + len(parts)))
        ]
        for i in beside or places:
            marked[i : i + len(parts)] = True
    return words, marked


def precision_at_k(weights: Floats, marked: Mask) -> float:
    """Return the share of marked words among the k heaviest, k the number marked; of equal words the first counts."""
    heaviest = np.argsort(-weights, kind="stable")[: int(marked.sum())]
    return float(marked[heaviest].mean())


def _rows(corpus: str | pd.DataFrame) -> pd.DataFrame:
    """Return the sentences of a corpus that are labelled biased and have annotated words, with their fold."""
    rows = corpus
    if isinstance(corpus, str):
        rows = folded_rows(corpus)
        rows = rows.assign(fold=folds(corpus, "article", rows["row_id"]))
    missing = [name for name in ("row_id", "text", "article", TASK, "biased_words") if name not in rows]
    if missing:
        raise InputError(f"A corpus without {', '.join(missing)} has no annotated words; evaluate evidence on 'babe'.")
    marked = (rows[TASK] == 1) & rows["biased_words"].map(lambda words: len(words) > 0)
    return rows[marked].reset_index(drop=True)


def _all_weights(name: str, given: Mapping[int, Model] | Model, rows: pd.DataFrame, corpus: str) -> list[Evidence]:
    """Return the weights of all words of each row, by the model that has not seen it."""
    if not isinstance(given, Mapping):
        seen = [part for part in given.card.get("trained_on", ()) if part.partition(":")[0] == corpus]
        if seen:
            raise InputError(f"{name} was trained on {', '.join(seen)}; give a model for each fold, or its recipe.")
        return _ask(name, given, rows)
    found: list[Evidence] = [[] for _ in range(len(rows))]
    for fold, part in rows.groupby("fold"):
        if fold not in given:
            raise InputError(f"{name} has no model for fold {fold}; it has {', '.join(map(str, sorted(given)))}.")
        for at, weights in zip(part.index, _ask(name, given[int(fold)], part), strict=True):
            found[at] = weights
    return found


def _ask(name: str, model: Model, rows: pd.DataFrame) -> list[Evidence]:
    if not isinstance(model, WordModel):
        raise InputError(f"{name} gives words no weights (it has no method word_weights).")
    # Each text is read as one whole sentence, in which places are characters of the text.
    return model.word_weights(rows["text"].tolist(), TASK)
