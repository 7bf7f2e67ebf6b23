from __future__ import annotations

import numpy as np
import pytest

from framing.errors import InputError
from framing.models.calibration_several import (
    both_f1,
    choose_cuts,
    choose_strength,
    cuts_at,
    fit_shrunk,
    log_loss,
)

FRAMES = 6
SHIFTS = np.array([0.0, -1.0, -2.0, -3.0, -4.0, -5.0])


def sample(n: int, seed: int = 0, slope: float = 0.5, spread: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits that are too extreme, labels, and folds; later frames are rarer and rarer."""
    rng = np.random.default_rng(seed)
    true = SHIFTS + rng.normal(0, 2.0, (n, FRAMES))
    labels = (rng.random((n, FRAMES)) < 1 / (1 + np.exp(-true))).astype(float)
    slopes = slope * np.exp(spread * np.array([-1, 1, -1, 1, -1, 1]))
    return true / slopes, labels, np.arange(n) % 5


def test_the_curves_are_found_where_there_are_rows() -> None:
    z, y, _ = sample(6000)
    curves = fit_shrunk(z, y, 1.0)
    assert np.allclose(curves.slopes, 0.5, atol=0.06) and np.allclose(curves.intercepts, 0.0, atol=0.25)
    assert np.allclose(curves(z), np.column_stack([one(z[:, k]) for k, one in enumerate(curves.curves())]))
    # As strong as can be, all frames share one curve.
    shared = fit_shrunk(z, y, 1e7)
    assert np.ptp(shared.slopes) < 1e-3 and np.ptp(shared.intercepts) < 1e-3


def test_a_label_without_rows_has_the_shared_curve_and_missing_cells_do_not_count() -> None:
    z, y, _ = sample(2000)
    y[:, 5] = np.nan
    curves = fit_shrunk(z, y, 10.0)
    others = np.exp(np.log(curves.slopes[:5]).mean())
    assert curves.slopes[5] == pytest.approx(others, rel=0.01)
    holes = y.copy()
    holes[:1000, :5] = np.nan
    half = fit_shrunk(z[1000:], y[1000:], 10.0)
    assert np.allclose(fit_shrunk(z, holes, 10.0).slopes, half.slopes, atol=1e-3)
    with pytest.raises(InputError, match="positive and negative"):
        fit_shrunk(z, np.zeros_like(z), 1.0)


def test_weights_are_repetitions() -> None:
    z, y, _ = sample(300)
    w = np.arange(300) % 3
    rows = np.repeat(np.arange(300), w)
    weighted, repeated = fit_shrunk(z, y, 3.0, w), fit_shrunk(z[rows], y[rows], 3.0)
    assert np.allclose(weighted.slopes, repeated.slopes, atol=1e-3)


def test_few_rows_are_shrunk_more_and_it_pays() -> None:
    z, y, fold = sample(250, seed=1)
    strength, losses, p = choose_strength(z, y, fold, np.ones(250))
    assert strength >= 10 and losses[strength] == min(losses.values())
    assert losses[strength] == pytest.approx(log_loss(p, y, np.ones(250)))
    new_z, new_y, _ = sample(20_000, seed=2)
    loss = {s: log_loss(fit_shrunk(z, y, s)(new_z), new_y, np.ones(20_000)) for s in (0.01, strength)}
    assert loss[strength] < loss[0.01]
    # Frames whose scales do differ, and rows enough to see it, are left to themselves.
    z, y, fold = sample(3000, seed=3, spread=0.5)
    assert choose_strength(z, y, fold, np.ones(3000))[0] <= 10


def test_thresholds_are_common_unless_own_ones_win() -> None:
    z, y, fold = sample(300, seed=4, slope=1.0)
    p = 1 / (1 + np.exp(-z))
    article = np.arange(300)
    cuts = choose_cuts(p, y, fold, article, seed=0)
    if cuts.prior_rows == np.inf:
        assert np.ptp(cuts.thresholds) == 0
    assert 0.15 < cuts.thresholds[0] < 0.6
    # Probabilities of half the frames are ten times too low: no common threshold serves them all.
    z, y, fold = sample(3000, seed=5, slope=1.0)
    p = 1 / (1 + np.exp(-z))
    p[:, 1::2] /= 10
    cuts = choose_cuts(p, y, fold, np.arange(3000), seed=0)
    assert cuts.prior_rows < np.inf and cuts.gain > cuts.error > 0
    assert cuts.thresholds[1] < 0.1 < cuts.thresholds[0]
    common = cuts_at(p, y, np.inf)
    assert both_f1(y > 0, p >= cuts.thresholds) > both_f1(y > 0, p >= common) + 0.02


def test_own_thresholds_are_drawn_to_the_common_one_by_the_number_of_positives() -> None:
    z, y, _ = sample(400, seed=6)
    p = 1 / (1 + np.exp(-z))
    common, own, between = (cuts_at(p, y, prior) for prior in (np.inf, 0.0, 30.0))
    n = (y > 0).sum(axis=0)
    assert np.allclose(between, (n * own + 30 * common) / (n + 30))
    y[:, 5] = np.nan
    assert cuts_at(p, y, 0.0)[5] == cuts_at(p, y, np.inf)[0]


def test_f1_by_hand() -> None:
    wanted = np.array([[1, 0, 0], [1, 1, 0]], dtype=bool)
    found = np.array([[1, 1, 0], [0, 1, 0]], dtype=bool)
    micro, macro = 2 * 2 / 6, (2 / 3 + 2 / 3) / 2  # the third label neither occurs nor is found
    assert both_f1(wanted, found) == pytest.approx((micro + macro) / 2)
    assert both_f1(wanted & False, found & False) == 0
