from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

import framing
from framing.articles import read_table
from framing.config import load_config
from framing.errors import ConfigError, InputError
from framing.models.training_settings import read_settings

ROOT = Path(__file__).parent.parent


def config(folder: Path, **changes: object) -> Path:
    plain = {"name": "x", "seed": 0, "model": "linear", "score": {"articles": "sample"}, "compare": {"draws": 200}}
    path = folder / "x.yaml"
    path.write_text(yaml.safe_dump({**plain, **changes}), encoding="utf-8")
    return path


def test_a_run_writes_what_it_says(tmp_path: Path) -> None:
    run = framing.run_experiment(config(tmp_path), tmp_path / "runs")
    assert run.folder.parent == tmp_path / "runs"
    assert all(file.exists() for file in run.files)
    assert load_config(run.folder / "config.yaml") == run.config
    scores = read_table(run.folder / "scores.parquet")
    assert scores["text"].tolist() == run.tables["scores"]["text"].tolist()
    assert len(run.tables["sources"]) == 3


def test_the_same_config_gives_the_same_folder_and_numbers(tmp_path: Path) -> None:
    first = framing.run_experiment(config(tmp_path), tmp_path / "a")
    second = framing.run_experiment(config(tmp_path), tmp_path / "b")
    other = framing.run_experiment(config(tmp_path, seed=1), tmp_path / "b")
    assert first.folder.name == second.folder.name != other.folder.name
    assert (first.folder / "sources.csv").read_bytes() == (second.folder / "sources.csv").read_bytes()
    low = "mean_editorializing_low"
    assert not other.tables["sources"][low].equals(first.tables["sources"][low])


def test_articles_of_the_user(tmp_path: Path) -> None:
    articles = pd.DataFrame({"body": ["He left. She stayed."] * 2, "outlet": ["A", "B"]})
    articles.to_csv(tmp_path / "a.csv", index=False)
    score = {"articles": str(tmp_path / "a.csv"), "columns": {"text": "body"}}
    run = framing.run_experiment(config(tmp_path, score=score), tmp_path / "runs")
    assert run.tables["sources"]["source"].tolist() == ["A", "B"]


def test_what_cannot_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        framing.run_experiment(config(tmp_path, score={"articles": "nowhere.csv"}), tmp_path / "runs")
    with pytest.raises(InputError, match="no article 'nobody'"):
        framing.run_experiment(config(tmp_path, annotate=["nobody"]), tmp_path / "runs")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="Cannot write"):
        framing.run_experiment(config(tmp_path), tmp_path / "file")


def test_a_run_trains_an_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = {}

    def train(settings: object, tables: dict[str, pd.DataFrame], out: Path, judge: object) -> None:
        trained.update(settings=settings, tables=tables, out=out, judge=judge)

    monkeypatch.setattr("framing.models.training.train_encoder", train)
    tables = {"stance": pd.DataFrame({"text": ["He left."]})}
    monkeypatch.setattr("framing.models.training_data.read_tables", lambda settings: (tables, []))
    encoder = {"tasks": {"stance": {"data": [{"corpus": "newsmtsc", "part": "train"}]}}, "steps": 3}
    path = config(tmp_path, seed=7, train={"encoder": encoder}, score=None, compare=None)
    run = framing.run_experiment(path, tmp_path / "runs")
    assert (trained["settings"].name, trained["settings"].seed, trained["settings"].steps) == ("x", 7, 3)
    assert trained["tables"] is tables
    assert trained["out"] == run.folder
    assert trained["settings"] == read_settings(path)
    assert load_config(run.folder / "config.yaml") == run.config
