"""Differences between sources, all pairs or against a reference: interval, p, effect, equivalence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from framing.comparison.effects import EFFECTS
from framing.comparison.equivalence import equivalence, welch_df
from framing.comparison.measures import limits
from framing.comparison.permutation import permutation_ps
from framing.errors import InputError, unknown_name
from framing.evaluation.studentised import FEWEST, Means, clipped, interval

CONTRASTS = (
    *("measure", "source_a", "source_b", "kind", "difference", "low", "high", "p", "p_adjusted", "correction"),
    *("effect", "effect_name", "effect_low", "effect_high", "equivalence_p", "equivalent", "margin", "detectable"),
    *("n_a", "n_b", "p_method"),
)


def source_pairs(sources: Iterable[str], reference: str | None = None) -> list[tuple[str, str]]:
    """Return all pairs of sources, or each against the reference; UnknownNameError where that is not among them."""
    names = sorted(sources)
    if reference is None:
        return list(combinations(names, 2))
    if reference not in names:
        raise unknown_name("source to compare with", reference, names)
    return [(name, reference) for name in names if name != reference]


def margin_of(measure: str, margin: float | Mapping[str, float], default: float) -> float:
    """Return the margin of equivalence of a measure."""
    return float(margin.get(measure, default)) if isinstance(margin, Mapping) else float(margin)


def check_margin(margin: float | Mapping[str, float]) -> None:
    """Raise InputError for a margin that is not above 0."""
    for name, value in margin.items() if isinstance(margin, Mapping) else (("margin", margin),):
        if not (isinstance(value, int | float) and value > 0):
            raise InputError(f"{name}: a margin of equivalence is above 0, for example .05, not {value!r}.")


def raw_contrasts(
    articles: pd.DataFrame,
    measures: Sequence[str],
    means: Mapping[str, Means],
    pairs: Sequence[tuple[str, str]],
    *,
    margins: Mapping[str, float],
    effect: str = "cliffs_delta",
    permutations: int = 10_000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return one row a measure and pair of sources, a − b, of kind "raw" (:data:`CONTRASTS`), p not yet adjusted.

    ``means`` is what :func:`framing.comparison.estimates.source_means` gives. ``equivalent`` says that the difference
    lies within ± ``margin`` at 1 − ``level``; ``detectable`` is the smallest difference found with 80 % power,
    NaN where none that is possible would be.
    """
    if effect not in EFFECTS:
        raise unknown_name("effect size", effect, EFFECTS)
    groups = {str(source): group for source, group in articles.groupby("source", sort=False)}
    ps = {pair: _permuted(groups[pair[0]], groups[pair[1]], measures, permutations, seed) for pair in pairs}
    rows = []
    for at, measure in enumerate(measures):
        low, high = limits(measure)
        values = {name: _known(group[measure]) for name, group in groups.items()}
        for a, b in pairs:
            of_a, of_b = means[a], means[b]
            n_a, n_b = int(of_a.n[at]), int(of_b.n[at])
            difference = float(of_a.mean[at] - of_b.mean[at])
            se_a, se_b = float(of_a.se[at]), float(of_b.se[at])
            se, df = float(np.hypot(se_a, se_b)), welch_df(se_a, n_a, se_b, n_b)
            drawn, drawn_se = (
                of_a.drawn[:, at] - of_b.drawn[:, at],
                np.hypot(of_a.drawn_se[:, at], of_b.drawn_se[:, at]),
            )
            few = min(n_a, n_b) < FEWEST
            ends = interval(difference, se, drawn, drawn_se, df, few=few, level=level, symmetric=True)
            p, method = ps[a, b][at]
            size = EFFECTS[effect](values[a], values[b], level)
            margin = margins[measure]
            same = equivalence(difference, se, df, margin, level, high - low)
            rows.append(
                (
                    *(measure, a, b, "raw", difference, *clipped(ends, (low - high, high - low))),
                    *(p, np.nan, "", size[0], effect, size[1], size[2]),
                    *(same.p, bool(same.p < 1 - level), margin, same.detectable, n_a, n_b, method),
                )
            )
    return pd.DataFrame(rows, columns=list(CONTRASTS))


def _permuted(
    a: pd.DataFrame, b: pd.DataFrame, measures: Sequence[str], permutations: int, seed: int
) -> list[tuple[float, str]]:
    """Return the p value of each measure; measures that the same articles have share their permutations."""
    of_a, of_b = (t[list(measures)].to_numpy(dtype=float, na_value=np.nan) for t in (a, b))
    there = np.isfinite(np.concatenate([of_a, of_b]))
    alike: dict[bytes, list[int]] = {}
    for at in range(len(measures)):
        alike.setdefault(there[:, at].tobytes(), []).append(at)
    found: dict[int, tuple[float, str]] = {}
    for columns in alike.values():
        in_a, in_b = np.isfinite(of_a[:, columns[0]]), np.isfinite(of_b[:, columns[0]])
        p, method = permutation_ps(of_a[in_a][:, columns], of_b[in_b][:, columns], permutations, seed)
        found |= {at: (float(each), method) for at, each in zip(columns, p, strict=True)}
    return [found[at] for at in range(len(measures))]


def _known(values: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(numbers[np.isfinite(numbers)], dtype=np.float64)
