from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from run_fixtures import evaluation, linear, write_config

import framing
from framing.corpora import get_corpus
from framing.experiment.overlaps import told


def test_a_test_sentence_that_was_trained_on_is_found_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(tmp_path))
    sample = get_corpus("sample").table("all")
    long = sample[sample["text"].str.split().str.len() > 12].iloc[0]
    folder = tmp_path / "checkthat_subjectivity"
    folder.mkdir()
    lines = ["sentence_id\tsentence\tlabel", f"1\t{long['text'].upper()}\tOBJ", "2\tWhat a shameful stunt!\tSUBJ"]
    (folder / "own.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = write_config(tmp_path, train=linear(), evaluate=[evaluation()])
    run = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    found = pd.read_csv(run.folder / "overlap.csv")
    assert found["of_row_id"].tolist() == [long["row_id"]]
    assert found.iloc[0][["model", "trained_on"]].tolist() == ["x", "sample:all"]
    sentence = "checkthat own: 1 row is (nearly) in sample:all, from which x learned."
    assert told(found) == [sentence]
    text = (run.folder / "results.md").read_text("utf-8")
    assert sentence in text
    leaks = pd.read_csv(run.folder / "leakage.csv")
    assert leaks[["trained_on", "test_rows", "near_duplicate_pairs"]].to_numpy().tolist() == [["sample:all", 2, 1]]
    assert f"checkthat own: Leakage from sample:all ({len(sample)} rows) to 2 test rows:" in text


def test_where_nothing_is_shared_that_is_said(own: Path, tmp_path: Path) -> None:
    run = framing.run_experiment(
        write_config(tmp_path, train=linear(), evaluate=[evaluation()]), tmp_path / "r", jobs=1
    )
    assert pd.read_csv(run.folder / "overlap.csv").empty
    assert pd.read_csv(run.folder / "leakage.csv")["near_duplicate_pairs"].tolist() == [0]
    assert "No text of the tests stands (nearly) in what the models learned from" in (
        run.folder / "results.md"
    ).read_text("utf-8")
