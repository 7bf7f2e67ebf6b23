from __future__ import annotations

import pandas as pd
import pytest

from framing.errors import InputError
from framing.figures import results

NAN = float("nan")
ROWS = [
    ("checkthat", "dev", "editorializing", "macro_f1", "default", 0.7, 0.65, 0.75, 484.0, ""),
    ("checkthat", "test", "editorializing", "macro_f1", "best team", 0.74, NAN, NAN, NAN, "CheckThat! 2024"),
    ("checkthat", "dev", "editorializing", "auc", "default", 0.8, 0.75, 0.85, 484.0, ""),
]


def table() -> pd.DataFrame:
    columns = ["corpus", "split", "task", "metric", "model", "value", "low", "high", "n", "source"]
    return pd.DataFrame(ROWS, columns=columns)


def test_every_result_is_a_mark_and_only_ours_have_a_line() -> None:
    axes = results(table()).axes[0]
    assert [point.get_offsets()[0][0] for point in axes.collections] == [0.7, 0.74, 0.8]
    assert [line.get_xdata().tolist() for line in axes.lines] == [[0.65, 0.75], [0.75, 0.85]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["default", "best team (test)", "default"]


def test_each_metric_has_a_heading_of_its_own() -> None:
    texts = [text.get_text() for text in results(table()).axes[0].texts]
    assert "checkthat: editorializing, dev: macro-F1" in texts and "checkthat: editorializing, dev: AUC" in texts
    assert ".700" not in texts and "0.700 [0.650, 0.750], n 484" in texts and "0.740" in texts


def test_results_of_evaluate_are_all_ours() -> None:
    ours = table()[table()["source"] == ""]
    assert len(results(ours.drop(columns="source")).axes[0].lines) == 2


def test_another_table_is_an_error() -> None:
    with pytest.raises(InputError, match="no column 'low'"):
        results(table().drop(columns="low"))
    with pytest.raises(InputError, match="no row"):
        results(table().iloc[:0])
