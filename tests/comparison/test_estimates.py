from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.comparison.estimates import raw_estimates, source_means, warning
from framing.comparison.measures import article_measures

MEASURE = "mean_editorializing"


def test_an_estimate_counts_articles_and_sentences_with_a_value(make_scores) -> None:
    articles = article_measures(make_scores([("A", [0.1, 0.3]), ("A", [np.nan] * 5), ("A", [0.6])]))
    row = raw_estimates(articles, [MEASURE], source_means(articles, [MEASURE], draws=200)).iloc[0]
    assert row["value"] == pytest.approx((0.2 + 0.6) / 2)
    assert (row["n_articles"], row["n_sentences"]) == (2, 3)
    assert np.isnan(row["icc"]) and row["warning"] == "Only 2 articles: fewer than 20."


def test_intervals_stay_within_what_is_possible(make_scores) -> None:
    articles = article_measures(make_scores([("A", [v]) for v in (0.0, 0.0, 0.9)]))
    row = raw_estimates(articles, [MEASURE], source_means(articles, [MEASURE], draws=200)).iloc[0]
    assert 0 < row["low"] < 0.3 < row["high"] < 1  # Clopper and Pearson's for .3 of 3, where Student's t leaves [0, 1]
    assert (row["low"], row["high"]) == pytest.approx((0.0052, 0.8915), abs=1e-3)


def test_nearly_all_at_an_end_does_not_reach_the_other(make_scores) -> None:
    values = [0.0] * 6 + [0.98, 0.99]
    articles = article_measures(make_scores([("A", [v]) for v in values]))
    row = raw_estimates(articles, [MEASURE], source_means(articles, [MEASURE], draws=2000)).iloc[0]
    assert row["value"] == pytest.approx(0.24625) and 0.03 <= row["low"] < 0.06 and row["high"] < 0.66


def test_the_correlation_is_that_of_the_sources_own_sentences(make_scores) -> None:
    scores = make_scores([("A", [0.1, 0.1]), ("A", [0.9, 0.9]), ("B", [0.1, 0.9]), ("B", [0.1, 0.9])])
    articles = article_measures(scores)
    table = raw_estimates(articles, [MEASURE], source_means(articles, [MEASURE], draws=200), sentences=scores)
    icc = table.set_index("source")["icc"]
    assert icc["A"] == pytest.approx(1) and icc["B"] == pytest.approx(-1)


def test_each_source_has_its_own_draws(two_outlets: pd.DataFrame) -> None:
    articles = article_measures(two_outlets)
    both = source_means(articles, [MEASURE], draws=50)
    alone = source_means(articles[articles["source"] == "Banner"], [MEASURE], draws=50)
    assert (both["Banner"].drawn == alone["Banner"].drawn).all()


@pytest.mark.parametrize(
    ("n", "se", "said"),
    [(0, np.nan, "No article"), (1, np.nan, "A single"), (30, 0.0, "that of a share"), (19, 0.1, "fewer than 20")],
)
def test_what_to_beware_of_is_said(n: int, se: float, said: str) -> None:
    assert said in warning(n, se)
    assert warning(20, 0.1) == ""


def test_a_share_that_is_0_in_every_article_has_the_interval_of_a_share(make_scores) -> None:
    articles = article_measures(make_scores([("A", [0.1, 0.2])] * 10 + [("B", [0.9])] + [("C", [0.1])]))
    share = "share_editorializing"
    table = raw_estimates(articles, [share], source_means(articles, [share], draws=200)).set_index("source")
    assert table.loc["A", "value"] == table.loc["A", "low"] == 0
    assert table.loc["A", "high"] == pytest.approx(1 - 0.025 ** (1 / 10))  # Clopper and Pearson's of 0 of 10
    assert table.loc[["B", "C"], ["low", "high"]].isna().all(axis=None)  # a single article allows none


def test_some_few_articles_off_an_end_do_not_tell_how_far_others_may_lie_from_it(make_scores) -> None:
    articles = article_measures(make_scores([("A", [0.0])] * 19 + [("A", [0.1])]))
    row = raw_estimates(articles, [MEASURE], source_means(articles, [MEASURE], draws=2000)).iloc[0]
    assert row["low"] < 0.005 and row["high"] >= 0.1 * 0.2487  # of 1 of 20, a tenth as far from 0
