"""Heads that read the mean of the word embeddings beside the vector of a sentence whose names are put to one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from test_frames_head import ARTICLES, labels

from framing.articles import to_sentences
from framing.models.batching import encode
from framing.models.encoder import EncoderModel
from framing.models.encoder_words import WINDOW, word_means, word_shares
from framing.models.frames_head import HeadSettings, fit_frames_head

TEXTS = ["The plan of Joe Biden is bad.", "The plan of Xi Jinping is bad.", "he voted", ""]


@pytest.fixture(scope="module")
def worded(tiny_model: EncoderModel) -> EncoderModel:
    blind = replace(tiny_model.parts, blind=("editorializing", "loaded_language"))
    settings = HeadSettings(epochs=2, articles=2)
    parts = fit_frames_head(
        EncoderModel(blind, dtype="float32"), ARTICLES, labels(), [], np.zeros((0, 14)), settings, blind=True
    )
    return EncoderModel(parts, dtype="float32")


def test_means_are_those_of_the_tokens(tiny_model: EncoderModel) -> None:
    network, tokenizer = tiny_model.network, tiny_model.tokenizer
    table = network.encoder.get_input_embeddings().weight.float()
    texts = TEXTS * (WINDOW // 2)
    found = word_means(network.encoder, tokenizer, texts, 16)
    encoded = encode(tokenizer, texts, 16)
    for row in (0, 2, 3, WINDOW - 1, WINDOW, len(texts) - 1):
        assert torch.allclose(found[row], table[encoded[row].ids.tolist()].mean(0), atol=1e-6)
    assert torch.allclose(word_shares(network.encoder, encoded[:4]).sum(1), found[:4], atol=1e-6)
    assert word_means(network.encoder, tokenizer, [], 16).shape == (0, table.shape[1])


def test_it_sees_names_in_the_pass_that_does_not(worded: EncoderModel, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(worded.parts.blind) == {"editorializing", "loaded_language", "frames"}
    read: list[int] = []
    states = worded.runner.states
    monkeypatch.setattr(
        worded.runner, "states", lambda texts, workers=1: [read.append(len(texts)), states(texts, workers)][1]
    )
    found = worded.predict_many(TEXTS, ("editorializing", "loaded_language", "frames"))
    assert sum(read) == 3  # two texts are one with their names put to one
    assert np.array_equal(found["editorializing"][0], found["editorializing"][1])
    assert not np.allclose(found["frames"][0], found["frames"][1], atol=1e-7)
    some = worded.predict_some(pd.DataFrame({"text": TEXTS}), {"frames": np.array([True, False, True, True])})
    assert np.allclose(some["frames"], found["frames"][[0, 2, 3]], atol=1e-6)


def test_what_it_learns_is_scaled_back_and_travels(worded: EncoderModel, tmp_path) -> None:
    again = EncoderModel.load(worded.save(tmp_path / "model"), dtype="float32")
    assert again.parts.heads["frames"].words and set(again.parts.blind) == set(worded.parts.blind)
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert "Blind to names in `editorializing` and `loaded_language`: " in card  # frames are not
    assert "In `frames`, which share that pass, names are seen" in card
    assert np.allclose(
        again.logits(TEXTS, ("frames",))["frames"], worded.logits(TEXTS, ("frames",))["frames"], atol=1e-5
    )
    articles = [TEXTS[:2], [TEXTS[2]]]
    assert np.allclose(again.article_proba(articles), worded.article_proba(articles), atol=1e-5)


@pytest.mark.parametrize("method", ["gradient", "integrated"])
def test_evidence_is_in_names_and_in_other_words(worded: EncoderModel, method: str) -> None:
    text = "The council hurt Morris. He said “the plan of Trump is bad” on Tuesday."
    table = to_sentences(pd.DataFrame([{"article_id": "a", "text": text}]))
    for view in ("all", "author"):
        found = worded.word_weights(table, "frames", view, method=method)
        shown = {text[start:end]: weight for words in found for start, end, weight in words}
        assert shown["Morris"] != 0 and shown["council"] != 0
        assert ("Trump" in shown) == (view == "all")
        for words in found:
            assert [start for start, *_ in words] == sorted(start for start, *_ in words)


def test_weights_of_words_add_up_with_those_of_the_sentence(worded: EncoderModel) -> None:
    """The head's input is its vector and the words: their products with the gradient make up what each word has."""
    text = "council votes"
    (words,) = worded.word_weights([text], "frames", label="economic")
    plain = EncoderModel(replace(worded.parts), dtype="float32")
    head = plain.network.heads["frames"].hidden
    with torch.no_grad():
        head.weight[:, head.weight.shape[1] // 2 :] = 0.0  # the words count nothing
    (without,) = plain.word_weights([text], "frames", label="economic")
    assert [word[:2] for word in words] == [word[:2] for word in without]
    assert not np.allclose([w for *_, w in words], [w for *_, w in without])


def test_a_head_fitted_anew_sees_again(worded: EncoderModel) -> None:
    settings = HeadSettings(epochs=1)
    parts = fit_frames_head(worded, ARTICLES, labels(), [], np.zeros((0, 14)), settings)
    assert not parts.heads["frames"].words and set(parts.blind) == {"editorializing", "loaded_language"}
