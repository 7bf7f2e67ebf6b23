from __future__ import annotations

import copy
from pathlib import Path

import pandas as pd
import pytest

from framing.errors import InputError
from framing.models import load_model
from framing.models.encoder import EncoderModel
from framing.scale import score_corpus
from framing.scale.progress import Progress
from framing.scale.work import weights_of


def test_a_folder_is_not_gone_on_with_by_a_backend_that_rounds_otherwise() -> None:
    model = load_model("default")
    assert isinstance(model, EncoderModel)
    same, other = copy.copy(model), copy.copy(model)
    other.backend = "onnx"
    assert weights_of(model, model) == weights_of(same, same) != weights_of(other, other)
    assert weights_of(model, "default") != weights_of(model, "linear")


def test_the_last_shard_is_known_and_all_is_through_with_it(articles: Path, tmp_path: Path) -> None:
    table = pd.read_parquet(articles)
    table.to_csv(tmp_path / "news.csv", index=False)  # whose length in characters is not that of its texts
    told: list[Progress] = []
    score_corpus(tmp_path / "news.csv", tmp_path / "scores", "linear", shard=10, report=told.append)
    assert [(one.shard, one.of) for one in told] == [(0, None), (1, None), (2, 3)]
    assert told[-1].share == 1 and told[-1].left == 0
    again: list[Progress] = []
    score_corpus(tmp_path / "news.csv", tmp_path / "scores", "linear", shard=10, report=again.append, resume=True)
    assert [one.of for one in again] == [3, 3, 3]


def test_what_is_scored_is_told_before_the_next_shard_turns_out_unreadable(articles: Path, tmp_path: Path) -> None:
    lines = pd.read_parquet(articles).head(4).to_json(orient="records", lines=True)
    (tmp_path / "news.jsonl").write_text(lines.rstrip() + "\n{broken\n", encoding="utf-8")
    told: list[Progress] = []
    with pytest.raises(InputError):
        score_corpus(
            tmp_path / "news.jsonl", tmp_path / "scores", "linear", shard=4, on_error="raise", report=told.append
        )
    assert [(one.shard, one.of) for one in told] == [(0, None)]
