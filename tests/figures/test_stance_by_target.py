from __future__ import annotations

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.text import Text

from framing.figures import stance_by_target
from framing.figures.style import styled


def table() -> pd.DataFrame:
    rows = [
        ("China", "A", -0.4, -0.6, -0.2, 9), ("China", "B", 0.1, -0.1, 0.3, 9), ("Moreno", "A", 0.5, 0.3, 0.7, 3),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["target", "source", "value", "low", "high", "n_articles"])


def test_a_panel_a_target_the_most_mentioned_first() -> None:
    figure = stance_by_target(table())
    assert [axes.texts[0].get_text() for axes in figure.axes] == ["China", "Moreno"]
    china, moreno = figure.axes
    assert china.spines["bottom"].get_bounds() == moreno.spines["bottom"].get_bounds() == (-0.8, 0.8)
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
    assert any("1 target more." in t.get_text() for t in figure.findobj(Text))


def test_counts_stand_beside_their_own_panel_under_a_head() -> None:
    table_of_three = pd.concat([table(), table().assign(target="Bo", n_articles=1234)])
    figure = stance_by_target(table_of_three)
    with styled():
        figure.draw_without_rendering()
        lefts = sorted(axes.get_window_extent().x0 for axes in figure.axes)
        for axes in figure.axes:
            here = axes.get_window_extent()
            counts = [t for t in axes.texts if t.get_text() == "n" or t.get_text().replace(",", "").isdigit()]
            assert counts[0].get_text() == "n" and len(counts) >= 2
            following = [left for left in lefts if left > here.x0 + 1]
            for box in (count.get_window_extent() for count in counts):
                assert box.x0 >= here.x1 - 1
                if following:  # nearer to its own panel than to the next
                    assert box.x0 - here.x1 < following[0] - box.x1 and following[0] - box.x1 > 15


def test_names_that_three_columns_would_cut_have_two() -> None:
    long = "the Northern Fisheries Board"
    several = pd.concat([table().assign(target=name) for name in (long, "China", "Bo", "Cy")])
    figure = stance_by_target(several.drop_duplicates(["target", "source"]))
    assert long in {axes.texts[0].get_text() for axes in figure.axes}
    assert len({round(axes.get_position().x0, 3) for axes in figure.axes}) == 2


def test_mentions_stand_behind_the_articles_where_the_table_has_them() -> None:
    figure = stance_by_target(table().assign(n_mentions=[31, 1200, 4]))
    shown = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"9/31", "9/1,200", "3/4"} <= shown
    assert any("n: articles/mentions." in t.get_text() for t in figure.findobj(Text))
    assert {"9", "3"} <= {text.get_text() for axes in stance_by_target(table()).axes for text in axes.texts}
