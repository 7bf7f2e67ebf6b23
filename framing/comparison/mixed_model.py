"""Sources at equal covariates by a linear mixed model: a random intercept, and errors that may differ in spread."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.comparison.adjusted import Adjusted, Floats, counts, nothing
from framing.errors import InputError

MANY = 10
"""A column with more different values than this is a random intercept; fewer are fixed effects."""


def by_model(articles: pd.DataFrame, y: Floats, columns: pd.DataFrame) -> Adjusted:
    """Fit source + covariates; what a random intercept explains is taken out by quasi-demeaning.

    Sources are compared within the groups of the random intercept, whose variance is the mixed model's (statsmodels,
    REML). Given it, generalised least squares is ordinary least squares on values less a part of their group's mean,
    whose covariance is estimated to hold where sources differ in spread (:func:`_least_squares`).
    """
    sources = sorted(articles["source"].unique())
    if len(y) <= len(sources) + 1:
        return nothing(sources, articles)
    dummies = (articles["source"].to_numpy()[:, None] == np.array(sources)[None, :]).astype(float)
    numeric = [str(c) for c in columns if pd.api.types.is_float_dtype(columns[c])]
    texts = [str(c) for c in columns if c not in numeric]
    many = [c for c in texts if columns[c].nunique() > MANY]
    if len(many) > 1:
        raise InputError(
            f"Columns with more than {MANY} values each: {', '.join(many)}. A model takes one of these (as a random "
            "intercept); leave the others out, make them coarser, or compare within events with match=…."
        )
    fixed = [_standard(columns[c].to_numpy(dtype=float)) for c in numeric if columns[c].std() > 0]
    for name in (c for c in texts if c not in many):
        fixed += [
            centred
            for value in sorted(columns[name].unique())[1:]
            if (centred := _centred(columns[name] == value)) is not None
        ]
    design = np.column_stack([dummies, *fixed])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return nothing(sources, articles, "What is adjusted by cannot be told apart from the sources.")
    note = ""
    response, scaled = y, design
    if many:
        group = pd.factorize(columns[many[0]])[0]
        # Each group's shares of the sources (Mundlak 1978): else sources that choose their topics would bias it.
        shares = _means(dummies, group)[:, 1:]
        within = np.column_stack([design, shares - shares.mean(axis=0)])
        if np.linalg.matrix_rank(within) == within.shape[1]:
            design = within
        else:
            note = f"Too few values of {many[0]!r} are shared by the sources to compare them within these."
        part, failed = _part(y, design, group)
        note = " ".join(filter(None, [note, failed]))
        response = y - part[group] * _means(y[:, None], group)[:, 0]
        scaled = design - part[group][:, None] * _means(design, group)
    values, covariance = _least_squares(response, scaled)
    k, n = len(sources), counts(articles, sources)
    covariance = covariance[:k, :k].copy()
    alone = [at for at, source in enumerate(sources) if n[source] < 2]  # nothing is known of their spread
    covariance[alone, :], covariance[:, alone] = np.nan, np.nan
    return Adjusted(tuple(sources), values[:k], covariance, float(max(len(y) - design.shape[1], 1)), n, note)


def _least_squares(y: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Return the coefficients and their covariance where errors may differ in spread (HC3; MacKinnon and White 1985).

    A row that the fit goes through whatever its value (the only one of its source, or of a topic) shows no error, so
    that HC3 divides nothing by nothing: it gets the variance of all others.
    """
    inverse = np.linalg.pinv(design)
    fitted = inverse @ y
    errors, leverage = y - design @ fitted, np.einsum("nk,kn->n", design, inverse)
    through = leverage > 1 - 1e-8
    pooled = float((errors[~through] ** 2).sum()) / max(len(y) - design.shape[1], 1)
    spread = np.where(through, pooled, (errors / np.where(through, 1.0, 1 - leverage)) ** 2)
    spread = np.where(spread < 1e-18, 0.0, spread)  # what rounding leaves of values that are all alike
    return np.asarray(fitted, dtype=np.float64), np.asarray((inverse * spread) @ inverse.T, dtype=np.float64)


def _part(y: Floats, design: Floats, group: npt.NDArray[np.int64]) -> tuple[Floats, str]:
    """Return the part of its mean that each group's values lose: 0 where groups do not differ, 1 for fixed effects."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    sizes = np.bincount(group).astype(float)
    whole = np.full_like(sizes, 0.99)  # near 1, where the effects are fixed; at 1 the sources' levels are lost
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a variance at 0 is an answer
            fit = MixedLM(y, design, groups=group).fit(reml=True, method=["lbfgs", "powell"])
        between, within = float(np.asarray(fit.cov_re)[0, 0]), float(fit.scale)
    except (np.linalg.LinAlgError, ValueError):
        return whole, "The mixed model could not be fitted; effects of the groups are fixed instead."
    if not (np.isfinite(between) and np.isfinite(within) and within > 0):
        return whole, "The mixed model could not be fitted; effects of the groups are fixed instead."
    return 1 - np.sqrt(within / (within + sizes * max(between, 0.0))), ""


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / values.std(), dtype=np.float64)


def _centred(is_value: pd.Series) -> Floats | None:
    values = is_value.to_numpy(dtype=float)
    return values - values.mean() if values.std() > 0 else None


def _means(values: Floats, group: npt.NDArray[np.int64]) -> Floats:
    sums = np.zeros((int(group.max()) + 1, values.shape[1]))
    np.add.at(sums, group, values)
    return np.asarray((sums / np.bincount(group)[:, None])[group], dtype=np.float64)
