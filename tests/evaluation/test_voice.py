from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError
from framing.evaluation.voice import Attribution, evaluate_voice, pair_attributions
from framing.evaluation.voice_errors import COLUMNS, ERRORS, count_errors, voice_errors

QUOTED = "“We will rebuild the bridge,” mayor Ann Lee said. The town agrees that it is old."
PLAIN = "Critics claim the plan is late. It rained."


def at(text: str, *passages: str) -> list[list[int]]:
    return [[text.index(passage), text.index(passage) + len(passage)] for passage in passages]


def attribution(text: str, source: str | None, cue: str | None, content: str) -> dict[str, list[list[int]]]:
    return {
        "source": at(text, source) if source else [],
        "cue": at(text, cue) if cue else [],
        "content": at(text, content),
    }


def corpus() -> pd.DataFrame:
    quoted = [
        attribution(QUOTED, "mayor Ann Lee", "said", "“We will rebuild the bridge,”"),
        attribution(QUOTED, "The town", "agrees", "that it is old"),
    ]
    plain = [attribution(PLAIN, "Critics", "claim", "the plan is late")]
    return pd.DataFrame(
        [
            {"article_id": "a", "annotator": "x", "text": QUOTED, "attributions": quoted},
            {"article_id": "a", "annotator": "y", "text": QUOTED, "attributions": quoted[:1]},
            {"article_id": "b", "annotator": "x", "text": PLAIN, "attributions": plain},
        ]
    )


def reader_of(found: dict[str, list[dict[str, list[list[int]]]]], quoted: dict[str, list[list[int]]]):  # type: ignore[no-untyped-def]
    def read(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows = [{"article_id": name, **one} for name in articles["article_id"] for one in found.get(name, [])]
        sentences = [{"article_id": name, "quoted_spans": quoted.get(name, [])} for name in articles["article_id"]]
        columns = ["article_id", "source", "cue", "content"]
        return pd.DataFrame(rows, columns=columns), pd.DataFrame(sentences)

    return read


NOTHING = reader_of({}, {})


def values(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["metric"], table["value"], strict=True))


def test_the_annotation_itself_is_perfect_where_annotators_agree() -> None:
    rows = corpus().query("annotator == 'x'")
    found = {row["article_id"]: row["attributions"] for row in rows.to_dict("records")}
    table = evaluate_voice(rows, reader=reader_of(found, {"a": at(QUOTED, "“We will rebuild the bridge,”")}))
    assert (table["value"] == 1).all()
    assert (table["clusters"] == 2).all()
    n = table.set_index("metric")["n"]
    assert n["direct_words_recall"] == 5
    assert n["quoted_source_recall"] == 1 and n["all_source_recall"] == 3


def test_annotators_of_one_article_are_averaged() -> None:
    found = {"a": [attribution(QUOTED, "Ann Lee", None, "We will rebuild")]}
    got = values(evaluate_voice(corpus(), reader=reader_of(found, {"a": at(QUOTED, "“We will")})))
    assert got["direct_words_precision"] == 1
    assert got["direct_words_recall"] == pytest.approx(2 / 5)
    assert got["quoted_source_recall"] == 1 and got["quoted_source_precision"] == 1
    assert got["quoted_cue_recall"] == 0 and np.isnan(got["quoted_cue_precision"])
    # Two attributions in one reading of the first article, one in the other: 1.5; and one in the second article.
    assert got["all_content_recall"] == pytest.approx(1 / 2.5)
    assert got["content_words_recall"] == pytest.approx(3 / (5 + 4 / 2 + 4))


def test_nothing_found_is_no_recall_and_no_precision() -> None:
    table = evaluate_voice(corpus(), reader=NOTHING)
    got = values(table)
    assert got["direct_words_recall"] == 0 and np.isnan(got["direct_words_precision"])
    assert table["low"].notna().sum() > 0


