from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import framing
from framing.errors import InputError
from framing.figures import contributions, save

SENTENCE = "Typically, the so-called experts characteristically surrendered to the mob."


def test_the_largest_are_drawn_and_the_rest_is_one_bar(tmp_path: Path) -> None:
    table = framing.explain(SENTENCE)
    figure = contributions(table, top=5)
    axes = figure.axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[-1] == f"{len(table) - 5} more, together"
    assert [label.replace("\n", " ") for label in labels[:5]] == table["what"].head(5).tolist()
    widths = [bar.get_width() for bar in axes.patches]
    assert sum(widths) == pytest.approx(table["contribution"].sum())
    assert figure.texts[0].get_text() == SENTENCE
    assert save(figure, tmp_path / "why.png").stat().st_size > 1000


def test_numbers_lie_inside_and_the_note_gives_baseline_and_probability() -> None:
    table = framing.explain(SENTENCE)
    figure = contributions(table)
    figure.canvas.draw()  # type: ignore[attr-defined]
    axes = figure.axes[0]
    edge = axes.get_window_extent()
    assert all(edge.x0 <= t.get_window_extent().x0 and t.get_window_extent().x1 <= edge.x1 + 15 for t in axes.texts)
    assert f"{table.attrs['probability']:.2f}" in figure.texts[1].get_text()
    assert f"{abs(table.attrs['baseline']):.2f}" in figure.texts[1].get_text()


def test_the_longest_labels_end_inside_the_figure_and_negative_bars_have_another_colour() -> None:
    words = "disgraceful, shameful, cowardly, corrupt, dishonest and some more of that kind"
    table = pd.DataFrame({"what": [f"blame: ‘{words}’", "past"], "contribution": [0.5, -0.25]})
    figure = contributions(table)
    figure.canvas.draw()  # type: ignore[attr-defined]
    axes = figure.axes[0]
    assert all(label.get_window_extent().x0 >= 0 for label in axes.get_yticklabels())
    assert axes.patches[0].get_facecolor() != axes.patches[1].get_facecolor()
    assert [t.get_text() for t in axes.texts] == ["+0.50", "−0.25"]


def test_what_is_no_explanation_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'what'"):
        contributions(pd.DataFrame({"a": [1]}))
    with pytest.raises(InputError, match="at least 1"):
        contributions(framing.explain(SENTENCE), top=0)
