from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from framing.annotation.files import read_scores
from framing.articles import write_table
from framing.errors import InputError


def test_thresholds_come_along(scores: pd.DataFrame, tmp_path: Path) -> None:
    write_table(scores, tmp_path / "scores.parquet")
    for place in (tmp_path, tmp_path / "scores.parquet"):
        found = read_scores(place)
        assert found.attrs["thresholds"] == scores.attrs["thresholds"] and len(found) == len(scores)


def test_parts_are_put_together_and_the_manifest_is_read(scores: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "sentences").mkdir()
    bare = scores.copy()
    bare.attrs = {}
    for number, part in enumerate((bare.iloc[:100], bare.iloc[100:])):
        write_table(part, tmp_path / "sentences" / f"part-{number:06d}.parquet")
    (tmp_path / "manifest.json").write_text(json.dumps({"thresholds": {"editorializing": 0.3}}))
    found = read_scores(tmp_path)
    assert found["sentence_id"].tolist() == scores["sentence_id"].tolist()
    assert found.attrs["thresholds"] == {"editorializing": 0.3}


def test_a_folder_without_scores_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds none of scores\.parquet"):
        read_scores(tmp_path)
