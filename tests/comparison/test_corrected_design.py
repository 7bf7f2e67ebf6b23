from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.annotation.strata import draw_stratified
from framing.comparison.corrected_design import METHODS, Mean, Sentences, difference, estimate

CORRECTED = [name for name in METHODS if name != "naive"]


def world(articles: int, size: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return article, truth and score of sentences whose detector is wrong on a quarter of them."""
    rng = np.random.default_rng(seed)
    article = np.repeat(np.arange(articles), size)
    truth = rng.random(len(article)) < rng.beta(1.5, 3.5, articles)[article]
    flagged = truth ^ (rng.random(len(article)) < np.where(truth, 0.4, 0.2))
    return article, truth.astype(float), np.where(flagged, 0.5, 0.0) + 0.5 * rng.random(len(article))


def drawn_sentences(article: np.ndarray, truth: np.ndarray, score: np.ndarray, n: int, seed: int) -> Sentences:
    drawn = draw_stratified(score, np.zeros(len(score), dtype=np.int64), 0.5, n, seed)
    return Sentences(article, score, np.where(drawn.chosen, truth, np.nan), drawn.probability, drawn.stratum)


@given(st.integers(2, 12), st.integers(1, 9), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_with_all_labels_only_the_labels_count(articles: int, size: int, seed: int) -> None:
    article, truth, score = world(articles, size, seed)
    one = np.ones(len(score))
    full = Sentences(article, score, truth, one, np.zeros(len(score), dtype=np.int64))
    by_article = np.bincount(article, truth) / np.bincount(article)
    for method in CORRECTED:
        found = estimate(full, method)
        assert found.value == pytest.approx(by_article.mean())
        assert found.se == pytest.approx(by_article.std(ddof=1) / np.sqrt(articles), abs=1e-9)


@pytest.mark.parametrize("method", CORRECTED)
def test_corrected_means_are_right_on_average_and_their_errors_too(method: str) -> None:
    """Over draws from one corpus the mean is the corpus's own, and the part of the variance that labels add is told."""
    article, truth, score = world(12, 15, seed=3)
    found = [estimate(drawn_sentences(article, truth, score, 60, seed), method) for seed in range(400)]
    values = np.array([each.value for each in found])
    own = (np.bincount(article, truth) / np.bincount(article)).mean()
    assert abs(values.mean() - own) < 4 * values.std() / np.sqrt(len(values)) + 0.002
    articles = (np.bincount(article, truth) / np.bincount(article)).var(ddof=1) / 12
    told = np.mean([each.se**2 for each in found])
    assert told == pytest.approx(values.var(ddof=1) + articles, rel=0.25)
    naive = estimate(drawn_sentences(article, truth, score, 60, 0), "naive")
    assert abs(naive.value - own) > 4 * values.std() / np.sqrt(len(values))  # so there was something to correct


def test_the_point_estimate_is_that_of_ppi_python() -> None:
    with warnings.catch_warnings():
        ppi_py = pytest.importorskip("ppi_py")
    rng = np.random.default_rng(2)
    truth = (rng.random(800) < 0.3).astype(float)
    score = np.clip(truth * 0.5 + 0.4 * rng.random(800), 0, 1)
    chosen = rng.permutation(800) < 120
    sentences = Sentences(
        np.arange(800), score, np.where(chosen, truth, np.nan), np.full(800, 0.15), np.zeros(800, dtype=np.int64)
    )
    found = estimate(sentences, "prediction_powered")
    expected = ppi_py.ppi_mean_pointestimate(truth[chosen], score[chosen], score)
    assert found.value == pytest.approx(float(np.ravel(expected)[0]))
    assert 0 < found.tuning <= 1
    low, high = ppi_py.ppi_mean_ci(truth[chosen], score[chosen], score, alpha=0.05)
    ours = found.interval()
    assert ours[1] - ours[0] == pytest.approx(float((high - low)[0]), rel=0.12)
    # Scores that say something make it more exact than labels alone.
    assert found.se < estimate(sentences, "labels_only").se


def test_importing_the_library_leaves_warnings_on() -> None:
    # In a process of its own: the library is imported, and would silence warnings, only once.
    code = """
import warnings, sys
import numpy as np
from framing.comparison.corrected_design import Sentences, estimate
before = list(warnings.filters)
half = np.tile([0.3, 0.7], 20)
estimate(Sentences(np.arange(40), half, half.round(), np.full(40, 0.5), np.zeros(40, dtype=int)), "prediction_powered")
assert "ppi_py" in sys.modules
print(warnings.filters == before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_clustered_labels_widen_the_interval() -> None:
    article = np.repeat(np.arange(20), 10)
    truth = (article % 2).astype(float)  # all or nothing: sentences of an article say the same
    drawn = draw_stratified(np.full(200, 0.4), np.zeros(200, dtype=np.int64), 0.5, 100, 1)
    columns = (np.full(200, 0.4), np.where(drawn.chosen, truth, np.nan), drawn.probability, drawn.stratum)
    clustered = estimate(Sentences(article, *columns), "design_based")
    alone = estimate(Sentences(np.arange(200), *columns), "design_based")
    assert clustered.se > 2 * alone.se


@pytest.mark.parametrize(("articles", "labels"), [(1, 5), (4, 0), (4, 1)])
def test_too_little_is_nan(articles: int, labels: int) -> None:
    label = np.full(articles * 5, np.nan)
    label[:labels] = 1.0
    sentences = Sentences(
        np.repeat(np.arange(articles), 5), np.full(articles * 5, 0.5), label, np.full(articles * 5, 0.5),
        np.zeros(articles * 5, dtype=np.int64),
    )  # fmt: skip
    for method in CORRECTED:
        found = estimate(sentences, method)
        assert np.isnan(found.value) and np.isnan(found.interval()).all()


def test_a_difference_is_that_of_welch() -> None:
    from scipy import stats

    a, b = np.random.default_rng(0).normal(1, 2, 15), np.random.default_rng(1).normal(0, 1, 40)
    found = difference(
        Mean(a.mean(), a.std(ddof=1) / np.sqrt(15), 14, 1), Mean(b.mean(), b.std(ddof=1) / np.sqrt(40), 39, 1)
    )
    expected = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    assert found.interval() == pytest.approx((expected.low, expected.high))
