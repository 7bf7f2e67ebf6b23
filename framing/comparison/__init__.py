"""Sources compared: estimates with intervals, contrasts, like with like, over time, and what differs."""

from __future__ import annotations

from framing.comparison.comparison import Comparison
from framing.comparison.corrected import Corrected, corrected_sources
from framing.comparison.corrected_band import measured_errors, sensitivity_band, sensitivity_of_contrasts, source_errors
from framing.comparison.differences import with_differences
from framing.comparison.features import distinguishing_features
from framing.comparison.profile import against_others
from framing.comparison.sensitivity import sensitivity
from framing.comparison.sources import compare_sources
from framing.comparison.speakers import quoted_speakers
from framing.comparison.stance import stance_by_source
from framing.comparison.words import distinguishing_words

__all__ = [
    "Comparison",
    "Corrected",
    "against_others",
    "compare_sources",
    "corrected_sources",
    "distinguishing_features",
    "distinguishing_words",
    "measured_errors",
    "quoted_speakers",
    "sensitivity",
    "sensitivity_band",
    "sensitivity_of_contrasts",
    "source_errors",
    "stance_by_source",
    "with_differences",
]
