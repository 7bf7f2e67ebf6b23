"""Models compared on the same rows: differences of metrics with paired intervals, McNemar's test, Holm over all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpora import get_corpus
from framing.errors import InputError, unknown_name
from framing.evaluation.bootstrap import Floats, interval, p_value, with_whole
from framing.evaluation.metrics import checked, metric_values
from framing.evaluation.results import evaluate_drawn, first_task, model_or_recipe, predict
from framing.models.tasks import get_binary_task, get_task

COMPARED = ("macro_f1", "weighted_f1", "positive_f1", "mcc", "accuracy", "auc", "average_precision", "brier")
"""The metrics that are compared where none are named."""

PAIRED_COLUMNS = (
    *("model_a", "model_b", "metric", "value_a", "value_b", "difference", "low", "high", "p", "p_adjusted"),
    *("only_a", "only_b", "mcnemar_p", "mcnemar_p_adjusted", "n", "clusters"),
)


def compare_models(
    models: Sequence[Any],
    corpus: str,
    split: str,
    task: str | None = None,
    view: str | None = None,
    *,
    against: str | None = None,
    baselines: Sequence[str] = (),
    metrics: Collection[str] = COMPARED,
    seed: int = 0,
    resamples: int = 1000,
) -> pd.DataFrame:
    """Return how models, and baselines, differ on the same rows of a corpus: what :func:`compare_predictions` says.

    ``models``, ``split``, ``task`` and ``view`` are those of :func:`framing.evaluate`, a recipe being trained anew
    where folds are asked for; each model needs a name of its own. Tasks of more than two labels are compared by their
    own metrics, without McNemar's test. Raises InputError where there are not two to compare, and as
    :func:`framing.evaluate` does.
    """
    models = [model_or_recipe(model) for model in models]
    names = [str(model.name) for model in models]
    if len(set(names)) < len(names) or len(names) + len(baselines) < 2 or not names:
        raise InputError(
            f"Got the models {', '.join(names) or 'none'} and {len(baselines)} baselines; a comparison needs two or "
            "more, each with a name of its own."
        )
    task = task or first_task(get_corpus(corpus))
    if get_task(task).kind != "binary":
        tables = [evaluate_drawn(model, corpus, split, task, view, seed, resamples, ()) for model in models]
        drawn = pd.concat(tables, ignore_index=True)
        return compare_measured(drawn[drawn["split"] == split], against)
    view = view or get_binary_task(task).view
    found = [
        predict(model, corpus, split, task, view, seed, () if number else baselines)
        for number, model in enumerate(models)
    ]
    missing = [name for name in baselines if name not in set(found[0]["model"])]
    if missing:
        raise InputError(
            f"{missing[0]!r} has nothing to learn from: no part of {corpus} comes before {split}; leave it out, or "
            "compare on folds."
        )
    return compare_predictions(
        pd.concat(found, ignore_index=True), against=against, metrics=metrics, seed=seed, resamples=resamples
    )


def compare_predictions(
    predictions: pd.DataFrame,
    *,
    against: str | None = None,
    metrics: Collection[str] = COMPARED,
    seed: int = 0,
    resamples: int = 1000,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the differences between models on the same rows, a row for each pair of models and metric.

    ``predictions`` has a row for each model and row, as :func:`framing.evaluation.predict` returns it: ``model, row_id,
    label`` (0 or 1), ``probability``, and where they are known ``article`` (else each row is its own), ``threshold``
    (.5) and ``fold``. ``against`` names the model that all others are compared with; left out, all pairs are.

    Columns: :data:`PAIRED_COLUMNS`. ``difference`` is that of ``value_a - value_b``; ``low, high`` its interval over
    articles, both models being judged on the same articles in each replicate (paired cluster bootstrap; jackknife and
    Student's t for few articles, see :mod:`framing.evaluation.bootstrap`), and ``p`` belongs to it. ``only_a, only_b``
    are the rows that one model alone gets right, ``mcnemar_p`` the exact test of McNemar (1947, Note on the sampling
    error of the difference between correlated proportions), which takes sentences as independent: where articles hold
    several, ``p`` of ``accuracy`` is the one to cite. The adjusted values are those of Holm (1979, A simple
    sequentially rejective multiple test procedure) over the pairs, within a metric. Raises InputError where a column is
    missing or models were not asked about the same rows, UnknownNameError for another model or metric.
    """
    needed = ("model", "row_id", "label", "probability")
    if missing := [name for name in needed if name not in predictions]:
        raise InputError(f"The predictions have no column {missing[0]!r}; they need {', '.join(needed)}.")
    tables = {str(name): rows.set_index("row_id") for name, rows in predictions.groupby("model", sort=False)}
    first = next(iter(tables.values()), predictions)
    drawn, right = [], {}
    for name, rows in tables.items():
        if not rows.index.is_unique:
            raise InputError(f"{name!r} has two predictions for row {rows.index[rows.index.duplicated()][0]!r}.")
        if len(rows) != len(first) or not rows.index.isin(first.index).all():
            raise InputError(f"{name!r} was asked about other rows than {next(iter(tables))!r}; compare on the same.")
        rows = rows.loc[first.index]
        if (rows["label"].to_numpy() != first["label"].to_numpy()).any():
            raise InputError(f"The labels beside {name!r} are others than those beside {next(iter(tables))!r}.")
        values, right[name], clusters = _judged(rows, metrics, resamples, seed)
        drawn.append(
            pd.DataFrame(
                [(name, metric, each[0], each[1:], len(rows), clusters) for metric, each in values.items()],
                columns=["model", "metric", "value", "draws", "n", "clusters"],
            )
        )
    if len(drawn) < 2:
        raise InputError(f"The predictions are of {len(drawn)} model; a comparison needs two.")
    return compare_measured(pd.concat(drawn, ignore_index=True), against, right, level)


