from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError
from framing.evaluation.prior_shift import correct_prior, estimate_prior, prior_shift, shift_prior


def sample(n: int, share: float, seed: int = 0, old: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    """Labels of which ``share`` is positive, and what a model calibrated at ``old`` says: a normal feature a class."""
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < share).astype(int)
    x = rng.normal(2.0 * y, 1.0)
    return y, 1 / (1 + np.exp(-(2.0 * x - 2.0 + np.log(old / (1 - old)))))


def test_the_formula() -> None:
    assert shift_prior([0.5], 0.5, 0.2)[0] == pytest.approx(0.2)
    assert shift_prior([0.0, 1.0, np.nan], 0.5, 0.2)[:2].tolist() == [0.0, 1.0]
    assert np.isnan(shift_prior([np.nan], 0.5, 0.2)).all()
    p = np.array([[0.1, 0.7], [0.4, 0.9]])
    assert np.allclose(shift_prior(shift_prior(p, 0.4, 0.1), 0.1, 0.4), p)
    for wrong in (0.0, 1.0, -0.1, float("nan")):
        with pytest.raises(InputError, match="share of positives"):
            shift_prior(p, 0.4, wrong)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.75])
def test_an_unknown_share_is_found(share: float) -> None:
    y, p = sample(4000, share)
    value, low, high = estimate_prior(p, 0.4, resamples=200)
    assert low < value < high and high - low < 0.1
    assert value == pytest.approx(y.mean(), abs=0.03)
    if share != 0.4:
        # The mean probability stays too near to the old share.
        assert abs(p.mean() - y.mean()) > 2 * abs(value - y.mean())


def test_it_is_where_em_converges() -> None:
    _, p = sample(500, 0.2, seed=2)
    share = 0.4
    for _ in range(2000):
        share = float(shift_prior(p, 0.4, share).mean())
    assert estimate_prior(p, 0.4)[0] == pytest.approx(share, abs=1e-6)


def test_rows_without_probability_and_extremes() -> None:
    assert estimate_prior([0.1, np.nan, 0.05], 0.4)[0] == pytest.approx(0.0, abs=1e-9)
    assert estimate_prior([0.9, 0.99], 0.4)[0] == pytest.approx(1.0, abs=1e-9)
    with pytest.raises(InputError, match="No probability"):
        estimate_prior([np.nan], 0.4)


def test_resampling_takes_whole_articles() -> None:
    _, p = sample(300, 0.3, seed=3)
    single = estimate_prior(p, 0.4, resamples=300)
    tenfold = estimate_prior(np.tile(p, 10), 0.4, np.tile(np.arange(300), 10), resamples=300)
    assert tenfold[2] - tenfold[1] == pytest.approx(single[2] - single[1], rel=0.2)


def test_a_column_of_scores_is_corrected() -> None:
    y, p = sample(3000, 0.1, seed=4)
    scores = pd.DataFrame({"sentence_id": range(3000), "editorializing": p, "text": "x"})
    scores.loc[5, "editorializing"] = np.nan
    scores.attrs = {"model": "m"}
    known, found = correct_prior(scores, old=0.4, new=0.1), correct_prior(scores, old=0.4)
    assert np.isnan(known["editorializing"][5]) and (scores["editorializing"].drop(5) == np.delete(p, 5)).all()
    assert known["editorializing"].mean() == pytest.approx(y.mean(), abs=0.01)
    assert found["editorializing"].mean() == pytest.approx(y.mean(), abs=0.02)
    assert known.attrs["priors"]["editorializing"] == {"old": 0.4, "new": 0.1, "estimated": False}
    assert found.attrs["model"] == "m" and found.attrs["priors"]["editorializing"]["estimated"]
    assert scores.attrs == {"model": "m"}
    with pytest.raises(InputError, match=r"no column 'editorialising'.*editorializing"):
        correct_prior(scores, "editorialising", old=0.4)
    with pytest.raises(InputError, match="no probabilities"):
        correct_prior(scores, "sentence_id", old=0.4)


def test_parts_with_other_shares() -> None:
    first, second = sample(1500, 0.4, seed=5), sample(1500, 0.15, seed=6)
    table = prior_shift(
        np.concatenate([first[0], second[0]]),
        np.concatenate([first[1], second[1]]),
        ["train"] * 1500 + ["test"] * 1500,
        old=0.4,
        resamples=50,
        simulations=50,
    )
    value = table.set_index(["part", "correction", "metric"])["value"]
    assert value["test", "none", "rmsce_debiased"] > 0.06
    assert value["test", "none", "in_the_large"] > 0.06
    for correction in ("known", "estimated"):
        assert value["test", correction, "rmsce_debiased"] < 0.04
        assert abs(value["test", correction, "in_the_large"]) < 0.03
    assert value["train", "none", "rmsce_debiased"] < 0.03
    estimated = table[(table["part"] == "test") & (table["correction"] == "estimated")].iloc[0]
    assert estimated["prior_low"] < 0.15 < estimated["prior_high"]
    with pytest.raises(InputError, match="one part for each row"):
        prior_shift([0, 1], [0.2, 0.3], ["a"])


def test_rows_without_an_article_are_articles_of_their_own() -> None:
    p = np.random.default_rng(0).random(100)
    assert estimate_prior(p, 0.5, [None] * 100, resamples=20) == estimate_prior(p, 0.5, resamples=20)
