"""Sources at equal covariates by post-stratification."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.comparison.adjusted import Adjusted, Floats, nothing

BANDS = 3
"""Into as many, of equal numbers of articles, a numeric column is cut."""


def by_strata(articles: pd.DataFrame, y: Floats, columns: pd.DataFrame) -> Adjusted:
    """Weight each source's means within strata by the strata's shares among all articles.

    Strata that a source lacks do not count for any: sources are compared where all have articles.
    """
    sources = sorted(articles["source"].unique())
    cut = {}
    for name in columns:
        values = columns[name]
        numeric = pd.api.types.is_float_dtype(values)
        cut[name] = pd.qcut(values, BANDS, labels=False, duplicates="drop") if numeric else values
    stratum = pd.DataFrame(cut, index=columns.index).astype("str").agg("\x1f".join, axis=1)
    table = pd.DataFrame({"source": articles["source"].to_numpy(), "stratum": stratum.to_numpy(), "y": y})
    cells = table.groupby(["stratum", "source"])["y"].agg(["mean", "var", "size"]).unstack("source")
    full = np.asarray(cells["size"].to_numpy(dtype=float, na_value=0) > 0).all(axis=1)
    common = cells.index[np.flatnonzero(full)]
    if not len(common):
        return nothing(sources, articles, "No stratum has articles of every source.")
    share = table[table["stratum"].isin(common)].groupby("stratum").size().reindex(common)
    weight = (share / share.sum()).to_numpy()[:, None]
    within = table.groupby(["stratum", "source"])["y"].transform("mean")
    freedom = table.groupby("source")["stratum"].agg(lambda s: max(len(s) - s.nunique(), 1)).reindex(sources)
    pooled = ((table["y"] - within) ** 2).groupby(table["source"]).sum().reindex(sources) / freedom
    size = cells["size"].reindex(common)[sources].to_numpy(dtype=float)
    mean = cells["mean"].reindex(common)[sources].to_numpy(dtype=float)
    # A cell of one article has no variance of its own: the source's within strata is taken for all its cells.
    variance = (weight**2 * pooled.to_numpy(dtype=float)[None, :] / size).sum(axis=0)
    covered = float(table["stratum"].isin(common).mean())
    note = (
        ""
        if covered == 1
        else f"{covered:.0%} of the articles lie in strata that all sources have; the rest is left out."
    )
    counts = {s: int(size[:, k].sum()) for k, s in enumerate(sources)}
    return Adjusted(tuple(sources), (weight * mean).sum(axis=0), np.diag(variance), float(freedom.min()), counts, note)
