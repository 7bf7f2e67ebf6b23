"""When "no difference" is a finding: equivalence tests, and the smallest difference that could have been shown."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

MARGIN = 0.05
"""Differences of probabilities and shares below this count as none, unless another margin is given."""

POWER = 0.8


class Equivalence(NamedTuple):
    """The p value of two one-sided tests, and the smallest difference that would have been found with 80 % power.

    ``detectable`` is NaN where no difference that is possible would have been.
    """

    p: float
    detectable: float


def equivalence(
    difference: float, se: float, df: float, margin: float = MARGIN, level: float = 0.95, largest: float = np.inf
) -> Equivalence:
    """Return the two one-sided tests (Schuirmann 1987) of whether a difference lies within ± ``margin``.

    ``se`` is the standard error of the difference, ``df`` its degrees of freedom (Welch). The smallest detectable
    difference is (t(1 − α/2) + t(.8)) · se with α = 1 − ``level``, NaN where that exceeds ``largest``, the largest
    difference that is possible. Both are NaN where the standard error is unknown or 0.
    """
    if not (np.isfinite(difference) and np.isfinite(se) and se > 0 and df > 0):
        return Equivalence(float("nan"), float("nan"))
    above = stats.t.sf((difference + margin) / se, df)  # H0: the difference is -margin or lower
    below = stats.t.cdf((difference - margin) / se, df)
    reach = stats.t.ppf(0.5 + level / 2, df) + stats.t.ppf(POWER, df)
    detectable = float(reach * se)
    return Equivalence(float(max(above, below)), detectable if detectable <= largest else float("nan"))


def told_of_power(contrasts: pd.DataFrame) -> str | None:
    """Return what to say of differences of which not even the largest possible would have been found; None if none."""
    known = contrasts["equivalence_p"].notna()
    lost = int((known & contrasts["detectable"].isna()).sum())
    if not lost:
        return None
    return (
        f"Differences of which not even the largest possible would be found with 80 % power: {lost} of "
        f"{int(known.sum())} (too few articles or events, or too scattered); their smallest detectable one is missing."
    )


def welch_df(se_a: float, n_a: float, se_b: float, n_b: float) -> float:
    """Return the degrees of freedom of a difference of two means (Welch 1947, Satterthwaite 1946)."""
    if n_a < 2 or n_b < 2 or not se_a**2 + se_b**2 > 0:
        return float("nan")
    return float((se_a**2 + se_b**2) ** 2 / (se_a**4 / (n_a - 1) + se_b**4 / (n_b - 1)))
