"""What differs, measure by measure: each source against the mean of the others, for frames, features and more."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, norm

from framing.errors import InputError

_NEEDED = ("measure", "source", "value", "low", "high")


def against_others(estimates: pd.DataFrame, level: float = 0.95, alpha: float = 0.05) -> pd.DataFrame:
    """Return the estimates with each source's difference from the mean of the other sources, measure by measure.

    ``estimates`` has one row a measure and source, ``value, low, high`` at ``level``. Standard errors are read off the
    intervals, sources are taken as independent samples of articles (which is cautious where events are matched), and
    p values of the difference (normal) are corrected over all rows by Benjamini and Hochberg (1995, Controlling the
    false discovery rate). Columns added: ``others`` (mean of the other sources' values), ``difference``,
    ``difference_low``, ``difference_high``, ``p``, ``p_adjusted`` and ``distinguishable`` (``p_adjusted`` below
    ``alpha``); NaN and False for a source without an interval, or with no other source that has one.

    Raises InputError for a table without these columns, or where a measure has a source twice.
    """
    if missing := [name for name in _NEEDED if name not in estimates.columns]:
        raise InputError(
            f"The estimates have no column {', '.join(map(repr, missing))}; pass those of framing.compare_sources, of "
            "one kind."
        )
    if estimates.duplicated(["measure", "source"]).any():
        raise InputError(
            "The estimates have a source twice in a measure; pass one kind of estimates (raw, adjusted, …)."
        )
    values = estimates["value"].to_numpy(dtype=float)
    width = (estimates["high"] - estimates["low"]).to_numpy(dtype=float)
    usable = np.isfinite(values) & np.isfinite(width)
    numbers = pd.DataFrame(
        {
            "value": np.where(usable, values, 0.0),
            "variance": np.where(usable, (width / (2 * norm.ppf(0.5 + level / 2))) ** 2, 0.0),
            "count": usable.astype(float),
        },
        index=estimates.index,
    )
    sums = numbers.groupby(estimates["measure"], sort=False).transform("sum") - numbers
    with np.errstate(invalid="ignore", divide="ignore"):
        others = np.where(usable & (sums["count"] > 0), sums["value"] / sums["count"], np.nan)
        error = np.sqrt(numbers["variance"].to_numpy() + (sums["variance"] / sums["count"] ** 2).to_numpy())
        difference = values - others
        z = np.where(error > 0, difference / error, np.where(difference == 0, 0.0, np.sign(difference) * np.inf))
    p = np.where(np.isfinite(difference), 2 * norm.sf(np.abs(z)), np.nan)
    reach = norm.ppf(0.5 + level / 2) * error
    adjusted = adjusted_p(p)
    return estimates.assign(
        others=others,
        difference=difference,
        difference_low=difference - reach,
        difference_high=difference + reach,
        p=p,
        p_adjusted=adjusted,
        distinguishable=adjusted < alpha,
    )


def adjusted_p(p: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return p values adjusted by Benjamini and Hochberg (1995) over those that are not NaN."""
    adjusted = np.full(len(p), np.nan)
    known = np.isfinite(p)
    if known.any():
        adjusted[known] = false_discovery_control(p[known])
    return adjusted
