from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from framing.models.batching import batches, encode, pad, tokens_in
from framing.models.encoder_base import load_encoder


def test_every_text_is_in_one_batch_within_the_budget():
    lengths = np.random.default_rng(0).integers(1, 200, 500)
    found = list(batches(lengths, 1000, most=32))
    assert sorted(np.concatenate(found).tolist()) == list(range(500))
    for rows in found:
        assert len(rows) <= 32
        assert len(rows) == 1 or lengths[rows].max() * len(rows) <= 1000


def test_little_is_padded():
    lengths = [256] * 3 + [40] * 60
    padded = sum(max(lengths[i] for i in rows) * len(rows) for rows in batches(lengths, 3000))
    assert padded < 1.1 * sum(lengths)


def test_a_text_longer_than_the_budget_goes_alone():
    assert [rows.tolist() for rows in batches([5000, 3], 100)] == [[0], [1]]
    assert list(batches([], 100)) == []


def test_few_shapes_come_up():
    rng = np.random.default_rng(1)
    plain, even = set(), set()
    for _ in range(40):
        lengths = np.clip(rng.gamma(5, 9, 75).astype(int), 4, 128)
        for shapes, step in ((plain, 1), (even, 8)):
            found = list(batches(lengths, 3200, busy=1600, even=step))
            assert sorted(np.concatenate(found).tolist()) == list(range(75))
            for rows in found:
                width = pad([np.zeros(lengths[i]) for i in rows], 0, step).shape[1]
                assert width % step == 0 and (len(rows) == 1 or width * len(rows) <= 3200)
                shapes.add((len(rows), width))
    assert len(even) < 0.6 * len(plain)


def test_threads_cut_at_their_own_length():
    class Slow:
        """A tokenizer that is told where to cut before it makes tokens, as those of the encoders are."""

        def __call__(self, texts, *, max_length, **_):
            self.most = max_length
            time.sleep(0.02)
            return {
                "input_ids": [[1] * self.most for _ in texts],
                "offset_mapping": [[(0, 1)] * self.most for _ in texts],
            }

    tokenizer, found = Slow(), {}
    threads = [
        threading.Thread(target=lambda most=most: found.update({most: len(encode(tokenizer, ["a"], most)[0].ids)}))
        for most in (3, 5, 7)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {3: 3, 5: 5, 7: 7}


def test_pad():
    assert pad([np.array([1, 2]), np.array([3])], 9).tolist() == [[1, 2], [3, 9]]
    assert pad([np.array([1, 2]), np.array([3])], 9, even=4).tolist() == [[1, 2, 9, 9], [3, 9, 9, 9]]
    assert pad([], 9, even=4).shape == (0, 0)


@pytest.mark.parametrize("before", ["", "é ", "😀 ", "“Ŝ” "])
def test_tokens_are_found_by_characters(tiny_encoder, before):
    _, tokenizer = load_encoder(str(tiny_encoder))
    text = before + "the mayor said"
    (encoded,) = encode(tokenizer, [text], 50)
    place = text.index("mayor")
    marks = tokens_in(encoded.offsets, [(place, place + 5)])
    shown = [text[start:end] for (start, end), mark in zip(encoded.offsets.tolist(), marks, strict=True) if mark]
    assert shown == ["mayor"]
    assert not tokens_in(encoded.offsets, [(0, 0)]).any()
    assert tokens_in(encoded.offsets, [(0, len(text))]).sum() == len(encoded.ids) - 2
