from __future__ import annotations

import pandas as pd
import pytest

from framing.comparison.adjust import covariates
from framing.comparison.matching import matched_events
from framing.comparison.measures import (
    article_measures,
    chosen_measures,
    families,
    given_columns,
    limits,
    measures_in,
)
from framing.errors import InputError, UnknownNameError


def test_an_article_has_our_measures_its_frames_and_its_stance(make_scores) -> None:
    scores = make_scores([("Ledger", [0.2, 0.4]), ("Banner", [0.9])])
    stance = pd.DataFrame({"article_id": ["a0", "a0"], "target": ["Vole", "Vole"], "stance": [0.5, -0.1]})
    table = article_measures(scores, stance=stance).set_index("article_id")
    assert table.loc["a0", "mean_editorializing"] == pytest.approx(0.3)
    assert table.loc["a0", "frame_economic"] == pytest.approx(0.7)
    assert table.loc["a0", "stance_Vole"] == pytest.approx(0.2)
    assert pd.isna(table.loc["a1", "stance_Vole"])
    assert {"share_editorializing", "frame_economic", "stance_Vole"} <= set(measures_in(table.reset_index()))
    assert list(table.reset_index().columns[:5]) == ["article_id", "source", "published", "event", "topic"]


def test_another_column_is_compared_as_the_source(make_scores) -> None:
    scores = make_scores([("Ledger", [0.2]), ("Ledger", [0.9])], {"page": ["news", "opinion"]})
    table = article_measures(scores, by="page")
    assert list(table["source"]) == ["news", "opinion"]
    assert list(table["outlet"]) == ["Ledger", "Ledger"]


def test_an_unknown_column_is_named_with_the_nearest(make_scores) -> None:
    scores = make_scores([("Ledger", [0.2])], {"leaning": ["left"]})
    with pytest.raises(InputError, match=r"'leening'.*Did you mean 'leaning'"):
        article_measures(scores, by="leening")
    scores = pd.concat([scores, scores.assign(leaning="right")])
    with pytest.raises(InputError, match="differ within an article"):
        article_measures(scores, by="leaning")


def test_columns_that_hold_lists_do_not_slow_it_down_or_stand_in_the_table(make_scores) -> None:
    scores = make_scores([("Ledger", [0.2])], {"paragraphs": [[["One."], ["Two."]]]})
    assert "paragraphs" not in article_measures(scores)


def test_an_unknown_measure_is_named_with_the_nearest(make_scores) -> None:
    table = article_measures(make_scores([("Ledger", [0.2])]))
    assert chosen_measures(table, ["frame_economic", "frame_economic"]) == ["frame_economic"]
    with pytest.raises(UnknownNameError, match="Did you mean 'frame_economic'"):
        chosen_measures(table, ["frame_economics"])


def test_frames_and_targets_are_families_and_stance_can_be_negative() -> None:
    found = families(["mean_editorializing", "frame_a", "frame_b", "stance_Vole"])
    assert found["mean_editorializing"] == ["mean_editorializing"] and found["frame_"] == ["frame_a", "frame_b"]
    assert limits("stance_Vole") == (-1, 1) and limits("frame_a") == (0, 1)


def test_errors_name_the_columns_that_came_with_the_articles_not_what_is_measured(make_scores) -> None:
    scores = make_scores([("Ledger", [0.2]), ("Banner", [0.9])], {"page": ["news", "opinion"]})
    stance = pd.DataFrame({"article_id": ["a0"], "target": ["Vole"], "stance": [0.5]})
    table = article_measures(scores, stance=stance)
    known = ["article_id", "source", "published", "event", "topic", "page"]
    assert given_columns(table) == known
    calls = (lambda: article_measures(scores, by="n_words"), lambda: matched_events(table, "story"),
             lambda: covariates(table, ["section"]))  # fmt: skip
    for call in calls:
        with pytest.raises(InputError) as told:
            call()
        assert ", ".join(known) in str(told.value)
        assert not any(name in str(told.value) for name in ("n_author", "n_speakers", "mean_", "frame_", "stance_"))
