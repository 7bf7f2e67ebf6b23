"""Labelled sentences beside their scores, a row each: what shows how the detector errs, source by source."""

from __future__ import annotations

import pandas as pd

from framing.annotation.labels import consensus
from framing.scale.stored import Scores, columns_of

LABELLED = ("sentence_id", "article_id", "source", "label", "probability")


def labelled_scores(
    scores: Scores, labels: pd.DataFrame, articles: pd.DataFrame, task: str = "editorializing"
) -> pd.DataFrame | None:
    """Return one row a labelled body sentence (:data:`LABELLED`): what coders say and what the detector says.

    ``labels`` is what :func:`framing.read_labels` returns; ``articles`` (``article_id, source``) are those that count.
    ``label`` is the coders' consensus (0 or 1), ``probability`` the score. None where the labels do not speak to the
    task, or to no sentence of these articles.
    """
    if task not in labels.columns or task not in scores.columns:
        return None
    said = consensus(labels, task)
    label = pd.Series(said["label"].to_numpy(dtype=float), index=said["sentence_id"].astype("str"))
    rows = columns_of(scores, ("sentence_id", "article_id", "kind", task), kind=["body"])
    rows = rows[rows[task].notna()]
    names = rows["sentence_id"].astype("str")
    source = articles.drop_duplicates("article_id").set_index("article_id")["source"]
    kept = (names.isin(label.index) & rows["article_id"].isin(source.index)).to_numpy()
    if not kept.any():
        return None
    found = pd.DataFrame(
        {
            "sentence_id": names[kept],
            "article_id": rows.loc[kept, "article_id"],
            "source": rows.loc[kept, "article_id"].map(source).astype("str"),
            "label": names[kept].map(label),
            "probability": rows.loc[kept, task].astype(float),
        }
    )
    return found.reset_index(drop=True)
