from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from framing.figures import event_slopes


def events(values: dict[str, dict[str, list[float]]]) -> pd.DataFrame:
    rows = [
        (event, source, f"{event}{source}{at}", "mean_editorializing", value)
        for event, sources in values.items()
        for source, articles in sources.items()
        for at, value in enumerate(articles)
    ]
    return pd.DataFrame(rows, columns=["event", "source", "article_id", "measure", "value"])


TWO = events({"e1": {"A": [0.1], "B": [0.3]}, "e2": {"A": [0.4, 0.2], "B": [0.2]}, "e3": {"A": [0.9]}})


def lines(table: pd.DataFrame) -> list[tuple[list[float], str]]:
    axes = event_slopes(table).axes[0]
    return [(list(line.get_xdata()), line.get_linestyle()) for line in axes.lines if line.get_markersize() == 3.2]


def test_each_event_of_two_sources_is_a_line_and_its_direction_shows_without_colour() -> None:
    found = lines(TWO)  # A is higher on average of the two: .2 and .25
    assert [np.round(x, 9).tolist() for x, _ in found] == [[0.3, 0.1], [0.2, 0.3]]
    assert {style for _, style in found} == {"-", "--"}


def test_the_note_counts_the_events() -> None:
    words = " ".join(t.get_text() for t in event_slopes(TWO).findobj(Text)).replace("\n", " ")
    assert "B is higher in 1 of 2 (solid), on average over all by 0.05" in words
    assert "n = 2 events" in words  # the event of a single source is left out


def test_of_three_sources_the_events_mean_is_taken_off() -> None:
    table = events({f"e{i}": {"A": [0.1 * i], "B": [0.1 * i + 0.1], "C": [0.1 * i + 0.2]} for i in range(1, 5)})
    for x, _ in lines(table):
        np.testing.assert_allclose(x, [0.1, 0.0, -0.1], atol=1e-12)


@pytest.mark.parametrize("values", [{"e1": {"A": [0.1]}, "e2": {"B": [0.2]}}, {"e1": {"A": [np.nan], "B": [0.2]}}])
def test_events_of_one_source_allow_nothing(values: dict[str, dict[str, list[float]]]) -> None:
    assert not event_slopes(events(values)).axes


def test_events_in_which_neither_is_higher_are_of_neither() -> None:
    table = events({"e1": {"A": [0.0], "B": [0.0]}, "e2": {"A": [0.1], "B": [0.3]}, "e3": {"A": [0.2], "B": [0.2]}})
    assert [style for _, style in lines(table)] == ["-", "-", "-"]
    words = " ".join(t.get_text() for t in event_slopes(table).findobj(Text)).replace("\n", " ")
    assert "B is higher in 1 of 3 (solid)" in words and "neither in 2 (grey)" in words


@pytest.mark.parametrize("n", [40, 100])
def test_a_source_of_few_events_has_the_interval_of_these(n: int) -> None:
    rng = np.random.default_rng(0)
    table = {f"e{i}": {"A": [rng.random()], "B": [rng.random()]} for i in range(n)}
    for event, value in (("e0", 0.2), ("e1", 0.4)):
        mean = (table[event]["A"][0] + table[event]["B"][0]) / 2
        table[event]["C"] = [mean + 1.5 * value]  # of C, A and B together, value above their mean
    figure = event_slopes(events(table))
    (low, high), *_ = (line.get_xdata() for line in figure.axes[0].lines if line.get_linewidth() == 3.4)
    reach = 0.1 * 12.706  # Student's t of two events
    assert [low, high] == pytest.approx([0.3 - reach, 0.3 + reach], abs=0.01)
