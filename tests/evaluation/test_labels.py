from __future__ import annotations

import numpy as np
import pytest

from framing.errors import InputError
from framing.evaluation.labels import auc_metrics, class_metrics, several_metrics


def test_classes_are_judged_as_scikit_learn_does() -> None:
    from sklearn.metrics import accuracy_score, f1_score

    rng = np.random.default_rng(0)
    y, guess, article = rng.integers(0, 3, 200), rng.integers(0, 3, 200), np.arange(200) // 2
    table = class_metrics(y, guess, 3, article, resamples=100).set_index("metric")
    assert table.loc["macro_f1", "value"] == pytest.approx(f1_score(y, guess, average="macro"))
    assert table.loc["accuracy", "value"] == pytest.approx(accuracy_score(y, guess))
    assert (table["n"] == 200).all() and (table["clusters"] == 100).all()
    assert (table["low"] < table["value"]).all() and (table["value"] < table["high"]).all()
    # One resample by hand: the articles as often as they were drawn.
    from framing.evaluation.bootstrap import cluster_weights

    drawn = np.repeat(np.arange(200), cluster_weights(100, 100, 0)[7].astype(int)[article])
    assert table.loc["macro_f1", "draws"][7] == pytest.approx(f1_score(y[drawn], guess[drawn], average="macro"))


def test_no_answer_is_an_error() -> None:
    table = class_metrics([0, 1, 2, 1], [0, 1, -1, -1], 3).set_index("metric")["value"]
    assert table["accuracy"] == 0.5
    assert table["macro_f1"] == pytest.approx((1 + 2 / 3 + 0) / 3)
    with pytest.raises(InputError, match="0 to 2"):
        class_metrics([0, 3], [0, 0], 3)
    with pytest.raises(InputError, match="one of each per row"):
        class_metrics([0, 1], [0], 3)


def test_labels_on_their_own() -> None:
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(1)
    y, found = rng.random((90, 5)) < 0.3, rng.random((90, 5)) < 0.3
    table = several_metrics(y, found, np.arange(90) // 3, resamples=50).set_index("metric")
    assert table.loc["micro_f1", "value"] == pytest.approx(f1_score(y, found, average="micro"))
    assert table.loc["macro_f1", "value"] == pytest.approx(f1_score(y, found, average="macro"))
    assert (table["clusters"] == 30).all()
    # A label that nobody gives is no label that was missed.
    y[:, 4] = found[:, 4] = False
    value = several_metrics(y, found).set_index("metric").loc["macro_f1", "value"]
    assert value == pytest.approx(f1_score(y[:, :4], found[:, :4], average="macro"))


def test_areas_under_the_curve() -> None:
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(2)
    y = rng.random((120, 3)) < 0.4
    y[:, 2] = False
    p = np.clip(0.4 * y + 0.6 * rng.random((120, 3)), 0, 1)
    table = auc_metrics(y, p, ("a", "b", "never"), np.arange(120) // 2, resamples=50).set_index("metric")
    assert list(table.index) == ["auc", "auc_a", "auc_b"]
    for k, name in enumerate(("a", "b")):
        assert table.loc[f"auc_{name}", "value"] == pytest.approx(roc_auc_score(y[:, k], p[:, k]))
    assert table.loc["auc", "value"] == pytest.approx(table.loc[["auc_a", "auc_b"], "value"].mean())


def test_nothing_to_judge_is_missing() -> None:
    assert class_metrics([], [], 3)["value"].isna().all()
    assert several_metrics(np.zeros((0, 3)), np.zeros((0, 3)))["value"].isna().all()
    assert auc_metrics(np.ones((3, 1)), np.ones((3, 1)), ("a",))["value"].isna().all()


def test_rows_without_an_article_are_articles_of_their_own() -> None:
    table = class_metrics([0, 1, 2, 1], [0, 1, 1, 1], 3, clusters=[None, "a", None, "a"])
    assert table["clusters"].tolist() == [3, 3] and table["low"].notna().all()
