"""How much a score hangs on who is named: names swapped within their kind, on real sentences and on templates.

The counterfactual test of fairness in text (Garg et al. 2019, Counterfactual Fairness in Text Classification through
Robustness, AIES; Prabhakaran, Hutchinson and Mitchell 2019, Perturbation Sensitivity Analysis to Detect Unintended
Model Biases, EMNLP): one name is replaced, everything else stays, and the score should stay too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpora import get_corpus
from framing.errors import InputError, unknown_name
from framing.evaluation.bootstrap import cluster_weights
from framing.evaluation.name_cases import Case, draw, fill, find_names, mention_case, swap
from framing.evaluation.name_measures import measure
from framing.evaluation.name_pools import Name, templates
from framing.evaluation.splits import FOLDS, folds
from framing.models import ModelLike, as_model
from framing.models.protocol import Model
from framing.models.tasks import get_binary_task

Floats = npt.NDArray[np.float64]
NAMES = 10
"""How many names are put in place of one."""
TASKS = ("editorializing", "loaded_language")
COLUMNS = (
    *("model", "task", "data", "against", "kind", "name", "band", "metric", "value", "low", "high", "n", "clusters"),
    "folds",
)


def evaluate_names(
    model: ModelLike,
    tasks: Sequence[str] | None = None,
    cases: pd.DataFrame | None = None,
    fold_models: Sequence[ModelLike] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how a model's scores move when names are swapped within their kind: one row for each measure.

    ``cases`` come from :func:`name_cases` (made from the corpora where left out). ``tasks`` are those of
    editorializing and loaded_language that the model answers where left out. ``fold_models``, one for each article
    fold of BABE, score the rows of BABE that they have not seen; without them ``model`` scores these too, and the
    column ``folds`` says "no".

    Columns: ``model, task``; ``data`` (real: newsmtsc and babe together, each of them, templates); ``against``:
    "original" compares each swapped sentence with the sentence as it was, "swapped" the swapped ones with each other,
    which leaves out what a famous name alone does; "" for what compares nothing; ``kind`` of the name or "all";
    ``name``; ``band`` of the original score ("all", "0–.2", ".2–.8", ".8–1"; of the mean of both scores where swapped
    ones are compared); ``metric`` (see :data:`framing.evaluation.name_measures.MEASURES`), ``value, low, high`` (95 %,
    bootstrap over articles, over templates for these), ``n`` (sentences), ``clusters``, ``folds``.
    Raises InputError where the model answers none of the tasks, or there is another number of fold models than folds.
    """
    model = as_model(model)
    asked = tuple(task for task in TASKS if task in model.tasks) if tasks is None else tuple(tasks)
    for task in asked:
        get_binary_task(task)
        if task not in model.tasks:
            raise unknown_name(f"task of {model_name(model)}", task, model.tasks)
    if not asked:
        raise InputError(f"{model_name(model)} answers {', '.join(model.tasks)}; names need one of {', '.join(TASKS)}.")
    if fold_models is not None and len(fold_models) != FOLDS:
        raise InputError(f"Got {len(fold_models)} models of folds; BABE has {FOLDS} folds, give one for each.")
    table = name_cases(seed=seed) if cases is None else cases
    scorers = [model, *map(as_model, fold_models or ())]
    part = table["fold"].to_numpy() + 1 if fold_models else np.zeros(len(table), dtype=np.int64)
    table = table.assign(fold=part)
    scored = [_scores(scorer, table[part == k], asked) for k, scorer in enumerate(scorers)]
    weights: dict[str, Floats] = {}
    found = []
    for task in asked:
        rows = pd.concat([rows.assign(**columns[task]) for rows, columns in scored], ignore_index=True)
        for data in ("real", *dict.fromkeys(rows["data"])):
            here = rows[rows["data"].ne("templates") if data == "real" else rows["data"].eq(data)]
            if here.empty:
                continue
            clusters = here["article"].nunique()
            if data not in weights:
                weights[data] = np.vstack([np.ones((1, clusters)), cluster_weights(clusters, resamples, seed)])
            label = "editorializing" if data == "templates" else task
            made = measure(here.reset_index(drop=True), weights[data], label, seed)
            found.append(made.assign(model=model_name(model), task=task, data=data))
    return pd.concat(found, ignore_index=True).assign(folds="yes" if fold_models else "no")[list(COLUMNS)]


