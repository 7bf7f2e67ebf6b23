"""What each family of features is worth: the loss when it is shuffled, with its interval."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.errors import InputError
from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled

_WIDTH, _ROW, _HEAD, _FOOT, _LABEL = 7.2, 0.34, 0.45, 0.6, 1.7  # inches


def importance(table: pd.DataFrame) -> Figure:
    """Draw what :func:`framing.evaluation.family_importance` returns: a row a family, the most important on top.

    Raises InputError for a table without its columns or without a row.
    """
    missing = [name for name in ("family", "importance", "low", "high") if name not in table.columns]
    if missing or table.empty:
        wrong = f"no column {missing[0]!r}" if missing else "no row"
        raise InputError(f"The table has {wrong}; pass what framing.evaluation.family_importance returns.")
    rows = table.sort_values("importance", ascending=False, ignore_index=True)
    height = _HEAD + _FOOT + _ROW * len(rows)
    with styled():
        figure = PackageFigure(figsize=(_WIDTH, height))
        axes = figure.add_axes(
            (_LABEL / _WIDTH, _FOOT / height, 1 - (_LABEL + 0.7) / _WIDTH, 1 - (_HEAD + _FOOT) / height)
        )
        at = range(len(rows))
        axes.hlines(at, rows["low"], rows["high"], color=INK, linewidth=2.6)
        axes.scatter(rows["importance"], at, s=34, color=DOT, zorder=3)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.grid(axis="x", color=RULE)
        axes.set_yticks(at, [str(name).replace("_", " ") for name in rows["family"]])
        for place, row in enumerate(rows.itertuples()):
            axes.annotate(
                f"{row.importance:.3f}", (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=8.5,
                color=MUTED,
            )  # fmt: skip
        axes.set_xlabel(
            "AUC lost when the family is shuffled (dot: mean; line: 95 % interval over articles)", labelpad=7
        )
        about = [str(table.attrs.get(key, "")).replace("_", " ") for key in ("model", "task")]
        if "auc" in table and "n" in table:
            about.append(f"AUC {table['auc'].iloc[0]:.3f} unshuffled, n = {int(table['n'].iloc[0]):,}")
        axes.annotate(
            ", ".join(filter(None, about)), (0, 1), (0, 7), xycoords="axes fraction", textcoords="offset points",
            fontsize=8.5, color=MUTED,
        )  # fmt: skip
    return figure
