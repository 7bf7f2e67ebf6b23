from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.comparison.copies import COPIES, find_copies
from framing.comparison.measures import article_measures
from framing.errors import UnknownNameError


def story(seed: int, words: int = 120) -> str:
    return " ".join(f"w{k}" for k in np.random.default_rng(seed).integers(0, 5000, words))


@pytest.fixture
def wire(make_scores) -> pd.DataFrame:
    """A wire story in three outlets, cut in one and with a word changed in another, beside two other stories."""
    first = story(1)
    texts = [story(2), first.replace("w", "W", 5), " ".join(first.split()[:80]), story(3), first]
    columns = {"text": texts, "published": ["2024-05-01", "2024-05-03", None, "2024-05-01", "2024-05-02"]}
    return make_scores([(name, [0.1]) for name in ("Ledger", "Banner", "Courier", "Ledger", "Wire")], columns)


def test_a_wire_story_counts_once_for_who_had_it_first(wire: pd.DataFrame) -> None:
    found = find_copies(wire, article_measures(wire)).set_index("article_id")
    assert set(found.index) == {"a1", "a2", "a4"}
    assert found["kept"].to_dict() == {"a1": False, "a2": False, "a4": True}
    assert found["copy_of"].to_dict() == {"a1": "a4", "a2": "a4", "a4": ""}
    assert (found["similarity"] > 0.8).all()


def test_dates_with_and_without_a_time_are_compared_and_the_year_one_is_none(make_scores) -> None:
    columns = {"text": [story(1)] * 3, "published": ["2024-03-05", "2024-03-04T09:30:00", "0001-01-01"]}
    scores = make_scores([("Portal", [0.1]), ("Agency", [0.1]), ("Archive", [0.1])], columns)
    found = find_copies(scores, article_measures(scores)).set_index("article_id")
    assert found["kept"].to_dict() == {"a0": False, "a1": True, "a2": False}


def test_copies_are_left_out_or_all_counted(wire: pd.DataFrame) -> None:
    articles = article_measures(wire)
    assert not find_copies(wire, articles, "out")["kept"].any()
    assert find_copies(wire, articles, "all")["kept"].all()
    with pytest.raises(UnknownNameError, match="Known: all, once, out"):
        find_copies(wire, articles, "twice")


def test_without_copies_the_table_is_empty_with_its_columns(make_scores) -> None:
    scores = make_scores([("Ledger", [0.1]), ("Banner", [0.1])], {"text": [story(1), story(2)]})
    found = find_copies(scores, article_measures(scores))
    assert list(found.columns) == list(COPIES) and len(found) == 0


def test_short_texts_are_no_copies_of_what_they_share_a_phrase_with(make_scores) -> None:
    scores = make_scores([("Ledger", [0.1]), ("Banner", [0.1])], {"text": [story(1), story(1)[:100]]})
    assert len(find_copies(scores, article_measures(scores))) == 0
