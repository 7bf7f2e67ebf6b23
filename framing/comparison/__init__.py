"""Sources compared: estimates with intervals, contrasts, like with like, over time."""

from __future__ import annotations

from framing.comparison.comparison import Comparison
from framing.comparison.sources import compare_sources

__all__ = ["Comparison", "compare_sources"]
