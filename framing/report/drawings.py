"""The figures of the report: which is drawn from which table, in which section, and what it says in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup
from matplotlib.figure import Figure

from framing.figures import FIGURES
from framing.report.grids import rows_of
from framing.report.inline_svg import inline_svg
from framing.report.result_tables import headline_measure, level_of, strictest_kind
from framing.report.wording import estimate, kind_title, kinds_in, listed, measure_title, percent
from framing.summary import MEASURES

if TYPE_CHECKING:
    from framing.comparison import Comparison

_Draws = Callable[..., Figure]
_IN_WORDS = 20  # sources or other rows that a description names one by one


@dataclass(frozen=True)
class Drawing:
    """A figure of the page, its number and its caption."""

    figure: str
    section: str
    number: int
    svg: Markup
    caption: str


@dataclass(frozen=True)
class Plan:
    """When a figure is drawn, how, and its caption; ``{measure}``, ``{kind}`` and ``{level}`` are filled in."""

    figure: str
    section: str
    caption: str
    applies: Callable[[Comparison], bool]
    draw: Callable[[_Draws, Comparison], Figure] = lambda figure, compared: figure(compared)


def drawings(compared: Comparison) -> Iterator[Drawing]:
    """Yield the figures whose tables are there, in the order of the page."""
    number = 0
    for plan in PLANS:
        if plan.figure not in FIGURES or not plan.applies(compared):
            continue
        number += 1
        measure = headline_measure(compared)
        caption = plan.caption.format(
            measure=measure_title(measure),
            level=percent(level_of(compared)),
            kind=kind_title(strictest_kind(compared.contrasts["kind"])),
        )
        figure = plan.draw(FIGURES[plan.figure], compared)
        svg = inline_svg(figure, f"figure-{number}", caption, _in_words(plan, compared))
        yield Drawing(plan.figure, plan.section, number, svg, caption)


def _of_headline(figure: _Draws, compared: Comparison) -> Figure:
    return figure(compared, measure=headline_measure(compared))


def _matrix(figure: _Draws, compared: Comparison) -> Figure:
    kind = strictest_kind(compared.contrasts["kind"])
    return figure(compared, measure=headline_measure(compared), kind=kind)


def _words_of(voice: str) -> Callable[[_Draws, Comparison], Figure]:
    return lambda figure, compared: figure(compared, voice=voice)


def _has(name: str, headline: bool = False, **values: str) -> Callable[[Comparison], bool]:
    """Return whether a comparison has rows in a table, of the headline's measure or with certain values."""

    def check(compared: Comparison) -> bool:
        rows = rows_of(getattr(compared, name))
        if rows is not None and headline:
            rows = rows[rows["measure"] == headline_measure(compared)]
        for column, value in values.items():
            if rows is not None:
                rows = rows[rows[column] == value]
        return rows is not None and len(rows) > 0

    return check


def _several_sources(compared: Comparison) -> bool:
    return compared.estimates["source"].nunique() > 2 and _has("contrasts", headline=True)(compared)


def _has_dots(compared: Comparison) -> bool:
    measure = headline_measure(compared)
    return measure in MEASURES and measure in compared.articles.columns


def _two_voices(compared: Comparison) -> bool:
    both = {"mean_editorializing", "mean_other_editorializing"}
    return both <= set(compared.estimates["measure"])


def _frames(compared: Comparison) -> bool:
    return bool(compared.estimates["measure"].str.startswith("frame_").any())


PLANS: tuple[Plan, ...] = (
    Plan(
        "source_forest", "sources", "{measure}: each source’s mean over its articles, with its {level} interval.",
        _has("estimates", headline=True), _of_headline,
    ),
    Plan(
        "source_dots", "sources", "The articles behind the means: every dot is an article.",
        _has_dots, _of_headline,
    ),
    Plan(
        "difference_matrix", "differences", "Differences between all pairs of sources ({kind}). {measure}.",
        _several_sources, _matrix,
    ),
    Plan(
        "event_slopes", "events", "The same events in different sources.",
        _has("events", headline=True), _of_headline,
    ),
    Plan("author_against_quoted", "voices", "The author’s own words against the words of others.", _two_voices),
    Plan("speakers_and_cues", "voices", "Who is quoted, and with which verbs.", _has("speakers")),
    Plan("frame_profile", "frames", "Frames by source.", _frames),
    Plan("stance_by_target", "stance", "Stance toward each target by source.", _has("stance")),
    Plan(
        "word_funnel", "words", "Words that set sources apart, in the author’s own words.",
        _has("words", voice="author"), _words_of("author"),
    ),
    Plan(
        "word_funnel", "words", "Words that set sources apart, in the words of others.",
        _has("words", voice="other"), _words_of("other"),
    ),
    Plan("time_series", "time", "Sources over time. {measure}.", _has("series", headline=True), _of_headline),
)  # fmt: skip
"""The figures in the order of the page; one that :data:`framing.figures.FIGURES` lacks is left out."""


def _in_words(plan: Plan, compared: Comparison) -> str:
    """Return the description of a figure for those who hear the page: its numbers, or where they stand."""
    if plan.section != "sources":
        return "Its numbers are in the tables of this section."
    rows = compared.estimates[compared.estimates["measure"] == headline_measure(compared)]
    rows = rows[rows["kind"] == kinds_in(rows["kind"])[0]].sort_values("value", ascending=False, kind="stable")
    parts = [f"{row['source']} {estimate(row['value'], row['low'], row['high'])}" for row in rows.to_dict("records")]
    more = f"; {len(parts) - _IN_WORDS} more in the table" if len(parts) > _IN_WORDS else ""
    return f"From highest to lowest: {listed(parts[:_IN_WORDS])}{more}."
