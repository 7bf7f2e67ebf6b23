from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from framing.articles import to_sentences
from framing.articles.words import tokens
from framing.errors import InputError, UnknownNameError
from framing.models import encoder_evidence
from framing.models.batching import Encoded
from framing.models.encoder import EncoderModel
from framing.models.encoder_evidence import Reading, Word, _spans, _words
from framing.models.protocol import WordModel
from framing.models.views import ViewText

ARTICLE = (
    "The council voted on Tuesday.\n\n"
    "“The plan is an awful disaster,” said Ana Ruiz, the mayor. "
    "What an awful anti-business plan, of course!\n\n"
    "Critics call it a bad law."
)


@pytest.fixture(scope="module")
def sentences() -> pd.DataFrame:
    return to_sentences(pd.DataFrame([{"article_id": "a", "text": ARTICLE}]))


@pytest.fixture
def faint(monkeypatch):
    """Let every word that raises the score be shown: the tiny model is sure of nothing."""
    monkeypatch.setattr(encoder_evidence, "FAINT", 0.0)


def test_a_table_with_spans_alone_is_read_as_it_is(tiny_model, sentences):
    wanted = tiny_model.word_weights(sentences, "editorializing")
    partly = sentences[["text", "start", "quoted_spans", "attributed_spans"]]
    assert tiny_model.word_weights(partly, "editorializing") == wanted


def test_it_weighs_words(tiny_model):
    assert isinstance(tiny_model, WordModel)


@pytest.mark.parametrize("task", ["editorializing", "loaded_language", "frames"])
@pytest.mark.parametrize("method", ["gradient", "integrated"])
def test_places_are_words_of_the_article(tiny_model, sentences, task, method):
    found = tiny_model.word_weights(sentences, task, "all", method=method)
    for row, words in zip(sentences.itertuples(), found, strict=True):
        assert [ARTICLE[s:e] for s, e, _ in words] == [row.text[t.start : t.end] for t in tokens(row.text)]
        assert all(row.start <= s < e <= row.end for s, e, _ in words)
        assert np.isfinite([w for *_, w in words]).all()
        assert any(w != 0 for *_, w in words)


def test_a_word_has_the_sum_of_its_tokens():
    text = "anti-tax it"
    #                            [CLS]   anti    -       tax     it       [SEP]
    offsets = np.array([(0, 0), (0, 4), (4, 5), (5, 8), (9, 11), (0, 0)], dtype=np.int32)
    shown = ViewText(text, ((0, 11, 0),))
    one = Reading(shown, (), (), Encoded(np.arange(6, dtype=np.int32), offsets), shown, None)
    words = _words(one, np.array([9.0, 1.0, 0.5, 2.0, -1.0, 9.0]))
    assert words == [Word("anti-tax", 0, 8, 3.5), Word("it", 9, 11, -1.0)]
    # A token over two words and the space between them is shared out by length.
    over = np.array([(0, 8), (8, 11)], dtype=np.int32)
    one = one._replace(shown=ViewText("an tax it", ((0, 9, 0),)), encoded=Encoded(np.arange(2, dtype=np.int32), over))
    assert [word.weight for word in _words(one, np.array([6.0, 1.0]))] == pytest.approx([2.0, 3.0, 1.0 + 1.0])


def test_neighbours_are_one_span_and_grammar_is_not_shown():
    text = "An utterly corrupt, vile plan of the mayor's"
    weights = {"An": 2.0, "utterly": 0.5, "corrupt": 1.0, "vile": 0.8, "plan": 0.1, "of": 3.0, "the": 1.0}
    words = [Word(t.form, t.start, t.end, weights.get(text[t.start : t.end], -1.0)) for t in tokens(text)]
    assert [(text[w.start : w.end], w.weight) for w in _spans(text, words)] == [("utterly corrupt", 1.5), ("vile", 0.8)]


def test_evidence_is_what_raises_the_score(tiny_model, sentences, faint):
    shown = tiny_model.evidence(sentences, "loaded_language", top=99)
    every = tiny_model.word_weights(sentences, "loaded_language")
    assert any(shown)
    for spans, words in zip(shown, every, strict=True):
        assert spans == sorted(spans)
        for start, end, weight in spans:
            inside = [w for s, e, w in words if start <= s and e <= end]
            assert weight == pytest.approx(sum(inside)) and min(inside) >= 0
            assert not {ARTICLE[start:end].lower()} & {"the", "an", "on", "of", "it", "a", "is"}
    few = tiny_model.evidence(sentences, "loaded_language", top=1)
    assert [max(spans, key=lambda span: span[2]) for spans in shown if spans] == [s[0] for s in few if s]
    assert tiny_model.evidence(sentences, "loaded_language") == tiny_model.evidence(sentences, "loaded_language", top=5)


