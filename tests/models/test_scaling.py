from __future__ import annotations

import numpy as np

from framing.models.scaling import BoundedScaler


def test_columns_are_standardized_bounded_and_weighted() -> None:
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(5, 2, 500), np.full(500, 3.0)])
    X[0, 0] = 1000
    scaled = BoundedScaler(bound=3, weight=0.5).fit_transform(X)
    assert scaled[0, 0] == 1.5
    assert np.abs(scaled).max() <= 1.5
    assert (scaled[:, 1] == 0).all()
    assert scaled.dtype == np.float32


def test_no_columns() -> None:
    assert BoundedScaler().fit(np.empty((3, 0))).transform(np.empty((2, 0))).shape == (2, 0)
