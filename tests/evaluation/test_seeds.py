from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from framing.errors import InputError
from framing.evaluation.seeds import SEED_COLUMNS, evaluate_seeds


class Noisy:
    """A model that knows one word, but for some rows that its seed gets wrong."""

    tasks = ("loaded_language",)
    thresholds = {"loaded_language": 0.5}  # noqa: RUF012
    card: dict[str, Any] = {}  # noqa: RUF012

    def __init__(self, seed: int, name: str = "noisy") -> None:
        self.seed, self.name = seed, name

    def predict_proba(self, X: Any, task: str, view: str | None = None) -> np.ndarray:
        wrong = np.random.default_rng(self.seed).random(len(list(X))) < 0.2
        p = np.where(np.array(["vile" in text for text in X]) ^ wrong, 0.9, 0.1)
        return np.column_stack([1 - p, p])


def test_each_model_then_their_mean_with_spread(toy: str) -> None:
    table = evaluate_seeds([Noisy(1), Noisy(2), Noisy(3)], toy, "dev", resamples=200, baselines=["majority"])
    assert tuple(table.columns) == SEED_COLUMNS
    assert list(table["model"].unique()) == ["noisy (1)", "noisy (2)", "noisy (3)", "mean of 3", "majority"]
    by_model = table.set_index(["model", "metric"])
    each = [by_model.loc[(f"noisy ({k})", "macro_f1"), "value"] for k in (1, 2, 3)]
    mean = by_model.loc[("mean of 3", "macro_f1")]
    assert mean["value"] == pytest.approx(np.mean(each)) and mean["sd"] == pytest.approx(np.std(each, ddof=1))
    assert mean["low"] < mean["value"] < mean["high"]
    assert by_model.drop(index="mean of 3", level=0)["sd"].isna().all()
    # Errors of the seeds average out, those of the sample do not: the mean's interval is narrower than one's.
    one = by_model.loc[("noisy (1)", "macro_f1")]
    assert mean["high"] - mean["low"] < one["high"] - one["low"]


def test_one_model_has_no_mean(toy: str) -> None:
    table = evaluate_seeds([Noisy(1)], toy, "dev", resamples=10, baselines=())
    assert list(table["model"].unique()) == ["noisy"] and table["sd"].isna().all()


def test_names_are_given_or_the_models_own(toy: str) -> None:
    models = [Noisy(1, "a"), Noisy(1, "b")]
    table = evaluate_seeds(models, toy, "dev", resamples=10, baselines=())
    assert list(table["model"].unique()) == ["a", "b", "mean of 2"]
    assert (table.loc[table["model"] == "mean of 2", "sd"] == 0).all()
    named = evaluate_seeds(models, toy, "dev", resamples=10, baselines=(), names=["x", "y"])
    assert list(named["model"].unique()) == ["x", "y", "mean of 2"]
    with pytest.raises(InputError, match="2 models and 1 names"):
        evaluate_seeds(models, toy, "dev", names=["x"])
    with pytest.raises(InputError, match="0 models"):
        evaluate_seeds([], toy, "dev")