@pytest.mark.parametrize("author_view", ["masked", "pooled"])
def test_masked_words_are_never_shown(tiny_model, sentences, author_view, faint):
    model = copy.copy(tiny_model)
    model.parts = replace(tiny_model.parts, author_view=author_view)
    quoted = sentences[sentences["quoted_share"] > 0]
    (low, high), *_ = quoted["quoted_spans"].iloc[0]
    author = model.word_weights(quoted, "editorializing")[0]
    assert [ARTICLE[s:e] for s, e, _ in author] == ["said", "Ana", "Ruiz", "the", "mayor"]
    assert all(e <= low or s >= high for s, e, _ in model.evidence(quoted, "editorializing", top=99)[0])
    other = model.word_weights(quoted, "editorializing", view="other")[0]
    assert [ARTICLE[s:e] for s, e, _ in other] == ["The", "plan", "is", "an", "awful", "disaster"]


def test_rows_stand_alone_and_runs_are_alike(tiny_model, sentences):
    whole = tiny_model.word_weights(sentences, "editorializing")
    assert tiny_model.word_weights(sentences, "editorializing") == whole
    back = tiny_model.word_weights(sentences[::-1], "editorializing")[::-1]
    alone = [tiny_model.word_weights(sentences.iloc[[n]], "editorializing")[0] for n in range(len(sentences))]
    for other in (back, alone):
        for words, same in zip(whole, other, strict=True):
            np.testing.assert_allclose(np.array(words), np.array(same), atol=1e-5)


def test_labels_and_mentions(tiny_model):
    text = ["The plan is awful, the council is great."]
    (loaded,), (neutral,) = (tiny_model.word_weights(text, "loaded_language", label=x) for x in ("loaded", "neutral"))
    np.testing.assert_allclose([w for *_, w in loaded], [-w for *_, w in neutral], atol=1e-6)
    assert tiny_model.word_weights(text, "loaded_language")[0] == loaded
    frames = {x: tiny_model.word_weights(text, "frames", label=x)[0] for x in tiny_model.classes_("frames")}
    likeliest = tiny_model.classes_("frames")[int(tiny_model.logits(text, ("frames",))["frames"].argmax())]
    assert tiny_model.word_weights(text, "frames")[0] == frames[likeliest]
    assert frames["economic"] != frames["political"]
    plan, council = (
        tiny_model.word_weights(text, "stance", mentions=[m], label="negative")[0] for m in ((4, 8), (23, 30))
    )
    assert plan != council
    assert tiny_model.word_weights(text, "stance", mentions=[(900, 910)]) == [[]]


@pytest.mark.parametrize("text", ["", "🙂🔥", "…", "İİİ “…” ẞ the plan", "word " * 3000, "x" * 20_000])
def test_odd_texts(tiny_model, text, faint):
    for method in ("gradient", "integrated"):
        words, last = tiny_model.word_weights([text, "The plan."], "editorializing", method=method)
        assert [text[s:e] for s, e, _ in words] == [text[t.start : t.end] for t in tokens(text)]
        assert len(last) == 2
    for start, end, _ in tiny_model.evidence([text], "loaded_language")[0]:
        assert 0 <= start < end <= len(text)


def test_emoji_shift_nothing(tiny_model):
    text = "🙂🔥 The plan 🙂 hurt families"
    assert [text[s:e] for s, e, _ in tiny_model.word_weights([text], "loaded_language")[0]] == text.replace(
        "🔥", ""
    ).replace("🙂", "").split()


def test_nothing_asked_nothing_found(tiny_model):
    assert tiny_model.evidence([], "editorializing") == []
    assert tiny_model.word_weights([], "stance", mentions=[]) == []


def test_what_is_not_there_is_refused(tiny_model):
    with pytest.raises(UnknownNameError, match="Did you mean 'integrated'"):
        tiny_model.evidence(["a"], "frames", method="integrate")
    with pytest.raises(UnknownNameError, match="Unknown task of this model"):
        tiny_model.evidence(["a"], "framing")
    with pytest.raises(UnknownNameError, match="Unknown view"):
        tiny_model.evidence(["a"], "frames", view="writer")
    with pytest.raises(UnknownNameError, match="Unknown label of frames 'econ'"):
        tiny_model.evidence(["a"], "frames", label="econ")
    with pytest.raises(InputError, match="mentions="):
        tiny_model.evidence(["a"], "stance")
    with pytest.raises(InputError, match="2 sentences and 1 mentions"):
        tiny_model.evidence(["a", "b"], "stance", mentions=[(0, 1)])
    with pytest.raises(InputError, match="asked of tokens"):
        tiny_model.evidence(["a"], "attribution")
    with pytest.raises(InputError, match="put it into a list"):
        tiny_model.evidence("a", "frames")


def test_evidence_and_loading_put_the_threads_back(tiny_model):
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        model = EncoderModel(tiny_model.parts, dtype="float32")
        model.evidence(["The plan is awful."], task="loaded_language", view="all")
        model.predict_proba(["The plan is awful."], "loaded_language")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
