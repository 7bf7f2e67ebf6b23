"""The steps that evaluate: what models and baselines say of held-out rows, then the metrics of all of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.articles import write_table
from framing.evaluation.baselines import BASELINES
from framing.evaluation.classes import (
    as_class_predictions,
    baseline_classes,
    class_rows,
    cross_fit_classes,
    score_features,
)
from framing.evaluation.multi import COMMONEST, evaluate_other, frame_flags, kind_of, labelled, unseen
from framing.evaluation.predictions import as_predictions, measure, predict_rows, view_of
from framing.evaluation.splits import SPLITS
from framing.experiment.parts import corpus_of, earlier_rows, held_out, part_rows
from framing.experiment.steps import write_text
from framing.experiment.training import Folders, fold_model
from framing.models import load_model

METRIC_COLUMNS = (
    *("corpus", "split", "task", "view", "model", "seed", "metric", "value", "low", "high", "sd", "n", "clusters"),
)
_MEASURED = "measured.parquet"


def predict(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Ask a model about a part of a corpus; writes ``predictions.parquet``.

    Rows of stance whose article, or (nearly) whose sentence, the model has learned from are left out of a second copy,
    under the split ``<part>, not in <parts>``. Attribution has no rows to predict: its metrics are written at once.
    """
    model = load_model(str(next(iter(needed.values())) / "model") if needed else given["model"])
    rows, task = part_rows(given), given["task"]
    if kind_of(task, rows) == "tokens":
        corpus = corpus_of(given)
        table = evaluate_other(model, corpus, given["split"], task, given["seed"], given["resamples"], False)
        _write_measured(table.assign(model=given["name"], view=view_of(task, None), **_about(given)), out)
        return
    table = predict_rows(model, task, rows, given["view"])
    table = _named(table, given, rows, given["name"])
    known = _seen_parts(model, given)
    if table["kind"].iloc[0] == "mention" and known:
        learned = pd.concat([labelled(corpus_of(given).table(name), task) for name in known], ignore_index=True)
        new = set(rows.loc[unseen(rows, learned), "row_id"])
        if 0 < len(new) < len(rows):
            apart = table[table["row_id"].isin(new)].assign(split=f"{given['split']}, not in {', '.join(known)}")
            table = pd.concat([table, apart], ignore_index=True)
    write_table(as_predictions(table), out / "predictions.parquet")


def fold(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Train without one fold and ask about it; writes ``predictions.parquet``."""
    model, rows = fold_model(given, out)
    table = predict_rows(model, given["task"], rows, given["view"])
    write_table(as_predictions(_named(table, given, rows, given["name"])), out / "predictions.parquet")


def baseline(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Fit the baselines on what comes before a part, or on the other folds; writes ``predictions.parquet``.

    Stance has the commonest label of the earlier parts, frames the commonest of the very rows, attribution the rules.
    Where nothing comes before the part, a table without rows is written.
    """
    rows, task = part_rows(given), given["task"]
    kind, split = kind_of(task, rows), given["split"]
    tables: list[pd.DataFrame] = []
    if kind == "tokens":
        from framing.evaluation.attribution import attribution_metrics

        table = attribution_metrics(labelled(rows, task), None, given["resamples"], given["seed"])
        _write_measured(table.assign(model="rules", view=view_of(task, None), **_about(given)), out)
        return
    if kind == "binary":
        for k in np.unique(rows["fold"]):
            here = rows[rows["fold"] == k]
            known = rows[~held_out(rows, k, split)] if split in SPLITS else earlier_rows(given)
            known, here = (_with_label(table, task) for table in (known, here))
            if not len(known) or not len(here):
                continue
            for name in given["baselines"]:
                p = BASELINES[name](known, "label", given["seed"])(here)
                told = here[["row_id", "article", "outlet", "fold", "label"]].assign(kind=kind, view="all", task=task)
                told = told.assign(probability=p, threshold=0.5, predicted=(p >= 0.5).astype(float), model=name)
                tables.append(told.assign(label=told["label"].astype(float)))
    elif kind == "mention" and len(known := labelled(earlier_rows(given), task)):
        here = labelled(rows, task)
        guess = float(known[task].mode().iloc[0])
        told = here[["row_id", "article", "outlet", "fold"]].assign(kind=kind, view=view_of(task, None), task=task)
        share = [float(n == guess) for n in range(3)]
        told = told.assign(label=here[task].astype(float), predicted=guess, model="majority")
        shares: list[Any] = [share] * len(told)
        tables.append(told.assign(probabilities=shares))
    elif kind == "several":
        here = labelled(rows, task)
        flags = frame_flags(here)
        found = np.zeros_like(flags)
        found[:, np.argsort(-flags.sum(axis=0), kind="stable")[:COMMONEST]] = True
        told = here[["row_id", "article", "outlet", "fold"]].assign(kind=kind, view=view_of(task, None), task=task)
        told = told.assign(model=f"{COMMONEST} commonest", labels=flags.tolist(), predictions=found.tolist())
        tables.append(told.assign(probabilities=found.astype(float).tolist()))
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"row_id": pd.Series(dtype=object)})
    write_table(as_predictions(whole.assign(**_about(given))), out / "predictions.parquet")


