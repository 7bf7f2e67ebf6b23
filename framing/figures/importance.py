"""What each family of features is worth: the loss when it is shuffled, with its interval."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.errors import InputError
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled

_WIDTH, _ROW, _HEAD, _FOOT, _RIGHT = 7.2, 0.36, 0.62, 0.62, 0.35  # inches, as all lengths here
_CHARACTER, _VALUE = 0.083, 0.5  # width of a character of a label, of the column of values


def importance(table: pd.DataFrame) -> Figure:
    """Draw what :func:`framing.evaluation.family_importance` returns: a row a family, the most important on top.

    Dots and the numbers beside the rows are the AUC lost, lines its 95 % interval. Raises InputError for a table
    without its columns or without a row.
    """
    missing = [name for name in ("family", "importance", "low", "high") if name not in table.columns]
    if missing or table.empty:
        wrong = f"no column {missing[0]!r}" if missing else "no row"
        raise InputError(f"The table has {wrong}; pass what framing.evaluation.family_importance returns.")
    rows = table.sort_values("importance", ascending=False, ignore_index=True)
    labels = [str(name).replace("_", " ") for name in rows["family"]]
    left = max(1.0, 0.3 + _CHARACTER * max(map(len, labels)))
    height = _HEAD + _FOOT + _ROW * len(rows)
    wide = _WIDTH - left - _VALUE - _RIGHT
    with styled():
        figure = PackageFigure(figsize=(_WIDTH, height))
        axes = figure.add_axes((left / _WIDTH, _FOOT / height, wide / _WIDTH, 1 - (_HEAD + _FOOT) / height))
        at = range(len(rows))
        axes.hlines(at, rows["low"], rows["high"], color=INK, linewidth=2.0, zorder=2)
        axes.scatter(rows["importance"], at, s=40, color=DOT, zorder=3)
        axes.axvline(0, color=MUTED, linewidth=0.9, zorder=1)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.grid(axis="x", color=RULE)
        axes.set_yticks(at, labels)
        for place, value in enumerate(rows["importance"]):
            axes.annotate(
                f"{value:.3f}".replace("-", "−"), (1, place), (_VALUE * 72, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", va="center_baseline", fontsize=9,
            )  # fmt: skip
        axes.set_xlabel("AUC lost when the family is shuffled over the sentences", labelpad=7)
        for text, up, size, weight, colour in (
            (_title(table), 23, 9.5, "bold", INK),
            ("Dots: mean over shuffles. Lines: 95 % bootstrap interval over articles.", 8, 8.5, "normal", MUTED),
        ):
            axes.annotate(
                text, (0, 1), (0, up), xycoords="axes fraction", textcoords="offset points", fontsize=size,
                fontweight=weight, color=colour,
            )  # fmt: skip
    return figure


def _title(table: pd.DataFrame) -> str:
    about = [str(table.attrs[key]).replace("_", " ") for key in ("task", "model") if table.attrs.get(key)]
    parts = [", ".join(about)]
    if {"auc", "n", "clusters"} <= set(table.columns):
        n, articles = int(table["n"].iloc[0]), int(table["clusters"].iloc[0])
        of = f" of {articles:,} articles" if articles < n else ""  # else the corpus does not tell the articles
        parts.append(f"AUC {table['auc'].iloc[0]:.3f} unshuffled, {n:,} sentences{of}")
    return ": ".join(filter(None, parts))
