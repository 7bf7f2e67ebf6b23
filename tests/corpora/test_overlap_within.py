from __future__ import annotations

import numpy as np
import pytest

from framing.corpora.overlap import near_duplicates
from framing.corpora.overlap_within import copies_within
from framing.errors import InputError


def story(rng: np.random.Generator, words: int) -> list[str]:
    return [f"w{k}" for k in rng.integers(0, 9000, words)]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Forty stories of 60 to 500 words, some of them cut or with words changed, and all with a phrase in common."""
    rng = np.random.default_rng(4)
    stories = [story(rng, int(n)) for n in rng.integers(60, 500, 40)]
    copies = []
    for one in stories[:15]:
        changed = [word if rng.random() > 0.03 else "other" for word in one]
        copies += [one[: int(0.7 * len(one))], changed]
    phrase = "said in a statement on Monday that was sent to reporters by electronic mail"
    return [" ".join([*one, phrase]) for one in [*stories, *copies]]


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.8])
def test_it_finds_what_a_comparison_of_all_with_all_finds(texts: list[str], threshold: float) -> None:
    found = copies_within(texts, threshold=threshold)
    every = near_duplicates(texts, texts, threshold=threshold, measure="containment")
    every = every[every["a"] < every["b"]]
    assert found[["a", "b"]].to_numpy().tolist() == every[["a", "b"]].to_numpy().tolist()
    assert np.allclose(found["similarity"], every["similarity"])
    assert len(found) > 0


def test_stories_that_share_a_phrase_are_no_copies(texts: list[str]) -> None:
    assert not len(copies_within(texts[:40]))


def test_the_first_of_equal_texts_stands_for_all(texts: list[str]) -> None:
    wire, other, cut = texts[0], texts[1], texts[40]  # of the first story, the first copy is a cut one
    found = copies_within([other, wire, cut, *(wire.upper() + "!" for _ in range(300))])
    assert found["a"].tolist() == [1] * 301
    assert found["b"].tolist() == list(range(2, 303))
    assert found["similarity"].iloc[0] < 1 and (found["similarity"].iloc[1:] == 1).all()


@pytest.mark.parametrize("texts", [[], ["one text alone"], ["", ""], ["too short", "two short"]])
def test_without_shingles_there_are_no_copies(texts: list[str]) -> None:
    found = copies_within(texts)
    assert list(found.columns) == ["a", "b", "similarity"] and not len(found)


@pytest.mark.parametrize("threshold", [0, -1, 1.1])
def test_a_threshold_that_is_no_share_is_refused(threshold: float) -> None:
    with pytest.raises(InputError, match="threshold has to be above 0 and at most 1"):
        copies_within(["a", "b"], threshold=threshold)
