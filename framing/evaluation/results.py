"""A model or a recipe on a corpus: every metric with its interval, and the baselines beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpora import CORPORA, Corpus, get_corpus
from framing.errors import InputError, unknown_name
from framing.evaluation.baselines import BASELINES
from framing.evaluation.disjoint import sides
from framing.evaluation.leakage import Twins, leaking
from framing.evaluation.metrics import classification_metrics
from framing.evaluation.recipes import Recipe, labelled, training_tables
from framing.evaluation.splits import MANIFESTS, SPLITS, folded_rows, folds
from framing.models import ModelLike, as_model
from framing.models.protocol import Model
from framing.models.tasks import BINARY, TASKS, get_binary_task, get_task

RESULT_COLUMNS = (
    "corpus",
    "split",
    "task",
    "view",
    "model",
    "metric",
    "value",
    "low",
    "high",
    "n",
    "clusters",
    "seed",
)

_TASK_OF = {"attributions": "attribution"}  # columns of labels that are not named like their task


def evaluate(
    model: ModelLike | Recipe,
    corpus: str,
    split: str | None = None,
    task: str | None = None,
    view: str | None = None,
    seed: int = 0,
    resamples: int = 1000,
    baselines: Sequence[str] = tuple(BASELINES),
) -> pd.DataFrame:
    """Score a model, or what a recipe trains, on a corpus: one row for each metric of it and of the baselines.

    Tasks of more than two labels have metrics and baselines of their own (:mod:`framing.evaluation.multi`) and are
    measured on parts, with trained models. What follows is about tasks of two labels.

    ``split`` is a part of the corpus (``dev_test_en``) or a kind of folds of :data:`framing.evaluation.splits.SPLITS`.
    On a part, a trained model is scored as it is, a recipe is trained on all its parts but this one, and the baselines
    on the parts of the corpus that come before it; they are left out where none does. On folds, the recipe and the
    baselines are trained once a fold, without the rows held out, their near-duplicates and what else the split holds
    apart (see :func:`training_tables`), and the metrics are those of all rows together. What training and test rows
    share is told by :func:`framing.evaluation.leakage_of`. ``task`` is the corpus's first one and ``view`` the task's
    own where left out.

    Columns: :data:`RESULT_COLUMNS`. Intervals are 95 %, over articles (:func:`framing.evaluation.bootstrap.interval`),
    for the models as they were trained. Rows without a label of the task are left out; ``n`` counts the others,
    ``clusters`` their articles (rows, where the corpus does not say the article). Raises InputError where the model has
    seen the part, or where a trained model is given folds.
    """
    return evaluate_drawn(model, corpus, split, task, view, seed, resamples, baselines)[list(RESULT_COLUMNS)]


def evaluate_drawn(
    model: ModelLike | Recipe,
    corpus: str,
    split: str | None,
    task: str | None,
    view: str | None,
    seed: int,
    resamples: int,
    baselines: Sequence[str],
) -> pd.DataFrame:
    """Return what :func:`evaluate` does, with a column ``draws``: each metric's values in the resamples."""
    model = model_or_recipe(model)
    name = task or first_task(get_corpus(corpus))
    split = split or _default_split(model, corpus)
    if get_task(name).kind != "binary":
        found = _evaluate_other(model, corpus, split, name, seed, resamples, bool(baselines))
        return found.assign(corpus=corpus, task=name, view=get_task(name).view, seed=seed)
    view = view or get_binary_task(name).view
    scored = predict(model, corpus, split, name, view, seed, baselines)
    tables = []
    for label, rows in scored.groupby("model", sort=False):
        table = classification_metrics(
            rows["label"].to_numpy(),
            rows["probability"].to_numpy(),
            rows["article"].to_numpy(),
            threshold=rows["threshold"].to_numpy(),
            strata=rows["fold"].to_numpy(),
            resamples=resamples,
            seed=seed,
            keep_draws=True,
        )
        tables.append(table.assign(corpus=corpus, split=split, task=name, view=view, model=label, seed=seed))
    result = pd.concat(tables, ignore_index=True)
    result.loc[result["model"].isin(BASELINES), "view"] = "all"
    return result


def _evaluate_other(
    model: Model | Recipe, corpus: str, split: str, task: str, seed: int, resamples: int, baselines: bool
) -> pd.DataFrame:
    from framing.evaluation.multi import evaluate_other

    if isinstance(model, Recipe) or split in SPLITS:
        raise InputError(
            f"{task!r} is measured on parts ({', '.join(get_corpus(corpus).parts)}), with trained models, not on folds."
        )
    found = get_corpus(corpus)
    if split not in found.parts:
        raise unknown_name(f"part of {corpus}", split, found.parts)
    _check_unseen(model, corpus, split)
    return evaluate_other(model, found, split, task, seed, resamples, baselines)


