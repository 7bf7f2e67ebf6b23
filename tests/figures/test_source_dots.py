from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from framing.errors import InputError, UnknownNameError
from framing.figures import FIGURES, get_figure, source_dots
from framing.figures.source_dots import AXIS_TITLES
from framing.figures.style import styled
from framing.summary import MEASURES, mean_over_articles


def table(values: dict[str, Sequence[float]], measure: str = "mean_editorializing") -> pd.DataFrame:
    rows = [{"source": source, measure: value} for source, articles in values.items() for value in articles]
    return pd.DataFrame(rows)


THREE = {"Harbour Ledger": [0.1, 0.12, 0.08, 0.2], "Free Banner": [0.6, 0.7, 0.5], "Meridian Post": [0.3, 0.25]}


def words(figure: Figure) -> list[str]:
    return [found.get_text() for found in figure.findobj(Text) if found.get_text() and found.get_visible()]


def labels(figure: Figure) -> list[str]:
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


def dots(figure: Figure) -> list[PathCollection]:
    return [found for found in figure.axes[0].collections if isinstance(found, PathCollection)]


def lengths_of_lines(figure: Figure) -> list[int]:
    """Number of points of each line: 2 for an interval, 1 for the tick at a mean, separators left out."""
    axes = figure.axes[0]
    return [len(line.get_xdata()) for line in axes.lines if line.get_transform() == axes.transData]


def test_one_row_a_source_highest_mean_first() -> None:
    figure = source_dots(table(THREE))
    assert labels(figure) == ["Free Banner", "Meridian Post", "Harbour Ledger"]
    assert [len(found.get_offsets()) for found in dots(figure)] == [3, 2, 4]
    assert lengths_of_lines(figure) == [2, 1] * 3
    assert {"0.60", "0.28", "0.12", "n = 3", "n = 2", "n = 4"} <= set(words(figure))
    assert figure.axes[0].get_xlabel() == "Mean probability of editorializing, author's voice (article means)"
    low, high = figure.axes[0].get_ylim()
    assert low > high  # the first row is on top


def test_dots_and_interval_are_those_of_the_table() -> None:
    figure = source_dots(table({"Free Banner": [0.7, 0.5, 0.6]}), seed=5)
    np.testing.assert_allclose(dots(figure)[0].get_offsets()[:, 0], [0.5, 0.6, 0.7])
    mean, low, high = mean_over_articles(pd.Series([0.7, 0.5, 0.6]), seed=5)
    interval, tick = (line for line in figure.axes[0].lines if len(line.get_xdata()) < 3)
    assert list(interval.get_xdata()) == [low, high]
    assert list(tick.get_xdata()) == [mean]


def test_dots_of_a_row_stay_clear_of_its_mean_and_of_the_other_rows() -> None:
    many = {"A": np.linspace(0.1, 0.9, 150).tolist(), "B": np.linspace(0.1, 0.8, 40).tolist()}
    figure = source_dots(table(many))
    for at, found in enumerate(dots(figure)):
        heights = np.asarray(found.get_offsets())[:, 1]
        assert heights.min() > at - 0.5
        assert heights.max() < at + 0.15
        assert len(np.unique(heights)) > 1


def test_a_single_article_has_a_dot_and_no_interval() -> None:
    figure = source_dots(table({"Solo": [0.47]}))
    assert lengths_of_lines(figure) == []
    assert len(dots(figure)[0].get_offsets()) == 1
    assert {"n = 1", "0.47"} <= set(words(figure))


def test_a_source_without_values_is_last_and_says_so() -> None:
    figure = source_dots(table({"Empty": [np.nan, np.nan], **THREE}))
    assert labels(figure)[-1] == "Empty"
    assert "no article with a score" in words(figure)
    assert "n = 0" in words(figure)


