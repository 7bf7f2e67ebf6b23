"""The figures of the study: families alone, what each adds and what an outlet costs it, features beside models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.figures.style import DOT, INK, MUTED, RULE, PackageFigure, styled

BLUE = "#3d6f94"
MARKS = {
    "random": ("o", "white", MUTED, "random folds"),
    "article": ("s", MUTED, MUTED, "unseen articles"),
    "outlet": ("o", DOT, DOT, "unseen outlets"),
    "topic": ("D", BLUE, BLUE, "unseen topics"),
}
"""Marker, its face, its edge and interval, its name in the legend, by kind of folds."""

WIDTH, LEFT, GAP, RIGHT = 7.6, 1.55, 0.28, 0.2  # inches, as all lengths here


def spoken(name: str) -> str:
    """Return the name of a subset as it is written beside a row."""
    return {"all": "all families"}.get(name, name.removeprefix("only ").removeprefix("without ").replace("_", " "))


def draw_families(corpora: pd.DataFrame, pages: pd.DataFrame) -> Figure:
    """Draw the AUC of all families and of each alone: BABE by kind of folds, CheckThat!, opinion pages of outlets."""
    alone = corpora[(corpora["metric"] == "auc") & ~corpora["features"].str.startswith("without")]
    babe, checkthat = alone[alone["corpus"] == "babe"], alone[alone["corpus"] == "checkthat"]
    kept = (pages["judged"] == "without magazines") & ~pages["features"].str.startswith("without")
    opinion = pages[kept].assign(low=pages["low_outlets"], high=pages["high_outlets"])
    outlet = babe[babe["split"] == "outlet"].set_index("features")["value"].drop("all")
    order = ["all", *outlet.sort_values(ascending=False).index]
    panels = (
        (babe, "BABE", "loaded language, sentences"),
        (checkthat, "CheckThat!", "editorializing, sentences"),
        (opinion, "AllSides", f"opinion pages, {int(opinion['outlets'].iloc[0])} outlets"),
    )
    with styled():
        figure, axes = _panels(len(order), (2.5, 1.65, 1.65), row=0.44, head=1.16)
        for place, (here, title, of) in zip(axes, panels, strict=True):
            splits = list(dict.fromkeys(here["split"]))
            for number, split in enumerate(splits):
                rows = here[here["split"] == split].set_index("features").loc[order]
                at = np.arange(len(order)) + 0.19 * (number - (len(splits) - 1) / 2)
                told = (rows["low"] < rows["high"]).to_numpy()  # not where nothing varies
                _intervals(place, at[told], rows[told], MARKS[split])
            for silent in np.flatnonzero(~told):
                place.text(0.52, silent, "needs the article", va="center", fontsize=8, color=MUTED)
            place.axvline(0.5, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1)
            place.set_xlim(0.44, 1.0 if here is opinion else 0.9)
            _title(place, title, of)
            place.set_xlabel("AUC within outlets" if here is opinion else "AUC")
        _rows(axes, [spoken(name) for name in order])
        axes[0].axhline(0.5, color=RULE, linewidth=1)
        _legend(figure, "Lines: 95 % bootstrap intervals over articles; AllSides: over outlets. Dashed: chance.")
    return figure


def draw_losses(corpora: pd.DataFrame) -> Figure:
    """Draw what each family adds to the others on unseen outlets, and what unseen outlets and topics cost it alone."""
    babe = corpora[corpora["corpus"] == "babe"]
    lost = babe[(babe["metric"] == "auc_lost") & babe["features"].str.startswith("without")]
    lost = lost[lost["split"].isin(["random", "outlet"])]
    change = babe[(babe["metric"] == "auc_change") & babe["features"].str.startswith("only")]
    change = change[change["split"].isin(["article", "outlet", "topic"])]
    silent = set(change.loc[change["low"] == change["high"], "features"].map(spoken))  # measured in articles only
    lost = lost[~lost["features"].map(spoken).isin(silent)]
    key = lost[lost["split"] == "outlet"].assign(family=lambda t: t["features"].map(spoken))
    order = key.sort_values("value", ascending=False)["family"].tolist()
    with styled():
        figure, axes = _panels(len(order), (2.78, 2.78), row=0.4, head=1.0)
        titles = ("Left out", "Alone")
        labels = ("AUC lost without the family", "AUC minus its AUC on random folds")
        for place, here, title, label in zip(axes, (lost, change), titles, labels, strict=True):
            splits = list(dict.fromkeys(here["split"]))
            for number, split in enumerate(splits):
                rows = here[here["split"] == split].assign(family=lambda t: t["features"].map(spoken))
                at = np.arange(len(order)) + 0.2 * (number - (len(splits) - 1) / 2)
                _intervals(place, at, rows.set_index("family").loc[order], MARKS[split])
            place.axvline(0, color=INK, linewidth=0.9, zorder=1)
            _title(place, title)
            place.set_xlabel(label)
        _rows(axes, order)
        _legend(figure, "BABE, loaded language. Lines: 95 % bootstrap intervals over articles, paired.")
    return figure


def draw_gains(ngrams: pd.DataFrame, fusion: pd.DataFrame) -> Figure:
    """Draw what features add to n-grams and to encoders: paired differences of macro-F1 and AUC."""
    added = ngrams[ngrams["features"] == "n-grams and all families"].assign(base="n-grams")
    fused = fusion[fusion["model"] == "encoder and all families"]
    fused = fused.assign(base=fused["encoder"].map(lambda name: f"encoder, {name}"))
    table = pd.concat([added, fused], ignore_index=True)
    table = table[table["metric"].str.endswith("_gained")]
    bases = list(table.groupby(["base", "corpus", "split"], sort=False))
    names = {"babe": "BABE", "checkthat": "CheckThat!"}
    with styled():
        figure, axes = _panels(len(bases), (2.6, 2.6), row=0.62, head=0.75, left=2.0)
        for place, (metric, title) in zip(axes, (("macro_f1", "Macro-F1"), ("auc", "AUC")), strict=True):
            for at, (_, part) in enumerate(bases):
                row = part[part["metric"] == f"{metric}_gained"]
                _intervals(place, np.array([at]), row, MARKS[row["split"].iloc[0]], size=32, width=2.0)
                value = float(row["value"].iloc[0])
                place.annotate(
                    f"{value:+.3f}".replace("-", "−"), (value, at), (0, 7), textcoords="offset points", ha="center",
                    fontsize=8.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5}, zorder=4,
                )  # fmt: skip
            place.axvline(0, color=INK, linewidth=0.9, zorder=1)
            _title(place, title)
            place.set_xlabel("gained by the features")
        _rows(axes, [f"{base}\n{names.get(corpus, corpus)}, {MARKS[split][3]}" for (base, corpus, split), _ in bases])
        note = "Features beside n-grams and beside an encoder. Lines: 95 % bootstrap intervals over articles, paired."
        figure.text(0.2 / figure.get_figwidth(), 1 - 0.12 / figure.get_figheight(), note, va="top", color=MUTED)
    return figure


def _panels(
    rows: int, widths: Sequence[float], row: float, head: float, left: float = LEFT
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a panel of each width side by side, and room for labels, legend and axis."""
    foot = 0.62
    whole = left + sum(widths) + GAP * (len(widths) - 1) + RIGHT
    height = head + foot + row * rows
    figure = PackageFigure(figsize=(whole, height))
    axes, begin = [], left
    for width in widths:
        axes.append(figure.add_axes((begin / whole, foot / height, width / whole, row * rows / height)))
        begin += width + GAP
    return figure, axes


