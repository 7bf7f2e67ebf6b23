"""Benchmarks of what must hold, not of how fast it is, run on a corpus of a few articles."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from framing.corpora import embedded
from framing.scale import score_corpus

SEED = 39
"""Kills come early in the corpus with it, so that no run is through before."""
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    few = embedded.articles().rename(columns={"text": "story"}).drop(columns="article_id")
    few.to_parquet(tmp_path / "few.parquet")
    return tmp_path / "few.parquet"


def run(name: str, *arguments: object) -> None:
    given = [*map(str, arguments), "--column", "text=story"]
    subprocess.run([sys.executable, BENCHMARKS / name, *given], check=True, capture_output=True)


def test_kills_are_counted_and_leave_no_trace(articles: Path, tmp_path: Path) -> None:
    run("kill.py", articles, "--kills", 2, "--shard", 1, "--seed", SEED, "--json", tmp_path / "kill.json")
    said = json.loads((tmp_path / "kill.json").read_text("utf-8"))
    assert len(said["kills"]) == 2 and said["differences"] == [] and said["articles"] == 24


def test_what_differs_between_two_folders_is_told(articles: Path, tmp_path: Path) -> None:
    found = importlib.util.spec_from_file_location("kill", BENCHMARKS / "kill.py")
    assert found is not None and found.loader is not None
    kill = importlib.util.module_from_spec(found)
    found.loader.exec_module(kill)
    table, named = pd.read_parquet(articles), {"text": "story"}
    changed = articles.with_name("changed.parquet")
    table.assign(story=[*table["story"][:-1], "The council voted."]).to_parquet(changed)
    one, same, other = (
        score_corpus(file, tmp_path / name, "linear", columns=named, shard=12).path
        for name, file in (("one", articles), ("same", articles), ("other", changed))
    )
    assert kill.differences(one, same) == []
    told = kill.differences(one, other)
    assert "sentences/part-000001.parquet" in told and "table sentences, sorted" in told
    assert "sentences/part-000000.parquet" not in told


def test_memory_is_measured_of_articles_without_ids(articles: Path, tmp_path: Path) -> None:
    run("memory.py", articles, "--sizes", "50,250", "--shard", 4, "--json", tmp_path / "memory.json")
    small, large = json.loads((tmp_path / "memory.json").read_text("utf-8"))["rows"]
    assert small["sentences"] < large["sentences"] and 0 < small["peak_gb"] < 1.5