@pytest.mark.parametrize("values", [{"A": [np.nan, np.nan], "B": [np.nan]}, {}])
def test_nothing_to_draw_is_said_in_the_figure(values: dict[str, Sequence[float]]) -> None:
    rows = table(values) if values else pd.DataFrame({"source": [], "mean_editorializing": []})
    figure = source_dots(rows)
    assert any("no article has a value" in text for text in words(figure))
    assert not figure.axes


@pytest.mark.parametrize("n", [1, 2, 15])
@pytest.mark.parametrize("measure", AXIS_TITLES)
def test_all_words_lie_inside_the_figure(n: int, measure: str) -> None:
    rng = np.random.default_rng(0)
    names = ["The Extraordinarily Long-Named Quarterly Review of Everything and More"]
    names += [f"Outlet number {i} of the ${i} group$" for i in range(n - 1)]
    values = {name: rng.uniform(0.9 * i / n, 1, 1200 if i == 0 else 12).tolist() for i, name in enumerate(names)}
    figure = source_dots(table(values, measure), measure)
    with styled():
        figure.draw_without_rendering()
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert box.x0 >= 0 and box.y0 >= 0, text.get_text()
                assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, text.get_text()


def test_long_names_are_wrapped_and_dollar_signs_kept() -> None:
    figure = source_dots(table({"The Extraordinarily Long-Named Quarterly Review": [0.1], "A $5 b$ group": [0.2]}))
    assert labels(figure) == ["A $5 b$ group", "The Extraordinarily\nLong-Named Quarterly\nReview"]
    assert not any(label.get_parse_math() for label in figure.axes[0].get_yticklabels())


def test_a_missing_source_has_its_row() -> None:
    rows = pd.DataFrame({"source": [None, "A", None], "mean_editorializing": [0.5, 0.2, 0.7]})
    assert labels(source_dots(rows)) == ["(no source)", "A"]


def test_the_users_matplotlib_settings_neither_change_nor_matter() -> None:
    before = dict(mpl.rcParams)
    plain = source_dots(table(THREE))
    assert dict(mpl.rcParams) == before
    with mpl.rc_context({"font.size": 30, "figure.facecolor": "red"}):
        other = source_dots(table(THREE))
    assert other._repr_png_() == plain._repr_png_()  # type: ignore[attr-defined]


def test_unknown_measures_and_missing_columns_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="mean_editorializing"):
        source_dots(table(THREE), measure="mean_editorialising")
    with pytest.raises(InputError, match="no column 'quoted_share'"):
        source_dots(table(THREE), measure="quoted_share")


def test_every_measure_of_the_summary_has_an_axis_title() -> None:
    assert set(AXIS_TITLES) == set(MEASURES)


def test_figures_are_found_by_name() -> None:
    assert all(get_figure(name) is draw for name, draw in FIGURES.items())
    with pytest.raises(UnknownNameError, match="source_dots"):
        get_figure("source_dot")


def test_the_interval_of_a_stance_may_lie_below_0() -> None:
    figure = source_dots(table({"Post": [-0.9, -0.5, -0.6], "Wire": [0.1, 0.3]}, "stance_X"), measure="stance_X")
    intervals = [line.get_xdata() for line in figure.axes[0].lines if line.get_linewidth() == 3.4]
    mean, low, high = mean_over_articles(pd.Series([-0.9, -0.5, -0.6]), limits=(-1.0, 1.0))
    assert list(intervals[1]) == pytest.approx([low, high]) and low < mean < 0


def test_articles_that_are_all_alike_keep_their_number_and_the_interval_of_a_share() -> None:
    measure = "share_editorializing"
    figure = source_dots(table({"Post": [0.0] * 8, "Wire": [0.1, 0.3]}, measure), measure=measure)
    intervals = [line.get_xdata() for line in figure.axes[0].lines if line.get_linewidth() == 3.4]
    assert list(intervals[1]) == pytest.approx([0, 0.369], abs=0.001)  # Clopper and Pearson, none of eight
    with styled():
        figure.draw_without_rendering()
    number = next(found for found in figure.findobj(Text) if found.get_text() == "0.00")
    assert np.isfinite(number.xy[0])
