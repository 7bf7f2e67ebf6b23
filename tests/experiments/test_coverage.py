from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from framing.evaluation import classification_metrics, compare_predictions

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "experiments" / "coverage" / "results.csv"


@pytest.fixture(scope="module")
def study() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coverage_study", ROOT / "experiments" / "coverage" / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks the names of annotations up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small(study: ModuleType):  # type: ignore[no-untyped-def]
    shipped = study.load_study(ROOT / "configs" / "studies" / "coverage.yaml")
    return shipped.model_copy(update={"draws": 150, "articles": (20, 60), "resamples": 300, "population": 20_000})


def test_the_config_is_what_the_results_are_of(study: ModuleType) -> None:
    shipped = study.load_study(ROOT / "configs" / "studies" / "coverage.yaml")
    table = pd.read_csv(RESULTS)
    assert shipped.icc == 0.2 and shipped.sentences == 20 and set(shipped.articles) == {20, 60, 200}
    assert set(table["articles"]) == set(shipped.articles) and (table["draws"] == shipped.draws).all()
    assert set(table["metric"]) == set(shipped.metrics) and shipped.draws == 1000
    assert set(table["method"]) == set(study.METHODS) and set(table["quantity"]) == set(study.QUANTITIES)


def test_the_stored_coverage_is_within_two_points_but_for_the_naive_bootstrap() -> None:
    table = pd.read_csv(RESULTS)
    ours = table[table["method"] == "articles"]
    assert ours["coverage"].between(0.93, 0.97).all()
    assert (table.loc[table["method"] == "sentences, percentile", "coverage"] < 0.8).all()


def test_labels_and_errors_have_the_correlation_asked_for(study: ModuleType, small) -> None:  # type: ignore[no-untyped-def]
    labels, p = study.simulate(small, 4000, 1, np.random.default_rng(0))
    right = (p >= 0.5) == (labels == 1)
    for flags in (labels, *right):
        flags = flags[0].astype(float)
        within = flags.var(axis=1, ddof=1).mean()
        between = flags.mean(axis=1).var(ddof=1) - within / small.sentences
        assert between / (between + within) == pytest.approx(small.icc, abs=0.02)
    assert labels.mean() == pytest.approx(small.positive, abs=0.02)
    assert right.mean(axis=(1, 2, 3)) == pytest.approx(small.right, abs=0.02)


def test_the_study_judges_the_intervals_that_users_get(study: ModuleType, small) -> None:  # type: ignore[no-untyped-def]
    for articles in (20, 60):
        found = pd.DataFrame(study.intervals(small.model_copy(update={"draws": 1}), articles))
        ours = found[found["method"] == "articles"].set_index(["quantity", "metric"])[["low", "high"]]
        labels, p = study.simulate(small, articles, 1, np.random.default_rng([small.seed, articles, 0]))
        article = np.repeat(np.arange(articles), small.sentences)
        rows = pd.DataFrame({"label": labels.ravel(), "article": article, "row_id": range(labels.size)})
        alone = classification_metrics(
            rows["label"], p[0].ravel(), article, resamples=small.resamples, seed=small.seed
        ).set_index("metric")
        both = pd.concat([rows.assign(model=name, probability=p[k].ravel()) for k, name in enumerate("ab")])
        paired = compare_predictions(both, metrics=small.metrics, resamples=small.resamples, seed=small.seed).set_index(
            "metric"
        )
        for metric in small.metrics:
            if metric in alone.index:
                expected = alone.loc[metric, ["low", "high"]].tolist()
                assert ours.loc[("value", metric)].tolist() == pytest.approx(expected, abs=1e-6), metric
            expected = paired.loc[metric, ["low", "high"]].tolist()
            assert ours.loc[("difference", metric)].tolist() == pytest.approx(expected, abs=1e-6), metric


def test_a_small_simulation_covers_and_the_naive_bootstrap_does_not(study: ModuleType, small) -> None:  # type: ignore[no-untyped-def]
    table = study.coverage(small)
    by_method = table.groupby("method")["coverage"].agg(["min", "mean"])
    # 150 draws: a true coverage of .95 is above .90 in all but one of a thousand metrics.
    assert by_method.loc["articles", "min"] > 0.88 and by_method.loc["articles", "mean"] > 0.92
    assert by_method.loc["sentences, percentile", "mean"] < 0.8
    few = table[table["articles"] == 20].groupby("method")["coverage"].mean()
    assert few["articles"] >= few["articles, percentile"]
    assert (table["low"] <= table["coverage"]).all() and (table["coverage"] <= table["high"]).all()
    figure = study.draw_figure(table)
    assert [axes.get_title(loc="left") for axes in figure.axes] == list(study.QUANTITIES.values())


def test_an_unknown_key_is_refused(study: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("name: a\nseed: 1\nsede: 2\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="sede"):
        study.load_study(path)