def classes(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Learn labels that no model answers from a model's scores, cross-fitted; writes ``predictions.parquet``.

    Without a model, by the baselines ``majority`` and ``tf-idf``.
    """
    rows = class_rows(part_rows(given), given["classes"])
    tables = []
    if given["model"] is None and not needed:
        for name in given["baselines"]:
            tables.append(as_class_predictions(rows, baseline_classes(rows, name), name))
    else:
        model = load_model(str(next(iter(needed.values())) / "model") if needed else given["model"])
        found = cross_fit_classes(rows, score_features(model, rows["text"]))
        tables.append(as_class_predictions(rows, found, f"scores of {given['name']}"))
    table = pd.concat(tables, ignore_index=True).assign(**_about(given))
    write_table(as_predictions(table), out / "predictions.parquet")


def metrics(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Measure all predictions; writes ``metrics.json`` (long form), ``results.csv`` and ``predictions.parquet``.

    Models of several seeds also get the rows ``mean of <k> seeds``: the mean's interval is that of the mean metric in
    each draw of articles, ``sd`` the standard deviation between the seeds.
    """
    predictions = read_predictions(folder / "predictions.parquet" for folder in needed.values())
    tables = []
    for (corpus, split, task), rows in predictions.groupby(["corpus", "split", "task"], sort=False):
        resamples = given["resamples"].get(f"{corpus} {str(split).partition(', not in ')[0]} {task}", 1000)
        measured = measure(rows, resamples, given["seed"])
        tables += [measured, mean_of_seeds(measured)]
    for folder in needed.values():
        if (folder / _MEASURED).exists():
            tables.append(pd.read_parquet(folder / _MEASURED))
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(METRIC_COLUMNS))
    table = table.assign(sd=table.get("sd", np.nan))[list(METRIC_COLUMNS)]
    write_table(predictions, out / "predictions.parquet")
    write_table(table, out / "results.csv")
    write_text(out / "metrics.json", as_json(table))


def read_predictions(paths: Iterable[Path]) -> pd.DataFrame:
    """Return tables of predictions as one."""
    tables = [pd.read_parquet(path) for path in paths if path.exists()]
    tables = [table for table in tables if len(table)]
    return as_predictions(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame())


def mean_of_seeds(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds of each model that was trained with several, with interval and spread."""
    from framing.evaluation.bootstrap import metric_interval

    rows = []
    key = ["corpus", "split", "task", "view", "model", "metric", "n", "clusters"]
    for values, group in measured.groupby(key, sort=False, dropna=False):
        if len(group) > 1:
            draws = np.mean(np.stack(group["draws"].tolist()), axis=0)
            metric, clusters = str(group["metric"].iloc[0]), int(group["clusters"].iloc[0])
            low, high = metric_interval(metric, float(group["value"].mean()), draws, clusters)
            about = dict(zip(key, values, strict=True))
            about["model"] = f"{about['model']}, mean of {len(group)} seeds"
            found = {"value": group["value"].mean(), "low": low, "high": high, "sd": group["value"].std(ddof=1)}
            rows.append({**about, **found, "seed": np.nan})
    return pd.DataFrame(rows)


def as_json(table: pd.DataFrame) -> str:
    """Return a table of metrics as JSON, one row a line; what is missing is null."""
    rows = []
    for row in table.to_dict("records"):
        row = {key: None if value is None or value != value else value for key, value in row.items()}
        whole = {key: int(row[key]) for key in ("n", "clusters", "seed") if row.get(key) is not None}
        rows.append(json.dumps({**row, **whole}, ensure_ascii=False))
    return "[\n" + ",\n".join(rows) + "\n]\n"


def _about(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"corpus": given["corpus"], "split": given["split"], "task": given["label"], "seed": given["seed"]}


def _named(table: pd.DataFrame, given: Mapping[str, Any], rows: pd.DataFrame, name: str) -> pd.DataFrame:
    folds = dict(zip(rows["row_id"], rows["fold"], strict=True))
    return table.assign(fold=table["row_id"].map(folds), model=name, **_about(given))


def _with_label(rows: pd.DataFrame, task: str) -> pd.DataFrame:
    if task not in rows:
        return rows.iloc[:0].assign(label=pd.Series(dtype="int64"))
    rows = rows[rows[task].notna()]
    return rows.assign(label=rows[task].astype("int64"))


def _seen_parts(model: Any, given: Mapping[str, Any]) -> list[str]:
    """Return the parts of the corpus that a model was trained on, else ``train`` where it comes before, else none."""
    learned = [name for name in given["earlier"] if f"{given['corpus']}:{name}" in model.card.get("trained_on", ())]
    return learned or (["train"] if "train" in given["earlier"] else [])


def _write_measured(table: pd.DataFrame, out: Path) -> None:
    write_table(table.drop(columns="draws", errors="ignore"), out / _MEASURED)
