from __future__ import annotations

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.text import Text

from framing.figures import stance_by_target


def table() -> pd.DataFrame:
    rows = [
        ("China", "A", -0.4, -0.6, -0.2, 9), ("China", "B", 0.1, -0.1, 0.3, 9), ("Moreno", "A", 0.5, 0.3, 0.7, 3),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["target", "source", "value", "low", "high", "n_articles"])


def test_a_panel_a_target_the_most_mentioned_first() -> None:
    figure = stance_by_target(table())
    assert [axes.texts[0].get_text() for axes in figure.axes] == ["China", "Moreno"]
    china, moreno = figure.axes
    assert china.get_xlim() == moreno.get_xlim() == (-0.8, 0.8)
    assert {found.get_offsets()[0][0] for found in china.collections} == {-0.4, 0.1}
    assert len(moreno.collections) == 1  # B never mentions Moreno


def test_marks_are_filled_where_the_interval_excludes_none() -> None:
    faces = {}
    for found in stance_by_target(table()).axes[0].collections:
        faces[float(found.get_offsets()[0][0])] = to_hex(found.get_facecolor()[0])
    assert faces[0.1] == "#ffffff" and faces[-0.4] != "#ffffff"


def test_only_the_top_targets_are_drawn_and_the_rest_is_said() -> None:
    figure = stance_by_target(table(), top=1)
    assert len(figure.axes) == 1
    assert any("1 targets more" in t.get_text() for t in figure.findobj(Text))
