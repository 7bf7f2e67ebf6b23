"""How far several coders agree: Krippendorff's alpha of one question, with its interval over articles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.evaluation.bootstrap import cluster_sums, percentile_interval, with_whole

COLUMNS = ("task", "coders", "alpha", "low", "high", "n", "articles")


def agreement(labels: pd.DataFrame, task: str, resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return Krippendorff's alpha (2018, nominal) of a task: one row, or none where no sentence has two answers.

    ``labels`` is what :func:`framing.annotation.read_labels` returns; answers may be missing. ``n`` counts sentences
    with at least two answers. The interval is by bootstrap over articles. Columns: :data:`COLUMNS`. Alpha is NaN where
    all answers are the same.
    """
    answered = labels[labels[task].notna()]
    by = answered.groupby("sentence_id", sort=False)
    counts = pd.DataFrame({"yes": by[task].sum(), "n": by[task].count(), "article": by["article_id"].first()})
    counts = counts[counts["n"] >= 2]
    if counts.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    article, names = pd.factorize(counts["article"].astype("str"))
    yes, n = counts["yes"].to_numpy(float), counts["n"].to_numpy(float)
    # Of two values everything follows from sums over sentences: pairs that differ, answers yes, answers.
    sums = cluster_sums(np.column_stack([2 * yes * (n - yes) / (n - 1), yes, n]), article.astype(np.int64), len(names))
    differ, positive, answers = (with_whole(len(names), resamples, seed) @ sums).T
    expected = 2 * positive * (answers - positive)
    alpha = 1 - np.divide((answers - 1) * differ, expected, out=np.full_like(expected, np.nan), where=expected > 0)
    row = (
        task, answered["coder"].nunique(), float(alpha[0]), *percentile_interval(alpha[1:]), len(counts), len(names)
    )  # fmt: skip
    return pd.DataFrame([row], columns=list(COLUMNS))