def mcnemar(right_a: npt.ArrayLike, right_b: npt.ArrayLike) -> tuple[int, int, float]:
    """Return how many rows only a and only b gets right, and the exact two-sided p value; flags of shape (n,)."""
    from statsmodels.stats.contingency_tables import mcnemar as exact

    a, b = np.asarray(right_a, dtype=bool), np.asarray(right_b, dtype=bool)
    only_a, only_b = int((a & ~b).sum()), int((b & ~a).sum())
    table = [[int((a & b).sum()), only_a], [only_b, int((~a & ~b).sum())]]
    return only_a, only_b, float(exact(table, exact=True).pvalue) if only_a + only_b else 1.0


def holm(p: npt.ArrayLike) -> Floats:
    """Return p values adjusted after Holm (1979); NaN stays and does not count."""
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=np.float64).copy()
    known = np.isfinite(values)
    if known.any():
        values[known] = multipletests(values[known], method="holm")[1]
    return values


def _judged(
    rows: pd.DataFrame, metrics: Collection[str], resamples: int, seed: int
) -> tuple[dict[str, Floats], npt.NDArray[np.bool_], int]:
    articles = rows["article"].to_numpy() if "article" in rows else None
    y, p, group, count = checked(rows["label"].to_numpy(), rows["probability"].to_numpy(), articles)
    cut = rows["threshold"].to_numpy() if "threshold" in rows else np.full(len(y), 0.5)
    strata = rows["fold"].to_numpy() if "fold" in rows else None
    weights = with_whole(count, resamples, seed)
    return metric_values(y, p, group, weights, cut, strata, names=metrics), (p >= cut) == (y == 1), count


def _pairs(names: Sequence[str], against: str | None) -> Iterator[tuple[str, str]]:
    if against is None:
        yield from combinations(names, 2)
        return
    if against not in names:
        raise unknown_name("model", against, names)
    yield from ((name, against) for name in names if name != against)


def compare_measured(
    measured: pd.DataFrame,
    against: str | None = None,
    right: Mapping[str, npt.NDArray[np.bool_]] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the same table from metrics that were measured before, with the replicates of their intervals.

    ``measured`` has a row for each model and metric: ``model, metric, value, draws, n, clusters``, as
    :func:`framing.evaluation.predictions.measure` returns it for one corpus, split, task and seed: replicates of all
    models must be of the same draws of the same articles. ``right`` says for each model where it is right, for
    McNemar's test. Raises InputError where models have other numbers of rows, articles or replicates, or no two share a
    metric.
    """
    records: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in measured.to_dict("records")]
    by_key = {(row["model"], row["metric"]): row for row in records}
    made: list[dict[str, Any]] = []
    for a, b in _pairs(list(measured["model"].unique()), against):
        only_a, only_b, p = mcnemar(right[a], right[b]) if right else (pd.NA, pd.NA, np.nan)
        for metric in measured["metric"].unique():
            one, other = by_key.get((a, metric)), by_key.get((b, metric))
            if one is None or other is None:
                continue
            sizes = [(each["n"], each["clusters"], len(each["draws"])) for each in (one, other)]
            if sizes[0] != sizes[1]:
                raise InputError(f"{a!r} and {b!r} were not measured on the same rows; compare on the same.")
            difference, clusters = float(one["value"] - other["value"]), int(one["clusters"])
            draws = np.asarray(one["draws"]) - np.asarray(other["draws"])
            low, high = interval(difference, draws, clusters, level)
            made.append(
                {"model_a": a, "model_b": b, "metric": metric, "value_a": one["value"], "value_b": other["value"],
                 "difference": difference, "low": low, "high": high, "p": p_value(difference, draws, clusters),
                 "only_a": only_a, "only_b": only_b, "mcnemar_p": p, "n": one["n"], "clusters": clusters}
            )  # fmt: skip
    if not made:
        raise InputError("Nothing to compare: give two models and a metric that both were measured by.")
    table = pd.DataFrame(made)
    for name in ("p", "mcnemar_p"):
        table[f"{name}_adjusted"] = table.groupby("metric")[name].transform(holm)
    counts = dict.fromkeys(("only_a", "only_b"), "Int64")
    return table.astype(counts)[list(PAIRED_COLUMNS)]
