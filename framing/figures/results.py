"""Results of models on benchmarks: ours with their intervals, published ones beside them."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.figure import Figure

from framing.errors import InputError
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled

_WIDTH, _ROW, _HEAD, _FOOT, _LABEL, _RIGHT = 7.2, 0.27, 0.45, 0.62, 2.6, 1.75  # inches
_NEEDED = ("corpus", "split", "task", "metric", "model", "value", "low", "high", "n", "source")
_OVER_LINES = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # a heading is not crossed by lines of the grid
_METRICS = {"auc": "AUC", "mcc": "MCC", "brier": "Brier score"}


def results(table: pd.DataFrame) -> Figure:
    """Draw one row a result, in blocks by corpus, split, task and metric: ours filled with the interval, others open.

    ``table`` has the columns ``corpus, split, task, metric, model, value, low, high, n, source``; ``source`` is empty
    for our own results, and may be left out, as :func:`framing.evaluate` does. Blocks keep their order. Raises
    InputError for a table without its columns or without a row.
    """
    table = table if "source" in table.columns else table.assign(source="")
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing or table.empty:
        wrong = f"no column {missing[0]!r}" if missing else "no row"
        raise InputError(f"The table has {wrong}; pass the results of a run (beside.csv in its folder).")
    places, labels, headings = _places(table)
    rows = len(labels) + len(headings)
    height = _HEAD + _FOOT + _ROW * rows
    with styled():
        figure = PackageFigure(figsize=(_WIDTH, height))
        box = (_LABEL / _WIDTH, _FOOT / height, 1 - (_LABEL + _RIGHT) / _WIDTH, 1 - (_HEAD + _FOOT) / height)
        axes = figure.add_axes(box)
        axes.set_ylim(rows - 0.5, -0.5)
        axes.grid(axis="x", color=RULE)
        axes.set_yticks(places, labels)
        for at, row in zip(places, table.to_dict("records"), strict=True):
            ours, known = not row["source"] or row["source"] != row["source"], row["low"] == row["low"]
            if known:
                axes.plot([row["low"], row["high"]], [at, at], color=INK, linewidth=2.4, solid_capstyle="butt")
            face = DOT if ours else "white"
            axes.scatter([row["value"]], [at], s=30, facecolor=face, edgecolor=DOT if ours else INK, zorder=3)
            interval = f" [{row['low']:.3f}, {row['high']:.3f}]" if known else ""
            number = "" if row["n"] != row["n"] else f", n {int(row['n']):,}"
            axes.annotate(
                f"{row['value']:.3f}{interval}{number}", (1.015, at), xycoords=("axes fraction", "data"), va="center",
                fontsize=7.5, color=MUTED,
            )  # fmt: skip
        left = (0.1 - _LABEL) / box[2] / _WIDTH
        for at, text in headings:
            axes.annotate(
                text, (left, at), xycoords=("axes fraction", "data"), va="center", fontsize=8.5,
                fontweight="bold", color=INK, annotation_clip=False, bbox=_OVER_LINES,
            )  # fmt: skip
        axes.set_xlabel("Score (filled: measured here, with its 95 % interval; open: as published)", labelpad=7)
    return figure


def _places(table: pd.DataFrame) -> tuple[list[float], list[str], list[tuple[float, str]]]:
    """Return each row's height and label, and the headings of the blocks with theirs."""
    places, labels, headings = [], [], []
    at, block = 0, None
    for row in table.to_dict("records"):
        # A published result on another split stands in the block that it is compared in.
        where = f"{row['corpus']}: {str(row['task']).replace('_', ' ')}"
        here = (where, row["metric"], row["split"] if not row["source"] else None)
        if block is None or here[:2] != block[:2] or (here[2] is not None and here[2] != block[2]):
            metric = _METRICS.get(row["metric"], str(row["metric"]).replace("_f1", "-F1").replace("_", " "))
            headings.append((float(at), f"{where}, {row['split']}: {metric}"))
            block = (*here[:2], row["split"] if here[2] is None else here[2])
            at += 1
        label = str(row["model"])
        if row["split"] != block[2]:
            label += f" ({row['split']})"
        places.append(float(at))
        labels.append(textwrap.shorten(label, 40, placeholder=" …"))
        at += 1
    return places, labels, headings
