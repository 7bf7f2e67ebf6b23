"""Sources compared at the same topics, lengths, …: a mixed model, or post-stratification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from framing.comparison.adjusted import Adjusted
from framing.comparison.equivalence import equivalence
from framing.comparison.measures import given_columns, limits
from framing.comparison.mixed_model import by_model
from framing.comparison.strata import by_strata
from framing.errors import InputError
from framing.evaluation.studentised import clipped

METHODS: dict[str, str] = {
    "model": "a linear mixed model: fixed effects of sources and covariates, a random intercept for a column of many "
    "values; means at the covariates of all articles",
    "strata": "post-stratification: the means of a source in each stratum, by the strata's shares among all articles",
}
"""How sources are adjusted."""

LENGTH = "length"
"""A covariate that every article has: the logarithm of its body sentences."""


def covariates(articles: pd.DataFrame, adjust: Sequence[str]) -> pd.DataFrame:
    """Return the columns to adjust by, numbers as floats and all else as text; missing values are a value of their own.

    Missing numbers are their column's mean. Raises InputError for a column that is not there.
    """
    found: dict[str, pd.Series[Any]] = {}
    for name in adjust:
        if name == LENGTH and LENGTH not in articles.columns:
            found[name] = pd.Series(np.log1p(articles["n_sentences"].to_numpy(dtype=float)), articles.index)
            continue
        if name not in articles.columns:
            known = ", ".join([LENGTH, *given_columns(articles)])
            raise InputError(f"The articles have no column {name!r} to adjust by; give some of {known}.")
        values = articles[name]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            found[name] = values.astype(float).fillna(values.astype(float).mean())
        else:
            found[name] = values.astype("str").fillna("(none)")
    return pd.DataFrame(found, index=articles.index)


def adjusted_means(articles: pd.DataFrame, measure: str, adjust: Sequence[str], method: str = "model") -> Adjusted:
    """Return each source's mean of a measure at the covariates of all articles; ``method`` as :data:`METHODS`."""
    known = articles[articles[measure].notna()]
    columns = covariates(known, adjust)
    return (by_model if method == "model" else by_strata)(known, known[measure].to_numpy(dtype=float), columns)


def adjusted_estimates(found: Mapping[str, Adjusted], level: float = 0.95) -> list[dict[str, object]]:
    """Return rows of estimates of kind "adjusted", Student's t around the model's standard error.

    A source with a single article has no interval.
    """
    rows: list[dict[str, object]] = []
    for measure, each in found.items():
        se = np.sqrt(np.diag(each.covariance))
        reach = float(stats.t.ppf(0.5 + level / 2, each.df)) * np.where(se > 0, se, np.nan)
        for source, value, r in zip(each.sources, each.value, reach, strict=True):
            low, high = clipped((value - r, value + r), limits(measure))
            rows.append(
                {
                    "measure": measure,
                    "source": source,
                    "kind": "adjusted",
                    "value": float(value),
                    "low": low,
                    "high": high,
                }
                | {"n_articles": each.n[source], "warning": _warning(each.note, each.n[source])}
            )
    return rows


def adjusted_contrasts(
    found: Mapping[str, Adjusted],
    pairs: Sequence[tuple[str, str]],
    *,
    margins: Mapping[str, float],
    level: float = 0.95,
) -> list[dict[str, object]]:
    """Return rows of contrasts of kind "adjusted": differences of adjusted means with Wald intervals and p values."""
    rows: list[dict[str, object]] = []
    for measure, each in found.items():
        at = {source: k for k, source in enumerate(each.sources)}
        low, high = limits(measure)
        for a, b in pairs:
            row: dict[str, object] = {"measure": measure, "source_a": a, "source_b": b, "kind": "adjusted"}
            if a in at and b in at:
                pair = [at[a], at[b]]
                contrast = np.array([1.0, -1.0])
                difference = float(contrast @ each.value[pair])
                # Of the two alone: a third source without a variance says nothing of them.
                variance = float(contrast @ each.covariance[np.ix_(pair, pair)] @ contrast)
                se = float(np.sqrt(variance)) if variance > 0 else float("nan")
                reach = float(stats.t.ppf(0.5 + level / 2, each.df)) * se
                ends = clipped((difference - reach, difference + reach), (low - high, high - low))
                same = equivalence(difference, se, each.df, margins[measure], level, high - low)
                row |= {"difference": difference, "low": ends[0], "high": ends[1], "p_method": "wald"}
                row |= {"p": float(2 * stats.t.sf(abs(difference / se), each.df)), "n_a": each.n[a], "n_b": each.n[b]}
                row |= {"equivalence_p": same.p, "equivalent": bool(same.p < 1 - level), "detectable": same.detectable}
            rows.append({"equivalent": False, "margin": margins[measure], "n_a": 0, "n_b": 0} | row)
    return rows


def _warning(note: str, n: int) -> str:
    return " ".join(filter(None, [note, "A single article: no interval." if n == 1 else ""]))
