from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from sklearn.metrics import f1_score, roc_auc_score

from framing.errors import InputError, UnknownNameError
from framing.evaluation.paired import (
    COMPARED,
    PAIRED_COLUMNS,
    compare_measured,
    compare_models,
    compare_predictions,
    holm,
    mcnemar,
)
from framing.evaluation.predictions import as_predictions, measure


def predictions(models: dict[str, float], articles: int = 40, each: int = 10, seed: int = 0) -> pd.DataFrame:
    """Models that are right with a probability each, on the same rows."""
    rng = np.random.default_rng(seed)
    n = articles * each
    label, article = rng.integers(0, 2, n), np.repeat([f"a{k}" for k in range(articles)], each)
    tables = []
    for name, right in models.items():
        correct = rng.random(n) < right
        p = np.where(correct == (label == 1), 0.6, 0.1) + rng.random(n) / 4
        tables.append(
            pd.DataFrame(
                {"model": name, "row_id": [f"r{k}" for k in range(n)], "article": article, "label": label,
                 "probability": p, "threshold": 0.5, "fold": 0}
            )
        )  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def test_differences_are_those_of_the_metrics() -> None:
    rows = predictions({"a": 0.8, "b": 0.75})
    table = compare_predictions(rows)
    assert tuple(table.columns) == PAIRED_COLUMNS and tuple(table["metric"]) == COMPARED
    a, b = (group for _, group in rows.groupby("model"))
    by_metric = table.set_index("metric")
    expected = [f1_score(m["label"], m["probability"] >= 0.5, average="macro") for m in (a, b)]
    assert by_metric.loc["macro_f1", ["value_a", "value_b"]].tolist() == pytest.approx(expected)
    expected = [roc_auc_score(m["label"], m["probability"]) for m in (a, b)]
    assert by_metric.loc["auc", "difference"] == pytest.approx(expected[0] - expected[1])
    assert (table["low"] < table["difference"]).all() and (table["difference"] < table["high"]).all()
    assert (table["n"] == 400).all() and (table["clusters"] == 40).all()


def test_the_interval_of_accuracy_is_the_t_interval_of_articles() -> None:
    from scipy import stats

    rows = predictions({"a": 0.8, "b": 0.75}, articles=25)
    right = (rows["probability"] >= 0.5) == (rows["label"] == 1)
    by_article = rows.assign(right=right).pivot_table(index="article", columns="model", values="right", sort=False)
    difference = by_article["a"] - by_article["b"]
    found = compare_predictions(rows, metrics=["accuracy"]).iloc[0]
    expected = stats.t.interval(0.95, 24, difference.mean(), stats.sem(difference))
    assert (found["low"], found["high"]) == pytest.approx(expected)
    assert found["p"] == pytest.approx(stats.ttest_rel(by_article["a"], by_article["b"]).pvalue)


def test_paired_intervals_are_narrower_where_models_fail_together() -> None:
    rows = predictions({"a": 0.8, "b": 0.8}, articles=100)
    a = rows[rows["model"] == "a"]
    rng = np.random.default_rng(3)
    near = a.assign(model="near", probability=np.where(rng.random(len(a)) < 0.03, 0.5, a["probability"]))
    table = compare_predictions(pd.concat([rows, near]), against="a", metrics=["macro_f1"])
    width = (table["high"] - table["low"]).set_axis(table["model_a"])
    assert width["near"] < width["b"] / 2


def test_a_model_does_not_differ_from_itself() -> None:
    rows = predictions({"a": 0.8})
    table = compare_predictions(pd.concat([rows, rows.assign(model="again")]))
    assert (table[["difference", "low", "high"]] == 0).all(axis=None)
    assert (table[["p", "p_adjusted", "mcnemar_p"]] == 1).all(axis=None)


def test_the_order_of_rows_and_models_does_not_matter() -> None:
    rows = predictions({"a": 0.8, "b": 0.7}, articles=70)
    shuffled = pd.concat([group.sample(frac=1, random_state=1) for _, group in rows.groupby("model")])
    one = compare_predictions(rows, metrics=["mcc"]).iloc[0]
    other = compare_predictions(shuffled, metrics=["mcc"]).iloc[0]
    assert one["difference"] == pytest.approx(other["difference"])


def test_mcnemar_is_the_exact_binomial_test() -> None:
    a = np.array([1] * 30 + [0] * 10 + [1] * 50, dtype=bool)
    b = np.array([0] * 30 + [1] * 10 + [1] * 50, dtype=bool)
    only_a, only_b, p = mcnemar(a, b)
    assert (only_a, only_b) == (30, 10)
    assert p == pytest.approx(binomtest(10, 40).pvalue)
    assert mcnemar(a, a) == (0, 0, 1.0)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, np.nan, 0.03]).tolist() == pytest.approx([0.03, 0.06, np.nan, 0.06], nan_ok=True)
    assert np.isnan(holm([np.nan])).all()


