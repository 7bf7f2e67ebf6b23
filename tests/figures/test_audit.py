from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from framing.errors import InputError
from framing.evaluation.audit_cases import frozen_cases
from framing.figures import get_figure
from framing.figures.audit import LABELS, TITLES, audit
from framing.figures.style import styled


def table(*models: str) -> pd.DataFrame:
    cases = frozen_cases().explode("tasks").drop_duplicates(["test", "tasks"])
    rows = cases[["check", "test"]].assign(task=cases["tasks"], n=1234, rate=0.25, low=0.125, high=0.5)
    return pd.concat([rows.assign(model=model) for model in models], ignore_index=True)


def words(figure: Figure) -> list[str]:
    return [found.get_text() for found in figure.findobj(Text) if found.get_text() and found.get_visible()]


def test_a_mark_for_each_model_test_and_task() -> None:
    made = table("default", "linear")
    figure = audit(made)
    assert get_figure("audit") is audit
    for axes, task in zip(figure.axes, ("editorializing", "loaded_language"), strict=True):
        marks = [line for line in axes.lines if list(line.get_xdata()) == [0.25]]
        intervals = [line for line in axes.lines if list(line.get_xdata()) == [0.125, 0.5]]
        assert len(marks) == len(intervals) == made["task"].eq(task).sum()
    assert {"default", "linear", "Editorializing", "Loaded language", *TITLES.values()} <= set(words(figure))
    assert words(figure).count("n = 1,234") == made["test"].nunique()


def test_every_test_of_the_suite_has_a_row() -> None:
    shown = words(audit(table("default")))
    for test in frozen_cases()["test"].unique():
        assert LABELS.get(test, test) in shown


def test_one_task_has_one_panel() -> None:
    made = table("default")
    assert len(audit(made[made["task"].eq("editorializing")]).axes) == 1


@pytest.mark.parametrize("models", [("default",), ("a model with a long name", "b", "c", "another one, also long")])
def test_all_words_lie_inside_the_figure(models: tuple[str, ...]) -> None:
    figure = audit(table(*models))
    with styled():
        figure.draw_without_rendering()
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert box.x0 >= 0 and box.y0 >= 0, text.get_text()
                assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, text.get_text()


def test_labels_end_before_the_panel_begins() -> None:
    figure = audit(table("default"))
    with styled():
        figure.draw_without_rendering()
        edge = figure.axes[0].get_window_extent().x0
        for label in LABELS.values():
            (text,) = [found for found in figure.findobj(Text) if found.get_text() == label]
            assert text.get_window_extent().x1 < edge


def test_wrong_tables_are_refused() -> None:
    with pytest.raises(InputError, match="no column 'rate'"):
        audit(table("a").drop(columns="rate"))
    with pytest.raises(InputError, match="5 models"):
        audit(table(*"abcde"))
    with pytest.raises(InputError, match="0 models"):
        audit(table("a")[:0])
