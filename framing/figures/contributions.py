"""One sentence explained: what each word and feature adds to its score, as horizontal bars."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.figure import Figure

from framing.errors import InputError
from framing.figures.style import DOT, INK, MUTED, PackageFigure, styled

_WIDTH, _ROW, _HEAD, _FOOT, _LABEL = 7.2, 0.26, 0.42, 0.55, 2.9  # inches
_OTHER = "#5b7f95"


def contributions(table: pd.DataFrame, top: int = 12) -> Figure:
    """Draw the ``top`` largest contributions of what :func:`framing.explain` returns; the rest is one bar.

    Bars to the right speak for the task's second label. Raises InputError for another table or ``top`` below 1.
    """
    missing = [name for name in ("what", "contribution") if name not in table.columns]
    if missing:
        raise InputError(f"The table has no column {missing[0]!r}; pass what framing.explain(sentence) returns.")
    if top < 1:
        raise InputError(f"top is {top}; it must be at least 1.")
    shown = table.sort_values("contribution", key=abs, ascending=False, kind="stable")
    head = shown.head(top)
    bars = list(zip(head["what"].astype(str), head["contribution"].astype(float), strict=True))
    if len(shown) > top:
        bars.append((f"{len(shown) - top} more", float(shown["contribution"].iloc[top:].sum())))
    with styled():
        return _draw(bars, {str(key): value for key, value in table.attrs.items()})


def _draw(bars: list[tuple[str, float]], about: dict[str, object]) -> Figure:
    sentence = textwrap.fill(str(about.get("sentence", "")), 88, max_lines=3, placeholder=" …")
    head = _HEAD + 0.17 * sentence.count("\n")
    height = head + _FOOT + _ROW * max(len(bars), 1)
    figure = PackageFigure(figsize=(_WIDTH, height))
    figure.text(0.02, 1 - 0.12 / height, sentence, va="top", fontsize=9, color=INK)
    axes = figure.add_axes((_LABEL / _WIDTH, _FOOT / height, 1 - (_LABEL + 0.5) / _WIDTH, 1 - (head + _FOOT) / height))
    colours = [DOT if value > 0 else _OTHER for _, value in bars]
    axes.barh(range(len(bars)), [value for _, value in bars], color=colours, height=0.7)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    widest = max((abs(value) for _, value in bars), default=1.0) or 1.0
    axes.set_xlim(-1.25 * widest, 1.25 * widest)
    axes.set_yticks(
        range(len(bars)), [textwrap.shorten(label, 44, placeholder=" …") for label, _ in bars], fontsize=8.5
    )
    for at, (_, value) in enumerate(bars):
        axes.annotate(
            f"{value:+.2f}", (value, at), (4 if value > 0 else -4, 0), textcoords="offset points", fontsize=8,
            ha="left" if value > 0 else "right", va="center", color=MUTED,
        )  # fmt: skip
    task = str(about.get("task", "the label")).replace("_", " ")
    probability = about.get("probability")
    score = f" (probability {probability:.2f})" if isinstance(probability, float) else ""
    axes.set_xlabel(f"adds to the logit of {task}{score}", labelpad=6)
    return figure
