"""A behavioural audit: the failure rate of each test with its interval, models side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from framing.errors import InputError
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled

MODELS = 4
"""Models at most; more would be too close to read."""

TITLES: dict[str, str] = {
    "minimum": "Minimum functionality",
    "invariance": "Invariance",
    "direction": "Direction",
}
"""The kinds of tests, in the order of the figure, with their headings."""

LABELS: dict[str, str] = {
    "plain_fact": "plain facts stay low",
    "reported_opinion": "reported opinions stay low",
    "plain_editorial": "plain opinions come out high",
    "quotation_marks": "quotation marks",
    "loaded_word_higher": "a loaded word raises the score",
    "loaded_word_noticed": "… and is noticed",
    "quotation_author_lower": "a quotation lowers the author’s score",
    "quotation_other_kept": "… and keeps that of the words quoted",
    "claimed": "“claimed” for “said” raises it",
}
"""What a test is called in the figure; others by their own names."""

_TASKS = {"editorializing": "Editorializing", "loaded_language": "Loaded language"}
_WIDTH = 7.2  # inches, as all lengths here: a page's text block
_LEFT, _RIGHT, _GAP, _HEAD, _FOOT = 2.85, 0.72, 0.22, 0.62, 0.66
_ROW = 0.1  # height of a row for each model, two at least
_LOOKS = ((INK, "o", True), (DOT, "s", True), (MUTED, "D", False), (INK, "^", False))


def audit(table: pd.DataFrame | Any) -> Figure:
    """Draw the failure rate of each test, a panel for each task, a mark for each model on its 95 % interval.

    ``table`` is an :class:`framing.evaluation.audit.Audit` or its ``tests``: ``model, check, test, task, n, rate, low,
    high``. Tests that are not asked of a task have no mark in its panel. Raises InputError for a table without these
    columns or rows, or of more than :data:`MODELS` models.
    """
    table = getattr(table, "tests", table)
    needed = ["model", "check", "test", "task", "n", "rate", "low", "high"]
    if missing := [name for name in needed if name not in table]:
        raise InputError(f"The table has no column {missing[0]!r}; pass the tests of framing.audit(model).")
    models = list(dict.fromkeys(table["model"]))
    if not 1 <= len(models) <= MODELS:
        raise InputError(f"The table has {len(models)} models; give one to {MODELS}.")
    with styled():
        return _draw(table, models)


def _draw(table: pd.DataFrame, models: list[str]) -> Figure:
    rows = _rows(table)
    tasks = [task for task in _TASKS if table["task"].eq(task).any()]
    height = _HEAD + _FOOT + _ROW * max(len(models), 2) * len(rows)
    figure = PackageFigure(figsize=(_WIDTH, height))
    wide = (_WIDTH - _LEFT - _RIGHT - _GAP * (len(tasks) - 1)) / len(tasks)
    for at, task in enumerate(tasks):
        left = _LEFT + at * (wide + _GAP)
        box = (left / _WIDTH, _FOOT / height, wide / _WIDTH, 1 - (_HEAD + _FOOT) / height)
        axes = figure.add_axes(box)
        _draw_panel(axes, rows, table[table["task"].eq(task)], models)
        axes.set_title(_TASKS[task], loc="left", fontsize=9.5, fontweight="bold", pad=5)
        axes.tick_params(axis="y", labelleft=False)
    _label(figure.axes[0], rows)
    counts = table.groupby("test", sort=False)["n"].max()
    for at, (test, heading) in enumerate(rows):
        if not heading:
            figure.axes[-1].annotate(
                f"n = {counts[test]:,}", (1, at), (7, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", fontsize=8, color=MUTED,
            )  # fmt: skip
    figure.legend(
        handles=[_mark(k, name) for k, name in enumerate(models)], loc="upper left", ncols=len(models), frameon=False,
        bbox_to_anchor=(0.02, 1 - 0.04 / height), borderpad=0, handletextpad=0.3, columnspacing=1.4,
    )  # fmt: skip
    words = (
        "Share of cases that fail, with 95 % intervals; cases of one template are one cluster.\n"
        "n: cases of a test; some are asked of one task only, which leaves the other panel empty or with fewer."
    )
    figure.text(0.12 / _WIDTH, 0.08 / height, words, fontsize=8.5, color=MUTED, va="bottom", linespacing=1.35)
    return figure


def _rows(table: pd.DataFrame) -> list[tuple[str, bool]]:
    """Return the rows of the figure from the top: (heading, True) of a kind of tests, then (test, False) of each."""
    found: list[tuple[str, bool]] = []
    for check, heading in TITLES.items():
        tests = list(dict.fromkeys(table.loc[table["check"].eq(check), "test"]))
        order = {name: k for k, name in enumerate(LABELS)}
        tests.sort(key=lambda test: (order.get(test, -1), test))
        found += [(heading, True), *((test, False) for test in tests)] if tests else []
    return found


def _draw_panel(axes: Axes, rows: list[tuple[str, bool]], table: pd.DataFrame, models: list[str]) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
    axes.set_yticks([])
    axes.grid(axis="x")
    spread = 0.75 / max(len(models), 2)
    for at, (test, heading) in enumerate(rows):
        if heading:
            axes.axhline(at + 0.46, color=RULE, linewidth=0.9)
            continue
        for k, model in enumerate(models):
            found = table[table["test"].eq(test) & table["model"].eq(model)]
            for rate, low, high in found[["rate", "low", "high"]].to_numpy(dtype=float):
                y = at + spread * (k - (len(models) - 1) / 2)
                color, marker, filled = _LOOKS[k]
                axes.plot([low, high], [y, y], color=color, linewidth=1.2, clip_on=False, zorder=3)
                axes.plot(
                    [rate], [y], marker=marker, markersize=4.6, color=color, clip_on=False, zorder=4,
                    markerfacecolor=color if filled else "white", markeredgewidth=1,
                )  # fmt: skip


def _label(axes: Axes, rows: list[tuple[str, bool]]) -> None:
    for at, (name, heading) in enumerate(rows):
        axes.annotate(
            name if heading else LABELS.get(name, name), (0, at), (-72 * (_LEFT - 0.12 - 0.14 * (not heading)), 0),
            xycoords=("axes fraction", "data"), textcoords="offset points", va="center", ha="left", fontsize=9,
            fontweight="bold" if heading else "normal", color=INK,
        )  # fmt: skip


def _mark(k: int, model: str) -> Line2D:
    color, marker, filled = _LOOKS[k]
    return Line2D(
        [], [], color=color, marker=marker, markersize=4.6, linewidth=1.2, label=model,
        markerfacecolor=color if filled else "white",
    )  # fmt: skip
