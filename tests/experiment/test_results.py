from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.experiment.results import beside_published, latex, number, to_latex, to_markdown, with_interval

NAN = float("nan")


def measured() -> pd.DataFrame:
    rows = [
        ("a", "dev", "t", "ours, mean of 2 seeds", "macro_f1", 0.71, 0.6, 0.8, 50, NAN),
        ("a", "dev", "t", "ours", "macro_f1", 0.7, 0.6, 0.8, 50, 1),
        ("a", "dev", "t", "ours", "macro_f1", 0.72, 0.6, 0.8, 50, 2),
        ("a", "dev", "t", "ours C=2", "macro_f1", 0.73, 0.6, 0.8, 50, 1),
        ("a", "dev", "t", "tf-idf", "macro_f1", 0.6, 0.5, 0.7, 50, 0),
        ("a", "dev", "t", "tf-idf", "auc", 0.65, 0.5, 0.7, 50, 0),
        ("a", "dev, not in train", "t", "ours", "macro_f1", 0.5, 0.4, 0.6, 20, 1),
        ("b", "dev", "t", "ours", "macro_f1", 0.1, 0.0, 0.2, 9, 1),
    ]
    return pd.DataFrame(
        rows, columns=["corpus", "split", "task", "model", "metric", "value", "low", "high", "n", "seed"]
    )


def asked(**changes: object) -> dict[str, object]:
    published = {"model": "BERT", "metric": "macro_f1", "value": 0.8, "n": None, "split": None, "source": "X 2020"}
    return {
        "corpus": "a",
        "split": "test",
        "run": "dev",
        "task": "t",
        "metrics": ["macro_f1"],
        "published": [published],
        **changes,
    }


def test_published_results_stand_below_ours_with_the_split_that_they_are_of() -> None:
    table = beside_published(measured(), [asked()])
    assert table["model"].tolist() == ["ours, mean of 2 seeds", "ours C=2", "tf-idf", "BERT", "ours"]
    bert = table[table["model"] == "BERT"].iloc[0]
    assert (bert["split"], bert["source"]) == ("test", "X 2020") and bert["low"] != bert["low"]
    assert table.iloc[-1]["split"] == "dev, not in train"


def test_where_nothing_was_run_the_published_results_stay() -> None:
    table = beside_published(measured(), [asked(run=None, corpus="c")])
    assert table[["corpus", "split", "model"]].to_numpy().tolist() == [["c", "test", "BERT"]]


def test_a_published_metric_that_was_not_asked_for_is_shown_too() -> None:
    table = beside_published(measured(), [asked(metrics=["auc"])])
    assert set(table["metric"]) == {"auc", "macro_f1"}


@pytest.mark.parametrize(("value", "text"), [(0.7004, ".700"), (1.0, "1.000"), (-0.05, "-.050"), (0.0, ".000")])
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_intervals_are_written_where_they_are_known() -> None:
    assert with_interval({"value": 0.7, "low": 0.65, "high": 0.749}) == ".700 [.650, .749]"
    assert with_interval({"value": 0.7, "low": NAN, "high": NAN}) == ".700"
    assert with_interval({"value": NAN, "low": NAN, "high": NAN}) == "–"


def test_the_tables_hold_every_row_and_note() -> None:
    table = beside_published(measured(), [asked()])
    markdown, tex = to_markdown(table, "x|y", ["a note"]), to_latex(table, "x_y", ["50 % of a_b"])
    assert len(re.findall(r"^\| a, ", markdown, re.MULTILINE)) == len(table)
    assert "- a note" in markdown and "| X 2020 |" in markdown and "this run" in markdown
    assert tex.count("\\\\\n") == len(table) + 1 and "x\\_y" in tex and "50 \\% of a\\_b" in tex
    assert tex.count("\\begin{") == tex.count("\\end{") == 2


@given(st.text())
def test_no_special_character_reaches_latex(text: str) -> None:
    made = latex(text)
    bare = re.sub(r"\\(textasciitilde|textasciicircum|textbackslash)\{\}|\\[&%$#_{}]", "", made)
    assert not set(bare) & set("&%$#_{}~^\\")
