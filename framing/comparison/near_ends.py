"""Intervals of means of few values that lie mostly at an end of what is possible: shares that are 0 in most events."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.evaluation.studentised import bounded, clipped

FEW_OFF = 6
"""Fewer values than this off an end, and no more than half of all, do not tell how far others may lie from it."""


def near_ends(
    ends: tuple[float, float], mean: float, values: npt.NDArray[np.float64], limits: tuple[float, float], level: float
) -> tuple[float, float]:
    """Return the interval of the mean of ``values`` within ``limits``, widened where they do not tell their spread.

    ``ends`` is the interval by their spread, NaN where they have none. Values that are all alike get the interval of a
    share (Clopper and Pearson 1934), ``limits`` apart, which nothing possible exceeds. Where most are at an end and
    only some few (:data:`FEW_OFF`) off it, the interval reaches as far at least as that of a share of values that are
    at this end or as far from it as the farthest. NaN for fewer than two values.
    """
    if len(values) < 2 or not np.isfinite(mean):
        return float("nan"), float("nan")
    mean = next((end for end in limits if abs(mean - end) < 1e-9), mean)  # but for rounding
    low, high = clipped(ends, limits)
    if np.ptp(values) < 1e-9 or not low < high:
        return bounded(limits, mean, len(values), limits, level)
    for end, other in (limits, limits[::-1]):
        off = np.abs(values - end)
        if 0 < np.count_nonzero(off > 1e-9) < FEW_OFF and np.median(off) <= 1e-9:
            least, most = sorted((end, end + float(off.max()) * np.sign(other - end)))
            widest = (float(least), float(most))
            around = bounded(widest, float(np.clip(mean, *widest)), len(values), widest, level)
            low, high = min(low, around[0]), max(high, around[1])
    return low, high
