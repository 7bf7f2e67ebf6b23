"""Annotated rows: those that the fast model learns from beside its teacher, and those that it is judged on."""

from __future__ import annotations

import pandas as pd

from framing.articles.loose import as_table
from framing.corpora import get_corpus
from framing.evaluation.splits import FOLDS, folds
from framing.models.tasks import TASKS
from framing.models.views import view_texts

LEARNED = (
    ("editorializing", "checkthat", ("train_en", "dev_en"), "editorializing", "random"),
    ("editorializing", "babe", ("train",), "editorializing_soft", "article"),
    ("loaded_language", "babe", ("train",), "loaded_language", "article"),
)
"""Task, corpus, parts, the column of the label, and which folds the teachers were trained without."""

UNSEEN = (
    ("loaded_language", "anno_lexical", ("dev",), "loaded_language", None),
    ("editorializing", "checkthat", ("dev_test_en",), "editorializing", None),
)
"""Nobody learns from these; their rows are dealt out over the folds by turns."""

COLUMNS = ("text", "task", "view", "corpus", "part", "row_id", "article", "label", "column", "fold")


def gold(sources: tuple[tuple[str, str, tuple[str, ...], str, str | None], ...] = LEARNED) -> pd.DataFrame:
    """Return a row for each label: the text as its task's view shows it, the label, and its fold."""
    tables = []
    for task, corpus, parts, column, split in sources:
        rows = pd.concat([get_corpus(corpus).table(part) for part in parts], ignore_index=True)
        rows = rows[rows[column].notna()].reset_index(drop=True)
        view = TASKS[task].view
        shown = view_texts(as_table(rows["text"].tolist(), voice=True), view)
        fold = folds(corpus, split, rows["row_id"]) if split else rows.index.to_numpy() % FOLDS
        table = rows.assign(
            text=shown, task=task, view=view, corpus=corpus, label=rows[column].astype(float), column=column, fold=fold
        )
        tables.append(table.assign(article=table["article"].fillna(table["row_id"]))[list(COLUMNS)])
    return pd.concat(tables, ignore_index=True)
