"""Sources compared: what is asked, and the tables that answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from framing.comparison.contrasts import check_margin, margin_of, raw_contrasts, source_pairs
from framing.comparison.copies import CHOICES, COPIES, find_copies
from framing.comparison.equivalence import MARGIN
from framing.comparison.estimates import FEW_ARTICLES, raw_estimates, source_means
from framing.comparison.measures import article_measures, chosen_measures
from framing.comparison.multiplicity import with_adjusted
from framing.errors import InputError, unknown_name


@dataclass(frozen=True)
class Comparison:
    """Sources compared: tables, and what was asked for; made by :func:`compare_sources`."""

    articles: pd.DataFrame
    estimates: pd.DataFrame
    contrasts: pd.DataFrame
    copies: pd.DataFrame
    events: pd.DataFrame | None = None
    words: pd.DataFrame | None = None
    speakers: pd.DataFrame | None = None
    series: pd.DataFrame | None = None
    stance: pd.DataFrame | None = None
    scores: pd.DataFrame | None = field(default=None, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[str] = ()

    @property
    def sources(self) -> list[str]:
        """The names of the sources, sorted."""
        return sorted(self.estimates["source"].unique())

    @property
    def measures(self) -> list[str]:
        """The measures that are compared."""
        return list(dict.fromkeys(self.estimates["measure"]))


def compare_sources(
    scores: pd.DataFrame,
    by: str = "source",
    *,
    match: str | None = None,
    adjust: Sequence[str] = (),
    measures: Sequence[str] | None = None,
    reference: str | None = None,
    copies: str = "once",
    stance: pd.DataFrame | None = None,
    margin: float | Mapping[str, float] = MARGIN,
    effect: str = "cliffs_delta",
    draws: int = 10_000,
    level: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare sources: what each does, how they differ, and how sure one may be."""
    if copies not in CHOICES:
        raise unknown_name("choice for copies", copies, CHOICES)
    check_margin(margin)
    warnings: list[str] = []
    table = article_measures(scores, by, stance)
    nameless = table["source"].isna()
    if nameless.any():
        warnings.append(f"{int(nameless.sum())} articles have no {by} and are left out.")
    table = table[~nameless].astype({"source": "str"}).reset_index(drop=True)
    if not len(table):
        raise InputError(f"No article has a value in {by!r}: say what to compare by with by=… (--by …).")
    found = find_copies(scores, table, copies) if len(table) > 1 else pd.DataFrame(columns=list(COPIES))
    left_out = set(found.loc[~found["kept"].astype(bool), "article_id"])
    if left_out:
        warnings.append(f"{len(left_out)} articles are left out because they are copies of others.")
    table = table[~table["article_id"].isin(left_out)].reset_index(drop=True)
    wanted = chosen_measures(table, measures)
    pairs = source_pairs(table["source"].unique(), reference)
    means = source_means(table, wanted, draws=draws, seed=seed)
    estimates = raw_estimates(table, wanted, means, sentences=scores, level=level)
    margins = {name: margin_of(name, margin, MARGIN) for name in wanted}
    contrasts = raw_contrasts(table, wanted, means, pairs, margins=margins, effect=effect, seed=seed, level=level)
    counts = table["source"].value_counts()
    if len(few := counts[counts < FEW_ARTICLES]):
        listed = ", ".join(f"{name} ({n})" for name, n in sorted(few.items()))
        warnings.append(f"Fewer than {FEW_ARTICLES} articles: {listed}.")
    settings = {
        **{"by": by, "match": match, "adjust": list(adjust), "measures": wanted, "reference": reference},
        **{"copies": copies, "margin": margin, "effect": effect, "draws": draws, "level": level, "seed": seed},
        **{"model": scores.attrs.get("model"), "thresholds": dict(scores.attrs.get("thresholds", {}))},
    }
    return Comparison(
        articles=table,
        estimates=estimates,
        contrasts=with_adjusted(contrasts),
        copies=found,
        scores=scores,
        settings=settings,
        warnings=tuple(warnings),
    )
