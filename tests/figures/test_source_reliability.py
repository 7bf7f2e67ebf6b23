from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text

from framing.figures import source_reliability


def labelled(errors: dict[str, float], articles: int = 10) -> pd.DataFrame:
    rows = [
        (source, f"{source}{article}", float(k < 2), (0.9 if k < 2 else 0.1) + error)
        for source, error in errors.items()
        for article in range(articles)
        for k in range(4)
    ]
    return pd.DataFrame(rows, columns=["source", "article_id", "label", "probability"])


def test_the_error_is_probability_minus_label_the_largest_first() -> None:
    figure = source_reliability(labelled({"A": -0.1, "B": 0.1}))
    assert [t.get_text() for t in figure.axes[0].get_yticklabels()] == ["B", "A"]
    words = [t.get_text() for t in figure.axes[0].texts]
    assert words == ["error +0.100 [0.100, 0.100]\nn = 40", "error −0.100 [−0.100, −0.100]\nn = 40"]
    marks = [round(float(found.get_offsets()[0][0]), 6) for found in figure.axes[0].collections]
    assert marks == [0.5, 0.6, 0.5, 0.4]  # labels, then probabilities


def test_a_single_article_has_no_interval() -> None:
    words = [t.get_text() for t in source_reliability(labelled({"A": 0.1}, articles=1)).findobj(Text)]
    assert "error +0.10\nn = 4" in words


@pytest.mark.parametrize("column", ["label", "probability"])
def test_rows_without_both_are_left_out(column: str) -> None:
    table = labelled({"A": 0.1})
    table.loc[:7, column] = None
    words = [t.get_text() for t in source_reliability(table).findobj(Text)]
    assert any(text.endswith("n = 32") for text in words)
