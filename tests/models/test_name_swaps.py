from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.models.name_swaps import NameSwap, _lists, variants


def swap(text: str, seed: int = 0) -> str:
    return NameSwap(np.random.default_rng(seed))(text)


def test_a_person_is_replaced_by_one_other_person_throughout() -> None:
    text = "Donald Trump spoke on Monday, and Trump's aides cheered Trump."
    for seed in range(5):
        words = swap(text, seed).replace("'s", "").replace(".", "").split()
        assert "Trump" not in words
        assert words[1] == words[6] == words[9]  # the surname stays one and the same


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The bill passed on Tuesday.", "The bill passed on Tuesday."),
        ("May the best plan win.", "May the best plan win."),
        ("Will the council vote?", "Will the council vote?"),
        ("", ""),
    ],
)
def test_a_text_without_names_stays(text: str, kept: str) -> None:
    assert swap(text) == kept


def test_names_stay_within_their_kind() -> None:
    countries = {row[0] for row in _lists()["countries"]}
    adjectives = {row[1] for row in _lists()["countries"]}
    for seed in range(8):
        words = swap("Leaders in Sweden met the Swedish envoy.", seed).removesuffix(" envoy.").split(" met the ")
        country, adjective = words[0].removeprefix("Leaders in "), words[1]
        assert country in countries and adjective in adjectives
        assert next(row[1] for row in _lists()["countries"] if row[0] == country) == adjective


def test_a_title_tells_a_person_that_no_list_knows() -> None:
    assert "Zybrowitch" not in swap("The chair thanked Sen. Zybrowitch for it.")
    assert "Zybrowitch" in swap("The village of Zybrowitch is small.")


def test_the_indefinite_article_fits() -> None:
    for seed in range(20):
        words = swap("She met an Iranian diplomat.", seed).split()
        assert (words[2] == "an") == (words[3][0] in "AEIOU")


def test_the_same_seed_gives_the_same_variants() -> None:
    texts = ["Joe Biden visited Ohio.", "Nothing here."]
    assert variants(texts, 3, 2) == variants(texts, 3, 2)
    assert variants(texts, 3, 2) != variants(texts, 4, 2)
    assert [len(one) for one in variants(texts, 3, 2)] == [2, 2]


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(swap(text), str)


def test_spans_follow_the_names() -> None:
    text = "Aides of Donald Trump met an Iranian envoy; Trump's aides cheered."
    parts = ("Aides", "Donald Trump", "Trump", "envoy")
    spans = [(text.index(words), text.index(words) + len(words)) for words in parts]
    for seed in range(8):
        new, moved = NameSwap(np.random.default_rng(seed)).with_spans(text, spans)
        assert new == swap(text, seed)
        shown = [new[start:end] for start, end in moved]
        assert shown[0] == "Aides" and shown[3] == "envoy"
        assert shown[1] == shown[2] != "Donald Trump"  # a part of a name is all of the new one
        assert new.startswith(f"Aides of {shown[1]} met a")


@given(st.text(alphabet="abc XT.,'", max_size=40), st.data())
def test_spans_of_any_text_stay_within_it(around: str, data: st.DataObject) -> None:
    text = f"{around} Joe Biden {around} an Iranian, {around}"
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new, moved = NameSwap(np.random.default_rng(1)).with_spans(text, [(start, end), (0, len(text))])
    assert 0 <= moved[0][0] <= moved[0][1] <= len(new)
    assert moved[1] == (0, len(new))
