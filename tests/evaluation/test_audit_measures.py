"""What is measured of an audit's cases: every expectation met and missed, and intervals that hold what they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from framing.evaluation.audit_measures import clustered_interval, failure_rates, judge, worst_cases

NAN = float("nan")
CUTS = {"editorializing": 0.4, "loaded_language": 0.6}


def judged(expected: str, before: float, after: float = NAN, other: float = NAN) -> pd.Series:
    case = pd.DataFrame(
        [("minimum", "t", expected, "p", "t:0", "Before.", "After.", ("editorializing",))],
        columns=["check", "test", "expected", "phenomenon", "template", "before", "after", "tasks"],
    )
    scores = pd.DataFrame(
        {"editorializing": [before, after], "other_editorializing": [NAN, other], "loaded_language": [0.9, 0.9]},
        index=["Before.", "After."],
    )
    return judge(case, scores, CUTS).iloc[0]


@pytest.mark.parametrize(
    ("expected", "before", "after", "failed"),
    [
        ("reports", 0.39, NAN, False),
        ("reports", 0.4, NAN, True),  # from the threshold on, a sentence editorializes
        ("reports", NAN, NAN, False),
        ("editorializes", 0.4, NAN, False),
        ("editorializes", 0.39, NAN, True),
        ("editorializes", NAN, NAN, True),
        ("same", 0.1, 0.39, False),
        ("same", 0.4, 0.95, False),
        ("same", 0.39, 0.4, True),
        ("same", 0.95, NAN, True),
        ("higher", 0.1, 0.11, False),
        ("higher", 0.1, 0.1, True),
        ("noticed", 0.1, 0.4, False),
        ("noticed", 0.1, 0.3, True),
        ("author_lower", 0.9, 0.89, False),
        ("author_lower", 0.9, NAN, False),
        ("author_lower", 0.9, 0.9, True),
    ],
)
def test_each_expectation(expected: str, before: float, after: float, failed: bool) -> None:
    row = judged(expected, before, after)
    assert bool(row["failed"]) is failed
    assert (row["margin"] < 0) is np.bool_(failed)


def test_the_words_of_others_are_judged_by_their_own_score() -> None:
    assert not judged("other_kept", 0.9, 0.0, other=0.81)["failed"]
    assert judged("other_kept", 0.9, 0.99, other=0.79)["failed"]
    assert judged("other_kept", 0.9, 0.0, other=NAN)["failed"]  # nobody else was found to speak


def test_thresholds_are_those_of_the_task() -> None:
    cases = pd.DataFrame(
        [("minimum", "t", "reports", "p", "t:0", "A.", "", ("editorializing", "loaded_language"))],
        columns=["check", "test", "expected", "phenomenon", "template", "before", "after", "tasks"],
    )
    scores = pd.DataFrame(
        {"editorializing": [0.5], "other_editorializing": [NAN], "loaded_language": [0.5]}, index=["A."]
    )
    assert judge(cases, scores, CUTS).set_index("task")["failed"].to_dict() == {
        "editorializing": True,
        "loaded_language": False,
    }


def table(failed: list[bool], templates: list[str]) -> pd.DataFrame:
    rows = {"test": "t", "task": "e", "template": templates, "failed": failed, "score": 0.5, "score_after": 0.75}
    return pd.DataFrame(rows).assign(margin=np.where(failed, -np.arange(1, len(failed) + 1) / 10, 1.0))


def test_rates_count_cases_and_templates() -> None:
    row = failure_rates(table([True, False, False, False], ["a", "a", "b", "c"]), ["test", "task"]).iloc[0]
    assert (row["n"], row["templates"], row["failures"], row["rate"]) == (4, 3, 1, 0.25)
    assert row["low"] < 0.25 < row["high"]
    assert row["change"] == pytest.approx(0.25)


def test_without_failures_each_template_counts_as_one_case() -> None:
    for clusters in (5, 40):
        failed, group = np.zeros(clusters * 10, bool), np.repeat(np.arange(clusters), 10)
        low, high = clustered_interval(failed, group)
        assert low == 0.0
        assert high == pytest.approx(1 - 0.025 ** (1 / clusters))  # Clopper and Pearson's for none of so many


def test_cases_alone_in_their_template_give_about_the_exact_interval() -> None:
    failed = np.arange(400) < 40
    found = clustered_interval(failed, np.arange(400))
    exact = stats.binomtest(40, 400).proportion_ci(method="exact")
    assert found == pytest.approx((exact.low, exact.high), abs=0.002)


def test_templates_that_fail_as_a_whole_widen_the_interval() -> None:
    failed = np.arange(400) < 40
    low, high = clustered_interval(failed, np.arange(400) // 20)
    narrow = clustered_interval(failed, np.arange(400))
    assert low < narrow[0] and high > narrow[1]


def test_one_template_allows_no_interval() -> None:
    assert all(np.isnan(clustered_interval(np.array([True, False]), np.zeros(2, int))))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=2, max_size=60))
def test_the_interval_holds_the_rate(cases: list[tuple[bool, int]]) -> None:
    failed = np.array([case for case, _ in cases])
    group = pd.factorize(np.array([cluster for _, cluster in cases]))[0]
    low, high = clustered_interval(failed, group)
    if group.max() > 0:
        assert 0 <= low <= failed.mean() + 1e-9 and failed.mean() - 1e-9 <= high <= 1


def test_the_interval_covers_under_clustering() -> None:
    # Beta-binomial: 40 templates of 10 cases, mean .1, correlation of about .17 within a template.
    rng = np.random.default_rng(3)
    group = np.repeat(np.arange(40), 10)
    hits = 0
    for _ in range(300):
        failed = rng.random(400) < np.repeat(rng.beta(0.5, 4.5, 40), 10)
        low, high = clustered_interval(failed, group)
        hits += low <= 0.1 <= high
    assert hits / 300 > 0.92


def test_the_worst_case_of_a_template_stands_for_it() -> None:
    worst = worst_cases(table([True, True, False, True], ["a", "a", "b", "c"]), count=5)
    assert worst["template"].tolist() == ["c", "a"]
    assert worst["margin"].tolist() == pytest.approx([-0.4, -0.2])
    assert worst_cases(table([True, True], ["a", "b"]), count=1)["template"].tolist() == ["b"]
