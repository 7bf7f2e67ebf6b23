"""A finished run told to MLflow: its config, metrics and files. An extra: ``pip install framing[mlflow]``."""

from __future__ import annotations

import importlib.util
import os
import re
from typing import TYPE_CHECKING

import yaml

from framing.config import Config
from framing.errors import ConfigError
from framing.experiment.history import flat_config
from framing.places import expanded

if TYPE_CHECKING:
    from framing.experiment.run import Run


def check_mlflow(config: Config) -> None:
    """Raise ConfigError where a config asks for MLflow and it is not installed, before anything is run."""
    if config.mlflow is not None and importlib.util.find_spec("mlflow") is None:
        raise ConfigError("'mlflow' needs the package MLflow; install it: pip install 'framing[mlflow]'.")


def record(run: Run) -> None:
    """Log a run to MLflow: the flat config as parameters, all metrics, and the files of its folder but the scores."""
    import mlflow

    settings = run.config.mlflow
    assert settings is not None
    # Since version 3, MLflow keeps its record in a plain folder only where that is asked for.
    os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
    where = settings.uri if re.match(r"[a-z]+:", settings.uri) else expanded(settings.uri).resolve().as_uri()
    mlflow.set_tracking_uri(where)
    mlflow.set_experiment(settings.experiment)
    plain = flat_config(yaml.safe_load((run.folder / "config.yaml").read_text(encoding="utf-8")))
    with mlflow.start_run(run_name=run.folder.name):
        pairs = [(key, str(value)[:500]) for key, value in plain.items()]
        for at in range(0, len(pairs), 100):
            mlflow.log_params(dict(pairs[at : at + 100]))
        if "results" in run.tables:
            for row in run.tables["results"].to_dict("records"):
                if row["value"] == row["value"]:
                    seed = "" if row["seed"] != row["seed"] else f"/seed {int(row['seed'])}"
                    name = f"{row['corpus']}/{row['split']}/{row['task']}/{row['model']}{seed}/{row['metric']}"
                    mlflow.log_metric(re.sub(r"[^\w./ -]", "_", name), float(row["value"]))
        for path in sorted(run.folder.iterdir()):
            if path.is_file() and not path.name.startswith(".") and path.suffix != ".parquet":
                mlflow.log_artifact(str(path))
