from __future__ import annotations

import pandas as pd
import pytest

from framing.errors import InputError
from framing.figures import importance

TABLE = pd.DataFrame({"family": ["a", "b_c"], "importance": [0.1, 0.3], "low": [0.0, 0.2], "high": [0.2, 0.4]})


def test_the_most_important_family_is_on_top() -> None:
    axes = importance(TABLE).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b c", "a"]
    (lines,) = [c for c in axes.collections if c.get_label() != "" and hasattr(c, "get_segments")]
    assert [tuple(segment[:, 0]) for segment in lines.get_segments()] == [(0.2, 0.4), (0.0, 0.2)]


def test_an_empty_or_foreign_table_is_refused() -> None:
    with pytest.raises(InputError, match="no row"):
        importance(TABLE.iloc[:0])
    with pytest.raises(InputError, match="no column 'low'"):
        importance(TABLE.drop(columns="low"))


def test_the_title_counts_articles_only_where_they_are_known() -> None:
    table = TABLE.assign(auc=0.8, n=2000, clusters=300)
    table.attrs = {"model": "linear", "task": "loaded_language"}
    titles = {text.get_text() for text in importance(table).axes[0].texts}
    assert "loaded language, linear: AUC 0.800 unshuffled, 2,000 sentences of 300 articles" in titles
    titles = {text.get_text() for text in importance(table.assign(clusters=2000)).axes[0].texts}
    assert "loaded language, linear: AUC 0.800 unshuffled, 2,000 sentences" in titles
