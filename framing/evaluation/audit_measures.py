"""What is measured of an audit's cases: which fail, how many of a test, and between which bounds that rate lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.evaluation.audit_cases import EXPECTED

KEPT = 0.1
"""How far a score may fall and still count as kept (the tolerance of CheckList's tests of direction)."""

RATE_COLUMNS = ("n", "templates", "failures", "rate", "low", "high", "change")

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def judge(cases: pd.DataFrame, scores: pd.DataFrame, thresholds: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cases with what a model made of them: a row for each case and task that is asked of it.

    ``scores`` has the texts as its index and the columns ``editorializing``, ``other_editorializing`` and
    ``loaded_language`` (:func:`framing.score`); ``thresholds`` are the model's by task. Added: ``task``, ``score``
    (first or only sentence), ``score_after``, ``failed`` (bool), and ``margin``: how far the scores are from what is
    expected, negative where the case fails. A sentence in which nothing is the author's (NaN) does not editorialize.
    """
    found = []
    for expected, part in cases.groupby("expected", sort=False):
        for task in dict.fromkeys(task for tasks in part["tasks"] for task in tasks):
            rows = part[[task in tasks for tasks in part["tasks"]]]
            before = _scores(scores, rows["before"], task)
            after = _scores(scores, rows["after"], "other_editorializing" if expected == "other_kept" else task)
            margin = _margin(str(expected), before, after, float(thresholds[task]))
            found.append(rows.assign(task=task, score=before, score_after=after, margin=margin, failed=margin < 0))
    return pd.concat(found).sort_index(kind="stable").reset_index(drop=True)


def failure_rates(judged: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return failure rates of judged cases for each group of ``by``, in order of appearance.

    Columns: ``by``, then ``n`` (cases), ``templates`` (clusters), ``failures``, ``rate``, ``low``, ``high`` (95 %),
    ``change`` (mean distance of the two scores; NaN where a sentence stands alone).
    """
    rows = []
    for key, part in judged.groupby(list(by), sort=False):
        failed = part["failed"].to_numpy(bool)
        group = pd.factorize(part["template"])[0]
        low, high = clustered_interval(failed, group)
        change = (part["score_after"] - part["score"]).abs().mean()
        rows.append((*key, len(part), group.max() + 1, int(failed.sum()), failed.mean(), low, high, change))
    return pd.DataFrame(rows, columns=[*by, *RATE_COLUMNS])


def clustered_interval(failed: Mask, group: npt.NDArray[np.intp], level: float = 0.95) -> tuple[float, float]:
    """Return the interval of a share of cases that come in clusters, which is above 0 wide also where none failed.

    The exact interval of Clopper and Pearson (1934) at the effective sample size of Korn and Graubard (1998,
    Confidence intervals for proportions with small expected number of positive counts, Survey Methodology 24):
    cases of one template fail together, so that they count for fewer than they are; where all fail or none does,
    and that cannot be seen, each template counts as one case. NaN where there is but one template.
    """
    from scipy import stats  # slow to import, and this room's names are read by every config

    clusters = int(group.max()) + 1 if len(group) else 0
    if clusters < 2:
        return float("nan"), float("nan")
    n, rate = len(failed), float(failed.mean())
    off = np.bincount(group, weights=failed - rate)
    variance = clusters / (clusters - 1) * float(off @ off) / n**2
    effective = float(clusters)
    if variance > 0:
        degrees = (stats.t.ppf(0.5 + level / 2, n - 1) / stats.t.ppf(0.5 + level / 2, clusters - 1)) ** 2
        effective = min(float(n), rate * (1 - rate) / variance * degrees)
    hits, tail = rate * effective, (1 - level) / 2
    low = 0.0 if hits == 0 else float(stats.beta.ppf(tail, hits, effective - hits + 1))
    high = 1.0 if hits == effective else float(stats.beta.ppf(1 - tail, hits + 1, effective - hits))
    return low, high


def worst_cases(judged: pd.DataFrame, count: int = 5) -> pd.DataFrame:
    """Return the ``count`` cases of each test that fail most clearly, one of a template, the worst first."""
    failed = judged[judged["failed"]].sort_values("margin", kind="stable")
    once = failed.drop_duplicates(["test", "task", "template"])
    order = {test: number for number, test in enumerate(dict.fromkeys(judged["test"]))}
    worst = once.groupby(["test", "task"], sort=False).head(count)
    return worst.sort_values(["test", "task", "margin"], key=lambda c: c.map(order) if c.name == "test" else c)


def _scores(scores: pd.DataFrame, texts: pd.Series, column: str) -> Floats:
    return scores[column].reindex(texts.to_numpy()).to_numpy(dtype=np.float64)


def _margin(expected: str, before: Floats, after: Floats, cut: float) -> Floats:
    """Return how well each case meets what is expected: 0 or more where it does."""
    tiny = np.finfo(np.float64).tiny
    first, second = np.nan_to_num(before, nan=0.0), np.nan_to_num(after, nan=0.0)
    if expected == "reports":
        return np.where(first < cut, cut - first, np.minimum(cut - first, -tiny))
    if expected == "editorializes":
        return first - cut
    if expected == "noticed":
        return second - cut
    if expected == "same":
        gap = np.abs(first - second)
        return np.where((first >= cut) == (second >= cut), 1.0 - gap, -np.maximum(gap, tiny))
    if expected == "higher":
        return np.where(second > first, second - first, np.minimum(second - first, -tiny))
    if expected == "author_lower":
        return np.where(second < first, first - second, np.minimum(first - second, -tiny))
    if expected == "other_kept":
        return second - first + KEPT
    raise AssertionError(f"{expected!r} is none of {', '.join(EXPECTED)}")
