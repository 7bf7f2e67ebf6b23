from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.dates import date2num
from matplotlib.text import Text

from framing.errors import InputError
from framing.figures import time_series

MONTHS = pd.date_range("2024-01-01", periods=4, freq="MS")


def table() -> pd.DataFrame:
    rows = [("A", day, "mean_editorializing", 0.2, 0.1, 0.3, 9) for day in MONTHS]
    rows += [("B", day, "mean_editorializing", 0.6, np.nan, np.nan, 1) for day in MONTHS[[0, 3]]]
    return pd.DataFrame(rows, columns=["source", "period", "measure", "value", "low", "high", "n_articles"])


def test_each_panel_has_its_source_over_the_others() -> None:
    a, b = time_series(table()).axes
    own = [line for line in a.lines if line.get_linewidth() == 1.6]
    assert [line.get_ydata().tolist() for line in own] == [[0.2] * 4]
    behind = [line for line in b.lines if line.get_linewidth() == 0.7]
    assert [line.get_ydata().tolist() for line in behind] == [[0.2] * 4]
    assert a.get_ylim() == b.get_ylim()


def test_a_period_without_articles_breaks_the_line() -> None:
    values = next(line for line in time_series(table()).axes[1].lines if line.get_linewidth() == 1.6).get_ydata()
    assert np.isnan(values).tolist() == [False, True, True, False]


@pytest.mark.parametrize("periods", [MONTHS[[0, 1, 3]], MONTHS[0] + pd.to_timedelta([0, 7, 28], unit="D")])
def test_a_period_without_any_article_breaks_all_lines(periods: pd.DatetimeIndex) -> None:
    rows = pd.DataFrame({"source": "A", "period": periods, "measure": "mean_editorializing"})
    axes = time_series(rows.assign(value=0.2, low=0.1, high=0.3, n_articles=9)).axes[0]
    line = next(line for line in axes.lines if line.get_linewidth() == 1.6)
    assert np.isnan(line.get_ydata()).tolist()[:3] == [False, False, True] and not np.isnan(line.get_ydata()[-1])


def test_the_interval_of_a_period_between_empty_ones_is_drawn() -> None:
    rows = table()
    rows = rows[(rows["source"] == "B") | rows["period"].isin(MONTHS[[0, 1, 3]])]
    a, b = time_series(rows).axes
    (lone,) = [found for found in a.collections if isinstance(found, LineCollection)]
    assert [segment[:, 1].tolist() for segment in lone.get_segments()] == [[0.1, 0.3]]
    assert not [found for found in b.collections if isinstance(found, LineCollection)]


def test_a_series_from_the_year_one_is_drawn_whole() -> None:
    rows = table()
    rows["period"] = rows["period"].astype("datetime64[us]").where(rows["period"] != MONTHS[0], pd.Timestamp(1, 1, 1))
    figure = time_series(rows)
    figure.canvas.draw()
    assert figure.axes[0].get_xlim()[0] == date2num(np.datetime64("0001-01-01"))


def test_marks_within_the_time_are_drawn_and_named() -> None:
    figure = time_series(table(), marks={"2024-02-15": "The vote", "1999-01-01": "long ago"})
    words = " ".join(t.get_text() for t in figure.findobj(Text))
    assert "1. The vote" in words and "long ago" not in words
    at = date2num(pd.Timestamp("2024-02-15"))
    assert all(any(list(line.get_xdata()) == [at, at] for line in axes.lines) for axes in figure.axes)
    with pytest.raises(InputError, match="marks are dates"):
        time_series(table(), marks={"some day": "The vote"})


def test_changes_belong_to_their_source_and_measure() -> None:
    changes = pd.DataFrame(
        {"source": ["A", "A"], "period": MONTHS[1:3], "measure": ["mean_editorializing", "mean_loaded_language"]}
    )
    a, b = time_series(table(), changes=changes).axes
    triangles = [[line for line in axes.lines if line.get_marker() == "^"] for axes in (a, b)]
    assert [len(found) for found in triangles] == [1, 0]
    assert triangles[0][0].get_xdata()[0] == MONTHS[1]


def test_the_lines_of_other_sources_lie_over_the_band_and_below_the_series() -> None:
    b = time_series(table().assign(low=0.1, high=0.9)).axes[1]
    band, *_ = b.collections
    behind, own = ([line for line in b.lines if line.get_linewidth() == width] for width in (0.7, 1.6))
    assert band.get_zorder() < behind[0].get_zorder() < own[0].get_zorder()


def test_points_without_an_interval_are_explained() -> None:
    said = [
        " ".join(" ".join(t.get_text() for t in time_series(rows).findobj(Text)).split())
        for rows in (table(), table().assign(low=0.1, high=0.9))
    ]
    assert ["Empty marks: too few articles for an interval." in words for words in said] == [True, False]