def test_one_article_has_no_interval() -> None:
    table = evaluate_voice(corpus().query("article_id == 'b'"), reader=NOTHING)
    assert table[["low", "high"]].isna().all(axis=None)


def test_wrong_speaker_and_cue_count_against_both_sides() -> None:
    found = {"a": [attribution(QUOTED, "The town", "agrees", "We will rebuild the bridge")]}
    got = values(evaluate_voice(corpus(), reader=reader_of(found, {})))
    assert got["quoted_content_f1"] == 1
    assert got["quoted_source_recall"] == got["quoted_source_precision"] == got["quoted_source_f1"] == 0
    assert got["quoted_cue_recall"] == 0


def mask(*places: int) -> np.ndarray:
    return np.isin(np.arange(10), places)


def with_content(*places: int) -> Attribution:
    return Attribution(source=mask(), cue=mask(), content=mask(*places), quoted=False)


def test_pairs_share_as_many_words_as_can_be() -> None:
    gold = [with_content(0, 1, 2, 3), with_content(2, 3)]
    assert pair_attributions(gold, [with_content(2, 3), with_content(0, 1, 2, 3)]) == [(0, 1), (1, 0)]
    assert pair_attributions(gold, [with_content(8)]) == []
    # Two share all three of their words with it: the one that is nothing else is taken.
    assert pair_attributions([with_content(*range(9)), with_content(0, 1, 2)], [with_content(0, 1, 2)]) == [(1, 0)]
    assert pair_attributions([], gold) == []


def test_errors_are_named_and_weighed() -> None:
    found = {
        "a": [attribution(QUOTED, None, "said", "rebuild the bridge"), attribution(QUOTED, "mayor", None, "Lee")],
        "b": [attribution(PLAIN, "the plan", "claim", "the plan is late. It rained")],
    }
    errors = voice_errors(corpus(), reader=reader_of(found, {"a": at(QUOTED, "rebuild the bridge,” mayor")}))
    assert list(errors.columns) == list(COLUMNS)
    assert set(errors["kind"]) <= set(ERRORS)
    of_x = errors.query("annotator == 'x'").set_index("kind")
    assert of_x.loc["quoted words missed", "gold"] == "We will"
    assert of_x.loc["quoted words spurious", "predicted"] == "mayor"
    assert of_x.loc["cut short", "gold"] == "We will" and of_x.loc["cut short", "weight"] == 0.5
    assert of_x.loc["no source", "gold"] == "mayor Ann Lee"
    assert of_x.loc["content missed", "gold"] == "that it is old"
    assert of_x.loc["content spurious", "predicted"] == "Lee"
    assert of_x.loc["ran over", "predicted"] == "It rained" and of_x.loc["ran over", "words"] == 2
    assert of_x.loc["wrong source", ["gold", "predicted"]].tolist() == ["Critics", "the plan"]
    assert "Critics claim" in of_x.loc["wrong source", "context"]
    assert "no cue" not in of_x.index and "wrong cue" not in of_x.index
    counts = count_errors(errors).set_index("kind")["count"]
    assert counts["quoted words missed"] == 1 and counts["content missed"] == 0.5


def test_no_errors_keep_the_schema() -> None:
    rows = corpus().query("article_id == 'b'")
    errors = voice_errors(rows, reader=reader_of({"b": rows["attributions"].iloc[0]}, {}))
    assert errors.empty and list(errors.columns) == list(COLUMNS)
    assert count_errors(errors).empty


def test_a_corpus_without_attributions_is_refused() -> None:
    with pytest.raises(InputError, match="polnear"):
        evaluate_voice(pd.DataFrame({"text": ["One."]}))


def test_ids_of_articles_may_be_numbers() -> None:
    rows = corpus().query("annotator == 'x'")
    numbers = rows.assign(article_id=range(len(rows)))
    pd.testing.assert_frame_equal(evaluate_voice(numbers, resamples=5), evaluate_voice(rows, resamples=5))
    assert evaluate_voice(rows, resamples=5)["value"].max() > 0
