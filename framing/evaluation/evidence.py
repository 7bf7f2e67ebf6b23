"""Evidence against the words that annotators marked: do a model's heaviest words name what is biased?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError
from framing.evaluation.bootstrap import interval, with_whole
from framing.evaluation.recipes import Recipe, training_tables
from framing.evaluation.splits import MANIFESTS, folded_rows, folds
from framing.models import ModelLike, as_model
from framing.models.protocol import Evidence, Model, WordModel

if TYPE_CHECKING:
    from framing.articles.words import Token

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Models = ModelLike | Mapping[int, ModelLike]
"""One model that has seen no sentence of a corpus, or for each fold the one that has not seen the fold."""

TASK = "loaded_language"
"""The question that the marked words answer."""

REFERENCES: dict[str, str] = {
    "random": "words at random: the precision to expect, exactly",
    "longest": "the longest words",
}
"""What stands beside models."""

COLUMNS = ("corpus", "model", "metric", "value", "low", "high", "n", "clusters", "marked", "seed")


def evaluate_evidence(
    models: Mapping[str, Models], corpus: str | pd.DataFrame = "babe", resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Compare the heaviest words of models with those that annotators marked: one row a model, with its interval.

    ``models`` are by name. ``corpus`` is a name, or a table with ``row_id, text, article, loaded_language,
    biased_words`` and, where models come by fold, ``fold``. Folds are those of :func:`framing.evaluation.folds` by
    article; sentences of a fold for which some model has none are left out.

    Judged are the sentences labelled biased in which a marked word is found (:func:`mark_words`). The metric is
    precision at k (R-precision): of the k words with the largest weights, k the number of marked words, the share that
    is marked. All words are ranked, also those of grammar and those too faint to be shown. Its mean over sentences has
    a 95 % interval by bootstrap over articles, for the models as they were trained. :data:`REFERENCES` come first.

    Columns: :data:`COLUMNS`; ``n`` counts sentences, ``clusters`` their articles, ``marked`` is the mean k. Raises
    InputError where a model has seen the corpus or gives words no weights, or nothing is left to judge.
    """
    by_fold = [given for given in models.values() if isinstance(given, Mapping)]
    name, rows = _rows(corpus, ("fold",) if by_fold else ())
    for given in by_fold:
        rows = rows[rows["fold"].isin(list(given))]
    pairs = [mark_words(text, marked) for text, marked in zip(rows["text"], rows["biased_words"], strict=True)]
    judged = [marked.any() for _, marked in pairs]
    rows, pairs = rows[judged].reset_index(drop=True), [pair for pair in pairs if pair[1].any()]
    if rows.empty:
        raise InputError(f"No biased sentence of {name} with a marked word is left to judge evidence by.")
    found = {
        "random": np.array([marked.mean() for _, marked in pairs]),
        "longest": np.array([precision_at_k(_lengths(words), marked) for words, marked in pairs]),
    }
    for label, model in models.items():
        weights = _weights(label, model, rows, name)
        found[label] = np.array(
            [
                precision_at_k(by_word(words, weighed), marked)
                for (words, marked), weighed in zip(pairs, weights, strict=True)
            ]
        )
    group, articles = pd.factorize(rows["article"].fillna(rows["row_id"]))
    mean_k = float(np.mean([marked.sum() for _, marked in pairs]))
    table = []
    for label, values in found.items():
        low, high = _interval(values, group, len(articles), resamples, seed)
        table.append((name, label, "precision", values.mean(), low, high, len(values), len(articles), mean_k, seed))
    return pd.DataFrame(table, columns=list(COLUMNS))


def fit_folds(recipe: Recipe, corpus: str = "babe", seed: int = 0) -> dict[int, Model]:
    """Return for each article fold of a corpus the model that a recipe gives without the rows of that fold."""
    rows = folded_rows(corpus).assign(corpus=corpus)
    fold = folds(corpus, "article", rows["row_id"])
    return {int(k): recipe.fit(training_tables(recipe, rows[fold == k], "article"), seed) for k in np.unique(fold)}


def load_folds(pattern: str, load: Callable[[str], Model], corpus: str = "babe") -> dict[int, Model]:
    """Return for each article fold of a corpus the model in the folder that ``pattern`` names, {} being its number.

    Raises InputError for a pattern without {}, and as ``load`` does.
    """
    if "{}" not in pattern:
        raise InputError(f"Models by fold are a folder with {{}} for the number: runs/fold{{}}/model, not {pattern!r}.")
    numbers = np.unique(folds(corpus, "article", folded_rows(corpus)["row_id"]))
    return {int(k): load(pattern.replace("{}", str(k))) for k in numbers}


