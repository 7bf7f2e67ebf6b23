"""How estimates and p values are written: with as many decimals as their intervals need to be seen."""

from __future__ import annotations

import math
from typing import Any

LEAST, MOST = 2, 3
"""Decimals at least and at most."""

_STEPS = 5  # of the last decimal, that an interval should be wide


def decimals(value: Any, low: Any = math.nan, high: Any = math.nan) -> int:
    """Return the decimals for an estimate and its bounds: 2, or 3 where the interval is narrower than .05.

    Without an interval, the estimate itself is what has to be seen: 3 where it is nearer to 0 than .05, and not 0.
    """
    try:
        width = abs(float(high) - float(low))
    except TypeError:  # a missing bound that is no number
        width = math.nan
    if math.isnan(width):
        width = abs(float(value)) if _is_number(value) else math.inf
        width = width or math.inf
    return LEAST if width >= _STEPS * 10**-LEAST - 1e-12 else MOST


def written_p(p: float) -> str:
    """Return a p value as journals set it: three decimals, ``<.001`` below."""
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _is_number(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except TypeError:
        return False
