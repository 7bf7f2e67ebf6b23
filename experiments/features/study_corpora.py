"""Families on annotated corpora: each alone, all, all but one, on folds of several kinds; n-grams with and without."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from study_settings import Ngrams, Study, columns_of, difference, labelled, measure, subsets

from framing.errors import InputError
from framing.evaluation import folds, predict
from framing.evaluation.splits import folded_rows, make_folds, text_key
from framing.models import LinearRecipe, LinearSettings
from framing.models.boosted import features_of
from framing.models.boosted_training import FeatureSettings, fit_features
from framing.models.tasks import get_task

COLUMNS = ["corpus", "task", "split", "features", "metric", "value", "low", "high", "n", "clusters"]


def split_of(rows: pd.DataFrame, corpus: str, split: str, seed: int) -> np.ndarray:
    """Return the fold of each row; folds by topic are made here, the others are the committed ones."""
    if split != "topic":
        return np.asarray(folds(corpus, split, rows["row_id"]))
    topics = rows["topic"].fillna("none").astype(str)
    return np.asarray(make_folds(rows["label"], topics, n_folds=min(5, topics.nunique()), seed=seed))


def held_out(
    study: Study, rows: pd.DataFrame, measured: pd.DataFrame, task: str, families: tuple[str, ...], fold: np.ndarray
) -> pd.DataFrame:
    """Return probability, threshold and fold of every row from a model that saw nothing of its fold, nor its text."""
    corpus = str(rows["corpus"].iloc[0])
    head = {"rows": [{"corpus": corpus, "parts": sorted(set(rows["part"]))}], "calibrate_on": corpus, "C": study.C}
    settings = FeatureSettings.model_validate({"tasks": {task: head}, "learner": study.learner, "families": families})
    X, texts = measured[columns_of(families)].to_numpy(float), text_key(rows["text"])
    found = pd.DataFrame({"probability": np.zeros(len(rows)), "threshold": 0.5, "fold": fold})
    for k in np.unique(fold):
        test = fold == k
        train = ~test & ~texts.isin(set(texts[test])).to_numpy()
        try:
            model = fit_features(settings, {task: rows[train]}, study.seed, measured={task: X[train]})
        except InputError:
            # Nothing was learned (a sentence without its article has no position): guess the share of positives.
            found.loc[test, "probability"] = rows.loc[train, "label"].mean()
            continue
        logits = model.heads[task].decision_function(model.scaler.transform(X[test]))
        found.loc[test, "probability"] = model.calibrations[task][get_task(task).view](logits)
        found.loc[test, "threshold"] = model.thresholds[task]
    return found


def study_corpora(study: Study, say: Callable[[str], None] = print) -> pd.DataFrame:
    """Return the metrics of every subset of families on every split.

    ``…_lost`` is what all families have more than the subset, ``…_change`` what the subset has more on these folds than
    on the first kind of folds of the corpus; both paired over articles.
    """
    results = []
    for one in study.corpora:
        rows = labelled(one.corpus, one.task)
        values = features_of(rows, study.families, get_task(one.task).view)
        measured = pd.DataFrame(values, columns=columns_of(study.families))
        before: dict[str, pd.DataFrame] = {}
        for split in one.splits:
            fold = split_of(rows, one.corpus, split, study.seed)
            everything: pd.DataFrame | None = None
            for name, families in subsets(study.families):
                table = measure(rows, held_out(study, rows, measured, one.task, families, fold), study)
                everything = table if everything is None else everything
                first = before.setdefault(name, table)
                parts = [table, difference(everything, table, "lost"), difference(table, first, "change")]
                made = pd.concat(parts, ignore_index=True)
                results.append(made.assign(corpus=one.corpus, task=one.task, split=split, features=name))
                value = table.set_index("metric")["value"]
                say(f"{one.corpus} {split}: {name}: macro-F1 {value['macro_f1']:.3f}, AUC {value['auc']:.3f}")
    return pd.concat(results, ignore_index=True)[COLUMNS] if results else pd.DataFrame(columns=COLUMNS)


def study_ngrams(study: Study, ask: Ngrams, say: Callable[[str], None] = print) -> pd.DataFrame:
    """Return the metrics of n-grams, of n-grams and features, and their paired difference over articles."""
    parts = sorted(set(folded_rows(ask.corpus)["part"]))
    head = {"rows": [{"corpus": ask.corpus, "parts": parts}], "calibrate_on": ask.corpus, "C": ask.C}
    sets = {"n-grams": (), "n-grams and all families": study.families}
    sets |= {f"n-grams and {name}": families for name, families in ask.sets.items()}
    tables: list[pd.DataFrame] = []
    alone: pd.DataFrame | None = None
    for name, families in sets.items():
        settings = LinearSettings.model_validate({"tasks": {ask.task: head}, "families": families})
        scored = predict(LinearRecipe(settings, name), ask.corpus, ask.split, ask.task, seed=study.seed, baselines=())
        scored = scored.sort_values("row_id", ignore_index=True)
        table = measure(scored, scored, study)
        tables.append(table.assign(features=name))
        if alone is None:
            alone = table
        else:
            gained = difference(table, alone, "gained")
            tables.append(gained.assign(features=name))
            say(f"{name}: {gained.round(4).to_dict('records')}")
    return pd.concat(tables, ignore_index=True).assign(corpus=ask.corpus, task=ask.task, split=ask.split)[COLUMNS]
