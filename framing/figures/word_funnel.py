"""Words that tell sources apart: log-odds over how often a word is used, the clearest ones named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath
from matplotlib.ticker import NullFormatter, NullLocator

from framing.errors import unknown_name
from framing.figures.layout import alpha_of, level_of, nothing_to_draw, percent, same, short, table_of
from framing.figures.panels import panels
from framing.figures.style import DOT, INK, MUTED, PALE, SECOND, styled

if TYPE_CHECKING:
    from framing.comparison import Comparison

VOICES = {"author": "the author’s words", "other": "the words of others"}
"""Whose words are drawn, in words."""

_PANEL, _LINE = 2.1, 0.15
_LINES, _MOST, _SIZE = 0.16, 1.85, 8  # inches to the names, the widest that these may be, points of their letters
_BEYOND = 0.05  # of the axis, on both sides of its marks
_NEEDED = ("source", "voice", "word", "log_odds", "low", "high", "z", "n")


def word_funnel(
    words: Comparison | pd.DataFrame,
    voice: str = "author",
    top: int = 8,
    least: int = 4,
    level: float | None = None,
) -> Figure:
    """Draw a panel a source: each word's log-odds in it against the other sources, over its number of uses.

    ``words`` is a comparison or its table ``words`` (:func:`framing.comparison.distinguishing_words`). The ``top``
    words with the highest z are named at the right, and below them the ``least`` that the source avoids most, each
    with its interval; words whose interval holds 0 stay without a name. Orange dots and blue squares: the interval
    excludes 0, and after correction where the table has ``p_adjusted`` (below 1 − ``level``). ``level`` is that of the
    intervals: the comparison's where None, .95 of a table.
    The display follows Monroe, Colaresi and Quinn (2008, Fightin' words).

    Raises InputError for another table, UnknownNameError for another voice.
    """
    if voice not in VOICES:
        raise unknown_name("voice", voice, VOICES)
    table = table_of(words, "words", _NEEDED, "framing.comparison.distinguishing_words(scores)")
    rows = table[(table["voice"] == voice) & np.isfinite(table["log_odds"].to_numpy(dtype=float))]
    with styled():
        if rows.empty:
            return nothing_to_draw(f"{VOICES[voice]} hold no word that is used often enough.")
        return _draw(rows, voice, top, least, level_of(words, level))


def _draw(rows: pd.DataFrame, voice: str, top: int, least: int, level: float) -> Figure:
    sources = list(rows["source"].drop_duplicates())
    about = (
        f"Words used more (up) or less (down) than by the other sources, in {VOICES[voice]}. Named: the clearest whose "
        f"{percent(level)} interval over articles excludes 0. Filled: also after correction for the number of words."
    )
    told = (rows["low"] > 0) | (rows["high"] < 0)
    if "p_adjusted" in rows:
        told &= rows["p_adjusted"] < alpha_of(level)
    rows = rows.assign(told=told, uses=rows["n"] + rows.get("n_others", 0))
    reach = 1.08 * float(np.abs(rows["log_odds"]).max()) or 1.0  # where all sources use the same words alike
    own = [rows[same(rows["source"], source)].sort_values("z", ascending=False) for source in sources]
    named = [(_written(of[of["low"] > 0].head(top)), _written(of[of["high"] < 0].tail(least))) for of in own]
    if any((of[["low", "high"]].abs() > reach).any(axis=None) for both in named for of in both):
        about += " Some intervals go on beyond the axis."
    most = max(len(up) + len(down) for up, down in named)
    high = max(_PANEL, _LINE * (most + 1))
    strip = max((_inches(word) for both in named for of in both for word in of["written"]), default=0.0) + _LINES
    columns = 2 if len(sources) > 1 else 1
    figure, found = panels(sources, columns, high, 0.62, "Uses in all sources", about)
    room = max(1.25, (rows["uses"].max() / rows["uses"].min()) ** _BEYOND)
    first, last = rows["uses"].min() / room, rows["uses"].max() * room
    for at, axes in enumerate(found):
        axes.set_position(_narrower(axes, figure, strip))
        axes.set_xscale("log")
        axes.set_xlim(first, last)
        _ticks(axes, first, last)
        axes.set_ylim(-reach, reach)
        axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
        axes.grid(axis="y")
        axes.tick_params(axis="y", labelsize=8, labelcolor=MUTED, labelleft=at % columns == 0)
        if at % columns == 0:
            axes.set_ylabel("Log-odds ratio", fontsize=8.5)
        _draw_words(axes, own[at])
        for words, colour, top_down in zip(named[at], (DOT, SECOND), (True, False), strict=True):
            _name(axes, words, colour, top_down, _LINE / high)
    return figure


def _written(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their words as they are written: cut only where they are wider than the widest strip."""
    return rows.assign(written=[_cut(word) for word in rows["word"]])


def _cut(word: object) -> str:
    whole = short(word, 80)
    return next((text for n in range(len(whole), 1, -1) if _inches(text := short(whole, n)) <= _MOST), "…")


def _inches(text: str) -> float:
    """Return the width of a word that is named."""
    return float(TextPath((0, 0), text, size=_SIZE).get_extents().width) / 72


def _narrower(axes: Axes, figure: Figure, strip: float) -> tuple[float, float, float, float]:
    """Return the place of the panel without the strip at its right where words are named."""
    place = axes.get_position()
    return place.x0, place.y0, place.width - strip / figure.get_figwidth(), place.height


def _ticks(axes: Axes, first: float, last: float) -> None:
    """Set a few ticks with plain numbers; minor ones would be written as powers."""
    steps = [base * 10**power for power in range(8) for base in (1, 2, 5)]
    inside = [step for step in steps if first <= step <= last]
    chosen = inside if len(inside) <= 4 else inside[:: -(-len(inside) // 4)]
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticks(chosen, [f"{step:,}" for step in chosen])


def _draw_words(axes: Axes, rows: pd.DataFrame) -> None:
    n, odds, told = (rows[name].to_numpy(dtype=float) for name in ("uses", "log_odds", "told"))
    more, fewer = (told > 0) & (odds > 0), (told > 0) & (odds < 0)
    rest = ~(more | fewer)
    many = len(rows) > 1500
    axes.scatter(n[rest], odds[rest], s=4, color=PALE, alpha=0.6, linewidths=0, zorder=2, rasterized=many)
    for where, colour, shape in ((more, DOT, "o"), (fewer, SECOND, "s")):
        axes.scatter(n[where], odds[where], s=13, color=colour, marker=shape, alpha=0.8, linewidths=0, zorder=3)


def _name(axes: Axes, rows: pd.DataFrame, colour: str, from_top: bool, step: float) -> None:
    """Write words in a list at the right of the panel, by their log-odds, each joined to its dot."""
    ordered = rows.sort_values("log_odds", ascending=False, kind="stable").to_dict("records")
    inches = axes.get_position().width * axes.figure.get_figwidth()  # type: ignore[union-attr]
    for at, row in enumerate(ordered):
        y = 1.0 - (at + 0.5) * step if from_top else (len(ordered) - at - 0.5) * step
        axes.plot([row["uses"]] * 2, [row["low"], row["high"]], color=colour, linewidth=0.9, alpha=0.8, zorder=2)
        axes.annotate(
            row["written"], (row["uses"], row["log_odds"]), (1 + _LINES / inches, y), textcoords="axes fraction",
            va="center", fontsize=_SIZE, color=INK if row["told"] else MUTED,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "alpha": 0.55, "relpos": (0, 0.5),
                        "shrinkA": 1, "shrinkB": 1},
        )  # fmt: skip
