from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from run_fixtures import evaluation, linear, write_config

import framing
from framing.errors import InputError
from framing.evaluation.predictions import as_predictions
from framing.experiment.history import diff_predictions, diff_runs, find_run, flat_config, list_runs


def predictions(shift: float, model: str, rows: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    label = rng.integers(0, 2, rows).astype(float)
    noise = rng.normal(0, 0.25, rows)
    p = np.clip(0.5 + shift * (label - 0.5) + noise, 0, 1)
    ids = [f"r{n:03d}" for n in range(rows)]
    table = pd.DataFrame({"row_id": ids, "article": [i[:3] for i in ids], "label": label, "probability": p})
    about = {"corpus": "c", "split": "s", "task": "t", "view": "all", "kind": "binary", "fold": 0, "seed": 1}
    return as_predictions(table.assign(threshold=0.5, model=model, **about))


def test_a_better_model_is_better_by_an_interval_above_nought() -> None:
    table = diff_predictions(predictions(0.2, "a"), predictions(0.6, "b"), resamples=200)
    row = table[table["metric"] == "macro_f1"].iloc[0]
    assert (row["model_a"], row["model_b"], row["n"], row["clusters"]) == ("a", "b", 200, 20)
    assert 0 < row["low"] < row["difference"] < row["high"]
    assert row["difference"] == pytest.approx(row["b"] - row["a"])


def test_the_interval_is_that_of_pairs() -> None:
    first = predictions(0.4, "a")
    flipped = first.assign(model="a")
    flipped.loc[:3, "probability"] = 1 - flipped.loc[:3, "probability"]
    paired = diff_predictions(first, flipped, resamples=300).set_index("metric").loc["brier"]
    from framing.evaluation.predictions import measure

    alone = measure(first, 300).set_index("metric").loc["brier"]
    # Nearly all rows are the same in both, so that the difference is far surer than either value.
    assert paired["high"] - paired["low"] < (alone["high"] - alone["low"]) / 2


def test_only_rows_of_both_are_compared_and_a_run_with_itself_differs_by_nothing() -> None:
    whole = predictions(0.4, "a")
    table = diff_predictions(whole, whole[whole["row_id"] < "r100"], resamples=50)
    assert set(table["n"]) == {100}
    assert (table["difference"] == 0).all() and (table["low"] == 0).all() and (table["high"] == 0).all()


def test_runs_are_listed_found_and_compared(own: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    for name, families in (("first", ["style"]), ("second", ["valence"])):
        framing.run_experiment(
            write_config(tmp_path, name, train=linear(families=families), evaluate=[evaluation()]), runs, jobs=1
        )
    listed = list_runs(runs)
    assert [name.partition("-")[0] for name in listed["run"]] == ["first", "second"]
    assert listed["finished"].notna().all() and listed["value"].between(0, 1).all()
    diff = diff_runs(find_run("first", runs), find_run("second", runs), resamples=50)
    assert "train.linear.families" in set(diff.config["key"])
    assert diff.data.empty
    assert set(zip(diff.metrics["model_a"], diff.metrics["model_b"], strict=True)) == {("first", "second")}
    with pytest.raises(InputError, match=r"Did you mean 'second-"):
        find_run("secnd", runs)
    with pytest.raises(InputError, match="2 runs begin with ''"):
        find_run("", runs)


def test_a_config_is_flattened_to_dotted_keys() -> None:
    plain = {"a": {"b": [1, 2], "c": [{"d": 1}]}, "e": None}
    assert flat_config(plain) == {"a.b": [1, 2], "a.c.0.d": 1}
