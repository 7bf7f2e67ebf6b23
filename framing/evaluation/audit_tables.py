"""An audit as it is printed: the share right of each test and model, the marks beside it, and the worst cases."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from framing.evaluation.audit import ASKED, PUBLISHED, Audit


def audit_tables(audit: Audit, phenomena: bool = False) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield a heading and a short table for each part of an audit.

    First the failure rate of each test and task, models side by side; then what is published; with ``phenomena`` the
    rates by phenomenon; last the cases of the first model that fail most clearly.
    """
    yield "Failure rate [95 %, by template], n cases from t templates", _wide(audit.tests, ["check", "test", "task"])
    yield "Share right where rates are published (of other suites: a rough mark)", _marks(audit.tests)
    if phenomena:
        shown = audit.phenomena[audit.phenomena["check"].ne("invariance")]
        yield "By phenomenon", _wide(shown, ["test", "task", "phenomenon"])
    first = audit.tests["model"].iloc[0]
    worst = audit.worst[audit.worst["model"].eq(first)]
    if len(worst):
        columns = ["test", "task", "score", "score_after", "before", "after"]
        yield f"What {first} gets wrong most clearly", worst[columns]


def _wide(rates: pd.DataFrame, index: list[str]) -> pd.DataFrame:
    shown = rates.assign(shown=[_rate(*row) for row in rates[["rate", "low", "high"]].itertuples(index=False)])
    wide = shown.pivot_table(index=index, columns="model", values="shown", aggfunc="first", sort=False)
    counts = rates.groupby(index, sort=False)[["n", "templates"]].first()
    return wide[list(dict.fromkeys(rates["model"]))].join(counts).reset_index()


def _marks(tests: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for test, published in PUBLISHED.items():
        here = tests[tests["test"].eq(test)]
        for task, part in here.groupby("task", sort=False):
            right = {name: f"{1 - rate:.3f}" for name, rate in zip(part["model"], part["rate"], strict=True)}
            rows.append({"test": test, "task": task, "asked": f"≥ {ASKED[test]}", **right, **published})
    return pd.DataFrame(rows)


def _rate(rate: float, low: float, high: float) -> str:
    return f"{rate:.3f}" + ("" if low != low else f" [{low:.3f}, {high:.3f}]")
