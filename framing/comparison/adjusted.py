"""Means of sources at equal covariates, as a model or strata give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Adjusted:
    """Adjusted means of sources and their covariance: ``value`` (sources,), ``covariance`` (sources, sources)."""

    sources: tuple[str, ...]
    value: Floats
    covariance: Floats
    df: float
    n: Mapping[str, int]
    note: str = ""


def nothing(sources: Sequence[str], articles: pd.DataFrame, note: str = "Too few articles to adjust.") -> Adjusted:
    """Return what is said where nothing can be: NaN for every source, and why."""
    k = len(sources)
    return Adjusted(
        tuple(sources),
        np.full(k, np.nan),
        np.full((k, k), np.nan),
        1.0,
        counts(articles, sources),
        note if len(articles) else "",
    )


def counts(articles: pd.DataFrame, sources: Sequence[str]) -> dict[str, int]:
    """Return how many articles each source has."""
    n = articles["source"].value_counts()
    return {source: int(n.get(source, 0)) for source in sources}
