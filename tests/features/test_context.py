from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.features.context import article_context
from framing.features.position import Position
from framing.features.speech import Speech


def article(**columns: object) -> pd.DataFrame:
    rows = {
        "article_id": ["a"] * 5 + ["b"],
        "position": [0, 1, 2, 3, 4, 0],
        "paragraph": [0, 1, 1, 2, 3, 0],
        "kind": ["title", "body", "body", "body", "body", "body"],
        "text": ["x" * 10] * 6,
        "speaker": [None, "Ana", None, "Bo", "Ana", "Cy"],
        "quoted_share": [0, 0.5, 0, 1.0, 0.5, 1.0],
        "attributed_share": [0.0] * 6,
        **columns,
    }
    return pd.DataFrame(rows)


def test_places_run_over_the_body_of_each_article() -> None:
    context = article_context(article())
    np.testing.assert_allclose(context.place, [0, 0, 1 / 3, 2 / 3, 1, 0])
    np.testing.assert_array_equal(context.known, [1, 1, 1, 1, 1, 0])
    np.testing.assert_array_equal(context.paragraph, [0, 0, 0, 1, 2, 0])
    np.testing.assert_array_equal(context.opens, [1, 1, 0, 1, 1, 1])


def test_rows_may_come_in_any_order() -> None:
    table = article()
    shuffled = table.sample(frac=1, random_state=3)
    ours, theirs = article_context(table), article_context(shuffled)
    for name in ("place", "paragraph", "opens", "share", "entropy", "arrives"):
        np.testing.assert_allclose(getattr(ours, name)[shuffled.index], getattr(theirs, name))


def test_speech_is_shared_out_among_speakers() -> None:
    context = article_context(article())
    np.testing.assert_allclose(context.share, [0, 0.5, 0, 0.5, 0.5, 1])
    np.testing.assert_allclose(context.speakers, [2] * 5 + [1])
    np.testing.assert_allclose(context.entropy, [1] * 5 + [0])
    np.testing.assert_allclose(context.top, [0.5] * 5 + [1])
    np.testing.assert_allclose(context.arrives, [0, 0, 0, 2 / 3, 0, 0])
    np.testing.assert_allclose(context.others, [0.4] * 5 + [1])


def test_an_uneven_balance_is_below_one() -> None:
    context = article_context(article(quoted_share=[0, 1, 0, 0.1, 1, 1]))
    assert 0 < context.entropy[0] < 0.4 and context.top[0] == pytest.approx(2 / 2.1)


def test_what_the_table_does_not_say_is_zero() -> None:
    context = article_context(pd.DataFrame({"text": ["a", "b"]}))
    assert not any(getattr(context, name).any() for name in context.__dataclass_fields__)


def test_position_and_speech_tell_it() -> None:
    table = article(start=0, end=10, voice="author", author_share=1.0, section=["Opinion"] * 5 + ["News"])
    for name in ("quoted_spans", "attributed_spans", "scare_spans"):
        table[name] = [[] for _ in range(len(table))]
    place = Position().set_output(transform="pandas").transform(table)
    assert place["position_first"].tolist() == [0, 1, 0, 0, 0, 0]
    assert place["position_last"].tolist() == [0, 0, 0, 0, 1, 0]
    assert place["position_lead"].tolist() == [0, 1, 1, 1, 1, 0]
    assert place["position_opinion_section"].tolist() == [1] * 5 + [0]
    assert place["position_title"].tolist() == [1, 0, 0, 0, 0, 0]
    speech = Speech().set_output(transform="pandas").transform(table)
    assert speech["speech_balance"].tolist() == [1] * 5 + [0]


def test_a_row_that_names_no_article_stands_alone() -> None:
    table = article(article_id=["a", None, "a", None, np.nan, "a"])
    context = article_context(table)
    np.testing.assert_array_equal(context.known, [1, 0, 1, 0, 0, 1])
    np.testing.assert_array_equal(context.speakers, [1, 1, 1, 1, 1, 1])
    named = article_context(table[table["article_id"].notna()])
    np.testing.assert_allclose(context.place[[0, 2, 5]], named.place)


@pytest.mark.parametrize(("section", "opinion"), [("Letters", 1), ("Newsletters", 0), ("Comment", 1), ("World", 0)])
def test_newsletters_are_no_letters(section: str, opinion: int) -> None:
    found = Position().set_output(transform="pandas").transform(article(section=section))
    assert found["position_opinion_section"].eq(opinion).all()
