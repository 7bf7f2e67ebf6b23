from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.annotation.strata import FEWEST, allocate, bands_of, draw, draw_stratified
from framing.errors import InputError


def test_bands_lie_on_both_sides_of_the_threshold() -> None:
    scores = np.array([0.0, 0.199, 0.2, 0.399, 0.4, 0.699, 0.7, 1.0])
    assert bands_of(scores, 0.4).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


@given(
    st.lists(st.tuples(st.integers(1, 400), st.floats(0, 0.5)), min_size=1, max_size=12),
    st.integers(1, 3),
    st.integers(0, 600),
)
@settings(max_examples=60, deadline=None)
def test_an_allocation_keeps_to_its_bounds_and_adds_up(strata: list[tuple[int, float]], n_sources: int, n: int) -> None:
    sizes = np.array([size for size, _ in strata])
    source = np.arange(len(sizes)) % n_sources
    least = np.minimum(sizes, FEWEST)
    if n < least.sum():
        with pytest.raises(InputError, match="too few for"):
            allocate(sizes, np.array([s for _, s in strata]), source, n)
        return
    counts = allocate(sizes, np.array([s for _, s in strata]), source, n)
    assert (counts >= least).all() and (counts <= sizes).all()
    assert counts.sum() == min(n, sizes.sum())


def test_sources_get_the_same_number_where_they_have_it() -> None:
    sizes, source = np.array([1000, 100, 30, 10]), np.array([0, 0, 1, 1])
    counts = allocate(sizes, np.full(4, 0.3), source, 100)
    assert counts[source == 1].sum() == 40  # all it has
    assert counts[source == 0].sum() == 60


def test_every_row_of_a_stratum_is_drawn_equally_often() -> None:
    stratum, sizes, counts = np.repeat([0, 1], [10, 4]), np.array([10, 4]), np.array([3, 2])
    often = np.mean([draw(stratum, sizes, counts, seed).chosen for seed in range(4000)], axis=0)
    assert np.abs(often - np.repeat([0.3, 0.5], [10, 4])).max() < 0.03
    drawn = draw(stratum, sizes, counts, 1)
    assert drawn.chosen.sum() == 5 and np.allclose(drawn.probability, np.repeat([0.3, 0.5], [10, 4]))


def test_a_draw_depends_on_its_seed_alone_and_leaves_the_global_generator() -> None:
    scores, source = np.linspace(0, 1, 200), np.arange(200) % 2
    np.random.seed(5)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    a, b, c = (draw_stratified(scores, source, 0.5, 40, seed) for seed in (1, 1, 2))
    assert (a.chosen == b.chosen).all() and (a.chosen != c.chosen).any()
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_more_are_drawn_where_the_model_is_unsure() -> None:
    scores = np.concatenate([np.full(100, 0.01), np.full(100, 0.45)])
    drawn = draw_stratified(scores, np.zeros(200, dtype=int), 0.5, 60, 0)
    assert drawn.chosen[100:].sum() > 1.5 * drawn.chosen[:100].sum()
