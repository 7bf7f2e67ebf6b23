from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import framing
from framing.corpora import get_corpus
from framing.experiment.provenance import (
    code_hash,
    corpus_sums,
    git_commit,
    hashed_versions,
    model_sums,
    path_sum,
    table_sum,
    versions,
)


def test_versions_are_those_of_what_runs() -> None:
    found = versions()
    assert found["framing"] == framing.__version__ and {"python", "numpy", "scikit-learn", "torch"} <= set(found)
    assert "matplotlib" not in hashed_versions()
    assert code_hash() != code_hash(shows=True) and code_hash() == code_hash()


def test_word_lists_folds_and_templates_count_as_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = ("features/words.txt", "evaluation/folds/x.csv", "report/page.html", "models/pretrained/x/model.json")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")
    monkeypatch.setattr("framing.experiment.provenance.ROOT", tmp_path)
    found = []
    for name in ("", *files):
        if name:
            (tmp_path / name).write_text("2", encoding="utf-8")
        code_hash.cache_clear()
        found.append((code_hash(), code_hash(shows=True)))
    code_hash.cache_clear()
    plain, showing = ([one != before for before, one in pairwise(v)] for v in zip(*found, strict=True))
    assert plain == [True, True, False, False] and showing == [True, True, True, False]


def test_a_commit_is_told_with_a_mark_where_files_differ(tmp_path: Path) -> None:
    assert git_commit(tmp_path) is None
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"]):
        (tmp_path / "a.txt").write_text("1", encoding="utf-8")
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    commit = git_commit(tmp_path)
    assert commit is not None and len(commit) == 40
    (tmp_path / "a.txt").write_text("2", encoding="utf-8")
    assert git_commit(tmp_path) == f"{commit}+"


def test_checksums_name_every_file_that_is_read(tmp_path: Path) -> None:
    declared = get_corpus("checkthat").parts["dev_en"][0]
    assert corpus_sums(["checkthat:dev_en"]) == {declared.path: declared.sha256}
    assert set(corpus_sums(["sample"])) == {"sample/articles.jsonl", "sample/gold.csv"}
    assert len(model_sums("linear")["model linear"]) == 64
    assert model_sums("owner/name") == {"model owner/name": "owner/name"}
    (tmp_path / "a").write_text("x", encoding="utf-8")
    assert path_sum(tmp_path / "a") != path_sum(tmp_path)


def test_tables_of_the_same_content_have_the_same_checksum() -> None:
    table = pd.DataFrame({"text": ["a", "b"], "label": [1.0, None]})
    assert table_sum(table) == table_sum(table.copy())
    assert table_sum(table) != table_sum(table.assign(label=[1.0, 0.0]))
