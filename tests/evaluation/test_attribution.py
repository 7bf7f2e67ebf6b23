from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from framing.articles.attribution import Attribution, Reading
from framing.errors import InputError
from framing.evaluation.attribution import ATTRIBUTION_METRICS, attribution_metrics, match_pairs

TEXT = "The mayor said the plan is late. Critics claim it is awful. It rained."


def span(passage: str) -> tuple[int, int]:
    return TEXT.index(passage), TEXT.index(passage) + len(passage)


def annotated(source: str | None, cue: str, content: str) -> dict[str, list[list[int]]]:
    return {
        "source": [list(span(source))] if source else [],
        "cue": [list(span(cue))],
        "content": [list(span(content))],
    }


GOLD = [annotated("The mayor", "said", "the plan is late"), annotated("Critics", "claim", "it is awful")]


class Says:
    """Gives the same attributions to every article."""

    def __init__(self, *found: tuple[str | None, str, str]) -> None:
        self.found = found

    def __call__(self, text: str, sentences: Any, quotations: Any) -> Reading:
        made = [
            Attribution(source=[span(source)] if source else [], cue=[span(cue)], content=[span(content)])
            for source, cue, content in self.found
        ]
        return Reading(made, [])


def rows(*readings: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"article_id": "a", "annotator": f"x{n}", "text": TEXT, "attributions": one} for n, one in enumerate(readings)]
    )


def values(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["metric"], table["value"], strict=True))


def test_a_reader_that_is_right() -> None:
    reader = Says(("The mayor", "said", "the plan is late"), ("Critics", "claim", "it is awful"))
    found = values(attribution_metrics(rows(GOLD), reader))
    assert found == dict.fromkeys(list(ATTRIBUTION_METRICS)[:6], 1.0)


def test_counts_by_hand() -> None:
    # The first content lacks a word and its source is that of the other; the second has no source.
    reader = Says(("Critics", "said", "plan is late"), (None, "claim", "it is awful"))
    found = values(attribution_metrics(rows(GOLD), reader))
    assert found["content_f1"] == pytest.approx(2 * 6 / (6 + 7))
    assert found["source_f1"] == pytest.approx(2 * 1 / (1 + 3))
    assert found["cue_f1"] == 1
    assert found["pair_f1"] == found["pair_precision"] == found["pair_recall"] == 0
    half = Says(("mayor", "said", "late"), (None, "claim", "it is awful"))
    found = values(attribution_metrics(rows(GOLD), half))
    assert (found["pair_precision"], found["pair_recall"]) == (1.0, 0.5)
    assert found["pair_f1"] == pytest.approx(2 / 3)


def test_annotators_are_averaged_and_articles_counted_once() -> None:
    reader = Says(("The mayor", "said", "the plan is late"))
    table = attribution_metrics(rows(GOLD[:1], GOLD), reader)
    assert (table["n"] == 2).all() and (table["clusters"] == 1).all()
    assert values(table)["pair_recall"] == pytest.approx(1 / 1.5)
    other = rows(GOLD).assign(article_id="b")
    table = attribution_metrics(pd.concat([rows(GOLD[:1], GOLD), other]), reader, resamples=50)
    assert values(table)["pair_recall"] == pytest.approx(2 / 3.5) and (table["clusters"] == 2).all()
    assert table["low"].notna().all()


def test_the_matching_is_as_large_as_can_be() -> None:
    # The first gold pair fits both, the second only the first: greedy matching would find one.
    overlaps = np.array([[True, True], [True, False]])
    assert match_pairs(overlaps, overlaps) == 2
    assert match_pairs(overlaps, ~overlaps) == 0
    assert match_pairs(np.ones((3, 1), dtype=bool), np.ones((3, 1), dtype=bool)) == 1


def test_rules_and_a_model_with_a_head(tiny_model: Any) -> None:
    by_rule = values(attribution_metrics(rows(GOLD)))
    assert set(by_rule) == set(list(ATTRIBUTION_METRICS)[:6]) and by_rule["pair_f1"] > 0
    by_model = values(attribution_metrics(rows(GOLD), tiny_model.attributor()))
    assert set(by_model) == set(ATTRIBUTION_METRICS)


def test_the_head_is_read_at_one_half() -> None:
    class Head(Says):
        def roles(self, text: str, sentences: Any) -> tuple[np.ndarray, np.ndarray]:
            assert next(text[s:e] for s, e, _ in sentences) == "The mayor said the plan is late."
            return np.array([span("mayor"), span("said")]), np.array([[0.5, 0.1, 0.2], [0.3, 0.9, 0.1]])

    found = values(attribution_metrics(rows(GOLD), Head()))
    assert found["head_source_f1"] == pytest.approx(2 / (1 + 3))
    assert found["head_cue_f1"] == pytest.approx(2 / 3) and found["head_content_f1"] == 0


def test_other_corpora_are_refused() -> None:
    with pytest.raises(InputError, match="annotator, attributions"):
        attribution_metrics(pd.DataFrame({"article_id": ["a"], "text": ["x"]}))
