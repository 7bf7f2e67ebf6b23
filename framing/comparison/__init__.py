"""Sources compared: estimates with intervals, contrasts, like with like, over time, and what differs."""

from __future__ import annotations

from framing.comparison.comparison import Comparison
from framing.comparison.differences import with_differences
from framing.comparison.features import distinguishing_features
from framing.comparison.profile import against_others
from framing.comparison.sources import compare_sources
from framing.comparison.speakers import quoted_speakers
from framing.comparison.stance import stance_by_source
from framing.comparison.words import distinguishing_words

__all__ = [
    "Comparison",
    "against_others",
    "compare_sources",
    "distinguishing_features",
    "distinguishing_words",
    "quoted_speakers",
    "stance_by_source",
    "with_differences",
]
