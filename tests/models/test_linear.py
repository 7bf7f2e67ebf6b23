from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.articles import read_voices, to_sentences
from framing.errors import InputError, UnknownNameError
from framing.models import LinearModel, Model
from framing.models.linear import FAINT

ARTICLE = (
    "The council met on Tuesday.\n\n"
    "“This is a shameful, corrupt betrayal,” said Ana Ruiz, the mayor. "
    "What a shameful, corrupt betrayal, of course!\n\n"
    "The board approved the budget, officials said."
)


@pytest.fixture(scope="module")
def sentences() -> pd.DataFrame:
    return to_sentences(pd.DataFrame([{"article_id": "a", "text": ARTICLE}]))


def test_it_is_a_model(small_model: LinearModel) -> None:
    assert isinstance(small_model, Model)
    assert small_model.tasks == ("loaded_language", "editorializing")
    assert small_model.classes_("editorializing") == ("reporting", "editorializing")


@pytest.mark.parametrize("task", ["editorializing", "loaded_language"])
@pytest.mark.parametrize("view", [None, "author", "other", "all"])
def test_predict_and_predict_proba_agree(
    small_model: LinearModel, sentences: pd.DataFrame, task: str, view: str | None
) -> None:
    probabilities = small_model.predict_proba(sentences, task, view)
    assert probabilities.shape == (len(sentences), 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    positive = small_model.predict(sentences, task, view) == small_model.classes_(task)[1]
    np.testing.assert_array_equal(positive, probabilities[:, 1] >= small_model.thresholds[task])


def test_rows_stand_alone(small_model: LinearModel, sentences: pd.DataFrame) -> None:
    whole = small_model.predict_proba(sentences, "editorializing")
    np.testing.assert_allclose(small_model.predict_proba(sentences[::-1], "editorializing"), whole[::-1], rtol=1e-6)
    one = np.vstack([small_model.predict_proba(sentences.iloc[[n]], "editorializing") for n in range(len(sentences))])
    np.testing.assert_allclose(one, whole, rtol=1e-6)


def test_quoted_heat_is_not_the_authors(small_model: LinearModel, sentences: pd.DataFrame) -> None:
    quoted = int(np.flatnonzero(sentences["quoted_share"] > 0)[0])
    own = int(np.flatnonzero(sentences["text"].str.startswith("What a"))[0])
    author = small_model.predict_proba(sentences, "editorializing")[:, 1]
    assert author[quoted] < small_model.thresholds["editorializing"] < author[own]
    other = small_model.predict_proba(sentences, "editorializing", view="other")[:, 1]
    assert other[quoted] > author[quoted]


def test_strings_are_read_as_whole_sentences(small_model: LinearModel) -> None:
    texts = ["“A shameful betrayal,” said Ana Ruiz. It was late.", ""]
    for X in (texts, pd.Series(texts), np.array(texts)):
        np.testing.assert_array_equal(
            small_model.predict_proba(X, "editorializing"),
            small_model.predict_proba(read_voices(texts), "editorializing"),
        )
    assert small_model.predict_proba([], "editorializing").shape == (0, 2)
    assert small_model.evidence([], "editorializing") == []


@pytest.mark.parametrize("task", ["editorializing", "loaded_language"])
def test_evidence_lies_in_the_sentence(small_model: LinearModel, sentences: pd.DataFrame, task: str) -> None:
    found = small_model.evidence(sentences, task)
    assert len(found) == len(sentences)
    for row, words in zip(sentences.itertuples(), found, strict=True):
        assert len(words) <= 5
        assert words == sorted(words)
        for start, end, weight in words:
            assert row.start <= start < end <= row.end
            assert ARTICLE[start:end].isalnum()
            assert weight >= FAINT


def test_evidence_is_outside_what_is_masked(small_model: LinearModel, sentences: pd.DataFrame) -> None:
    quoted = sentences[sentences["quoted_share"] > 0]
    (low, high), *_ = quoted["quoted_spans"].iloc[0]
    author = small_model.evidence(quoted, "editorializing")[0]
    assert all(end <= low or start >= high for start, end, _ in author)
    other = small_model.evidence(quoted, "editorializing", view="other")[0]
    assert other and all(low <= start and end <= high for start, end, _ in other)


def test_evidence_names_the_loaded_words(small_model: LinearModel, sentences: pd.DataFrame) -> None:
    own = sentences[sentences["text"].str.startswith("What a")]
    words = {ARTICLE[start:end] for start, end, _ in small_model.evidence(own, "editorializing")[0]}
    assert {"shameful", "corrupt"} <= words
    assert len(small_model.evidence(own, "editorializing", top=1)[0]) == 1


def test_evidence_adds_up_to_what_the_words_give(small_model: LinearModel) -> None:
    """Without features, all words together carry the logit but the intercept; the rest lies between the words."""
    text = "what a shameful stunt"
    table = read_voices([text])
    (row,) = small_model.ngrams.transform([text]).toarray()
    head = small_model.heads["editorializing"]
    lexicon = {name: n for n, name in enumerate(small_model.ngrams.get_feature_names_out())}
    total = float(row @ head.coef_[0][: len(lexicon)])
    pieces = sum(row[column] * head.coef_[0][column] for column in np.flatnonzero(row))
    assert pieces == pytest.approx(total, rel=1e-4)
    every = small_model.evidence(table, "editorializing", top=99)[0]
    assert max(every, key=lambda word: word[2])[:2] == (7, 15)


@pytest.mark.parametrize("text", ["", "🙂🔥", "İİİ “…” ẞ", "word " * 3000, "x" * 20_000])
def test_odd_texts(small_model: LinearModel, text: str) -> None:
    assert np.isfinite(small_model.predict_proba([text], "editorializing")).all()
    for start, end, _ in small_model.evidence([text], "loaded_language")[0]:
        assert 0 <= start < end <= len(text)


def test_what_is_not_there_is_refused(small_model: LinearModel) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'editorializing'"):
        small_model.predict_proba(["a"], "editorialising")
    with pytest.raises(UnknownNameError, match="Unknown view"):
        small_model.predict_proba(["a"], "editorializing", view="writer")
    with pytest.raises(InputError, match="put it into a list"):
        small_model.predict_proba("a", "editorializing")


@pytest.mark.parametrize("view", [None, "author", "other"])
def test_evidence_is_the_heaviest_of_all_words(
    small_model: LinearModel, sentences: pd.DataFrame, view: str | None
) -> None:
    every = small_model.word_weights(sentences, "editorializing", view)
    for words, shown in zip(every, small_model.evidence(sentences, "editorializing", view, top=3), strict=True):
        assert words == sorted(words)
        assert shown == sorted(sorted(words, key=lambda word: -word[2])[: len(shown)])
        assert len(shown) == min(3, sum(weight >= FAINT for *_, weight in words))
    whole = small_model.word_weights(sentences, "editorializing", "all")
    assert ["".join(ARTICLE[s:e]) for s, e, _ in whole[0]] == ["The", "council", "met", "on", "Tuesday"]
    assert any(weight < 0 for words in whole for *_, weight in words)