def name_cases(count: int = NAMES, seed: int = 0) -> pd.DataFrame:
    """Return sentences with one name each and what they become with ``count`` other names of the kind.

    One row for each sentence: of mt_dev and rw_dev of NewsMTSC with one of its annotated mentions, of BABE with one of
    the names that ``names/`` lists as known, of the templates one row for each slot. Where a sentence has several
    names, a kind is drawn first, then a name of it. Sentences that hold too many of the pool's names are left out.
    Columns: ``data, article`` (of the template, its number), ``fold`` (of BABE; −1 elsewhere), ``kind, text,
    swapped`` and ``names`` (lists of ``count``), ``loaded_language``, ``editorializing`` (1, 0 or NaN).
    """
    rng = np.random.default_rng(seed)
    rows = [*_newsmtsc(rng), *_babe(rng), *_templates(rng)]
    made = []
    for case, known in rows:
        names = draw(case, count, rng)
        if names:
            made.append({**known, "kind": case.kind, "text": case.text, **_swapped(case, names)})
    return pd.DataFrame(made).astype({"loaded_language": float, "editorializing": float, "fold": int})


def model_name(model: Model) -> str:
    """Return the name that results bear; that of the card where the model has none of its own."""
    return str(getattr(model, "name", None) or model.card.get("name", type(model).__name__))


def distinct_names(names: Sequence[str]) -> list[str]:
    """Return the names of models, each with its number behind it where some are the same."""
    if len(set(names)) == len(names):
        return list(names)
    return [f"{name} ({number})" for number, name in enumerate(names, start=1)]


def _scores(model: Model, rows: pd.DataFrame, tasks: Sequence[str]) -> tuple[pd.DataFrame, dict[str, dict[str, Any]]]:
    """Return, by task, the columns ``before``, ``after`` (lists) and ``threshold``; each text is scored once."""
    count = len(rows["swapped"].iloc[0]) if len(rows) else 0
    texts = [*rows["text"], *(text for swapped in rows["swapped"] for text in swapped)]
    codes, unique = pd.factorize(np.array(texts, dtype=object))
    given = model.predict_many([str(text) for text in unique], tasks) if len(rows) else {}
    columns = {}
    for task in tasks:
        p = np.asarray(given[task], dtype=np.float64)[codes, 1] if len(rows) else np.empty(0)
        columns[task] = {
            "before": p[: len(rows)],
            "after": list(p[len(rows) :].reshape(len(rows), count)),
            "threshold": float(model.thresholds.get(task, 0.5)),
        }
    return rows, columns


def _newsmtsc(rng: np.random.Generator) -> list[tuple[Case, dict[str, Any]]]:
    tables = [get_corpus("newsmtsc").table(part) for part in ("mt_dev", "rw_dev")]
    rows = pd.concat(tables, ignore_index=True)
    found = []
    for text, mentions in rows.groupby("text", sort=False):
        cases = [mention_case(str(text), mention) for mention in mentions["mention"]]
        distinct = {case.name: case for case in cases if case is not None}
        known = {"data": "newsmtsc", "article": mentions["article"].iloc[0], "fold": -1, **_labels()}
        found += [(case, known) for case in _one(list(distinct.values()), rng)]
    return found


def _babe(rng: np.random.Generator) -> list[tuple[Case, dict[str, Any]]]:
    rows = get_corpus("babe").table("train")
    rows = rows.assign(fold=folds("babe", "article", rows["row_id"]))
    found = []
    for row in rows.to_dict("records"):
        labels = _labels(row["loaded_language"], row["editorializing"])
        known = {"data": "babe", "article": row["article"], "fold": row["fold"], **labels}
        found += [(case, known) for case in _one(find_names(row["text"]), rng)]
    return found


def _templates(rng: np.random.Generator) -> list[tuple[Case, dict[str, Any]]]:
    found = []
    for number, template in enumerate(templates()):
        known = {"data": "templates", "article": f"template {number}", "fold": -1}
        known |= _labels(editorializing=float(template.label == "editorializing"))
        found += [(case, known) for case in fill(template, rng)]
    return found


def _labels(loaded_language: Any = None, editorializing: Any = None) -> dict[str, float]:
    given = {"loaded_language": loaded_language, "editorializing": editorializing}
    return {name: np.nan if value is None or pd.isna(value) else float(value) for name, value in given.items()}


def _one(cases: list[Case], rng: np.random.Generator) -> list[Case]:
    """Return one of the cases: of a kind that is drawn first, so that rare kinds are not crowded out by persons."""
    if not cases:
        return []
    kinds = sorted({case.kind for case in cases})
    kind = kinds[int(rng.integers(len(kinds)))]
    fitting = [case for case in cases if case.kind == kind]
    return [fitting[int(rng.integers(len(fitting)))]]


def _swapped(case: Case, names: Sequence[Name]) -> dict[str, Any]:
    return {"swapped": [swap(case, name) for name in names], "names": [name.label for name in names]}
