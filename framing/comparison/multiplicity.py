"""p values of many tests: Holm's for the pairs of one measure, Benjamini and Hochberg's for a family of measures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from framing.comparison.measures import families
from framing.errors import unknown_name

CORRECTIONS: dict[str, str] = {
    "holm": "Holm 1979: the chance of any false finding",
    "bh": "Benjamini and Hochberg 1995: the expected share of false ones among the findings",
}
"""How the p values of a family of tests are adjusted, and what is held at the level by it."""


def adjust_p(p: npt.NDArray[np.float64], correction: str) -> npt.NDArray[np.float64]:
    """Return adjusted p values, by one of :data:`CORRECTIONS`; missing ones stay so and are no tests."""
    if correction not in CORRECTIONS:
        raise unknown_name("correction", correction, CORRECTIONS)
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(np.isfinite(p))
    if not len(known):
        return adjusted
    if correction == "bh":
        adjusted[known] = false_discovery_control(p[known], method="bh")
        return adjusted
    order = known[np.argsort(p[known], kind="stable")]
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1.0)
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
