from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.text import Text

from framing.comparison import Comparison
from framing.figures import FIGURES
from framing.report.comparison_report import SECTIONS
from framing.report.drawings import PLANS, drawings


def test_every_plan_is_of_a_figure_that_is_there_and_of_a_section() -> None:
    assert {plan.figure for plan in PLANS} <= set(FIGURES)
    assert {plan.section for plan in PLANS} <= set(SECTIONS)


def test_figures_are_those_whose_tables_are_there(full: Comparison) -> None:
    drawn = list(drawings(full))
    assert [drawing.number for drawing in drawn] == list(range(1, len(drawn) + 1))
    names = {drawing.figure for drawing in drawn}
    assert names == {plan.figure for plan in PLANS} - {"frame_profile"}
    assert not any("{" in drawing.caption for drawing in drawn)


def test_figures_have_the_level_of_the_comparison(full: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    words = []
    monkeypatch.setattr(
        "framing.report.drawings.inline_svg",
        lambda figure, *_: words.append(" ".join(text.get_text() for text in figure.findobj(Text))),
    )
    drawn = list(drawings(replace(full, settings={**full.settings, "level": 0.9})))
    assert len(words) == len(drawn) > 5
    assert all("90 %" in " ".join(text.split()) and "95 %" not in text for text in words)


def test_without_tables_only_the_articles_are_drawn(full: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.report.drawings.inline_svg", lambda figure, name, title, words: words)
    only = full.estimates[full.estimates["measure"] == "mean_loaded_language"]
    nothing = dict.fromkeys(("events", "words", "speakers", "series", "stance"))
    bare = replace(full, estimates=only, contrasts=full.contrasts.iloc[:0], **nothing)
    drawn = list(drawings(bare))
    assert [drawing.figure for drawing in drawn] == ["source_forest", "source_dots"]
    assert all(drawing.svg.startswith("From highest to lowest: ") for drawing in drawn)
