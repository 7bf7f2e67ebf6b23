from __future__ import annotations

import pandas as pd
import pytest

from framing.comparison import compare_sources
from framing.comparison.side_by_side import sources_side_by_side
from framing.summary import summarize_sources


def test_the_table_says_what_the_estimates_say(two_outlets: pd.DataFrame) -> None:
    asked = {"by": "topic", "level": 0.8, "measures": ["mean_editorializing", "frame_economic"], "draws": 200}
    found = compare_sources(two_outlets, words=False, seed=4, **asked)  # type: ignore[arg-type]
    table = sources_side_by_side(found)
    assert table["source"].tolist() == ["taxes", "schools", "health"]
    for row in found.estimates.to_dict("records"):
        ours = table.set_index("source").loc[row["source"]]
        ends = ("", "_low", "_high")
        assert [ours[row["measure"] + end] for end in ends] == [row["value"], row["low"], row["high"]]
    whole = compare_sources(two_outlets, words=False, seed=4, **{**asked, "measures": None})  # type: ignore[arg-type]
    other = whole.estimates.query("measure == 'mean_loaded_language' and source == 'taxes'").iloc[0]
    ours = table.set_index("source").loc["taxes"]
    assert ours["mean_loaded_language_low"] == pytest.approx(other["low"], abs=1e-12)


def test_columns_are_those_of_the_summary_and_copies_do_not_count(two_outlets: pd.DataFrame) -> None:
    first = two_outlets[two_outlets["article_id"] == "a0"]
    copy = first.assign(article_id="copy", source="Banner", sentence_id=[f"copy:{n}" for n in range(len(first))])
    scores = pd.concat([two_outlets, copy], ignore_index=True)
    scores.attrs = two_outlets.attrs
    table = sources_side_by_side(compare_sources(scores, words=False, draws=200))
    plain = summarize_sources(scores, draws=200)
    assert list(table.columns)[: len(plain.columns)] == list(plain.columns)
    assert table.set_index("source").loc["Banner", "n_articles"] == 24
    assert plain.set_index("source").loc["Banner", "n_articles"] == 25
