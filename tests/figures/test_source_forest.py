from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from framing.figures import source_forest
from framing.figures.style import styled

KINDS = ("raw", "adjusted", "within_event", "corrected")


def table(kinds: tuple[str, ...], n: int = 30) -> pd.DataFrame:
    rows = [
        ("mean_editorializing", source, kind, value + 0.01 * at, value - 0.05, value + 0.05, n)
        for source, value in (("A", 0.2), ("B", 0.4))
        for at, kind in enumerate(kinds)
    ]
    return pd.DataFrame(rows, columns=["measure", "source", "kind", "value", "low", "high", "n_articles"])


def words(figure: Figure) -> set[str]:
    return {found.get_text() for found in figure.findobj(Text) if found.get_text()}


def test_numbers_stand_beside_their_marks_highest_source_first() -> None:
    figure = source_forest(table(("raw",)))
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["B", "A"]
    assert {"0.40 [0.35, 0.45]", "0.20 [0.15, 0.25]", "n = 30"} <= words(figure)
    marks = [tuple(found.get_offsets()[0]) for found in figure.axes[0].collections]
    assert marks == [(0.4, 0), (0.2, 1)]


def test_all_kinds_fit_and_are_named_with_their_marks() -> None:
    figure = source_forest(table(KINDS, n=7))
    assert {"raw", "adjusted", "within events", "corrected", "n = 7*"} <= words(figure)
    shapes = {found.get_paths()[0].vertices.shape for found in figure.axes[0].collections}
    assert len(shapes) > 1  # told apart without colour
    with styled():
        figure.draw_without_rendering()
        assert max(found.get_window_extent().x1 for found in figure.findobj(Text)) <= figure.bbox.x1


def test_few_articles_are_starred_and_said() -> None:
    assert any("fewer than 20" in text for text in words(source_forest(table(("raw",), n=19))))


def test_estimates_within_events_rest_on_events() -> None:
    both = table(("raw", "within_event"))
    few = both.assign(n_articles=both["n_articles"].where(both["kind"] == "raw", 7))
    assert {"n = 30", "7 events*"} <= words(source_forest(few))
    assert not any("articles" in text for text in words(source_forest(few)) if "fewer than 20" in text)
    assert "1 event*" in words(source_forest(both.assign(n_articles=1)))
