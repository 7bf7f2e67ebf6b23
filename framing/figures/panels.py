"""Small multiples: a grid of panels with shared axes, its notes and titles."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.figures.layout import MARGIN, WIDTH, name_of, note, note_height, short
from framing.figures.style import PackageFigure

_TITLE, _FOOT, _BOLD = 0.34, 0.62, 0.092


def panels(
    names: Sequence[object], columns: int, panel: float, left: float, title: str, about: str, right: float = MARGIN,
    gap: float = 0.28,
) -> tuple[Figure, list[Axes]]:  # fmt: skip
    """Return a figure with one panel a name in ``columns`` columns, each ``panel`` inches high, and its axes.

    ``left`` is the margin for the labels of the first column, ``right`` that at the right, ``gap`` lies
    between columns; ``title`` stands under the lowest row, ``about`` above.
    """
    rows = math.ceil(len(names) / columns)
    wide = _wide(columns, left, right, gap)
    notes = note_height(about, WIDTH)
    height = notes + rows * (_TITLE + panel) + _FOOT
    figure = PackageFigure(figsize=(WIDTH, height))
    note(figure, about)
    found: list[Axes] = []
    for at, name in enumerate(names):
        row, column = divmod(at, columns)
        bottom = height - notes - (row + 1) * (_TITLE + panel)
        axes = figure.add_axes(((left + column * (wide + gap)) / WIDTH, bottom / height, wide / WIDTH, panel / height))
        axes.annotate(
            short(name, int(wide / _BOLD)), (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points",
            fontsize=9.5, fontweight="bold", va="bottom",
        )  # fmt: skip
        if at + columns < len(names):
            axes.tick_params(axis="x", labelbottom=False)
        found.append(axes)
    figure.text((left + (WIDTH - left - right) / 2) / WIDTH, 0.16 / height, title, ha="center", fontsize=9)
    return figure, found


def fits(names: Sequence[object], columns: int, left: float, right: float, gap: float) -> bool:
    """Return whether every name fits over its panel in so many columns, uncut; measures as in :func:`panels`."""
    most = int(_wide(columns, left, right, gap) / _BOLD)
    return all(len(" ".join(name_of(name).split())) <= most for name in names)


def _wide(columns: int, left: float, right: float, gap: float) -> float:
    return (WIDTH - left - right - (columns - 1) * gap) / columns
