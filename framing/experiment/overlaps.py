"""The step that looks for what tests share with training: texts (nearly) the same, articles, outlets, events."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing.articles import write_table
from framing.corpora import get_corpus
from framing.corpora.overlap import near_duplicates
from framing.evaluation.leakage import LEAKAGE_COLUMNS, Tally, tell
from framing.evaluation.multi import labelled
from framing.evaluation.splits import SPLITS
from framing.experiment.parts import part_rows
from framing.experiment.training import Folders

COLUMNS = ("model", "corpus", "split", "trained_on", "row_id", "of_row_id", "similarity", "text", "of_text")

WHERE = ("corpus", "split")
PAIRS = "near_duplicate_pairs"

ARTICLE_WORDS = 100
"""A corpus whose texts have more words, by their median, is one of articles."""


def overlap(given: Mapping[str, Any], needed: Folders, out: Path) -> None:
    """Find texts that a model is tested on and has (nearly) learned from; writes ``overlap.csv``, one row a pair.

    ``leakage.csv`` counts them, and the articles, outlets and events on both sides, one row a test and training part
    (:data:`framing.evaluation.leakage.LEAKAGE_COLUMNS`). On folds the corpus itself is left out: what is held out there
    is kept out of the training by text. Texts are given by their first words, so that pairs can be looked at.
    """
    tables, counts = [], []
    for one in given["tested"]:
        tally = Tally()
        rows = labelled(part_rows(one), one["task"])
        for name in sorted({part for parts in given["parts"].values() for part in parts}):
            corpus, _, part = name.partition(":")
            if corpus == one["corpus"] and one["split"] in SPLITS:
                continue
            learned = get_corpus(corpus).table(part)
            texts = rows["text"].astype(str), learned["text"].astype(str)
            # A sentence is looked for within articles, and the other way round.
            lengths = [text.str.count(" ").median() for text in texts]
            measure = "containment" if max(lengths) > ARTICLE_WORDS >= min(lengths) else "jaccard"
            pairs = near_duplicates(*texts, measure=measure)
            tally.add(name, learned, rows, (len(pairs), pairs["a"].nunique()))
            if not pairs.empty:
                tables.append(_named(pairs, rows, learned, one, name, given["parts"]))
        counts.append(tally.table().assign(corpus=one["corpus"], split=one["split"]))
    found = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
    write_table(found[list(COLUMNS)], out / "overlap.csv")
    every = pd.concat(counts, ignore_index=True) if counts else pd.DataFrame(columns=[*WHERE, *LEAKAGE_COLUMNS])
    write_table(every[[*WHERE, *LEAKAGE_COLUMNS]], out / "leakage.csv")


def _named(
    pairs: pd.DataFrame, rows: pd.DataFrame, learned: pd.DataFrame, one: Mapping[str, Any], name: str, parts: Any
) -> pd.DataFrame:
    of = learned.iloc[pairs["b"]].reset_index(drop=True)
    tested = rows.iloc[pairs["a"]].reset_index(drop=True)
    models = ", ".join(model for model, known in parts.items() if name in known)
    return pd.DataFrame(
        {
            "model": models,
            "corpus": one["corpus"],
            "split": one["split"],
            "trained_on": name,
            "row_id": tested["row_id"],
            "of_row_id": of["row_id"],
            "similarity": pairs["similarity"].round(3),
            "text": tested["text"].str[:80],
            "of_text": of["text"].str[:80],
        }
    )


def told(found: pd.DataFrame) -> list[str]:
    """Return a sentence for each test and training part that share texts."""
    lines = []
    for (corpus, split, name), pairs in found.groupby(["corpus", "split", "trained_on"], sort=False):
        rows = pairs["row_id"].nunique()
        models = pairs["model"].iloc[0]
        lines.append(
            f"{corpus} {split}: {rows} {'row is' if rows == 1 else 'rows are'} (nearly) in {name}, "
            f"from which {models} learned."
        )
    return lines


def counted(found: pd.DataFrame) -> list[str]:
    """Return a sentence for each row of ``leakage.csv`` that has anything in common, the test named first."""
    lines = []
    for row, sentence in zip(found.to_dict("records"), tell(found), strict=True):
        if any(row[name] > 0 for name in found.columns if str(name).startswith("shared_") or name == PAIRS):
            lines.append(f"{row['corpus']} {row['split']}: {sentence}")
    return lines
