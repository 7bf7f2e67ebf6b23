from __future__ import annotations

import json

import numpy as np
import pytest

from framing.errors import ConfigError, InputError
from framing.models.calibration import (
    METHODS,
    Calibration,
    best_threshold,
    cross_fit,
    expit,
    fit_calibration,
    macro_f1,
)


def overconfident(n: int = 4000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Logits three times too large and shifted, with their labels."""
    rng = np.random.default_rng(seed)
    true = rng.normal(0, 1.5, n)
    return 3 * true + 1, (rng.random(n) < expit(true)).astype(int)


@pytest.mark.parametrize("method", METHODS)
def test_calibration_mends_overconfident_logits(method: str) -> None:
    calibration = fit_calibration(*overconfident(), method)
    logits, labels = overconfident(seed=1)
    before, after = expit(logits), calibration(logits)
    assert np.mean((after - labels) ** 2) < np.mean((before - labels) ** 2) - 0.01
    for low in (0.1, 0.4, 0.7):
        inside = (after >= low) & (after < low + 0.2)
        assert abs(after[inside].mean() - labels[inside].mean()) < 0.05


@pytest.mark.parametrize("method", METHODS)
def test_calibration_never_falls_and_stays_a_probability(method: str) -> None:
    calibration = fit_calibration(*overconfident(), method)
    out = calibration(np.linspace(-1000, 1000, 5001))
    assert (np.diff(out) >= 0).all()
    assert out.min() >= 0 and out.max() <= 1


def test_sigmoid_finds_slope_and_intercept() -> None:
    calibration = fit_calibration(*overconfident(20_000))
    assert calibration.x[0] == pytest.approx(1 / 3, abs=0.02)
    assert calibration.y[0] == pytest.approx(-1 / 3, abs=0.06)


@pytest.mark.parametrize("method", METHODS)
def test_json_and_back(method: str) -> None:
    calibration = fit_calibration(*overconfident(), method)
    assert Calibration.from_plain(json.loads(json.dumps(calibration.to_plain()))) == calibration


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {},
        {"method": "spline", "x": [1], "y": [0]},
        {"method": "sigmoid", "x": [1], "y": []},
        {"method": "isotonic", "x": [2, 1], "y": [0, 1]},
        {"method": "sigmoid", "x": ["nan"], "y": [0]},
        {"method": "sigmoid", "x": [-1], "y": [0]},
        {"method": "sigmoid", "x": [1, 2], "y": [0, 1]},
        {"method": "isotonic", "x": [1, 2], "y": [0.9, 0.1]},
        {"method": "isotonic", "x": [1, 2], "y": [0.1, 1.1]},
    ],
)
def test_what_is_no_calibration_is_refused(plain: object) -> None:
    with pytest.raises(InputError, match="Not a calibration"):
        Calibration.from_plain(plain)


def test_what_cannot_be_calibrated_is_refused() -> None:
    with pytest.raises(InputError, match="rows of both labels"):
        fit_calibration(np.arange(5.0), np.ones(5))
    with pytest.raises(InputError, match="nothing was learned"):
        fit_calibration(np.arange(50.0), np.arange(50) < 25)
    with pytest.raises(ConfigError, match="sigmoid, isotonic"):
        fit_calibration(np.arange(5.0), np.arange(5) % 2, "spline")


def test_the_best_threshold_maximizes_macro_f1() -> None:
    labels = np.array([0] * 80 + [1] * 20)
    probabilities = np.r_[np.linspace(0, 0.3, 80), np.linspace(0.4, 0.6, 20)]
    threshold = best_threshold(probabilities, labels)
    assert 0.3 < threshold <= 0.4
    assert macro_f1(labels, probabilities >= threshold) == 1


def test_macro_f1_by_hand() -> None:
    assert macro_f1(np.array([1, 1, 0, 0]), np.array([1, 0, 0, 0])) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert macro_f1(np.zeros(4), np.zeros(4)) == 0.5


def test_cross_fitting_holds_groups_apart() -> None:
    groups = np.repeat(np.arange(20), 3)
    labels = np.arange(60) % 2
    calls = []

    def fit_and_apply(train: np.ndarray, held_out: np.ndarray) -> np.ndarray:
        assert not set(groups[train]) & set(groups[held_out])
        assert sorted([*train, *held_out]) == list(range(60))
        calls.append(len(held_out))
        return held_out.astype(float)

    out = cross_fit(labels, groups, fit_and_apply, folds=4, seed=0)
    np.testing.assert_array_equal(out, np.arange(60))
    assert len(calls) == 4
    with pytest.raises(InputError, match="20 groups of rows for 30 folds"):
        cross_fit(labels, groups, fit_and_apply, folds=30, seed=0)


def test_expit_does_not_overflow() -> None:
    with np.errstate(over="raise", invalid="raise"):
        np.testing.assert_allclose(expit(np.array([-1000.0, 0.0, 1000.0])), [0, 0.5, 1])
