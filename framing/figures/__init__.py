"""Figures: each takes a table and returns a matplotlib ``Figure``; one file a figure, one line in ``FIGURES``."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from framing.errors import unknown_name
from framing.figures.audit import audit
from framing.figures.contributions import contributions
from framing.figures.importance import importance
from framing.figures.reliability import reliability
from framing.figures.results import results
from framing.figures.source_dots import source_dots
from framing.figures.style import save

FIGURES: dict[str, Callable[..., Figure]] = {
    "audit": audit,
    "reliability": reliability,
    "results": results,
    "source_dots": source_dots,
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
