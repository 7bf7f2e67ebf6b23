"""How alike the sentences of one article are: the intra-class correlation."""

from __future__ import annotations

import numpy as np
import pandas as pd


def intraclass_correlation(values: pd.Series, articles: pd.Series) -> float:
    """Return ICC(1), the share of the variance of sentence values that lies between articles (Donner 1986).

    By one-way analysis of variance with articles of unequal length; missing values are left out. It may fall below 0
    by chance, and is NaN where fewer than two articles, or no article with two sentences, have values, or where all
    values are equal. It says why sentences may not be counted as independent.
    """
    known = values.notna().to_numpy()
    numbers, groups = values.to_numpy(dtype=float)[known], pd.factorize(articles.to_numpy()[known])[0]
    n = len(numbers)
    sizes = np.bincount(groups).astype(float) if n else np.empty(0)
    k = len(sizes)
    if k < 2 or n <= k:
        return float("nan")
    means = np.bincount(groups, weights=numbers) / sizes
    between = float((sizes * (means - numbers.mean()) ** 2).sum() / (k - 1))
    within = float(((numbers - means[groups]) ** 2).sum() / (n - k))
    size = (n - (sizes**2).sum() / n) / (k - 1)
    total = between + (size - 1) * within
    return float((between - within) / total) if total > 0 else float("nan")
