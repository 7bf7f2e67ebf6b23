from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from run_fixtures import evaluation, write_config

import framing
from framing.config import load_config
from framing.errors import ConfigError
from framing.experiment.tracking import check_mlflow


def test_without_mlflow_a_config_that_asks_for_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load_config(write_config(tmp_path, model="linear", mlflow={}))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'framing\[mlflow\]'"):
        check_mlflow(config)
    check_mlflow(load_config(write_config(tmp_path, model="linear")))


def test_a_run_is_told_to_mlflow(own: Path, tmp_path: Path) -> None:
    mlflow = pytest.importorskip("mlflow")
    settings = {"uri": str(tmp_path / "mlruns"), "experiment": "news"}
    path = write_config(tmp_path, model="linear", evaluate=[evaluation()], mlflow=settings)
    run = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    found = mlflow.search_runs(experiment_names=["news"], output_format="list")
    assert [one.info.run_name for one in found] == [run.folder.name]
    assert found[0].data.params["evaluate.0.corpus"] == "checkthat"
    assert found[0].data.metrics["checkthat/own/editorializing/linear/seed 3/macro_f1"] > 0.5
