from __future__ import annotations

import numpy as np
import pytest

from framing.models.packing import pack, plan, width_of

LENGTHS = np.random.default_rng(0).integers(3, 129, 500)


def test_every_text_is_in_one_row_that_holds_it():
    found = plan(LENGTHS, 1024)
    assert sorted(at for rows in found for row in rows for at in row) == list(range(500))
    for rows in found:
        width = width_of(max(LENGTHS[at] for row in rows for at in row))
        assert len(rows) * width <= 1024
        assert all(sum(LENGTHS[at] for at in row) <= width for row in rows)


def test_rows_are_full():
    short = np.random.default_rng(1).integers(3, 60, 2000)
    for lengths, full in ((LENGTHS, 0.9), (short, 0.97)):
        widths = [len(rows) * width_of(max(lengths[at] for row in rows for at in row)) for rows in plan(lengths, 2048)]
        assert lengths.sum() / sum(widths) > full


def test_batches_are_about_as_large():
    sizes = [len(rows) for rows in plan([60] * 33, 1024)]
    assert sizes == [11, 11, 11]


def test_the_same_lengths_give_the_same_batches():
    assert plan(LENGTHS, 2048) == plan(LENGTHS.tolist(), 2048)
    assert plan([], 2048) == []


def test_a_text_wider_than_the_budget_goes_alone():
    assert plan([700, 4, 700], 512) == [[[0, 1]], [[2]]]
    assert width_of(700) == 704


@pytest.mark.parametrize("rows", [[[0, 2], [1]], [[2], [1, 0]]])
def test_packed_texts_are_found_again(rows):
    texts = [np.arange(10, 10 + n, dtype=np.int32) for n in (5, 30, 12)]
    packed = pack(texts, rows, 0)
    assert packed.ids.shape == (2, 64)
    flat = np.concatenate([texts[at] for row in rows for at in row])
    assert (packed.ids.ravel()[packed.order] == flat).all()
    places = np.concatenate([np.arange(len(texts[at])) for row in rows for at in row])
    assert (packed.positions.ravel()[packed.order] == places).all()
    assert ((packed.owners > 0).sum(1) == [sum(len(texts[at]) for at in row) for row in rows]).all()
