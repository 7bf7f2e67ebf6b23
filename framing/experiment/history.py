"""Runs that were made: which there are, and how two of them differ in config, versions, data and metrics."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from framing.errors import InputError
from framing.evaluation.baselines import BASELINES
from framing.evaluation.bootstrap import interval
from framing.evaluation.predictions import measure
from framing.experiment.evaluating import read_predictions
from framing.experiment.steps import DONE, FOLDER
from framing.places import expanded

STATE = "run.json"
DIFF_COLUMNS = (
    *(
        "corpus",
        "split",
        "task",
        "model_a",
        "model_b",
        "metric",
        "a",
        "b",
        "difference",
        "low",
        "high",
        "n",
        "clusters",
    ),
)
_KEY = ["corpus", "split", "task"]


@dataclass(frozen=True)
class Diff:
    """How run B differs from run A: tables ``config``, ``versions``, ``data`` (key, a, b) and ``metrics``.

    ``metrics`` has one row a metric: both values on the rows that both runs predicted, ``difference`` (b − a), and its
    paired 95 % interval: both models on the same draws of articles. See :data:`DIFF_COLUMNS`.
    """

    config: pd.DataFrame
    versions: pd.DataFrame
    data: pd.DataFrame
    metrics: pd.DataFrame


def list_runs(folder: str | Path = "runs") -> pd.DataFrame:
    """Return one row a run: ``run, finished, steps, seed, git, metric, value``.

    ``finished`` is when it was done, missing where it is not; ``steps`` how many have a result. ``metric`` and
    ``value`` are the first of its table, where it evaluated.
    """
    rows = []
    for place in sorted(expanded(folder).glob("*/config.yaml")):
        run = place.parent
        config = yaml.safe_load(place.read_text(encoding="utf-8"))
        state = _json(run / STATE)
        found: dict[str, Any] = {
            "run": run.name,
            "finished": state.get("finished"),
            "steps": len(list(run.glob(f"{FOLDER}/*/{DONE}"))),
            "seed": config.get("seed"),
            "git": (_json(run / "versions.json").get("git") or "")[:12],
        }
        if (run / "results.csv").exists():
            results = pd.read_csv(run / "results.csv")
            ours = results[~results["model"].isin(BASELINES)]
            if len(ours):
                first = ours.iloc[0]
                found |= {"metric": f"{first['corpus']} {first['split']} {first['metric']}", "value": first["value"]}
        rows.append(found)
    return pd.DataFrame(rows, columns=["run", "finished", "steps", "seed", "git", "metric", "value"])


def find_run(name: str, folder: str | Path = "runs") -> Path:
    """Return the folder of a run, by its path, its name, or how its name begins.

    Raises InputError with the nearest names where there is none, or where several begin so.
    """
    if (expanded(name) / "config.yaml").exists():
        return expanded(name)
    known = [place.parent.name for place in sorted(expanded(folder).glob("*/config.yaml"))]
    found = [run for run in known if run == name] or [run for run in known if run.startswith(name)]
    if len(found) == 1:
        return expanded(folder) / found[0]
    if found:
        raise InputError(f"{len(found)} runs begin with {name!r}: {', '.join(found)}; name one.")
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise InputError(f"No run {name!r} in {folder}.{hint} Known: {', '.join(known) or 'none'}.")


def diff_runs(a: str | Path, b: str | Path, resamples: int = 1000, seed: int = 0) -> Diff:
    """Return how the run in folder ``b`` differs from that in ``a``; raises InputError where one is no run."""
    first, second = (find_run(str(path)) for path in (a, b))
    first_rows, second_rows = (read_predictions([run / "predictions.parquet"]) for run in (first, second))
    configs = [yaml.safe_load((run / "config.yaml").read_text(encoding="utf-8")) for run in (first, second)]
    return Diff(
        config=_differences(*(_flat(config) for config in configs)),
        versions=_differences(*(_json(run / "versions.json") for run in (first, second))),
        data=_differences(*(_json(run / "data.json") for run in (first, second))),
        metrics=diff_predictions(first_rows, second_rows, resamples, seed),
    )


def diff_predictions(a: pd.DataFrame, b: pd.DataFrame, resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Return the difference of every metric of two tables of predictions, on the rows that both have.

    Models are paired by name, then one that is left in each with the other. Seeds of one model are averaged, draw by
    draw. Columns: :data:`DIFF_COLUMNS`.
    """
    rows: list[dict[str, Any]] = []
    for key, mine in a.groupby(_KEY, sort=False):
        other = b[(b[_KEY] == list(key)).all(axis=1)]
        for name_a, name_b in _pairs(mine["model"].unique().tolist(), other["model"].unique().tolist()):
            one, two = mine[mine["model"] == name_a], other[other["model"] == name_b]
            common = set(one["row_id"]) & set(two["row_id"])
            if not common:
                continue
            drawn = [_mean_draws(table[table["row_id"].isin(common)], resamples, seed) for table in (one, two)]
            for metric in [m for m in drawn[0] if m in drawn[1]]:
                (value_a, draws_a, n, clusters), (value_b, draws_b, _, _) = drawn[0][metric], drawn[1][metric]
                low, high = interval(value_b - value_a, draws_b - draws_a, clusters)
                found = dict(zip(_KEY, key, strict=True)) | {"model_a": name_a, "model_b": name_b, "metric": metric}
                values = {"a": value_a, "b": value_b, "difference": value_b - value_a, "low": low, "high": high}
                rows.append(found | values | {"n": n, "clusters": clusters})
    return pd.DataFrame(rows, columns=list(DIFF_COLUMNS))


def _pairs(first: list[str], second: list[str]) -> list[tuple[str, str]]:
    baselines = {*BASELINES, "rules", "5 commonest"}
    first, second = ([name for name in names if name not in baselines] for names in (first, second))
    same = [name for name in first if name in second]
    rest = [[name for name in names if name not in same] for names in (first, second)]
    alone = [(rest[0][0], rest[1][0])] if len(rest[0]) == len(rest[1]) == 1 else []
    return [(name, name) for name in same] + alone


def _mean_draws(table: pd.DataFrame, resamples: int, seed: int) -> dict[str, tuple[float, Any, int, int]]:
    measured = measure(table, resamples, seed)
    found = {}
    for metric, group in measured.groupby("metric", sort=False):
        draws = np.mean(np.stack(group["draws"].tolist()), axis=0)
        about = group.iloc[0]
        found[str(metric)] = (float(group["value"].mean()), draws, int(about["n"]), int(about["clusters"]))
    return found


def _differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> pd.DataFrame:
    keys = [*a, *(key for key in b if key not in a)]
    rows = [{"key": key, "a": a.get(key), "b": b.get(key)} for key in keys if a.get(key) != b.get(key)]
    return pd.DataFrame(rows, columns=["key", "a", "b"])


def _flat(content: Any, key: str = "") -> dict[str, Any]:
    """Return nested settings as one level with dotted keys; what is null is left out."""
    if isinstance(content, dict):
        pairs = [(f"{key}.{name}" if key else str(name), value) for name, value in content.items()]
    elif isinstance(content, list) and any(isinstance(item, dict | list) for item in content):
        pairs = [(f"{key}.{number}", value) for number, value in enumerate(content)]
    else:
        return {} if content is None else {key: content}
    return {name: value for way, inner in pairs for name, value in _flat(inner, way).items()}


flat_config = _flat


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
