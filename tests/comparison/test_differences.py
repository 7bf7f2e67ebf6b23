from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from framing import attributions, load_model, score
from framing.comparison import Comparison, compare_sources, with_differences
from framing.corpora import embedded
from framing.errors import InputError


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    return embedded.articles()


@pytest.fixture(scope="module")
def compared(articles: pd.DataFrame) -> Comparison:
    scores = score(articles, load_model("linear"), evidence=False)
    return compare_sources(scores, draws=200, attributions=attributions(articles))


def test_a_comparison_says_what_differs(compared: Comparison) -> None:
    assert compared.words is not None and compared.speakers is not None and compared.stance is None
    assert set(compared.words["source"]) == set(compared.sources)
    assert set(compared.words["voice"]) == {"author", "other"}
    assert set(compared.speakers["source"]) == set(compared.sources)


def test_articles_that_do_not_count_stay_out(compared: Comparison, articles: pd.DataFrame) -> None:
    said = attributions(articles)
    kept = compared.articles[compared.articles["source"] != "Harbor Wire"]
    fewer = with_differences(replace(compared, articles=kept), said)
    assert fewer.words is not None and fewer.speakers is not None
    assert "Harbor Wire" not in {*fewer.words["source"], *fewer.speakers["source"]}


def test_sources_are_those_that_were_compared(compared: Comparison) -> None:
    halves = compared.articles.assign(source=["first", "second"] * (len(compared.articles) // 2))
    words = with_differences(replace(compared, articles=halves)).words
    assert words is not None and set(words["source"]) == {"first", "second"}


def test_intervals_have_the_level_of_the_comparison(compared: Comparison, articles: pd.DataFrame) -> None:
    assert compared.words is not None and compared.speakers is not None
    at_half = replace(compared, settings={**compared.settings, "level": 0.5})
    narrow = with_differences(at_half, attributions(articles))
    assert narrow.words is not None and narrow.speakers is not None
    for ours, theirs in ((narrow.words, compared.words), (narrow.speakers, compared.speakers)):
        width, full = (ours["high"] - ours["low"]).dropna(), (theirs["high"] - theirs["low"]).dropna()
        assert (width <= full).all() and width.mean() < 0.6 * full.mean()


def test_without_scores_nothing_can_be_said(compared: Comparison) -> None:
    with pytest.raises(InputError, match="does not hold its scores"):
        with_differences(replace(compared, scores=None))
    assert compared.scores is not None
    bare = compared.scores.drop(columns="quoted_spans")
    assert with_differences(replace(compared, scores=bare, words=None)).words is None


def test_the_room_has_what_it_names() -> None:
    import framing.comparison as room

    assert [name for name in room.__all__ if not hasattr(room, name)] == []
