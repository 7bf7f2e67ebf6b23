"""How far annotators agree, which bounds what a model can reach: Krippendorff's alpha, Cohen's and Fleiss' kappa."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError, unknown_name
from framing.evaluation.bootstrap import Floats, cluster_codes, interval, with_whole
from framing.evaluation.labels import class_metrics

LEVELS: dict[str, str | None] = {"nominal": None, "ordinal": "linear", "interval": "quadratic"}
"""The levels of measurement of labels, and the weights that Cohen's kappa gives to disagreements."""

AGREEMENT_COLUMNS = ("measure", "coders", "value", "low", "high", "n", "labels", "clusters")

MEASURES: dict[str, str] = {
    "krippendorff_alpha": "agreement beyond chance over all coders and items, missing labels allowed",
    "fleiss_kappa": "the same for the items that every coder labelled, labels taken as nominal",
    "cohen_kappa": "agreement beyond chance of two coders",
    "agreement": "share of the items on which two coders agree",
    "ceiling_macro_f1": "macro-F1 of a coder against the majority of the others, mean of the coders: what a model that "
    "is as good as one more coder would reach",
}
"""What is measured. Between coders who agree always, all are 1; the first three are 0 at chance."""

_LONG = ("item", "coder", "label")


def agreement(
    table: pd.DataFrame,
    coders: Sequence[str] | None = None,
    level: str = "nominal",
    *,
    order: Sequence[object] | None = None,
    resamples: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return how far coders agree, a row for each of :data:`MEASURES` and, for pairs of coders, each pair.

    ``table`` has a row for each label (``item, coder, label``), or a row for each item and a column for each of
    ``coders``; an empty cell is no label. ``level`` says what labels are (:data:`LEVELS`); ``ordinal`` labels that are
    not numbers need their ``order``, lowest first. A column ``article`` names what is resampled, which is the item
    where there is none.

    Alpha: Krippendorff (2019, Content Analysis, 4th edition), computed by the package ``krippendorff``. Kappa: Cohen
    (1960, A coefficient of agreement for nominal scales; with weights 1968), by scikit-learn; Fleiss (1971, Measuring
    nominal scale agreement among many raters), by statsmodels. Intervals are those of
    :func:`framing.evaluation.bootstrap.interval` over articles. ``n`` counts items with two labels or more (of the
    pair; of all coders for Fleiss), ``labels`` their labels. Where only one label was ever given, alpha and kappa are
    NaN. Columns: :data:`AGREEMENT_COLUMNS`. Raises UnknownNameError for another level, InputError where columns are
    missing, a coder labelled an item twice, or there are fewer than two coders.
    """
    if level not in LEVELS:
        raise unknown_name("level of measurement", level, LEVELS)
    wide, articles = _wide(table, coders)
    values = _domain(wide, level, order)
    codes = wide.apply(lambda column: column.map({value: k for k, value in enumerate(values)})).to_numpy(float)
    scale = np.arange(len(values), dtype=float) if level != "interval" else np.asarray(values, dtype=float)
    study = _Study(codes, articles, scale, level, resamples, seed, confidence)
    names = [str(name) for name in wide.columns]
    rows = [study.row("krippendorff_alpha", "all", range(len(names)), 2, study.alpha)]
    if level == "nominal":
        rows.append(study.row("fleiss_kappa", "all", range(len(names)), len(names), study.fleiss))
    for a, b in combinations(range(len(names)), 2):
        rows.append(study.row("cohen_kappa", f"{names[a]}, {names[b]}", (a, b), 2, study.cohen))
        rows.append(study.row("agreement", f"{names[a]}, {names[b]}", (a, b), 2, study.same))
    if level == "nominal":
        rows.append(study.ceiling())
    return pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))


def verdict(table: pd.DataFrame) -> str:
    """Return what alpha allows to conclude, in a sentence, by the customary marks of Krippendorff (2019)."""
    alpha = table[table["measure"] == "krippendorff_alpha"].iloc[0]
    if np.isnan(alpha["value"]):
        return "Alpha is undefined: only one label was given, or no item has two."
    shown = f"alpha {alpha['value']:.3f} [{alpha['low']:.3f}, {alpha['high']:.3f}]"
    worst = alpha["value"] if np.isnan(alpha["low"]) else alpha["low"]
    if worst >= 0.8:
        return f"Reliable: {shown} is above .800."
    if worst >= 0.667:
        return f"Enough for tentative conclusions: {shown} is above .667, not surely above .800."
    return f"Not surely reliable: {shown} may lie below .667, the least that Krippendorff accepts."


class _Study:
    """Codes (items, coders) with NaN for no label, and what is computed of them under weights of articles."""

    def __init__(
        self, codes: Floats, articles: npt.NDArray[np.int64], scale: Floats, level: Any,
        resamples: int, seed: int, confidence: float,
    ) -> None:  # fmt: skip
        self.codes, self.articles, self.scale, self.level = codes, articles, scale, level
        self.resamples, self.seed, self.confidence = resamples, seed, confidence

    def row(
        self, measure: str, coders: str, which: Sequence[int], least: int, compute: Callable[[Floats], float]
    ) -> tuple[object, ...]:
        """Return one row: ``compute`` takes the codes (items, coders), items as often as they are drawn."""
        codes = self.codes[:, list(which)]
        given = np.isfinite(codes).sum(axis=1)
        kept = given >= least
        codes, given = codes[kept], given[kept]
        group, names = pd.factorize(self.articles[kept])
        found = [np.nan]
        if len(codes):
            weights = with_whole(len(names), self.resamples, self.seed)
            found = [compute(np.repeat(codes, each[group].astype(int), axis=0)) for each in weights]
        bounds = (0.0 if measure == "agreement" else -1.0, 1.0)
        low, high = interval(found[0], np.array(found[1:]), len(names), self.confidence, bounds)
        return (measure, coders, found[0], low, high, len(codes), int(given.sum()), len(names))

    def alpha(self, codes: Floats) -> float:
        import krippendorff

        counts = np.stack([(codes == k).sum(axis=1) for k in range(len(self.scale))], axis=1)
        if (counts.sum(axis=0) > 0).sum() < 2:
            return float("nan")
        return float(krippendorff.alpha(value_counts=counts, value_domain=self.scale, level_of_measurement=self.level))

    def fleiss(self, codes: Floats) -> float:
        from statsmodels.stats.inter_rater import fleiss_kappa

        counts = np.stack([(codes == k).sum(axis=1) for k in range(len(self.scale))], axis=1)
        return float("nan") if (counts.sum(axis=0) > 0).sum() < 2 else float(fleiss_kappa(counts))

    def cohen(self, codes: Floats) -> float:
        from sklearn.metrics import cohen_kappa_score

        a, b = codes.T.astype(int)
        if len(np.unique(codes)) < 2:
            return float("nan")
        if self.level == "interval":
            return _interval_kappa(self.scale[a], self.scale[b])
        return float(cohen_kappa_score(a, b, labels=list(range(len(self.scale))), weights=LEVELS[self.level]))

    def same(self, codes: Floats) -> float:
        return float((codes[:, 0] == codes[:, 1]).mean())

    def ceiling(self) -> tuple[object, ...]:
        complete = np.isfinite(self.codes).all(axis=1)
        codes, articles = self.codes[complete].astype(int), self.articles[complete]
        count = len(np.unique(articles)) if len(codes) else 0
        if not len(codes):
            return ("ceiling_macro_f1", "all", np.nan, np.nan, np.nan, 0, 0, 0)
        tables = []
        for coder in range(codes.shape[1]):
            others = np.delete(codes, coder, axis=1)
            votes = np.stack([(others == k).sum(axis=1) for k in range(len(self.scale))], axis=1).astype(float)
            # Where the others are tied, the label that is commoner over all items counts.
            votes += np.bincount(codes.ravel(), minlength=len(self.scale)) / (codes.size + 1)
            tables.append(
                class_metrics(
                    votes.argmax(axis=1), codes[:, coder], len(self.scale), articles, self.resamples, self.seed
                ).iloc[0]
            )
        value = float(np.mean([one["value"] for one in tables]))
        draws = np.mean([one["draws"] for one in tables], axis=0)
        low, high = interval(value, draws, count, self.confidence, (0.0, 1.0))
        return ("ceiling_macro_f1", "all", value, low, high, len(codes), codes.size, count)


def _interval_kappa(a: Floats, b: Floats) -> float:
    """Cohen's kappa with squared differences of the values as weights, whose categories need not be evenly spaced."""
    expected = a.var() + b.var() + (a.mean() - b.mean()) ** 2  # the mean of (a - b)² over all pairs of items
    return float(1 - np.mean((a - b) ** 2) / expected) if expected > 0 else float("nan")


def _wide(table: pd.DataFrame, coders: Sequence[str] | None) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Return one row an item and one column a coder, and the number of each item's article."""
    shown = ", ".join(map(str, table.columns))
    if coders is None:
        if missing := [name for name in _LONG if name not in table]:
            raise InputError(
                f"The table has no column {missing[0]!r} (its columns: {shown}); give item, coder and label, or one "
                "column for each coder, and name these."
            )
        if twice := table[table.duplicated(["item", "coder"])].to_dict("records"):
            raise InputError(f"{twice[0]['coder']!r} labelled item {twice[0]['item']!r} twice; keep one label.")
        wide = table.pivot_table(index="item", columns="coder", values="label", aggfunc="first")
        by_item = table.drop_duplicates("item").set_index("item").reindex(wide.index)
    else:
        if missing := [name for name in coders if name not in table]:
            raise InputError(f"The table has no column {missing[0]!r} for a coder; its columns: {shown}.")
        wide, by_item = table[list(coders)], table
    if wide.shape[1] < 2:
        raise InputError(f"Got {wide.shape[1]} coder; agreement needs two or more.")
    return wide, cluster_codes(by_item["article"])[0] if "article" in by_item else np.arange(len(wide))


def _domain(wide: pd.DataFrame, level: str, order: Sequence[object] | None) -> list[object]:
    """Return the different labels, in order."""
    given = pd.unique(pd.Series(wide.to_numpy(dtype=object).ravel()).dropna())
    if order is not None:
        if unknown := [value for value in given if value not in list(order)]:
            raise unknown_name("label", unknown[0], map(str, order))
        return list(order)
    numbers = pd.to_numeric(pd.Series(given), errors="coerce")
    if level != "nominal" and numbers.isna().any():
        bad = given[int(np.flatnonzero(numbers.isna())[0])]
        raise InputError(f"Label {bad!r} is no number; {level} labels are numbers, or, where ordinal, have an order.")
    return sorted(given, key=float if level != "nominal" else str)
