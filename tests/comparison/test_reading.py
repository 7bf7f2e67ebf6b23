from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing.articles import write_table
from framing.comparison.reading import is_scores, read_scored
from framing.errors import InputError
from framing.scale import ScoresFolder
from framing.scale.stored import StoredScores


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_a_table_of_scores_is_told_from_articles(suffix: str, two_outlets: pd.DataFrame, tmp_path: Path) -> None:
    scores = write_table(two_outlets, tmp_path / f"scores{suffix}")
    articles = write_table(pd.DataFrame({"source": ["A"], "text": ["Rain fell."]}), tmp_path / f"articles{suffix}")
    assert is_scores(scores) and not is_scores(articles)
    assert len(read_scored(scores).scores) == len(two_outlets)


def test_a_folder_gives_its_parts_joined_and_what_lies_beside_them(two_outlets: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"shards": 2}')
    made = ScoresFolder(tmp_path, {"shards": 2})
    made.write(0, {"sentences": two_outlets[:100]}, [], 1)
    with pytest.raises(InputError, match="shard 1 is missing"):
        read_scored(tmp_path)
    made.write(1, {"sentences": two_outlets[100:]}, [], 1)
    write_table(pd.DataFrame({"article_id": ["a0"], "0": [0.5]}), tmp_path / "vectors.parquet")
    assert is_scores(tmp_path)
    found = read_scored(tmp_path)
    assert isinstance(found.scores, StoredScores)
    assert list(found.scores.select(["sentence_id"])["sentence_id"]) == list(two_outlets["sentence_id"])
    assert found.scores.attrs["thresholds"] == two_outlets.attrs["thresholds"]
    assert found.vectors is None  # those that such a folder keeps are for one model
    assert found.attributions is None and found.stance is None
    plain = tmp_path / "plain"
    plain.mkdir()
    write_table(two_outlets, plain / "scores.parquet")
    write_table(pd.DataFrame({"article_id": ["a0"], "0": [0.5]}), plain / "vectors.parquet")
    given = read_scored(plain).vectors
    assert given is not None and list(given.index) == ["a0"]


def test_what_holds_no_scores_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no scores"):
        read_scored(tmp_path)
    with pytest.raises(InputError, match="no such file or folder"):
        read_scored(tmp_path / "scores.parquet")
