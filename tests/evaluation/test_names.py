from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

import framing
from framing.errors import InputError, UnknownNameError
from framing.evaluation.name_cases import draw, find_names, swap
from framing.evaluation.name_measures import BANDS, MEASURES
from framing.evaluation.name_tables import name_tables
from framing.evaluation.names import COLUMNS, evaluate_names, name_cases

SENTENCES = (
    ("The shameful stunt of Donald Trump betrayed us all.", 1.0),
    ("Russia bought 40 ships from a yard in the north.", 0.0),
    ("Sadly, Democrats have botched this ridiculous bill again.", 1.0),
    ("The council of Chicago met on Tuesday.", 0.0),
    ("A teacher said so to CNN.", 0.0),
    ("Nobody should trust Nancy Pelosi with this mess.", 1.0),
)


class Scorer:
    """A model that scores by a function of the text; counts what it is asked."""

    def __init__(self, score: Callable[[str], float], name: str = "scorer") -> None:
        self.score, self.name = score, name
        self.tasks = ("editorializing",)
        self.thresholds = {"editorializing": 0.5}
        self.card: dict[str, Any] = {}
        self.asked: list[str] = []

    def predict_proba(self, X: Any, task: str, view: str | None = None) -> np.ndarray:
        return self.predict_many(X, (task,), view)[task]

    def predict_many(self, X: Any, tasks: Sequence[str], view: str | None = None) -> dict[str, np.ndarray]:
        self.asked += list(X)
        p = np.array([self.score(text) for text in X])
        return {task: np.column_stack([1 - p, p]) for task in tasks}

    def classes_(self, task: str) -> tuple[str, ...]:
        return ("reporting", "editorializing")

    def evidence(self, sentences: Any, task: str, view: str | None = None) -> list[Any]:
        return []


def own_cases(count: int = 5, times: int = 6) -> pd.DataFrame:
    rng, rows = np.random.default_rng(0), []
    for number in range(times):
        for text, label in SENTENCES:
            text = f"{text[:-1]} on day {number}."
            case = find_names(text)[0]
            names = draw(case, count, rng)
            rows.append(
                {
                    "data": "babe",
                    "article": f"a{number}",
                    "fold": number % 5,
                    "kind": case.kind,
                    "text": text,
                    "swapped": [swap(case, name) for name in names],
                    "names": [name.label for name in names],
                    "editorializing": label,
                    "loaded_language": np.nan,
                }
            )
    return pd.DataFrame(rows)


def get(table: pd.DataFrame, metric: str, against: str = "original", band: str = "all", kind: str = "all") -> float:
    rows = table[table["metric"].eq(metric) & table["band"].eq(band) & table["kind"].eq(kind) & table["name"].eq("")]
    (value,) = rows.loc[rows["against"].eq(against) & rows["data"].eq("real"), "value"]
    return float(value)


def test_a_model_that_sees_no_names_does_not_move_but_tells_sentences_apart() -> None:
    heated = ("shameful", "Sadly", "Nobody")
    table = evaluate_names(
        Scorer(lambda t: 0.9 if any(w in t for w in heated) else 0.1), cases=own_cases(10, 30), resamples=50
    )
    assert list(table.columns) == list(COLUMNS)
    assert set(table["metric"]) <= set(MEASURES)
    for against in ("original", "swapped"):
        assert get(table, "mean_absolute_change", against) == get(table, "flips", against) == 0
    assert get(table, "auc", "") == 1 and get(table, "sd", "") == pytest.approx(0.4)
    assert get(table, "name_gap", "swapped", kind="persons") == pytest.approx(0)


def test_a_model_that_says_zero_to_everything_is_seen_through() -> None:
    table = evaluate_names(Scorer(lambda t: 0.0), cases=own_cases(), resamples=50)
    assert get(table, "mean_absolute_change") == 0
    assert get(table, "sd", "") == 0 and get(table, "auc", "") == 0.5
    assert get(table, "share", "", "0–.2") == 1
    assert np.isnan(get(table, "mean_absolute_change", band=".2–.8"))


def test_a_famous_name_moves_the_original_alone() -> None:
    table = evaluate_names(Scorer(lambda t: 0.7 if "Trump" in t else 0.3), cases=own_cases(), resamples=50)
    assert get(table, "mean_absolute_change") == pytest.approx(0.4 / 6)
    assert get(table, "mean_absolute_change", kind="persons") == pytest.approx(0.2)
    assert get(table, "mean_change") == pytest.approx(-0.4 / 6)
    assert get(table, "flips") == pytest.approx(1 / 6)
    assert get(table, "mean_absolute_change", "swapped") == get(table, "flips", "swapped") == 0


