"""Figures: each takes a table and returns a matplotlib ``Figure``; one file a figure, one line in ``FIGURES``.

A figure of a comparison takes a :class:`framing.comparison.Comparison` or one of its tables: that which its first
parameter is named after (:data:`framing.figures.draw_all.TABLES`). The others take a table of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from framing.errors import unknown_name
from framing.figures.article_course import article_course
from framing.figures.audit import audit
from framing.figures.author_against_quoted import author_against_quoted
from framing.figures.contributions import contributions
from framing.figures.difference_matrix import difference_matrix
from framing.figures.draw_all import draw_all
from framing.figures.event_slopes import event_slopes
from framing.figures.frame_profile import frame_profile
from framing.figures.importance import importance
from framing.figures.reliability import reliability
from framing.figures.results import results
from framing.figures.source_dots import source_dots
from framing.figures.source_forest import source_forest
from framing.figures.source_reliability import source_reliability
from framing.figures.speakers_and_cues import speakers_and_cues
from framing.figures.stance_by_target import stance_by_target
from framing.figures.style import save
from framing.figures.time_series import time_series
from framing.figures.word_funnel import word_funnel

FIGURES: dict[str, Callable[..., Figure]] = {
    "audit": audit,
    "article_course": article_course,
    "author_against_quoted": author_against_quoted,
    "contributions": contributions,
    "difference_matrix": difference_matrix,
    "event_slopes": event_slopes,
    "frame_profile": frame_profile,
    "importance": importance,
    "reliability": reliability,
    "results": results,
    "source_dots": source_dots,
    "source_forest": source_forest,
    "source_reliability": source_reliability,
    "speakers_and_cues": speakers_and_cues,
    "stance_by_target": stance_by_target,
    "time_series": time_series,
    "word_funnel": word_funnel,
}


def get_figure(name: str) -> Callable[..., Figure]:
    """Return the function that draws the figure ``name``."""
    if name not in FIGURES:
        raise unknown_name("figure", name, FIGURES)
    return FIGURES[name]


__all__ = [
    "FIGURES",
    "audit",
    "contributions",
    "get_figure",
    "importance",
    "reliability",
    "results",
    "save",
    "source_dots",
]
__all__ = ["FIGURES", "draw_all", "get_figure", "save", *FIGURES]
