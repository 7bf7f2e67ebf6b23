from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from framing.errors import InputError
from framing.scale import open_scores, query


@pytest.mark.parametrize("sql", ["", "-- nothing", "select nonsense"])
def test_a_statement_without_an_answer_is_told(whole: Path, sql: str) -> None:
    with pytest.raises(InputError, match="The statement"):
        query(whole, sql)


@pytest.mark.parametrize(("name", "beside"), [("sc[1]", "sc1"), ("a*", "ab"), ("a?", "ab")])
def test_a_folder_whose_name_is_a_pattern_answers_for_itself_alone(
    whole: Path, tmp_path: Path, name: str, beside: str
) -> None:
    for place in (name, beside):
        shutil.copytree(whole, tmp_path / place)
    for number in range(int(open_scores(tmp_path / beside).manifest["shards"])):
        path = open_scores(tmp_path / beside).part("articles", number)
        size = path.stat().st_size
        pd.read_parquet(path).assign(source="Other").to_parquet(path)
        record = path.parents[1] / "done" / f"{number:06d}.json"
        record.write_text(record.read_text().replace(f": {size}", f": {path.stat().st_size}"))
    answer = query(tmp_path / name, "select source from articles")
    assert sorted(answer["source"]) == sorted(open_scores(tmp_path / name).table("articles")["source"])
