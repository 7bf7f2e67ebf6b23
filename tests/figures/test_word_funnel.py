from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text

from framing.errors import UnknownNameError
from framing.figures import word_funnel


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
