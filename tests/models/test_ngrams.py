from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from framing.models.ngrams import HIDDEN, NAME, WORD, Ngrams, mask_names, normal

TEXTS = ["The old bridge fell.", "The bridge, “old” and dear, fell; it fell!", "A new bridge", "", "I’m İstanbul ẞ."]


def test_it_agrees_with_scikit_learn() -> None:
    plain = ["the old bridge fell down", "old and dear it fell it fell", "a new bridge for the old town"]
    ours = Ngrams(min_words=1, min_characters=1).fit(plain)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD.pattern)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    theirs = np.hstack([model.fit_transform(plain).toarray() for model in (words, characters)])
    names = [
        *(f"word:{name}" for name in words.get_feature_names_out()),
        *(f"char:{name}" for name in characters.get_feature_names_out()),
    ]
    order = [names.index(name) for name in ours.get_feature_names_out()]
    np.testing.assert_allclose(ours.transform(plain).toarray(), theirs[:, order], atol=1e-6)


def test_rare_ngrams_are_left_out() -> None:
    fitted = Ngrams(min_words=2, min_characters=3).fit(TEXTS)
    names = list(fitted.get_feature_names_out())
    assert "word:bridge" in names and "word:new" not in names
    assert "char: brid" in names and "char:new" not in names


def test_blocks_have_unit_length_and_empty_text_none() -> None:
    X = Ngrams(min_words=1, min_characters=1).fit_transform(TEXTS)
    lengths = np.sqrt(np.asarray(X.multiply(X).sum(axis=1)).ravel())
    np.testing.assert_allclose(lengths, [2**0.5, 2**0.5, 2**0.5, 0, 2**0.5], rtol=1e-5)
    assert X.dtype == np.float32


def test_case_and_quotation_marks_do_not_matter() -> None:
    fitted = Ngrams(min_words=1, min_characters=1).fit(["so the old bridge isn't here"] * 2)
    X = fitted.transform(["The “OLD” Bridge isn’t", 'the "old" bridge isn\'t'])
    assert (X[0] != X[1]).nnz == 0


def test_clone_and_refit() -> None:
    fitted = Ngrams(min_words=1, min_characters=1).fit(TEXTS)
    fitted.transform(TEXTS)
    again = clone(fitted).fit(["wholly other words"])
    assert "word:wholly" in again.get_feature_names_out()
    fitted.fit(["wholly other words"])
    assert (fitted.transform(["other"]) != again.transform(["other"])).nnz == 0


@pytest.mark.parametrize("masked", [True, False])
@given(text=st.text(max_size=120))
def test_places_and_columns_agree_on_any_text(masked: bool, text: str) -> None:
    """What ``locate`` finds is what ``transform`` counts, and each place shows its n-gram."""
    fitted = Ngrams(min_words=1, min_characters=1, mask_names=masked).fit([text, "the old bridge"])
    names = fitted.get_feature_names_out()
    plain = mask_names(text, frozenset(fitted.common_.split("\n"))) if masked else normal(text)
    assert len(plain) == len(text)
    columns = set()
    for start, end, column in fitted.locate(text):
        assert 0 <= start < end <= len(text)
        kind, gram = names[column].split(":", 1)
        if kind == "char":
            assert plain[start:end] in gram
        else:
            assert gram.split(" ") == [NAME if word[0] == HIDDEN else word for word in WORD.findall(plain[start:end])]
        columns.add(column)
    assert columns == set(fitted.transform([text]).indices.tolist())


KNOWN = [
    "the minister lied to the old town",
    "an old minister and the town, with a new bridge and the truth",
    "i’m new",
] * 2


def test_who_it_is_about_does_not_matter() -> None:
    fitted = Ngrams(min_words=1, min_characters=1).fit([*KNOWN, "The minister, Alva Brand, lied. Brand left Sweden."])
    alva, petra, other = fitted.transform(
        [
            "Brand lied to Alva’s old town, the Swedish minister.",
            "Obama lied to Petra’s old town, the Kenyan minister.",
            "The bridge lied to my old town, the new minister.",
        ]
    )
    assert (alva != petra).nnz == 0
    assert (alva != other).nnz > 0
    assert "word:lied to NAME" not in fitted.get_feature_names_out()
    assert not any(name.endswith(":brand") or "swed" in name for name in fitted.get_feature_names_out())


def test_common_words_stay_in_headlines() -> None:
    common = frozenset(Ngrams(min_words=1, min_characters=1).fit(KNOWN).common_.split("\n"))
    assert mask_names("Minister Brand Lied To The Town", common) == f"minister {HIDDEN * 5} lied to the town"
    assert mask_names("THE TRUTH I’m told", common) == "the truth i'm told"


def test_names_can_be_kept() -> None:
    kept = Ngrams(min_words=1, min_characters=1, mask_names=False).fit(["Brand lied to Alva"])
    assert {"word:brand", "word:alva"} <= set(kept.get_feature_names_out())


def test_a_megabyte_without_spaces_is_quick_and_finite() -> None:
    X = Ngrams(min_words=1, min_characters=1).fit(TEXTS).transform(["x" * 1_000_000])
    assert np.isfinite(X.data).all()


@pytest.mark.parametrize("text", ["", " ", "…"])
def test_nothing_to_find(text: str) -> None:
    fitted = Ngrams(min_words=1, min_characters=1).fit(TEXTS)
    assert list(fitted.locate(text)) == []
    assert fitted.transform([text]).nnz == 0
