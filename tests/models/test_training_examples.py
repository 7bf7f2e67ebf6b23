from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from encoder_fixtures import plain_settings

from framing.errors import InputError
from framing.models.encoder_base import load_encoder
from framing.models.training_examples import make_examples
from framing.models.training_settings import make_settings


@pytest.fixture
def mentions():
    text = "Critics said Donald Trump had misled Sweden."
    spans = [(text.index(name), text.index(name) + len(name)) for name in ("Donald Trump", "Sweden")]
    return pd.DataFrame([{"text": text, "start": s, "end": e, "label": n} for n, (s, e) in enumerate(spans)])


def test_a_mention_keeps_its_place_and_label_under_another_name(tiny_encoder, mentions):
    _, tokenizer = load_encoder(make_settings(plain_settings(tiny_encoder)).encoder)
    settings = {"max_length": 64, "swaps": 3, "seed": 1, "smoothing": 0.15}
    examples = make_examples("stance", "mention", mentions, tokenizer, 3, settings)
    assert len(examples) == 1
    rng, seen = np.random.default_rng(0), set()
    for _ in range(40):
        drawn = examples.draw(0, rng)
        seen.add(tokenizer.decode(drawn.sequences[0].ids, skip_special_tokens=True))
        assert np.allclose(drawn.target, [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]])
        assert drawn.mentions.any(axis=1).all() and not drawn.mentions.all(axis=0).any()
    assert len(seen) == 4  # its own names, and three draws of others


def test_without_swaps_a_mention_is_seen_as_it_is(tiny_encoder, mentions):
    _, tokenizer = load_encoder(make_settings(plain_settings(tiny_encoder)).encoder)
    examples = make_examples("stance", "mention", mentions, tokenizer, 3, {"max_length": 64})
    drawn = [examples.draw(0, np.random.default_rng(seed)) for seed in range(5)]
    assert len({tuple(one.sequences[0].ids.tolist()) for one in drawn}) == 1
    assert np.array_equal(drawn[0].target, [[1, 0, 0], [0, 1, 0]])


def test_probabilities_are_learned_as_they_are_beside_labels(tiny_encoder, mentions):
    _, tokenizer = load_encoder(make_settings(plain_settings(tiny_encoder)).encoder)
    settings = {"max_length": 64, "smoothing": 0.15}
    mixed = mentions.assign(label=pd.Series([2, np.array([0.7, 0.2, 0.1])], dtype=object))
    drawn = make_examples("stance", "mention", mixed, tokenizer, 3, settings).draw(0, np.random.default_rng(0))
    assert np.allclose(drawn.target, [[0.1, 0.1, 0.8], [0.7, 0.2, 0.1]])
    for wrong in (3, 0.5, [0.7, 0.2], [0.7, 0.2, 0.3], [1.2, -0.2, 0.0]):
        odd = mentions.assign(label=pd.Series([2, wrong], dtype=object))
        with pytest.raises(InputError, match=r"0, 1 or 2 .* or the three's probabilities, not"):
            make_examples("stance", "mention", odd, tokenizer, 3, settings)
