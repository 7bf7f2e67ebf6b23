from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from framing.errors import InputError
from framing.models.fusion import LateFusion


def data(n: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A logit that tells most, one feature that tells the rest, three that tell nothing."""
    rng = np.random.default_rng(seed)
    logit, feature = rng.normal(size=(2, n))
    y = (2 * logit + 1.5 * feature + rng.logistic(size=n) > 0).astype(int)
    return np.column_stack([3 * logit - 1, feature, rng.normal(size=(n, 3))]), y


def likelihood(y: np.ndarray, p: np.ndarray) -> float:
    return float(np.mean(np.log(np.where(y == 1, p, 1 - p))))


def test_a_feature_that_tells_the_rest_is_used() -> None:
    X, y = data()
    new, truth = data(seed=1)
    fused, alone = LateFusion(C=0.1).fit(X, y), LateFusion().fit(X[:, :1], y)
    found = fused.predict_proba(new)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert (fused.predict(new) == truth).mean() > (alone.predict(new[:, :1]) == truth).mean() + 0.05
    assert likelihood(truth, found[:, 1]) > likelihood(truth, alone.predict_proba(new[:, :1])[:, 1])


def test_with_the_logit_alone_it_is_platt_scaling() -> None:
    X, y = data()
    line = LogisticRegression(C=1e6, tol=1e-8).fit(X[:, :1], y)
    np.testing.assert_allclose(
        LateFusion().fit(X[:, :1], y).decision_function(X[:, :1]), line.decision_function(X[:, :1]), atol=0.02
    )


def test_features_that_are_penalized_away_leave_the_encoder_as_it_was() -> None:
    X, y = data()
    alone, fused = LateFusion().fit(X[:, :1], y), LateFusion(C=1e-4).fit(X, y)
    order = np.corrcoef(alone.decision_function(X[:, :1]), fused.decision_function(X))[0, 1]
    assert order > 0.99


def test_it_is_cloned_and_rows_do_not_depend_on_each_other() -> None:
    X, y = data(60)
    fused = clone(LateFusion(C=0.5, bound=2.0)).fit(X, y)
    assert fused.get_params() == {"C": 0.5, "bound": 2.0}
    np.testing.assert_allclose(fused.decision_function(X)[::-1], fused.decision_function(X[::-1]))


@settings(deadline=None, max_examples=25)
@given(st.floats(-50, 50), st.floats(0.1, 20))
def test_the_scale_and_origin_of_the_logits_do_not_matter(shift: float, scale: float) -> None:
    X, y = data(120)
    moved = X * np.array([scale, 1, 1, 1, 1]) + np.array([shift, 0, 0, 0, 0])
    np.testing.assert_allclose(
        LateFusion().fit(moved, y).decision_function(moved), LateFusion().fit(X, y).decision_function(X), atol=1e-2
    )


def test_bad_input_is_refused() -> None:
    X, y = data(20)
    with pytest.raises(InputError, match="labels 0 and 1, both"):
        LateFusion().fit(X, np.zeros(20))
    with pytest.raises(InputError, match="20 rows and 3 labels"):
        LateFusion().fit(X, y[:3])
    with pytest.raises(InputError, match=r"shape \(20,\)"):
        LateFusion().fit(X[:, 0], y)
    with pytest.raises(InputError, match="Got 2 columns; this fusion was fitted on 5"):
        LateFusion().fit(X, y).decision_function(X[:, :2])
