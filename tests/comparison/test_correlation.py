from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.comparison.correlation import intraclass_correlation

NAN = float("nan")


def test_it_is_one_where_articles_differ_and_their_sentences_do_not() -> None:
    assert intraclass_correlation(pd.Series([0.1, 0.1, 0.9, 0.9]), pd.Series(list("aabb"))) == pytest.approx(1)


def test_it_is_the_share_of_the_variance_that_was_put_between_articles() -> None:
    rng = np.random.default_rng(0)
    sizes = rng.integers(2, 40, 800)
    articles = np.repeat(np.arange(800), sizes)
    values = np.repeat(rng.normal(0, 1, 800), sizes) + rng.normal(0, 2, sizes.sum())  # 1 of 5 parts
    assert intraclass_correlation(pd.Series(values), pd.Series(articles)) == pytest.approx(0.2, abs=0.03)


def test_it_is_that_of_the_analysis_of_variance() -> None:
    values, articles = pd.Series([1.0, 3.0, 2.0, 6.0, NAN, 8.0]), pd.Series(list("aabbbb"))
    # By hand: means 2 and 16/3, grand mean 4; between 2·4 + 3·16/9 = 40/3, within (2 + 56/3) / 3 = 62/9, size 2.4.
    between, within = 40 / 3, 62 / 9
    assert intraclass_correlation(values, articles) == pytest.approx(
        (between - within) / (between + (2.4 - 1) * within)
    )


@pytest.mark.parametrize(
    ("values", "articles"), [([0.1, 0.2], "ab"), ([0.1, 0.2], "aa"), ([], ""), ([1.0] * 4, "aabb")]
)
def test_it_is_missing_where_nothing_can_be_said(values: list[float], articles: str) -> None:
    assert np.isnan(intraclass_correlation(pd.Series(values, dtype=float), pd.Series(list(articles), dtype=object)))
