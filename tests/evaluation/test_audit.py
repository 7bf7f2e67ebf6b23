"""The audit as a whole, on the linear model and on models whose behaviour is known beforehand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import framing
from framing.errors import InputError, UnknownNameError
from framing.evaluation import Audit, audit
from framing.evaluation.audit import ASKED, PUBLISHED
from framing.evaluation.audit_baseline import WordsBaseline
from framing.evaluation.audit_cases import frozen_cases
from framing.evaluation.audit_tables import audit_tables
from framing.models.card import audit_section

CASES = frozen_cases()


def always(score: float) -> WordsBaseline:
    """Return a model that says the same of every sentence."""
    same = {task: (lambda rows: np.full(len(rows), score)) for task in ("editorializing", "loaded_language")}
    return WordsBaseline(same, name=f"always {score}")


@pytest.fixture(scope="module")
def linear() -> Audit:
    return audit("linear", per_template=1)


def test_every_test_and_task_has_a_row_with_its_interval(linear: Audit) -> None:
    asked = {(test, task) for test, tasks in zip(CASES["test"], CASES["tasks"], strict=True) for task in tasks}
    assert set(zip(linear.tests["test"], linear.tests["task"], strict=True)) == asked
    assert (linear.tests["low"] <= linear.tests["rate"]).all() and (linear.tests["rate"] <= linear.tests["high"]).all()
    assert (linear.tests["high"] > linear.tests["low"]).all()
    assert linear.tests["n"].sum() == len(linear.cases)


def test_the_linear_model_knows_a_plain_fact(linear: Audit) -> None:
    rates = linear.tests.set_index(["test", "task"])["rate"]
    assert rates["plain_fact", "editorializing"] < 0.05
    assert rates["quotation_author_lower", "editorializing"] < 0.1


def test_the_worst_cases_are_failed_ones_of_their_model(linear: Audit) -> None:
    assert len(linear.worst) and linear.worst["failed"].all() and linear.worst["model"].eq("linear").all()
    assert linear.worst.groupby(["test", "task"]).size().max() <= 5


def test_scores_are_those_of_framing_score(linear: Audit) -> None:
    row = linear.cases[linear.cases["test"].eq("plain_editorial")].iloc[3]
    scored = framing.score([row["before"]], "linear", evidence=False)
    assert row["score"] == pytest.approx(scored[row["task"]].iloc[0])


@pytest.mark.parametrize(
    ("score", "high", "low"), [(0.1, "plain_editorial", "plain_fact"), (0.9, "plain_fact", "plain_editorial")]
)
def test_a_model_that_says_the_same_of_everything_fails_where_it_must(score: float, high: str, low: str) -> None:
    rates = audit(always(score), per_template=1).tests.set_index(["test", "task"])["rate"]
    assert rates[high].eq(1).all() and rates[low].eq(0).all()
    assert rates["places"].eq(0).all() and rates["loaded_word_higher"].eq(1).all()
    assert rates["quotation_author_lower", "editorializing"] == 1


def test_models_stand_beside_each_other() -> None:
    found = audit(always(0.1), [always(0.9)], cases=CASES[CASES["test"].eq("places")], per_template=1)
    assert found.tests["model"].tolist() == ["always 0.1"] * 2 + ["always 0.9"] * 2
    headings = [heading for heading, _ in audit_tables(found)]
    assert len(headings) == 2  # nothing failed, so that no worst case is shown


def test_models_of_one_name_are_told_apart() -> None:
    cases = CASES[CASES["test"].eq("plain_fact")]
    twins = [always(0.1), dataclasses.replace(always(0.9), name="always 0.1")]
    found = audit(twins[0], twins[1:], cases=cases, per_template=1)
    rates = found.tests.groupby("model", sort=False)["rate"].mean()
    assert rates.to_dict() == {"always 0.1 (1)": 0.0, "always 0.1 (2)": 1.0}


def test_the_tables_show_what_is_asked_and_published(linear: Audit) -> None:
    tables = dict(audit_tables(linear, phenomena=True))
    assert len(tables) == 4
    marks = next(table for heading, table in tables.items() if "published" in heading)
    assert set(marks["test"]) == set(ASKED) == set(PUBLISHED) <= set(CASES["test"])
    assert marks.loc[marks["test"].eq("places"), "MAGPIE"].eq(0.986).all()
    plain = linear.tests.set_index(["test", "task"])["rate"]["plain_fact", "editorializing"]
    assert float(marks["linear"].iloc[0]) == pytest.approx(1 - plain, abs=5e-4)


def test_the_card_shows_the_audit(linear: Audit) -> None:
    rows = linear.for_card("linear")
    title, _, table = audit_section(rows)
    assert title == "## Behavioural audit"
    assert table.count("\n") == len(linear.tests) + 1
    assert f"| invariance | places | editorializing | {rows_of(rows, 'places')['rate']:.3f} [" in table
    assert audit_section([]) == []
    with pytest.raises(UnknownNameError, match="linear"):
        linear.for_card("default")


def rows_of(rows: Sequence[dict[str, Any]], test: str) -> dict[str, Any]:
    return next(row for row in rows if row["test"] == test)


def test_wrong_input_is_named() -> None:
    with pytest.raises(UnknownNameError, match="linear"):
        audit("liner", cases=CASES[:1])
    with pytest.raises(UnknownNameError, match="rules"):
        audit(always(0.1), voice="rule")
    with pytest.raises(InputError, match="no column 'expected'"):
        audit(always(0.1), cases=CASES.drop(columns="expected"))
    with pytest.raises(InputError, match="no cases"):
        audit(always(0.1), cases=CASES[:0])
    with pytest.raises(InputError, match="1 or more"):
        audit(always(0.1), per_template=0)
    half = WordsBaseline({"editorializing": lambda rows: np.zeros(len(rows))})
    with pytest.raises(InputError, match="does not answer loaded_language"):
        audit(half, cases=CASES[:1])


def test_the_command_prints_the_tables_and_writes_cases_and_figure(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from framing.cli import app

    cases, figure = tmp_path / "cases.csv", tmp_path / "audit.svg"
    done = CliRunner().invoke(
        app, ["audit", "--model", "linear", "--per-template", "1", "-o", str(cases), "--figure", str(figure)]
    )
    assert done.exit_code == 0, done.output
    assert "Failure rate" in done.output and "What linear gets wrong most clearly" in done.output
    assert len(pd.read_csv(cases)) > 500 and figure.stat().st_size > 1000


def test_the_card_is_written_only_for_whole_audits_of_folders() -> None:
    from typer.testing import CliRunner

    from framing.cli import app

    for arguments in (["--model", "linear"], ["--model", ".", "--per-template", "1"]):
        done = CliRunner().invoke(app, ["audit", "--card", *arguments])
        assert isinstance(done.exception, InputError) and "give a folder" in str(done.exception)
