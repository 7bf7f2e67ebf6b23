from __future__ import annotations

import numpy as np
import pytest

from framing.errors import InputError
from framing.evaluation.calibration import (
    CALIBRATION_COLUMNS,
    CALIBRATION_METRICS,
    calibration_metrics,
    reliability_bins,
)


def sample(n: int, slope: float = 1.0, shift: float = 0.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities, and labels that are drawn with the logit ``slope * logit(p) + shift``."""
    rng = np.random.default_rng(seed)
    p = rng.beta(1.0, 1.5, n)
    true = 1 / (1 + np.exp(-slope * np.log(p / (1 - p)) - shift))
    return (rng.random(n) < true).astype(int), p


def by_metric(y: np.ndarray, p: np.ndarray, **options: object) -> dict[str, dict[str, float]]:
    return calibration_metrics(y, p, **options).set_index("metric").to_dict("index")  # type: ignore[arg-type]


def test_columns_and_counts() -> None:
    y, p = sample(300)
    table = calibration_metrics(y, p, np.repeat(np.arange(60), 5), resamples=50, simulations=50)
    assert tuple(table.columns) == CALIBRATION_COLUMNS
    assert list(table["metric"]) == list(CALIBRATION_METRICS)
    assert (table["n"] == 300).all() and (table["clusters"] == 60).all()
    assert (table["low"] <= table["high"]).all() and (table["perfect_low"] <= table["perfect_high"]).all()


def test_errors_by_hand() -> None:
    # Two bins: probability .2 with 1 of 4 positive, .8 with 2 of 4.
    p = np.array([0.2] * 4 + [0.8] * 4)
    y = np.array([1, 0, 0, 0, 1, 1, 0, 0])
    found = by_metric(y, p, resamples=0, simulations=10)
    assert found["ece"]["value"] == pytest.approx((0.05 + 0.3) / 2)
    assert found["rmsce"]["value"] == pytest.approx(np.sqrt((0.05**2 + 0.3**2) / 2))
    noise = (0.25 * 0.75 / 3 + 0.5 * 0.5 / 3) / 2
    assert noise > 0.3**2 / 2  # so small a sample shows nothing
    assert found["rmsce_debiased"]["value"] == 0
    assert found["in_the_large"]["value"] == pytest.approx(0.5 - 3 / 8)
    assert found["brier"]["value"] == pytest.approx(np.mean((p - y) ** 2))


def test_the_recalibration_is_that_of_a_logistic_regression() -> None:
    from sklearn.linear_model import LogisticRegression

    y, p = sample(800, slope=0.6, shift=0.4)
    found = by_metric(y, p, resamples=0, simulations=5)
    z = np.log(p / (1 - p))[:, None]
    line = LogisticRegression(C=1e9, tol=1e-10).fit(z, y)
    assert found["slope"]["value"] == pytest.approx(line.coef_[0, 0], abs=1e-4)
    assert found["intercept"]["value"] == pytest.approx(line.intercept_[0], abs=1e-4)


def test_debiased_errors_are_right_on_average() -> None:
    plain, debiased, linear = [], [], []
    for seed in range(60):
        found = by_metric(*sample(600, seed=seed), resamples=0, simulations=2)
        plain.append(found["rmsce"]["value"] ** 2)
        debiased.append(found["rmsce_debiased"]["value"])
        linear.append((found["ece_debiased"]["value"], found["ece"]["value"]))
    assert np.sqrt(np.mean(plain)) > 0.055  # what a perfect model seems to get wrong
    assert np.mean(debiased) < 0.3 * np.sqrt(np.mean(plain))
    assert np.mean([one for one, _ in linear]) < 0.65 * np.mean([other for _, other in linear])
    # Probabilities that are too extreme: the true error comes out, from few rows as from many.
    true = by_metric(*sample(200_000, slope=0.5, seed=99), resamples=0, simulations=2)["rmsce"]["value"]
    few = [by_metric(*sample(600, 0.5, seed=s), resamples=0, simulations=2) for s in range(40)]
    assert np.mean([one["rmsce_debiased"]["value"] for one in few]) == pytest.approx(true, abs=0.005)
    assert np.mean([one["rmsce"]["value"] for one in few]) > true + 0.01


def test_intervals_hold_the_truth_and_a_perfect_model_is_within_its_range() -> None:
    y, p = sample(2000, slope=0.6, seed=3)
    found = by_metric(y, p, resamples=300, simulations=300)
    assert found["slope"]["low"] < 0.6 < found["slope"]["high"] < 0.9
    assert found["rmsce_debiased"]["low"] > found["rmsce_debiased"]["perfect_high"]
    y, p = sample(2000, seed=4)
    for name, metric in by_metric(y, p, resamples=300, simulations=300).items():
        assert metric["perfect_low"] <= metric["value"] <= metric["perfect_high"], name
        assert metric["low"] <= metric["value"] <= metric["high"], name


def test_rows_of_one_article_are_not_independent() -> None:
    y, p = sample(200, seed=5)
    alone = by_metric(y, p, resamples=300, simulations=2)["slope"]
    ten = np.tile(y, 10), np.tile(p, 10), np.tile(np.arange(200), 10)
    together = calibration_metrics(*ten, resamples=300, simulations=2).set_index("metric").loc["slope"]
    naive = by_metric(*ten[:2], resamples=300, simulations=2)["slope"]
    width = alone["high"] - alone["low"]
    assert together["high"] - together["low"] == pytest.approx(width, rel=0.2)
    assert naive["high"] - naive["low"] < 0.5 * width


def test_the_seed_decides() -> None:
    y, p = sample(150)
    one, same, other = (calibration_metrics(y, p, resamples=40, simulations=40, seed=s) for s in (1, 1, 2))
    assert one.equals(same) and not one.equals(other)


def test_what_cannot_be_said_is_missing() -> None:
    found = by_metric(np.zeros(20), np.linspace(0.1, 0.4, 20), resamples=20, simulations=5)
    assert np.isnan(found["slope"]["value"]) and found["in_the_large"]["value"] > 0.2
    assert calibration_metrics([], [])["value"].isna().all()
    with pytest.raises(InputError, match="between 0 and 1"):
        calibration_metrics([1, 0], [0.5, np.nan])
    with pytest.raises(InputError, match="bins"):
        calibration_metrics([1, 0], [0.5, 0.4], bins=0)


def test_bins_of_the_diagram() -> None:
    y, p = sample(1500, slope=0.4, seed=6)
    bins = reliability_bins(y, p, bins=10, resamples=200, simulations=200)
    assert len(bins) == 10 and bins["n"].sum() == 1500 and bins["n"].max() - bins["n"].min() <= 2
    assert bins["probability"].is_monotonic_increasing
    assert ((bins["start"] <= bins["probability"]) & (bins["probability"] <= bins["end"])).all()
    assert ((bins["low"] <= bins["share"]) & (bins["share"] <= bins["high"])).all()
    assert bins["share"].iloc[-1] < bins["perfect_low"].iloc[-1]
    assert bins["share"].iloc[0] > bins["perfect_high"].iloc[0]
    assert len(reliability_bins(np.array([0, 1, 1]), np.full(3, 0.4))) == 1
    assert reliability_bins([], []).empty
