from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import torch
from encoder_fixtures import make_encoder, plain_settings, tables

from framing.articles import attributions, to_sentences
from framing.articles.quotations import find_quotations, paragraphs
from framing.articles.sentences import split_line
from framing.errors import UnknownNameError
from framing.models.attribution_windows import encode_article
from framing.models.encoder_attribution import _contents, _first_pieces, _sources
from framing.models.encoder_base import load_encoder
from framing.models.training import train_encoder
from framing.models.training_settings import make_settings

TEXT = (
    "The council voted on Tuesday.\nThe mayor said “the plan is an awful disaster” on Tuesday. Critics call it bad.\n"
    "“We must act now,” she said. The plan is good. " * 4
).strip()


def spans_of(text):
    return [(s, e, n) for n, line in enumerate(paragraphs(text)) for s, e in split_line(text, *line)]


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """A model that has learned its one annotated article by heart."""
    encoder = make_encoder(tmp_path_factory.mktemp("encoder"), size=32)
    plain = plain_settings(encoder, steps=150, average=0.0, encoder_dropout=0.0, dropout=0.0, batch_tokens=60)
    plain["tasks"] = {"attribution": {"data": [{"corpus": "polnear"}]}}
    return train_encoder(make_settings(plain), {"attribution": tables()["attribution"]})


def test_windows_cover_every_token_once_and_offsets_hold(tiny_encoder):
    _, tokenizer = load_encoder(str(tiny_encoder))
    article = encode_article(tokenizer, TEXT, spans_of(TEXT))
    ranges = article.windows(60, overlap=2)
    assert ranges[0][0] == 0 and ranges[-1][1] == len(article.sentences)
    assert all(a[1] > b[0] > a[0] for a, b in pairwise(ranges))
    for first, last in ranges:
        ids, offsets = article.window(first, last)
        assert len(ids) == len(offsets) and (len(ids) <= 60 or last == first + 1)
        words = tokenizer.convert_ids_to_tokens(ids)
        shown = [TEXT[s:e].lower() for s, e in offsets.tolist()]
        assert all(
            word == text for word, text in zip(words, shown, strict=True) if text and word in ("mayor", "council")
        )
        assert words[0] == "[CLS]" and words[-1] == "[SEP]" and shown[0] == ""


def test_a_sentence_longer_than_the_window_stands_alone(tiny_encoder):
    _, tokenizer = load_encoder(str(tiny_encoder))
    text = "The plan is good. " + "the mayor " * 60 + "said. The plan is bad."
    article = encode_article(tokenizer, text, spans_of(text), limit=100)
    assert all(last > first for first, last in article.windows(40, overlap=2))


def test_roles_are_given_for_every_token_of_the_article_once(tiny_model):
    offsets, p = tiny_model.attributor().roles(TEXT, spans_of(TEXT))
    assert p.shape == (len(offsets), 3) and ((p >= 0) & (p <= 1)).all()
    assert (np.diff(offsets[:, 0]) > 0).all()
    article = encode_article(tiny_model.tokenizer, TEXT, spans_of(TEXT))
    assert len(offsets) == sum(len(sentence.ids) for sentence in article.sentences)


def test_what_was_taught_is_linked(taught):
    text = tables()["attribution"]["text"][0]
    reading = taught.attributor()(text, spans_of(text), find_quotations(text))
    (found,) = [a for a in reading.attributions if a.cue]
    assert [text[s:e] for s, e in found.source] == ["The mayor"]
    assert [text[s:e] for s, e in found.cue] == ["said"]
    assert [text[s:e] for s, e in found.content] == ["“the plan is an awful disaster”"]


def test_the_tables_take_a_trained_attributor(taught):
    articles = pd.DataFrame({"article_id": ["a"], "text": [tables()["attribution"]["text"][0]]})
    sentences = to_sentences(articles, attribute=taught.attributor())
    quoting = sentences[sentences["text"].str.contains("mayor")].iloc[0]
    assert quoting["quoted_share"] > 0.3 and quoting["speaker"]
    said = attributions(articles, attribute=taught.attributor())
    assert said["direct"].any()


def test_the_pieces_of_a_word_follow_its_first_one():
    text = "Mr. Crane’s plan"
    offsets = np.array([[0, 0], [0, 2], [2, 3], [4, 6], [6, 9], [9, 10], [10, 11], [12, 16], [0, 0]])
    assert _first_pieces(text, offsets).tolist() == [0, 1, 2, 3, 3, 5, 6, 7, 8]


def test_a_word_that_has_the_role_goes_to_the_cue_that_claims_it_most():
    linked = np.array([[0.9, 0.3, 0.1, 0.6], [0.2, 0.4, 0.2, 0.7]])
    found = _contents(linked, np.array([0.9, 0.8, 0.1, 0.1]), 0.5)
    assert found.tolist() == [[True, False, False, True], [False, True, False, True]]


def test_a_source_stands_in_one_sentence_the_cue_s_own_where_it_can():
    # Two sentences of three tokens with a cue each; the second cue claims the first source more than its own.
    apart = np.array([[0, 0, 0, 1, 1, 1], [-1, -1, -1, 0, 0, 0]])
    linked = np.array([[0.9, 0.4, 0.1, 0.1, 0.3, 0.1], [0.7, 0.6, 0.1, 0.2, 0.1, 0.1]])
    role = np.array([0.9, 0.9, 0.1, 0.8, 0.8, 0.1])
    found = _sources(linked, role, 0.5, apart)
    assert found.tolist() == [[True, True, False, False, False, False], [False, False, False, True, True, False]]
    alone = _sources(linked[1:], np.where(apart[1] < 0, role, 0), 0.5, apart[1:])  # nothing in its own sentence
    assert alone.tolist() == [[True, True, False, False, False, False]]


def test_an_article_without_a_sentence(tiny_model):
    reading = tiny_model.attributor()("", [], [])
    assert reading.attributions == [] and reading.unspoken == []
    assert tiny_model.attributor().roles("", [])[1].shape == (0, 3)


def test_a_model_without_the_head(tiny_encoder):
    plain = plain_settings(tiny_encoder, steps=1)
    plain["tasks"] = {"loaded_language": {"data": [{"corpus": "babe"}]}}
    model = train_encoder(make_settings(plain), tables())
    with pytest.raises(UnknownNameError, match="attribution"):
        model.attributor()


def test_reading_leaves_random_states_alone(tiny_model):
    before = torch.get_rng_state()
    tiny_model.attributor()(TEXT, spans_of(TEXT), find_quotations(TEXT))
    assert torch.equal(before, torch.get_rng_state())
