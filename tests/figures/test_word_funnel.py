from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.text import Text

from framing.errors import UnknownNameError
from framing.figures import word_funnel
from framing.figures.style import styled


def table() -> pd.DataFrame:
    rows = []
    for source, sign in (("A", 1), ("B", -1)):
        for at, (word, odds) in enumerate((("levy", 2.0), ("tariff", 1.0), ("river", 0.1), ("bridge", -1.5))):
            value = sign * odds
            rows.append((source, "author", word, value, value - 0.5, value + 0.5, 4 * value, 5 * at + 5, 20))
    columns = ["source", "voice", "word", "log_odds", "low", "high", "z", "n", "n_others"]
    return pd.DataFrame(rows, columns=columns)


def named(figure_axes: object) -> list[str]:
    return [t.get_text() for t in figure_axes.texts if t.get_text() not in ("A", "B")]  # type: ignore[attr-defined]


def test_the_clearest_words_are_named_at_both_ends() -> None:
    a, b = word_funnel(table(), top=2, least=1).axes
    assert named(a) == ["levy", "tariff", "bridge"]
    assert named(b) == ["bridge", "levy"]  # "river" and "tariff" lie between


def test_uses_are_those_of_all_sources() -> None:
    a = word_funnel(table()).axes[0]
    places = {tuple(spot) for dots in a.collections for spot in dots.get_offsets().tolist()}
    assert (25.0, 2.0) in places and (40.0, -1.5) in places


def test_a_word_that_is_not_told_from_none_is_grey() -> None:
    words = table().assign(p_adjusted=0.9)
    every = [dots.get_offsets() for dots in word_funnel(words).axes[0].collections]
    assert [len(spots) for spots in every] == [4, 0, 0]
    assert [len(d.get_offsets()) for d in word_funnel(table()).axes[0].collections] == [1, 2, 1]


def test_another_voice_is_refused_and_an_empty_one_said() -> None:
    with pytest.raises(UnknownNameError, match="author"):
        word_funnel(table(), voice="authors")
    texts = " ".join(t.get_text() for t in word_funnel(table(), voice="other").findobj(Text))
    assert "Nothing to draw: the words of others" in texts


def test_long_words_are_named_whole_and_lie_inside_the_figure_clear_of_the_next_panel() -> None:
    long = "outrageous administration"
    words = table().replace({"levy": long, "bridge": "W" * 60})
    figure = word_funnel(words)
    shown = [text for axes in figure.axes for text in axes.texts]
    assert sum(text.get_text() == long for text in shown) == 2
    assert sum(text.get_text().startswith("WWW") and text.get_text().endswith("…") for text in shown) == 2
    with styled():
        figure.draw_without_rendering()
        left, right = sorted(axes.get_window_extent().x0 for axes in figure.axes)
        for axes in figure.axes:
            end = right if axes.get_window_extent().x0 == left else figure.bbox.x1
            assert axes.get_window_extent().width > 80
            for text in (text for text in axes.texts if text.get_text() not in ("A", "B")):
                assert Text.get_window_extent(text).x1 < end - 5, text.get_text()


def test_marks_keep_clear_of_the_edges_however_far_uses_are_apart() -> None:
    wide = table().assign(n_others=lambda t: t["n"] * 2000)
    for axes in word_funnel(pd.concat([table(), wide])).axes:
        spots = [axes.transData.transform(spot) for dots in axes.collections for spot in dots.get_offsets()]
        here = axes.bbox
        assert all(here.x0 + 3 < x < here.x1 - 3 and here.y0 + 3 < y < here.y1 - 3 for x, y in spots)


def test_many_names_make_the_panels_higher() -> None:
    rows = pd.concat([table().assign(word=table()["word"] + str(k)) for k in range(9)])
    axes = word_funnel(rows, top=30, least=10).axes[0]
    heights = sorted(text.xyann[1] for text in axes.texts if text.get_text() != "A")
    assert len(heights) == 27 and heights[0] > 0 and heights[-1] < 1
    assert min(b - a for a, b in pairwise(heights)) * axes.bbox.height > 10


def test_intervals_that_the_axis_cuts_are_said() -> None:
    def said(words: pd.DataFrame) -> bool:
        return any("beyond the axis" in t.get_text().replace("\n", " ") for t in word_funnel(words).findobj(Text))

    assert not said(table().assign(low=table()["log_odds"] - 0.1, high=table()["log_odds"] + 0.1))
    assert said(table().assign(high=9.0))


def test_words_whose_interval_holds_0_are_points_without_a_name() -> None:
    a, b = word_funnel(table().assign(low=lambda t: t["log_odds"] - 1.2, high=lambda t: t["log_odds"] + 1.2)).axes
    assert named(a) == ["levy", "bridge"]  # "tariff" and "river" are too near to 0
    assert named(b) == ["bridge", "levy"]
    assert sum(len(dots.get_offsets()) for dots in a.collections) == 4
    none = word_funnel(table().assign(low=-3.0, high=3.0)).axes[0]
    assert named(none) == []
