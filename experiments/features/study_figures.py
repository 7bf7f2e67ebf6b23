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
        (babe, "BABE: loaded language", "annotated sentences"),
        (checkthat, "CheckThat!: editorializing", "annotated sentences"),
        (opinion, "AllSides: opinion pages", "articles, within outlets"),
    )
    with styled():
        figure, axes = _panels(len(order), (2.75, 1.35, 1.35), row=0.46, head=0.98)
        for place, (here, title, of) in zip(axes, panels, strict=True):
            splits = list(dict.fromkeys(here["split"]))
            for number, split in enumerate(splits):
                rows = here[here["split"] == split].set_index("features").loc[order]
                at = np.arange(len(order)) + 0.19 * (number - (len(splits) - 1) / 2)
                _intervals(place, at, rows, MARKS[split])
            place.axvline(0.5, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1)
            place.set_xlim(0.44, 1.0 if here is opinion else 0.88)
            place.set_title(title, loc="left", fontsize=9, fontweight="bold", pad=6)
            place.set_xlabel(f"AUC, {of}", fontsize=8.5)
        _rows(axes, [spoken(name) for name in order])
        axes[0].axhline(0.5, color=RULE, linewidth=1)
        _legend(figure, list(MARKS))
    return figure


def draw_losses(corpora: pd.DataFrame) -> Figure:
    """Draw what each family adds to the others on unseen outlets, and what unseen outlets and topics cost it alone."""
    babe = corpora[corpora["corpus"] == "babe"]
    lost = babe[(babe["metric"] == "auc_lost") & babe["features"].str.startswith("without")]
    lost = lost[lost["split"].isin(["random", "outlet"])]
    change = babe[(babe["metric"] == "auc_change") & babe["features"].str.startswith("only")]
    change = change[change["split"].isin(["article", "outlet", "topic"])]
    key = lost[lost["split"] == "outlet"].assign(family=lambda t: t["features"].map(spoken))
    order = key.sort_values("value", ascending=False)["family"].tolist()
    with styled():
        figure, axes = _panels(len(order), (2.78, 2.78), row=0.4, head=1.0)
        titles = ("What it adds to the others", "What the change costs it, alone")
        labels = ("AUC lost when the family is left out", "AUC minus that on random folds")
        for place, here, title, label in zip(axes, (lost, change), titles, labels, strict=True):
            splits = list(dict.fromkeys(here["split"]))
            for number, split in enumerate(splits):
                rows = here[here["split"] == split].assign(family=lambda t: t["features"].map(spoken))
                at = np.arange(len(order)) + 0.2 * (number - (len(splits) - 1) / 2)
                _intervals(place, at, rows.set_index("family").loc[order], MARKS[split])
            place.axvline(0, color=INK, linewidth=0.9, zorder=1)
            place.set_title(title, loc="left", fontsize=9, fontweight="bold", pad=6)
            place.set_xlabel(label, fontsize=8.5)
        _rows(axes, order)
        _legend(figure, list(MARKS))
    return figure


def draw_gains(ngrams: pd.DataFrame, fusion: pd.DataFrame) -> Figure:
    """Draw what features add to n-grams and to encoders: paired differences of macro-F1 and AUC."""
    added = ngrams[ngrams["metric"].str.endswith("_gained")].assign(base="n-grams")
    whole = fusion[fusion["metric"].str.endswith("_gained") & (fusion["model"] == "encoder and all families")]
    whole = whole.assign(
        base=whole["encoder"].map({"shared stage": "encoder, BABE unseen"}).fillna("encoder, fold models")
    )
    rows, labels = [], []
    for (base, corpus, split), part in added[added["features"] == "n-grams and all families"].groupby(
        ["base", "corpus", "split"], sort=False
    ):
        rows.append(part)
        labels.append(f"{base}\n{corpus.upper()}, {MARKS[split][3]}")
    for (base, corpus, split), part in whole.groupby(["base", "corpus", "split"], sort=False):
        rows.append(part)
        known = {"babe": "BABE", "checkthat": "CheckThat!"}[corpus]
        labels.append(f"{base}\n{known}, {MARKS[split][3]}")
    with styled():
        figure, axes = _panels(len(rows), (2.6, 2.6), row=0.62, head=0.62, left=2.0)
        for place, metric, title in zip(axes, ("macro_f1", "auc"), ("macro-F1 gained", "AUC gained"), strict=True):
            table = pd.concat([part[part["metric"] == f"{metric}_gained"] for part in rows])
            _intervals(place, np.arange(len(rows)), table, MARKS["outlet"], size=34, width=2.0)
            for at, row in enumerate(table.itertuples()):
                place.annotate(
                    f"{row.value:+.3f}", (row.value, at), (0, 8), textcoords="offset points", ha="center", fontsize=8
                )
            place.axvline(0, color=INK, linewidth=0.9, zorder=1)
            place.set_title(title, loc="left", fontsize=9, fontweight="bold", pad=6)
            place.set_xlabel("difference, with 95 % interval over articles", fontsize=8.5)
        _rows(axes, labels)
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


def _legend(figure: Figure, splits: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker=marker, markerfacecolor=face, markeredgecolor=edge, color=edge, label=name, markersize=5)
        for marker, face, edge, name in (MARKS[split] for split in splits)
    ]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(LEFT / figure.get_figwidth() - 0.012, 1.0), ncols=4,
        frameon=False, fontsize=8.5, handletextpad=0.4, columnspacing=1.6,
    )  # fmt: skip
    figure.text(
        LEFT / figure.get_figwidth(), 1 - 0.36 / figure.get_figheight(),
        "Lines: 95 % bootstrap intervals over articles (AllSides: over outlets).", fontsize=8.5, color=MUTED, va="top",
    )  # fmt: skip
