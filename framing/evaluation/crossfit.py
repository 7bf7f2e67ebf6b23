"""What fold models say of the rows that they did not learn from: ``python -m framing.evaluation.crossfit``.

One table for all tasks with ``task, view, corpus, part, fold, row_id, article, outlet, logits, label``: calibration and
the results on folds are computed from it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.corpora import get_corpus
from framing.evaluation.multi import article_sentences, frame_flags
from framing.evaluation.splits import FOLDS, MANIFESTS, folds
from framing.models.tasks import get_task

COLUMNS = ("task", "view", "corpus", "part", "fold", "row_id", "article", "outlet", "logits", "label")

FOLDED = (("loaded_language", "babe", "article"), ("editorializing", "checkthat", "random"))
"""Tasks of sentences with the corpus and the folds that the models were trained without."""

UNSEEN = (("loaded_language", "anno_lexical", "dev"), ("editorializing", "checkthat", "dev_test_en"))
"""Parts that no fold model learns from; their rows are dealt out over the models by turns."""


def crossfit(model_of: Callable[[int], Any], n_folds: int = FOLDS) -> pd.DataFrame:
    """Return the table of the module for the models of the folds 0 to ``n_folds`` - 1, each loaded once.

    ``logits`` is a list of floats: one for a task of two labels, 14 for ``frames`` (``view`` "article": the pooled
    logits of whole articles). ``label`` is 0 or 1, for frames a list of 14. Tasks that a model lacks are left out.
    """
    tables = []
    for fold in range(n_folds):
        model = model_of(fold)
        for task, corpus, split in FOLDED:
            if task not in model.tasks:
                continue
            rows = pd.concat([get_corpus(corpus).table(part) for part in MANIFESTS[corpus].parts], ignore_index=True)
            rows = rows[folds(corpus, split, rows["row_id"]) == fold]
            tables.append(_sentences(model, task, corpus, rows, fold))
        for task, corpus, part in UNSEEN:
            if task not in model.tasks:
                continue
            rows = get_corpus(corpus).table(part)
            tables.append(_sentences(model, task, corpus, rows.iloc[fold::n_folds], fold))
        if "frames" not in model.tasks:
            continue
        rows = get_corpus("semeval_frames").table("train")
        rows = rows[folds("semeval_frames", "article", rows["row_id"]) == fold]
        tables.append(_articles(model, rows, fold))
    return pd.concat(tables, ignore_index=True)


def _sentences(model: Any, task: str, corpus: str, rows: pd.DataFrame, fold: int) -> pd.DataFrame:
    rows = rows[rows[task].notna()]
    logits = model.logits(rows["text"].tolist(), (task,))[task]
    return _table(rows, task, get_task(task).view, corpus, fold, logits, rows[task].astype(float).tolist())


def _articles(model: Any, rows: pd.DataFrame, fold: int) -> pd.DataFrame:
    logits = model.article_logits([article_sentences(text) for text in rows["text"]], "frames")
    labels = frame_flags(rows).astype(float).tolist()
    return _table(rows, "frames", "article", "semeval_frames", fold, logits, labels)


def _table(
    rows: pd.DataFrame, task: str, view: str, corpus: str, fold: int, logits: np.ndarray, labels: list[Any]
) -> pd.DataFrame:
    known = rows[["row_id", "article", "outlet", "part"]].reset_index(drop=True)
    made = known.assign(task=task, view=view, corpus=corpus, fold=fold)
    made["logits"] = pd.Series(np.asarray(logits, dtype=float).tolist(), dtype=object)
    made["label"] = pd.Series(labels, dtype=object)
    return made[list(COLUMNS)]


def read_crossfit(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Return the table that the command wrote, in the form that calibrating takes: numbers for tasks of two labels.

    A row of a corpus that names no article is an article of its own.
    """
    table = pd.read_parquet(path)
    binary = table["view"] != "article"
    for name in ("logits", "label"):
        cells = [list(cell) for cell in table[name]]
        cells = [cell[0] if single else cell for cell, single in zip(cells, binary, strict=True)]
        table[name] = pd.Series(cells, index=table.index, dtype=object)
    return table.assign(article=table["article"].fillna(table["row_id"]))


def main(arguments: list[str] | None = None) -> None:
    """Write the table; called by ``python -m framing.evaluation.crossfit``."""
    import argparse

    from framing.models import load_model

    parser = argparse.ArgumentParser(prog="python -m framing.evaluation.crossfit", description=__doc__)
    parser.add_argument("models", help="folders of the fold models, with {} for the fold: 'runs/fold{}/model'")
    parser.add_argument("--out", required=True, type=Path, help="a Parquet file")
    options = parser.parse_args(arguments)
    table = crossfit(lambda fold: load_model(options.models.format(fold)))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    # Numbers and lists of numbers share a column: Parquet wants lists.
    table["label"] = table["label"].map(lambda label: label if isinstance(label, list) else [label])
    table.to_parquet(options.out)
    print(f"{len(table)} rows → {options.out}")


if __name__ == "__main__":
    main()