def test_holm_is_over_the_pairs_within_a_metric() -> None:
    table = compare_predictions(predictions({"a": 0.8, "b": 0.75, "c": 0.6}), metrics=["mcc", "auc"])
    assert list(zip(table["model_a"], table["model_b"], strict=True))[::2] == [("a", "b"), ("a", "c"), ("b", "c")]
    for metric in ("mcc", "auc"):
        rows = table[table["metric"] == metric]
        assert rows["p_adjusted"].tolist() == pytest.approx(holm(rows["p"]).tolist())
    assert (table["mcnemar_p_adjusted"] >= table["mcnemar_p"]).all()


def test_metrics_that_were_measured_before_give_the_same() -> None:
    rows = predictions({"a": 0.8, "b": 0.75}, articles=80).sort_values("row_id", kind="stable")
    stored = as_predictions(rows.assign(kind="binary", corpus="toy", split="dev", task="t", view="all", seed=0))
    stored["predicted"] = (stored["probability"] >= 0.5).astype(float)
    before = compare_measured(measure(stored, 500, 0)).set_index("metric")
    anew = compare_predictions(rows, resamples=500).set_index("metric")
    both = ["macro_f1", "mcc", "auc"]
    columns = ["difference", "low", "high", "p"]
    pd.testing.assert_frame_equal(before.loc[both, columns], anew.loc[both, columns])
    assert before["mcnemar_p"].isna().all() and before["only_a"].isna().all()


def test_what_cannot_be_compared_is_named() -> None:
    rows = predictions({"a": 0.8, "b": 0.75})
    with pytest.raises(InputError, match="no column 'label'"):
        compare_predictions(rows.drop(columns="label"))
    with pytest.raises(InputError, match="a comparison needs two"):
        compare_predictions(rows[rows["model"] == "a"])
    with pytest.raises(InputError, match="'b' was asked about other rows than 'a'"):
        compare_predictions(rows.iloc[:-1])
    with pytest.raises(InputError, match="two predictions for row 'r0'"):
        compare_predictions(pd.concat([rows, rows.iloc[:1]]))
    with pytest.raises(InputError, match="labels beside 'b'"):
        compare_predictions(rows.assign(label=rows["label"].where(rows["model"] == "a", 1 - rows["label"])))
    with pytest.raises(UnknownNameError, match="'c'"):
        compare_predictions(rows, against="c")
    with pytest.raises(UnknownNameError, match="macro_f1"):
        compare_predictions(rows, metrics=["macro_f"])
    one = pd.DataFrame({"model": ["a", "b"], "metric": "mcc", "value": 0.5, "n": [9, 8], "clusters": 3})
    with pytest.raises(InputError, match="not measured on the same rows"):
        compare_measured(one.assign(draws=[np.zeros(3)] * 2))


class Knows:
    """A model that knows a word."""

    card: dict[str, Any] = {}  # noqa: RUF012
    thresholds: dict[str, float] = {}  # noqa: RUF012
    tasks = ("loaded_language",)

    def __init__(self, word: str) -> None:
        self.name = self.word = word

    def predict_proba(self, X: Any, task: str, view: str | None = None) -> np.ndarray:
        p = np.array([0.9 if self.word in text else 0.2 for text in X])
        return np.column_stack([1 - p, p])


def test_models_and_baselines_on_a_corpus(toy: str) -> None:
    table = compare_models([Knows("vile"), Knows("bridge")], toy, "dev", against="vile", baselines=["majority"])
    assert set(zip(table["model_a"], table["model_b"], strict=True)) == {("bridge", "vile"), ("majority", "vile")}
    by_pair = table.set_index(["model_a", "metric"])
    assert by_pair.loc[("bridge", "accuracy"), "difference"] == -1
    assert by_pair.loc[("bridge", "accuracy"), "only_b"] == 40
    assert by_pair.loc[("majority", "auc"), "value_a"] == 0.5
    with pytest.raises(InputError, match="two or more"):
        compare_models([Knows("vile")], toy, "dev")
    with pytest.raises(InputError, match="a name of its own"):
        compare_models([Knows("vile"), Knows("vile")], toy, "dev")


def test_articles_that_are_not_known_are_rows() -> None:
    rows = predictions({"a": 0.9, "b": 0.7})
    found = compare_predictions(rows.assign(article=None), resamples=20)
    pd.testing.assert_frame_equal(found, compare_predictions(rows.drop(columns="article"), resamples=20))


def test_nothing_to_compare_is_told() -> None:
    with pytest.raises(InputError, match="two models and a metric"):
        compare_predictions(predictions({"a": 0.9, "b": 0.7}), metrics=())
