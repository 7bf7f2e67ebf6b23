from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.evaluation import ranking
from framing.evaluation.bootstrap import cluster_weights
from framing.evaluation.ranking import weighted_auc, weighted_precision


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(8, 200), clusters=st.integers(1, 12))
def test_both_ways_to_the_auc_agree(seed: int, rows: int, clusters: int) -> None:
    rng = np.random.default_rng(seed)
    y, group = rng.integers(0, 2, rows).astype(float), rng.integers(0, clusters, rows)
    p, strata = np.round(rng.random(rows), 1), rng.integers(0, 2, rows)
    weights = cluster_weights(clusters, 30, seed)
    by_clusters = ranking._auc_of_clusters(y, p, group, weights, strata)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "_CELLS", 1)  # too little room for pairs of clusters
        by_rows = weighted_auc(y, p, group, weights, strata)
    np.testing.assert_allclose(by_clusters, by_rows, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(2, 60))
def test_average_precision_lies_between_its_ends(seed: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    y, p = rng.integers(0, 2, rows).astype(float), rng.random(rows)
    whole, plain = np.ones((1, rows)), np.zeros(rows)
    found = weighted_precision(y, p, np.arange(rows), whole, plain)[0]
    if 0 < y.sum() < rows:
        assert 0 < found <= 1
        assert weighted_precision(y, y, np.arange(rows), whole, plain)[0] == 1
        # Scores that say nothing: the share of positives.
        assert weighted_precision(y, plain, np.arange(rows), whole, plain)[0] == pytest.approx(y.mean())
    else:
        assert np.isnan(found)


@pytest.mark.parametrize("shift", [0.0, -1.0])
def test_scores_may_be_logits(shift: float) -> None:
    y, p = np.array([0.0, 1.0, 0.0]), np.array([0.0, 1.0, 2.0]) + shift
    got = (
        measure(y, p, np.arange(3), np.ones((1, 3)), np.zeros(3))[0] for measure in (weighted_auc, weighted_precision)
    )
    assert list(got) == [0.5, 0.5]
