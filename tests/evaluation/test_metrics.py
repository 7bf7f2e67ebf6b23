from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, matthews_corrcoef, roc_auc_score

from framing.errors import InputError, UnknownNameError
from framing.evaluation import ranking
from framing.evaluation.metrics import METRICS, classification_metrics, metric_values


def data(rows: int = 300, clusters: int = 40, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows whose labels and scores go together within clusters; scores have ties."""
    rng = np.random.default_rng(seed)
    cluster = rng.integers(0, clusters, rows)
    shift = rng.normal(size=clusters)[cluster]
    labels = (shift + rng.normal(size=rows) > 0.3).astype(int)
    scores = np.round(1 / (1 + np.exp(-(labels + shift / 2 + rng.normal(size=rows) - 0.6))), 2)
    return labels, scores, cluster


def sklearn_values(labels: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    predicted = scores >= 0.5
    return {
        "macro_f1": f1_score(labels, predicted, average="macro"),
        "weighted_f1": f1_score(labels, predicted, average="weighted"),
        "positive_f1": f1_score(labels, predicted),
        "mcc": matthews_corrcoef(labels, predicted),
        "auc": roc_auc_score(labels, scores),
        "average_precision": average_precision_score(labels, scores),
        "brier": brier_score_loss(labels, scores),
    }


def test_values_are_those_of_sklearn() -> None:
    labels, scores, clusters = data()
    table = classification_metrics(labels, scores, clusters, resamples=10).set_index("metric")
    assert list(table.index) == list(METRICS)
    for name, value in sklearn_values(labels, scores).items():
        assert table.loc[name, "value"] == pytest.approx(value, abs=1e-12), name
    assert (table["n"] == 300).all() and (table["clusters"] == len(set(clusters))).all()


@pytest.mark.parametrize("chunk", [1_000, 4_000_000])
def test_every_resample_is_the_metric_of_the_rows_drawn(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    labels, scores, clusters = data(rows=120, clusters=9)
    weights = np.random.default_rng(5).multinomial(9, np.full(9, 1 / 9), size=25).astype(float)
    monkeypatch.setattr(ranking, "_CELLS", chunk)
    y, group = labels.astype(float), clusters.astype(np.int64)
    found = metric_values(y, scores, group, weights)
    for r, weight in enumerate(weights):
        rows = np.concatenate([np.repeat(np.flatnonzero(clusters == c), int(weight[c])) for c in range(9)])
        for name, value in sklearn_values(labels[rows], scores[rows]).items():
            assert found[name][r] == pytest.approx(value, abs=1e-12), name


def test_intervals_agree_with_a_brute_force_bootstrap_of_articles() -> None:
    labels, scores, clusters = data(rows=450, clusters=60)
    members = [np.flatnonzero(clusters == c) for c in np.unique(clusters)]
    rng = np.random.default_rng(1)
    drawn = []
    for _ in range(300):
        rows = np.concatenate([members[c] for c in rng.integers(0, len(members), len(members))])
        f1 = f1_score(labels[rows], scores[rows] >= 0.5, average="macro")
        drawn.append({"macro_f1": f1, "auc": roc_auc_score(labels[rows], scores[rows])})
    brute = pd.DataFrame(drawn).quantile([0.025, 0.975])
    table = classification_metrics(labels, scores, clusters, resamples=3000, seed=2).set_index("metric")
    for name in brute:
        low, high = brute[name]
        assert table.loc[name, ["low", "high"]].tolist() == pytest.approx([low, high], abs=0.25 * (high - low)), name


def test_intervals_of_articles_are_wider_than_those_of_rows() -> None:
    labels, scores, clusters = data(rows=800, clusters=12)
    by_article = classification_metrics(labels, scores, clusters).set_index("metric")
    by_row = classification_metrics(labels, scores).set_index("metric")
    assert by_row.loc["brier", "clusters"] == 800
    width = {
        name: table.loc["macro_f1", "high"] - table.loc["macro_f1", "low"]
        for name, table in {"article": by_article, "row": by_row}.items()
    }
    assert width["article"] > 1.2 * width["row"]


def test_same_seed_same_interval() -> None:
    labels, scores, clusters = data(rows=600, clusters=80)
    one, two, other = (classification_metrics(labels, scores, clusters, seed=seed) for seed in (4, 4, 5))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(other)


def test_calibration_error_by_hand() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    scores = np.array([0.1, 0.1, 0.1, 0.1, 0.8, 0.8, 0.8, 0.8])
    table = classification_metrics(labels, scores, bins=2).set_index("metric")
    assert table.loc["calibration_error", "value"] == pytest.approx(0.5 * 0.15 + 0.5 * 0.2)
    # A constant prediction is one bin, however many are asked for.
    table = classification_metrics(labels, np.full(8, 0.5), bins=4).set_index("metric")
    assert table.loc["calibration_error", "value"] == pytest.approx(0.125)


def test_bins_have_equal_size() -> None:
    rng = np.random.default_rng(0)
    scores = rng.beta(2, 8, size=1000)
    edges = np.unique(np.quantile(scores, np.linspace(0, 1, 11)[1:-1], method="lower"))
    sizes = np.bincount(np.searchsorted(edges, scores, side="left"))
    assert len(sizes) == 10 and sizes.min() >= 99 and sizes.max() <= 101


def test_auc_within_folds_compares_no_rows_across_them() -> None:
    labels, scores, clusters = data()
    fold = clusters % 3
    shifted = scores / 3 + fold / 3.5
    table = classification_metrics(labels, shifted, clusters, strata=fold).set_index("metric")
    wins = pairs = 0.0
    for k in range(3):
        size = labels[fold == k].sum() * (1 - labels[fold == k]).sum()
        wins += size * roc_auc_score(labels[fold == k], scores[fold == k])
        pairs += size
    assert table.loc["auc", "value"] == pytest.approx(wins / pairs, abs=1e-12)
    constant = classification_metrics(labels, fold / 3, clusters, strata=fold).set_index("metric")
    assert constant.loc["auc", "value"] == 0.5


def test_a_threshold_for_each_row() -> None:
    labels, scores = np.array([0, 1, 0, 1]), np.array([0.6, 0.7, 0.1, 0.2])
    table = classification_metrics(labels, scores, threshold=[0.65, 0.65, 0.15, 0.15]).set_index("metric")
    assert table.loc["mcc", "value"] == 1


def test_one_class_leaves_probabilities_to_judge() -> None:
    table = classification_metrics([0, 0, 0], [0.1, 0.2, 0.6]).set_index("metric")
    assert (
        table.loc[["macro_f1", "weighted_f1", "positive_f1", "mcc", "auc", "average_precision"], "value"].isna().all()
    )
    assert table.loc["brier", "value"] == pytest.approx((0.01 + 0.04 + 0.36) / 3)
    assert table.loc["brier", ["low", "high"]].notna().all()


def test_one_class_predicted_has_no_correlation() -> None:
    table = classification_metrics([0, 1, 1], [0.2, 0.2, 0.2]).set_index("metric")
    assert table.loc["mcc", "value"] == 0
    assert table.loc["auc", "value"] == 0.5
    assert table.loc["positive_f1", "value"] == 0


def test_one_cluster_has_no_interval() -> None:
    table = classification_metrics([0, 1, 1], [0.2, 0.7, 0.4], ["a", "a", "a"])
    assert table["value"].notna().all()
    assert table[["low", "high"]].isna().all(axis=None)


def test_no_rows_keep_the_schema() -> None:
    table = classification_metrics([], [], [])
    assert list(table["metric"]) == list(METRICS)
    assert table[["value", "low", "high"]].isna().all(axis=None)
    assert (table[["n", "clusters"]] == 0).all(axis=None)


@pytest.mark.parametrize(
    ("labels", "scores", "message"),
    [
        ([0, 1], [0.5], "shapes"),
        ([0, 2], [0.5, 0.5], "0 or 1"),
        ([0, 1], [0.5, np.nan], "NaN"),
        ([0], [1.5], "between"),
    ],
)
def test_what_cannot_be_scored_is_refused(labels: list[int], scores: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        classification_metrics(labels, scores)


def test_average_precision_is_taken_within_folds() -> None:
    labels, scores, clusters = data()
    fold = clusters % 3
    table = classification_metrics(labels, scores / 3 + fold / 3.5, clusters, strata=fold).set_index("metric")
    each = [(labels[fold == k].sum(), average_precision_score(labels[fold == k], scores[fold == k])) for k in range(3)]
    expected = sum(n * value for n, value in each) / labels.sum()
    assert table.loc["average_precision", "value"] == pytest.approx(expected, abs=1e-12)


def test_an_unknown_metric_is_named() -> None:
    labels, scores, clusters = data()
    with pytest.raises(UnknownNameError, match="macro_f1"):
        metric_values(labels.astype(float), scores, clusters, np.ones((1, 40)), names=["macro_f"])


@pytest.mark.parametrize("clusters", [30, 90])
def test_the_interval_of_the_calibration_error_holds_its_value(clusters: int) -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        p = rng.random(300)
        labels, articles = (rng.random(300) < p).astype(int), rng.integers(0, clusters, 300)
        row = classification_metrics(labels, p, articles, resamples=300).set_index("metric").loc["calibration_error"]
        assert 0 <= row["low"] < row["value"] < row["high"]


def test_rows_without_an_article_or_fold_are_judged_like_rows_without_these_columns() -> None:
    y, p = np.tile([0, 1], 20), np.random.default_rng(3).random(40)
    unknown = classification_metrics(y, p, np.full(40, None), strata=np.full(40, np.nan))
    pd.testing.assert_frame_equal(unknown, classification_metrics(y, p))
