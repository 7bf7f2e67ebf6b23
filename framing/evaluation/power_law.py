"""A power law through the points of learning curves, many at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.evaluation.bootstrap import Floats

POWERS = np.linspace(0.1, 1.5, 29)
"""The exponents that are tried."""


def fit_power_law(rows: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Fit values = a − b · rows^−c by least squares, a at most 1 and b at least 0: returns a, b and c (curves,).

    ``rows`` (points,) are positive, ``values`` (curves, points). The law is that of learning curves (Figueroa et al.
    2012, Predicting sample size required for classification performance); c is the best of :data:`POWERS`.
    """
    n, y = np.asarray(rows, dtype=np.float64), np.asarray(values, dtype=np.float64)
    best = np.full(len(y), np.inf)
    found = np.zeros((3, len(y)))
    for c in POWERS:
        x = n**-c
        centred = x - x.mean()
        b = np.maximum(-(y @ centred) / (centred @ centred), 0.0)
        a = y.mean(axis=1) + b * x.mean()
        # A metric ends at 1: where the line would not, it is drawn through 1.
        b = np.where(a > 1, np.maximum((1 - y) @ x / (x @ x), 0.0), b)
        a = np.minimum(a, 1.0)
        loss = ((y - a[:, None] + b[:, None] * x) ** 2).sum(axis=1)
        better = loss < best
        best = np.where(better, loss, best)
        found = np.where(better, np.stack([a, b, np.full(len(y), c)]), found)
    return found[0], found[1], found[2]
