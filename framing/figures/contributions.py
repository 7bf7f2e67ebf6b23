"""One sentence explained: what each word and feature adds to its score, as horizontal bars."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.errors import InputError
from framing.figures.style import DOT, INK, MUTED, PackageFigure, styled

_WIDTH, _FOOT, _RIGHT = 7.2, 0.72, 0.3  # inches, as all lengths here
_ROW, _LINE, _CHARACTER = 0.25, 0.15, 0.073  # a row of one line, each further line, a character of a label
_LABEL_CHARACTERS, _SENTENCE_CHARACTERS = 34, 92
_AGAINST, _REST = "#2f6690", "#b9b9b9"

_Bar = tuple[str, float, bool]


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
    bars = [(str(what), float(value), False) for what, value in zip(head["what"], head["contribution"], strict=True)]
    if len(shown) > top:
        bars.append((f"{len(shown) - top} more, together", float(shown["contribution"].iloc[top:].sum()), True))
    with styled():
        return _draw(bars, {str(key): value for key, value in table.attrs.items()})


def _draw(bars: list[_Bar], about: Mapping[str, object]) -> Figure:
    labels = [textwrap.fill(what, _LABEL_CHARACTERS, max_lines=2, placeholder=" …") for what, *_ in bars]
    tall = [_ROW + _LINE * label.count("\n") for label in labels] or [_ROW]
    sentence = textwrap.fill(str(about.get("sentence", "")), _SENTENCE_CHARACTERS, max_lines=4, placeholder=" …")
    head = 0.5 + 0.165 * sentence.count("\n")
    height = head + sum(tall) + _FOOT
    left = 0.3 + _CHARACTER * max((len(line) for label in labels for line in label.split("\n")), default=10)
    figure = PackageFigure(figsize=(_WIDTH, height))
    figure.text(0.14 / _WIDTH, 1 - 0.14 / height, sentence, va="top", fontsize=9.5, linespacing=1.3)
    box = (left / _WIDTH, _FOOT / height, 1 - (left + _RIGHT) / _WIDTH, sum(tall) / height)
    axes = figure.add_axes(box)
    _bars(axes, bars, labels, tall)
    axes.set_xlabel(_axis_title(about), labelpad=5)
    if note := _note(about):
        figure.text(0.14 / _WIDTH, 0.1 / height, note, fontsize=8.5, color=MUTED)
    return figure


def _bars(axes: Axes, bars: list[_Bar], labels: list[str], tall: list[float]) -> None:
    """Draw the bars from the top down, in inches, each in the middle of its row."""
    middles, begin = [], 0.0
    for size in tall:
        middles.append(begin + size / 2)
        begin += size
    values = [value for _, value, _ in bars]
    colours = [_REST if rest else DOT if value > 0 else _AGAINST for _, value, rest in bars]
    axes.barh(middles[: len(bars)], values, color=colours, height=0.7 * _ROW)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_ylim(begin, 0)
    axes.set_yticks(middles[: len(bars)], labels, fontsize=8.5)
    for label, (*_, rest) in zip(axes.get_yticklabels(), bars, strict=True):
        label.set_color(MUTED if rest else INK)
    # Room for the numbers at the ends of the bars, on the sides that have bars.
    widest = max((abs(value) for value in values), default=1.0) or 1.0
    low, high = min([0.0, *values]), max([0.0, *values])
    axes.set_xlim(low - widest * (0.24 if low < 0 else 0.02), high + 0.17 * widest)
    for at, value in zip(middles, values, strict=False):
        axes.annotate(
            f"{value:+.2f}".replace("-", "−"), (value, at), (4 if value > 0 else -4, 0), textcoords="offset points",
            fontsize=8, ha="left" if value > 0 else "right", va="center_baseline", color=MUTED,
        )  # fmt: skip


def _axis_title(about: Mapping[str, object]) -> str:
    task = str(about.get("task", "the label")).replace("_", " ")
    return f"← against    adds to the logit of {task}    for →"


def _note(about: Mapping[str, object]) -> str:
    """Return how bars and baseline make the probability; nothing where the table does not say."""
    baseline, probability = about.get("baseline"), about.get("probability")
    if not isinstance(baseline, float) or not isinstance(probability, float):
        return ""
    start = f"{baseline:+.2f}".replace("-", "−")
    return f"The bars and the baseline, {start}, add up to the logit; calibrated: a probability of {probability:.2f}."