def models_to_compare(
    model: str, pattern: str | None = None, corpus: str = "babe", seed: int = 0, say: Callable[[str], None] = print
) -> dict[str, Models]:
    """Return by name what :func:`evaluate_evidence` compares on the command line: a model, and the linear model.

    ``pattern`` is that of :func:`load_folds`; without it ``model`` (a name or folder) is taken as it is, or, where it
    is linear, trained anew without each fold. The linear model that ships always stands beside, trained without each
    fold. ``say`` is told what takes long. Raises as loading and training do.
    """
    from framing.models import LinearModel, load_model, recipe_of

    compared: dict[str, Models] = {}
    linear = "linear"
    if pattern is not None:
        by_fold = load_folds(pattern, load_model, corpus)
        # Models of folds bear the number of theirs: "default-fold0", … are "default".
        names = {given.name.removesuffix(f"-fold{k}") for k, given in by_fold.items()}
        compared[names.pop() if len(names) == 1 else "by fold"] = by_fold
    elif isinstance(loaded := load_model(model), LinearModel):
        linear = model
    else:
        compared[loaded.name] = loaded
    say("Training the linear model without each fold")
    return {**compared, "linear": fit_folds(recipe_of(linear), corpus, seed)}


def mark_words(text: str, marked: Sequence[str]) -> tuple[list[Token], Mask]:
    """Return the words of a text (a compound with hyphens is one), and which of them are marked.

    Words are compared without case and punctuation at their edges; marked ones that the text lacks are passed over.
    BABE lists the words of a marked phrase one by one: one that stands in the text several times counts where
    a neighbour is marked too, and everywhere where that is so nowhere.
    """
    from framing.articles.words import tokens  # the room of features brings scikit-learn

    words = tokens(text)
    forms = [word.form for word in words]
    listed = {tuple(word.form for word in tokens(one)) for one in marked} - {()}
    single = {form for parts in listed for form in parts}
    mask = np.zeros(len(words), dtype=bool)
    for parts in listed:
        size = len(parts)
        places = [at for at in range(len(forms) - size + 1) if tuple(forms[at : at + size]) == parts]
        beside = [at for at in places if single.intersection(forms[max(at - 1, 0) : at] + forms[at + size :][:1])]
        for at in beside or places:
            mask[at : at + size] = True
    return words, mask


def by_word(words: Sequence[Token], weights: Evidence) -> Floats:
    """Return the weight of each word: the sum over its pieces that have one, 0 where none has."""
    total = np.zeros(len(words))
    at = 0
    for start, end, weight in sorted(weights):
        while at < len(words) and words[at].end <= start:
            at += 1
        if at < len(words) and words[at].start < end:
            total[at] += weight
    return total


def precision_at_k(weights: Floats, marked: Mask) -> float:
    """Return the share of marked words among the k heaviest, k being how many are marked; of equal ones the first."""
    heaviest = np.argsort(-weights, kind="stable")[: int(marked.sum())]
    return float(marked[heaviest].mean())


def _lengths(words: Sequence[Token]) -> Floats:
    return np.array([word.end - word.start for word in words], dtype=np.float64)


def _rows(corpus: str | pd.DataFrame, needed: tuple[str, ...]) -> tuple[str, pd.DataFrame]:
    """Return a corpus's name and its sentences that are labelled biased and have marked words."""
    name = corpus if isinstance(corpus, str) else "the table"
    rows = folded_rows(corpus) if isinstance(corpus, str) else corpus
    if isinstance(corpus, str) and "article" in MANIFESTS[corpus].splits:
        rows = rows.assign(fold=folds(corpus, "article", rows["row_id"]))
    if missing := [c for c in ("row_id", "text", "article", TASK, "biased_words", *needed) if c not in rows]:
        raise InputError(f"{name} has no column {', '.join(missing)}; evaluate evidence on 'babe', which marks words.")
    return name, rows[(rows[TASK] == 1) & (rows["biased_words"].map(len) > 0)]


def _weights(label: str, given: Models, rows: pd.DataFrame, corpus: str) -> list[Evidence]:
    """Return the weights of all words of each row, by the model that has not seen it."""
    if not isinstance(given, Mapping):
        given = as_model(given)
        if any(str(part).partition(":")[0] == corpus for part in given.card.get("trained_on", ())):
            raise InputError(f"{label} was trained on {corpus}; give models by fold, none of which has seen its own.")
        return _ask(label, given, rows)
    found: list[Evidence] = [[]] * len(rows)
    for fold in sorted(set(rows["fold"].tolist())):
        part = rows[rows["fold"] == fold]
        for at, weights in zip(part.index, _ask(label, given[fold], part), strict=True):
            found[at] = weights
    return found


def _ask(label: str, model: ModelLike, rows: pd.DataFrame) -> list[Evidence]:
    model = as_model(model)
    if not isinstance(model, WordModel):
        raise InputError(f"{label} gives words no weights: a {type(model).__name__} has no method word_weights.")
    # As strings, so that places are those in the text.
    return model.word_weights(rows["text"].tolist(), TASK)


def _interval(
    values: Floats, group: npt.NDArray[np.int64], groups: int, resamples: int, seed: int
) -> tuple[float, float]:
    """Return the interval of the mean of ``values``, whole groups drawn together."""
    weights = with_whole(groups, resamples, seed)
    total, size = np.bincount(group, values, groups), np.bincount(group, minlength=groups)
    drawn = (weights @ total) / (weights @ size)
    return interval(float(drawn[0]), drawn[1:], groups, bounds=(0.0, 1.0))