def test_one_name_that_raises_scores_is_found() -> None:
    model = Scorer(lambda t: 0.9 if "Lindqvist" in t else 0.4)
    table = evaluate_names(model, cases=own_cases(10, 40), resamples=50)
    effects = table[table["metric"].eq("name_effect") & table["kind"].eq("persons") & table["data"].eq("real")]
    assert effects.loc[effects["value"].idxmax(), "name"] == "Lindqvist"
    assert get(table, "name_gap", "swapped", kind="persons") > 3 * get(
        table, "name_gap_by_chance", "swapped", kind="persons"
    )
    assert get(table, "name_gap", "swapped", kind="countries") == pytest.approx(0)


def test_changes_are_those_of_a_plain_count() -> None:
    cases = own_cases()
    model = Scorer(lambda t: crc32(t.encode()) % 1000 / 1000)
    table = evaluate_names(model, cases=cases, resamples=20)
    pairs = [
        (model.score(t), model.score(s)) for t, all_ in zip(cases["text"], cases["swapped"], strict=True) for s in all_
    ]
    assert get(table, "mean_absolute_change") == pytest.approx(np.mean([abs(a - b) for a, b in pairs]))
    assert get(table, "flips") == pytest.approx(np.mean([(a >= 0.5) != (b >= 0.5) for a, b in pairs]))
    for band, (low, high) in BANDS.items():
        inside = [abs(a - b) for a, b in pairs if low <= a < high]
        assert get(table, "mean_absolute_change", band=band) == pytest.approx(np.mean(inside))


def test_every_text_is_scored_once() -> None:
    cases = pd.concat([own_cases(), own_cases()], ignore_index=True)
    model = Scorer(lambda t: 0.5)
    evaluate_names(model, cases=cases, resamples=5)
    assert len(model.asked) == len(set(model.asked)) == len(set(cases["text"]).union(*cases["swapped"]))


def test_rows_of_a_fold_are_scored_by_the_model_that_has_not_seen_it() -> None:
    cases = own_cases()
    cases.loc[cases["article"].eq("a5"), ["data", "fold"]] = ["newsmtsc", -1]
    folds = [Scorer(lambda t, k=k: k / 10, f"fold{k}") for k in range(5)]
    whole = Scorer(lambda t: 0.9, "whole")
    table = evaluate_names(whole, cases=cases, fold_models=folds, resamples=5)
    for k, model in enumerate(folds):
        assert set(cases.loc[cases["fold"].eq(k), "text"]) <= set(model.asked)
        assert not set(model.asked) & set(cases.loc[cases["fold"].ne(k), "text"])
    assert set(whole.asked) >= set(cases.loc[cases["fold"].eq(-1), "text"]) and len(whole.asked) == 36
    assert set(table["folds"]) == {"yes"} and set(table["model"]) == {"whole"}
    assert get(table, "mean", "") == pytest.approx((0 + 1 + 2 + 3 + 4 + 9) / 60)


def test_what_cannot_be_measured_is_refused() -> None:
    model = Scorer(lambda t: 0.5)
    with pytest.raises(InputError, match="5 folds"):
        evaluate_names(model, cases=own_cases(), fold_models=[model])
    with pytest.raises(UnknownNameError, match="editorialising"):
        evaluate_names(model, ("editorialising",), cases=own_cases())
    with pytest.raises(UnknownNameError, match="scorer"):
        evaluate_names(model, ("loaded_language",), cases=own_cases())
    model.tasks = ("frames",)
    with pytest.raises(InputError, match="answers frames"):
        evaluate_names(model, cases=own_cases())


def test_the_shipped_linear_model_hardly_moves_and_is_printed() -> None:
    table = evaluate_names(framing.load_model("linear"), cases=own_cases(), resamples=50)
    assert set(table["task"]) == {"editorializing", "loaded_language"}
    assert 0 < get(table[table["task"].eq("editorializing")], "mean_absolute_change") < 0.1
    parts = dict(name_tables(table))
    assert len(parts) == 4
    assert all(len(part) and "linear" in set(part["model"]) for part in parts.values())
    by_kind = list(parts.values())[-1]
    assert {"persons", "countries"} <= set(by_kind["kind"])
    assert by_kind["change"].str.contains(r"\[", regex=True).all()


def test_cases_of_the_corpora_are_enough(corpus_folder: Callable[[str], Path]) -> None:
    corpus_folder("babe")
    corpus_folder("newsmtsc")
    cases = name_cases()
    real = cases[cases["data"].ne("templates")]
    assert real["text"].nunique() > 2000 and real["article"].nunique() > 1000
    assert (real["swapped"].map(lambda texts: len(set(texts))) == 10).all()
    assert all(text not in swapped for text, swapped in zip(cases["text"], cases["swapped"], strict=True))
    assert cases.groupby("data")["fold"].agg(set).to_dict() == {
        "babe": {0, 1, 2, 3, 4},
        "newsmtsc": {-1},
        "templates": {-1},
    }
    assert real["kind"].nunique() == 10
    pd.testing.assert_frame_equal(cases, name_cases())
