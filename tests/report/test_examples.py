from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError
from framing.report.examples import example_sentences, with_evidence

NAN = float("nan")


def table(*articles: tuple[str, str, list[float]]) -> pd.DataFrame:
    """Articles as (source, id, scores of their body sentences), each with a title that must not be drawn."""
    rows = []
    for source, article_id, values in articles:
        rows.append((article_id, source, "title", 0, 0.99))
        rows += [(article_id, source, "body", at + 1, value) for at, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["article_id", "source", "kind", "position", "editorializing"])


def test_the_top_is_the_top_and_titles_and_unscored_sentences_are_never_drawn() -> None:
    scores = table(("A", "a1", [0.1, NAN, 0.9]), ("A", "a2", [0.5, 0.7]), ("B", "b1", [0.2]))
    found = example_sentences(scores, n=2)
    top = found[found["pick"] == "top"]
    assert list(top["editorializing"]) == [0.9, 0.7, 0.2]
    assert list(top["source"]) == ["A", "A", "B"]
    assert set(found["kind"]) == {"body"} and found["editorializing"].notna().all()


def test_at_random_every_article_is_as_likely_and_so_is_every_sentence_in_it() -> None:
    scores = table(("A", "long", [0.1] * 9), ("A", "short", [0.2]))
    drawn = [example_sentences(scores, n=1, seed=seed) for seed in range(400)]
    ids = pd.concat([each[each["pick"] == "random"] for each in drawn])["article_id"]
    # Standard error of a share of 400: .025.
    assert abs((ids == "short").mean() - 0.5) < 0.1


def test_a_sources_draw_depends_on_the_seed_and_on_its_own_rows_only() -> None:
    one = table(("A", "a1", list(np.linspace(0, 1, 40))))
    two = pd.concat([table(("B", "b1", [0.3, 0.4])), one.sample(frac=1, random_state=1)])
    alone, beside = example_sentences(one, n=5, seed=4), example_sentences(two, n=5, seed=4)
    of_a = beside[beside["source"] == "A"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, of_a)
    other = example_sentences(one, n=5, seed=5)
    assert list(other["position"]) != list(alone["position"])


def test_articles_that_do_not_count_are_left_out() -> None:
    scores = table(("A", "a1", [0.1]), ("A", "copy", [0.9]), ("B", "b1", [0.2]))
    assert set(example_sentences(scores, n=3, articles=["a1"])["article_id"]) == {"a1"}


def test_nothing_to_draw_keeps_the_columns() -> None:
    scores = table(("A", "a1", [NAN]))
    for found in (example_sentences(scores), example_sentences(table(("A", "a1", [0.1])), n=0)):
        assert found.empty and list(found.columns) == ["pick", *scores.columns]


def test_scores_without_evidence_get_it_for_the_examples(scores: pd.DataFrame) -> None:
    drawn = example_sentences(scores, n=3, seed=1)
    bare = drawn.assign(evidence=pd.Series([[]] * len(drawn), index=drawn.index, dtype=object))
    found = with_evidence(bare, "linear")
    assert list(found["evidence"]) == list(drawn["evidence"])
    assert any(len(cell) for cell in found["evidence"])
    assert with_evidence(drawn, "linear") is drawn
    assert with_evidence(bare, "a/model/of/mine") is bare


def test_a_negative_number_and_other_tables_are_refused() -> None:
    with pytest.raises(InputError, match="n is -2"):
        example_sentences(table(), n=-2)
    with pytest.raises(InputError, match="no column 'editorializing'"):
        example_sentences(table().drop(columns="editorializing"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", "Ä & Ö"]), st.lists(st.floats(0, 1) | st.just(NAN), max_size=6)),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 8),
    st.integers(0, 99),
)
def test_any_table_gives_its_own_rows_once_each(articles: list[tuple[str, list[float]]], n: int, seed: int) -> None:
    scores = table(*((source, f"{at}", values) for at, (source, values) in enumerate(articles)))
    found = example_sentences(scores, n=n, seed=seed)
    scored = scores[(scores["kind"] == "body") & scores["editorializing"].notna()]
    for (source, _), rows in found.groupby(["source", "pick"]):
        assert len(rows) == min(n, (scored["source"] == source).sum())
        assert not rows.duplicated(["article_id", "position"]).any()
    assert found.drop(columns="pick").merge(scored, how="left", indicator=True)["_merge"].eq("both").all()
