"""The course of an article: the scores of its sentences from first to last, quotations shaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from framing.errors import InputError, unknown_name
from framing.figures.layout import MARGIN, WIDTH, Mark, name_of, note, nothing_to_draw, short, table_of
from framing.figures.style import DOT, INK, MUTED, RULE, SECOND, SHADE, PackageFigure, styled
from framing.scale.stored import StoredScores, columns_of

if TYPE_CHECKING:
    from framing.comparison import Comparison

_LEFT, _RIGHT, _HEAD, _FOOT, _HIGH = 0.62, 0.2, 0.72, 0.55, 2.3
_STEPS = [base * 10**power for power in range(6) for base in (1, 2, 5)]
_MARKS: list[Mark] = [
    ("the author’s words", "o", DOT, DOT),
    ("the words of others", "s", SECOND, "white"),
]
_HEADINGS = ("heading", "title")
_NEEDED = (
    *("article_id", "position", "kind", "quoted_share", "attributed_share"),
    *("editorializing", "other_editorializing"),
)


def article_course(scores: Comparison | pd.DataFrame | StoredScores, article_id: str | None = None) -> Figure:
    """Draw the scores of an article's sentences by their position.

    ``scores`` is a comparison or a table of scores; ``article_id`` may be left out where it holds one article. Of
    scores that stay in their folder only the article's sentences are loaded. Orange
    dots: the author's own words (``editorializing``), joined from sentence to sentence; blue squares: the words of
    others. Behind them, grey fills as much of the height as the words of others fill of the sentence, so that
    quotations show as blocks. Dotted lines mark headings; the dashed line is the stored threshold.

    Raises InputError for another table or where several articles are given and none is named, UnknownNameError for an
    article that is not there.
    """
    article_id = None if article_id is None else str(article_id)
    stored = scores if isinstance(scores, StoredScores) else getattr(scores, "scores", None)
    given = _loaded(stored, article_id) if isinstance(stored, StoredScores) else scores
    table = table_of(given, "scores", _NEEDED, "framing.score(articles)")
    ids = list(table["article_id"].drop_duplicates())
    if article_id is None and len(ids) > 1:
        raise InputError(f"The scores hold {len(ids)} articles; name one: article_id={ids[0]!r}, for example.")
    if article_id is not None and article_id not in ids:
        raise unknown_name("article", article_id, map(str, ids))
    rows = table[table["article_id"] == article_id] if article_id is not None else table
    rows = rows.sort_values("position", kind="stable")
    threshold = getattr(table, "attrs", {}).get("thresholds", {}).get("editorializing")
    with styled():
        if not np.isfinite(rows[["editorializing", "other_editorializing"]].to_numpy(dtype=float)).any():
            return nothing_to_draw("no sentence of the article has a score.")
        return _draw(rows, threshold)


def _loaded(stored: StoredScores, article_id: str | None) -> pd.DataFrame:
    """Return the rows of the article; where it is not named or not there, the names of all, to be told."""
    columns = (*_NEEDED, "source")
    if article_id is not None and len(found := columns_of(stored, columns, article_id=[article_id])):
        return found
    ids = stored.select(["article_id"]).drop_duplicates()
    alone = article_id is None and len(ids) == 1
    return columns_of(stored, columns) if alone else ids.reindex(columns=list(columns))


def _draw(rows: pd.DataFrame, threshold: float | None) -> Figure:
    height = _HEAD + _HIGH + _FOOT
    figure = PackageFigure(figsize=(WIDTH, height))
    axes = figure.add_axes((_LEFT / WIDTH, _FOOT / height, 1 - (_LEFT + _RIGHT) / WIDTH, _HIGH / height))
    at = rows["position"].to_numpy(dtype=float)
    others = (rows["quoted_share"] + rows["attributed_share"]).fillna(0).to_numpy(dtype=float).clip(0, 1)
    axes.bar(at, others, width=1, color=SHADE, linewidth=0, zorder=0)
    for place in at[rows["kind"].isin(_HEADINGS).to_numpy()]:
        axes.axvline(place, color=MUTED, linewidth=0.8, dashes=(1, 2), zorder=1)
    if threshold is not None:
        axes.axhline(threshold, color=INK, linewidth=0.8, dashes=(5, 3), zorder=1)
    author = rows["editorializing"].to_numpy(dtype=float)
    there = np.isfinite(author)
    axes.plot(at[there], author[there], color=DOT, linewidth=0.9, alpha=0.6, zorder=2)
    size = 26 if len(rows) <= 80 else 10
    axes.scatter(at, author, s=size, color=DOT, zorder=4, linewidths=0, clip_on=False)
    axes.scatter(
        at, rows["other_editorializing"].to_numpy(dtype=float), s=0.8 * size, marker="s", facecolors="white",
        edgecolors=SECOND, linewidths=1.1, zorder=3, clip_on=False,
    )  # fmt: skip
    axes.set_xlim(at.min() - 0.7, at.max() + 0.7)
    first, last = int(at.min()), int(at.max())
    axes.set_xticks(range(first, last + 1, next(step for step in _STEPS if (last - first) / step <= 8)))
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    axes.tick_params(axis="y", labelsize=8.5, labelcolor=MUTED)
    axes.grid(axis="y", color=RULE)
    axes.set_xlabel("Sentence of the article (0 is the first)", labelpad=5)
    axes.set_ylabel("Probability of editorializing", fontsize=9)
    _write_head(figure, rows, threshold is not None)
    return figure


def _write_head(figure: Figure, rows: pd.DataFrame, dashed: bool) -> None:
    source = name_of(rows["source"].iloc[0]) if "source" in rows else "(no source)"
    parts = [short(part, 36) for part in (source, rows["article_id"].iloc[0]) if part != "(no source)"]
    figure.text(
        MARGIN / WIDTH, 1 - 0.13 / figure.get_figheight(), " · ".join(parts), va="top", fontsize=9.5, fontweight="bold"
    )
    lines = ["; dashed: threshold"] if dashed else []
    lines += ["; dotted: headings"] if rows["kind"].isin(_HEADINGS).any() else []
    note(figure, "Grey: words of others" + "".join(lines), _MARKS, top=0.4)
