"""Every figure that a comparison allows, drawn and saved into a folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from framing.errors import FramingError, InputError, unknown_name
from framing.figures.style import save
from framing.figures.word_funnel import VOICES
from framing.scale.stored import StoredScores
from framing.summary import MEASURES

TABLES = ("articles", "estimates", "contrasts", "events", "words", "speakers", "series", "stance", "scores", "labelled")
"""What the first parameter of a figure of a comparison is named after: the table that it is drawn from."""


class Drawing(NamedTuple):
    """What was drawn: the files, and for each figure that was left out, why."""

    files: list[Path]
    left_out: dict[str, str]


def draw_all(
    comparison: Any,
    folder: str | Path,
    *,
    figures: Mapping[str, Callable[..., Figure]] | None = None,
    measures: Sequence[str] | None = None,
    formats: Sequence[str] = (".png",),
    seed: int = 0,
) -> Drawing:
    """Draw each figure that is drawn from a comparison, and save it as ``<figure>-<what>.<format>``.

    ``comparison`` is a :class:`framing.comparison.Comparison` or anything with its tables, ``figures`` are those of
    :data:`framing.figures.FIGURES`, or some of them. A figure that takes a measure is drawn for each of
    ``measures`` (all of :data:`framing.summary.MEASURES` that the table has, where None) and, of contrasts, each
    kind; one that takes a voice for each voice; the course of an article for the article of each source that lies
    at the source's median, so that none is picked by hand. What the comparison has no table for is left out, with
    the reason. ``seed`` is that of figures that draw at random themselves.

    Raises UnknownNameError for a measure that the comparison has not, InputError for another format.
    """
    for ending in formats:
        if ending not in (".png", ".svg", ".pdf"):
            raise InputError(f"The format {ending!r} is none of figures; allowed are .png, .svg, .pdf.")
    if measures is not None:
        known = sorted(map(str, comparison.estimates["measure"].unique()))
        for measure in measures:
            if measure not in known:
                raise unknown_name("measure", measure, known)
    files: list[Path] = []
    stems: set[str] = set()
    left_out: dict[str, str] = {}
    for name, draw in (_all() if figures is None else figures).items():
        if not is_of_comparison(draw):
            continue
        try:
            for what, options in _each(draw, comparison, measures):
                figure = draw(comparison, **options, **({"seed": seed} if "seed" in signature(draw).parameters else {}))
                stem = _unused("-".join(part for part in (name, what) if part), stems)
                files += [save(figure, Path(folder) / f"{stem}{ending}") for ending in formats]
        except FramingError as error:
            left_out[name] = str(error)
    return Drawing(files, left_out)


def _all() -> Mapping[str, Callable[..., Figure]]:
    from framing.figures import FIGURES  # the table of the room, which imports this file

    return FIGURES


def table_name(draw: Callable[..., Figure]) -> str:
    """Return the name of the table of a comparison that a figure is drawn from: that of its first parameter."""
    return next(iter(signature(draw).parameters))


def is_of_comparison(draw: Callable[..., Figure]) -> bool:
    """Return whether a figure is drawn from a comparison of sources."""
    return table_name(draw) in TABLES


def _each(
    draw: Callable[..., Figure], comparison: Any, measures: Sequence[str] | None
) -> list[tuple[str, dict[str, Any]]]:
    """Return what is drawn of a figure: a word for the file's name, and the options."""
    parameters = signature(draw).parameters
    if "voice" in parameters:
        return [(voice, {"voice": voice}) for voice in VOICES]
    if "article_id" in parameters:
        return [(_file_name(article), {"article_id": article}) for article in typical_articles(comparison)]
    if "measure" in parameters:
        chosen = _measures(draw, comparison, measures)
        kinds = _kinds(draw, comparison)
        return [
            (
                _file_name("-".join([measure, *filter(None, [kind])])),
                {"measure": measure} | ({"kind": kind} if kind else {}),
            )
            for measure in chosen
            for kind in kinds
        ]
    return [("", {})]


def _unused(stem: str, stems: set[str]) -> str:
    """Return a name that no other file has, numbered where it is taken, and add it to them; capitals do not count."""
    number, found = 1, stem
    while found.lower() in stems:
        number += 1
        found = f"{stem}-{number}"
    stems.add(found.lower())
    return found


def _measures(draw: Callable[..., Figure], comparison: Any, wanted: Sequence[str] | None) -> list[str]:
    table = getattr(comparison, table_name(draw), None)
    if not isinstance(table, pd.DataFrame):
        return ["mean_editorializing"]  # the figure says what is missing
    known = set(table["measure"].unique()) if "measure" in table else set(table.columns)
    return [name for name in (MEASURES if wanted is None else wanted) if name in known]


def _kinds(draw: Callable[..., Figure], comparison: Any) -> list[str]:
    """Return the kinds of estimates that a figure is drawn for one by one; one nameless where it takes no kind."""
    table = getattr(comparison, table_name(draw), None)
    if "kind" not in signature(draw).parameters or not isinstance(table, pd.DataFrame) or "kind" not in table:
        return [""]
    return [str(kind) for kind in table["kind"].unique()] or [""]


def typical_articles(comparison: Any) -> list[str]:
    """Return for each source the article whose editorializing is nearest to the median of the source's articles."""
    articles, scores = (getattr(comparison, name, None) for name in ("articles", "scores"))
    if not isinstance(scores, pd.DataFrame | StoredScores) or not isinstance(articles, pd.DataFrame):
        raise InputError("This comparison does not hold its scores; make it with framing.compare_sources(scores).")
    rows = articles[articles["mean_editorializing"].notna()]
    median = rows.groupby("source")["mean_editorializing"].transform("median")
    distance = (rows["mean_editorializing"] - median).abs()
    ordered = rows.assign(distance=distance).sort_values(["source", "distance", "article_id"], kind="stable")
    return [str(name) for name in ordered.drop_duplicates("source")["article_id"]]


def _file_name(text: str) -> str:
    """Return a name that every file system takes."""
    return re.sub(r"[^\w.-]+", "_", text)[:80]
