from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing.annotation.files import read_scores
from framing.articles import write_table
from framing.errors import InputError
from framing.models import load_model
from framing.scale import score_corpus


def test_thresholds_come_along(scores: pd.DataFrame, tmp_path: Path) -> None:
    write_table(scores, tmp_path / "scores.parquet")
    for place in (tmp_path, tmp_path / "scores.parquet"):
        found = read_scores(place)
        assert found.attrs["thresholds"] == scores.attrs["thresholds"] and len(found) == len(scores)


def test_a_scores_folder_is_read(tmp_path: Path) -> None:
    articles = pd.DataFrame(
        {"article_id": ["a", "b"], "source": ["S", "T"], "text": ["It rained. It stopped.", "What a farce!"]}
    )
    articles.to_json(tmp_path / "articles.jsonl", orient="records", lines=True)
    score_corpus(tmp_path / "articles.jsonl", tmp_path / "scores", "linear")
    found = read_scores(tmp_path / "scores")
    assert found["text"].tolist() == ["It rained.", "It stopped.", "What a farce!"]
    assert found.attrs["thresholds"] == load_model("linear").thresholds


def test_a_folder_without_scores_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds none of scores\.parquet"):
        read_scores(tmp_path)