def predict(
    model: ModelLike | Recipe,
    corpus: str,
    split: str,
    task: str,
    view: str | None = None,
    seed: int = 0,
    baselines: Sequence[str] = tuple(BASELINES),
) -> pd.DataFrame:
    """Return what :func:`evaluate` judges: a row for each model and row of the corpus.

    Columns: ``model, row_id, article, outlet, fold`` (0 on a part), ``text, label, probability, threshold``.
    """
    model = model_or_recipe(model)
    for baseline in baselines:
        if baseline not in BASELINES:
            raise unknown_name("baseline", baseline, BASELINES)
    if isinstance(model, Recipe) and task not in model.parts:
        raise unknown_name(f"task of {model.name}", task, model.parts)
    tables = []
    twins = None
    for one in rounds(model, corpus, split):
        fold_rows = one.test.assign(corpus=corpus, fold=one.fold)
        rows = labelled(fold_rows, task)
        if rows.empty:
            continue
        # Rows without this task's label are held out too: another task might learn their article from them.
        twins = twins or Twins(one.all_rows)
        trained = _trained(model, corpus, split, one.not_learned.assign(corpus=corpus), seed, twins)
        found = np.asarray(trained.predict_proba(rows["text"].tolist(), task=task, view=view), dtype=np.float64)[:, 1]
        tables.append(_scored(rows, model.name, found, _threshold(trained, task)))
        known = labelled(one.known, task)
        if split in SPLITS and baselines:
            known = known[~leaking(known, one.not_learned, articles=split != "random")]
        for baseline in baselines if len(known) else ():
            guess = BASELINES[baseline](known, "label", seed)(rows)
            tables.append(_scored(rows, baseline, guess, 0.5))
    if not tables:
        raise InputError(f"No row of {corpus} ({split}) has a label for {task!r}.")
    return pd.concat(tables, ignore_index=True)


def model_or_recipe(model: ModelLike | Recipe) -> Model | Recipe:
    """Return the model of a name, folder or hub id; a loaded model and a recipe as they are."""
    return model if isinstance(model, Recipe) else as_model(model)


class Round(NamedTuple):
    """What is held out at once: its number, the test rows, those of the corpus that are learned from and those that are
    not, and all rows that will be held out."""

    fold: int
    test: pd.DataFrame
    known: pd.DataFrame
    not_learned: pd.DataFrame
    all_rows: pd.DataFrame


def rounds(model: Model | Recipe, corpus: str, split: str) -> Iterator[Round]:
    """Yield what is held out: one part, or one fold after another.

    Raises InputError where a trained model is given folds, UnknownNameError for another split.
    """
    if split not in SPLITS:
        rows = get_corpus(corpus).table(split)
        yield Round(0, rows, _earlier(get_corpus(corpus), split), rows, rows)
        return
    if not isinstance(model, Recipe):
        raise InputError(
            f"Folds (split={split!r}) need a Recipe, which is trained anew for each fold, not a trained model; "
            f"give one, or a part of {corpus} that the model has not seen: {', '.join(get_corpus(corpus).parts)}."
        )
    rows = folded_rows(corpus)
    for k, learned, held_out in sides(folds(corpus, split, rows["row_id"]), split):
        yield Round(k, rows[held_out], rows[learned], rows[~learned], rows)


def _trained(model: Model | Recipe, corpus: str, split: str, rows: pd.DataFrame, seed: int, twins: Twins) -> Model:
    if isinstance(model, Recipe):
        return model.fit(training_tables(model, rows, split, twins), seed)
    _check_unseen(model, corpus, split)
    return model


def _check_unseen(model: Model, corpus: str, part: str) -> None:
    if f"{corpus}:{part}" in model.card.get("trained_on", ()):
        raise InputError(
            f"{model.name} was trained on {corpus}:{part}; evaluate it on another part, or give its Recipe."
        )


def _earlier(corpus: Corpus, part: str) -> pd.DataFrame:
    names = list(corpus.parts)
    earlier = names[: names.index(part)]
    return pd.concat([corpus.table(name) for name in earlier], ignore_index=True) if earlier else pd.DataFrame()


def _scored(rows: pd.DataFrame, name: str, found: npt.NDArray[np.float64], threshold: float) -> pd.DataFrame:
    columns = rows[["row_id", "article", "outlet", "fold", "text", "label"]]
    return columns.assign(model=name, probability=found, threshold=threshold)


def _threshold(model: Model, task: str) -> float:
    return float(model.thresholds.get(task, 0.5))


def first_task(corpus: Corpus) -> str:
    """Return the first task of two labels that a corpus has labels of, else the first of the others."""
    tasks = {_TASK_OF.get(label, label): None for label in corpus.labels}
    for known in (BINARY, tuple(TASKS)):
        for task in tasks:
            if task in known:
                return task
    able = [name for name, other in CORPORA.items() if {_TASK_OF.get(x, x) for x in other.labels} & set(TASKS)]
    raise InputError(f"{corpus.name} has no label of a task that models answer; use one of {', '.join(able)}.")


def _default_split(model: Model | Recipe, corpus: str) -> str:
    parts = list(get_corpus(corpus).parts)
    if isinstance(model, Recipe) and corpus in MANIFESTS:
        return MANIFESTS[corpus].splits[0]
    if len(parts) == 1:
        return parts[0]
    raise InputError(f"Which split of {corpus}? Give a part: {', '.join(parts)}.")