def _intervals(
    axes: Axes, at: np.ndarray, rows: pd.DataFrame, mark: tuple[str, str, str, str], size: int = 20, width: float = 1.5
) -> None:
    marker, face, edge, _ = mark
    axes.hlines(at, rows["low"], rows["high"], color=edge, linewidth=width, zorder=2)
    axes.scatter(rows["value"], at, s=size, marker=marker, facecolor=face, edgecolor=edge, linewidth=1.1, zorder=3)


def _rows(axes: Sequence[Axes], labels: Sequence[str]) -> None:
    for number, place in enumerate(axes):
        place.set_ylim(len(labels) - 0.5, -0.5)
        place.set_yticks(range(len(labels)), labels if number == 0 else [""] * len(labels))
        place.grid(axis="x", color=RULE)
        for line in range(1, len(labels)):
            place.axhline(line - 0.5, color=RULE, linewidth=0.6, zorder=0)


def _title(axes: Axes, title: str, below: str = "") -> None:
    """Write the title of a panel, and a line below it, flush left."""
    lines = [(title, 10, "bold", INK), (below, 8.5, "normal", MUTED)] if below else [(title, 10, "bold", INK)]
    for number, (text, size, weight, colour) in enumerate(reversed(lines)):
        axes.annotate(
            text, (0, 1), (0, 7 + 14 * number), xycoords="axes fraction", textcoords="offset points", fontsize=size,
            fontweight=weight, color=colour,
        )  # fmt: skip


def _legend(figure: Figure, note: str) -> None:
    """Say above the panels what the marks and lines are."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker=marker, markerfacecolor=face, markeredgecolor=edge, color=edge, label=name, markersize=5)
        for marker, face, edge, name in MARKS.values()
    ]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(LEFT / figure.get_figwidth() - 0.012, 1.0), ncols=4,
        frameon=False, fontsize=8.5, handletextpad=0.4, columnspacing=1.6,
    )  # fmt: skip
    figure.text(
        LEFT / figure.get_figwidth(), 1 - 0.36 / figure.get_figheight(), note, fontsize=8.5, color=MUTED, va="top"
    )
