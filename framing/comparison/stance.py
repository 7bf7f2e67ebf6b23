"""Stance toward each target by source, as a table of a comparison."""

from __future__ import annotations

import pandas as pd

from framing.stance import summarize_stance

STANCE_COLUMNS = ("target", "source", "value", "low", "high", "n_articles", "n_mentions")
"""Columns of what :func:`stance_by_source` returns."""


def stance_by_source(stance: pd.DataFrame, seed: int = 0, draws: int = 2000, level: float = 0.95) -> pd.DataFrame:
    """Return one row a target and source: the mean over articles of the mean stance over an article's mentions.

    ``stance`` is what :func:`framing.score_stance` returns; ``value`` lies between −1 (negative) and 1, with its
    bootstrap interval over articles at ``level`` in ``low`` and ``high``. Targets come in the order of how many
    articles mention them, sources by name. Raises InputError for another table.
    """
    means = summarize_stance(stance, seed, draws, level)
    table = means.rename(columns={"mean_stance": "value", "mean_stance_low": "low", "mean_stance_high": "high"})
    weight = table.groupby("target")["n_articles"].transform("sum")
    order = table.assign(weight=weight).sort_values(["weight", "target", "source"], ascending=[False, True, True])
    return order[list(STANCE_COLUMNS)].reset_index(drop=True)
