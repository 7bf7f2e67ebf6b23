"""p values of many tests: Holm's for the pairs of one measure, Benjamini and Hochberg's for a family of measures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from statsmodels.stats.multitest import multipletests

from framing.comparison.measures import families

CORRECTIONS = {"holm": "holm", "bh": "fdr_bh"}
"""Names of ours, and those of statsmodels."""


def adjust_p(p: npt.NDArray[np.float64], correction: str) -> npt.NDArray[np.float64]:
    """Return adjusted p values; missing ones stay missing and do not count as tests.

    ``correction`` is "holm" (Holm 1979: the chance of any false finding) or "bh" (Benjamini and Hochberg 1995: the
    expected share of false ones among the findings).
    """
    adjusted = np.full(len(p), np.nan)
    known = np.isfinite(p)
    if known.any():
        adjusted[known] = multipletests(p[known], method=CORRECTIONS[correction])[1]
    return adjusted


def with_adjusted(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return contrasts with ``p_adjusted`` and ``correction``: pairs by Holm, frames and targets × pairs by BH.

    The tests of a kind ("raw", "adjusted", "within_event") are a family of their own: they ask one question in
    different ways.
    """
    table = contrasts.assign(p_adjusted=np.nan, correction="holm")
    for _, rows in table.groupby("kind", sort=False):
        for _, measures in families(rows["measure"].unique()).items():
            at = rows.index[rows["measure"].isin(measures)]
            correction = "holm" if len(measures) == 1 else "bh"
            table.loc[at, "p_adjusted"] = adjust_p(rows.loc[at, "p"].to_numpy(dtype=float), correction)
            table.loc[at, "correction"] = correction
    return table
