from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from framing.corpora.overlap import drop_near_duplicates, near_duplicates, normalise_text
from framing.errors import InputError, UnknownNameError

SENTENCE = "The mayor of the small town by the river said on Monday that the old bridge has to be closed."
OTHER = "A dozen farmers drove their tractors to the capital to ask for help after the long and dry summer."


def pairs(*args: list[str], **kwargs: object) -> list[tuple[int, int]]:
    found = near_duplicates(*args, **kwargs)  # type: ignore[arg-type]
    return list(zip(found["a"].tolist(), found["b"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s late,” she said.", '"It\'s late," she said'),
        ("It's late , she said .", "It’s late, she said."),
        ("Café  au\nlait", "CAFE\u0301 au lait"),
        ("the U.S. and China", "The U. S. and China"),
    ],
)
def test_spellings_of_one_text_become_equal(one: str, other: str) -> None:
    assert normalise_text(one) == normalise_text(other)
    assert pairs([one], [other]) == [(0, 0)]


def test_equal_texts_are_found_however_short() -> None:
    found = near_duplicates(["Yes.", OTHER, "No.", "yes"], ["No!", "Yes", "Never."])
    assert found[["a", "b"]].to_numpy().tolist() == [[0, 1], [2, 0], [3, 1]]
    assert found["similarity"].tolist() == [1.0, 1.0, 1.0]


def test_nearly_equal_texts_are_found() -> None:
    changed = SENTENCE.replace("on Monday ", "")
    found = near_duplicates([OTHER, SENTENCE], [changed, OTHER + " It rained."], threshold=0.6)
    assert found[["a", "b"]].to_numpy().tolist() == [[0, 1], [1, 0]]
    assert found["similarity"].between(0.6, 0.99).all()
    assert pairs([SENTENCE], [OTHER]) == []


def test_jaccard_is_shared_of_all_shingles() -> None:
    one = "a b c d e f g h i j"
    # Seven shingles each; those that lie in "a b c d e f g h" are shared.
    assert near_duplicates([one], ["a b c d e f g h y z"], threshold=0.1)["similarity"].tolist() == [5 / 9]


def test_a_sentence_is_found_in_an_article() -> None:
    article = f"{OTHER} {SENTENCE.upper()} And so on, for many words that have nothing to do with it at all."
    assert pairs([SENTENCE], [article]) == []
    found = near_duplicates(["Short one.", SENTENCE], [OTHER, article], measure="containment")
    assert found.to_numpy().tolist() == [[1, 1, 1.0]]
    assert pairs([article], [SENTENCE], measure="containment") == [(0, 0)]


def test_words_that_only_one_side_has_are_not_taken_for_each_other() -> None:
    assert pairs(["k l m n o p q r"], ["a b c d e f g h", "s t u v w x y z"], threshold=0.01) == []


def test_short_texts_do_not_match_by_a_few_words() -> None:
    assert pairs(["he said on Monday"], [SENTENCE + " he said on Monday"], measure="containment", threshold=0.1) == []


def test_texts_without_words_match_nothing() -> None:
    assert pairs(["", "…", " "], ["", "—", SENTENCE]) == []


def test_nothing_to_compare_keeps_the_columns() -> None:
    for found in (near_duplicates([], []), near_duplicates([SENTENCE], []), near_duplicates([], [SENTENCE])):
        assert list(found.columns) == ["a", "b", "similarity"]
        assert found.empty
        assert [str(kind) for kind in found.dtypes] == ["int64", "int64", "float64"]


def test_one_side_may_be_a_stream() -> None:
    def stream() -> Iterator[str]:
        yield OTHER
        yield SENTENCE

    assert pairs([SENTENCE], stream()) == [(0, 1)]  # type: ignore[arg-type]


def test_phrases_that_anybody_uses_are_passed_over() -> None:
    phrase = "this material may not be published broadcast or copied"
    many = [f"{phrase} {number}" for number in range(300)]
    assert pairs(many, [phrase + " elsewhere"]) == []
    assert pairs(many, [many[7]]) == [(7, 0)]


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.1])
def test_threshold_outside_its_range(threshold: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        near_duplicates([SENTENCE], [SENTENCE], threshold=threshold)


def test_measure_that_is_not_known() -> None:
    with pytest.raises(UnknownNameError, match="jaccard"):
        near_duplicates([SENTENCE], [SENTENCE], measure="jacard")


def test_rows_that_occur_elsewhere_are_dropped() -> None:
    rows = pd.DataFrame({"text": [SENTENCE, OTHER, "Yes."], "label": [1, 0, 1]}, index=[5, 6, 7])
    left = drop_near_duplicates(rows, ["YES", SENTENCE.replace("Monday", "Tuesday")], threshold=0.5)
    assert left["text"].tolist() == [OTHER]
    assert left["label"].tolist() == [0]
    assert len(drop_near_duplicates(rows, [])) == 3
    assert list(rows.index) == [5, 6, 7]


def test_many_texts_take_seconds() -> None:
    rng = np.random.default_rng(3)
    words = np.array([f"w{number}" for number in range(5000)])
    texts = [" ".join(words[rng.integers(0, 5000, 25)]) for _ in range(8000)]
    began = time.perf_counter()
    found = near_duplicates(texts[:4000], texts[3990:])
    assert time.perf_counter() - began < 20
    assert found["a"].tolist() == list(range(3990, 4000))
    assert found["b"].tolist() == list(range(10))


@pytest.mark.parametrize("swapped", [False, True])
def test_words_that_the_index_lacks_count_in_the_longer_text(swapped: bool) -> None:
    long = SENTENCE + " " + " ".join(f"stranger{number}" for number in range(200))
    one, other = ([long], [SENTENCE]) if swapped else ([SENTENCE], [long])
    assert pairs(one, other, threshold=0.2) == []
    assert near_duplicates(one, other, threshold=0.05)["similarity"].tolist() == [pytest.approx(17 / 217)]
