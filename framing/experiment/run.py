"""A config is run: its plan, its folder, its steps, and what the user finds in the folder when it is done."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from filelock import FileLock, Timeout

from framing.articles import read_table
from framing.comparison import Comparison
from framing.config import Config, load_config
from framing.errors import ConfigError
from framing.experiment.display import Display
from framing.experiment.history import STATE
from framing.experiment.planning import Plan, make_plan
from framing.experiment.provenance import git_commit, versions
from framing.experiment.running import run_steps
from framing.experiment.scoring_steps import READING, read_comparison
from framing.experiment.steps import DONE, Store, publish, write_text
from framing.experiment.tracking import check_mlflow, record
from framing.generators import import_rich
from framing.models.cores import physical_cores
from framing.places import expanded, make_folder
from framing.scoring import Progress, silent

LEFT_IN_STEPS = ("log.jsonl", "predictions.parquet", "measured.parquet", "beside.csv", "comparison", READING)
"""Files of steps that are not put into the run's folder; those of the metrics are."""

_ON_THE_CARD = ("macro_f1", "weighted_f1", "mcc", "auc", "brier")


@dataclass
class Run:
    """What a run made: its folder, its tables by name (results, scores, stance, articles, sources, rejects), its
    comparison of sources, its files, and notes on what could not be run."""

    folder: Path
    config: Config
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comparison: Comparison | None = None


def run_experiment(
    config: str | Path | Config,
    folder: str | Path | None = None,
    *,
    jobs: int | None = None,
    progress: Progress = silent,
    say: Callable[[str], None] = lambda line: None,
) -> Run:
    """Run a config and return what it made.

    Everything is written below ``folder/<name>-<hash>/``, the hash being that of the resolved config; ``folder`` is the
    config's ``output`` where it is left out. There are ``config.yaml`` (resolved), ``versions.json``, ``data.json``
    (checksums), ``seeds.json``, and what the steps made: ``metrics.json`` (long form), ``results.csv``,
    ``predictions.parquet``, ``results.md``, ``results.tex``, ``results.png``, ``overlap.csv``, ``leakage.csv``,
    ``model/``, ``scores.parquet``, ``rejects.jsonl`` (what was left out, and why), ``stance.parquet``, ``sources.csv``,
    figures and pages. Finished steps lie in ``steps/`` under the hash of their inputs; a run that was stopped, however,
    goes on after the last of them.

    ``jobs`` steps run at a time (the config's ``jobs``, else as many as there are physical cores); ``progress`` wraps
    long loops; ``say`` gets a line for each step. Raises ConfigError where the config cannot be run or the folder
    cannot be written, before anything is trained; UnknownNameError and DataMissingError likewise.
    """
    import_rich()
    if not isinstance(config, Config | str | os.PathLike):
        raise ConfigError(f"run_experiment takes the path of a config or a Config, not a {type(config).__name__}.")
    config = config if isinstance(config, Config) else load_config(config)
    run = Run(run_folder(config, folder), config)
    check_mlflow(config)
    with _device(config.device), _locked(run.folder):
        plan = make_plan(config)
        run.notes = list(plan.notes)
        _write_facts(run, plan)
        for note in plan.notes:
            say(note)
        found = run_steps(plan, Store(run.folder), jobs or config.jobs or physical_cores(), Display(say), progress)
        _gather(run, plan, found)
        steps = {step.name: plan.keys[step.name] for step in plan.steps}
        about = {"finished": time.strftime("%Y-%m-%d %H:%M:%S"), "steps": steps, "notes": plan.notes}
        write_text(run.folder / STATE, _json(about))
    if config.mlflow is not None:
        record(run)
    return run


def run_folder(config: Config, folder: str | Path | None = None) -> Path:
    """Return where a config's run lies: what decides its numbers decides its name."""
    resolved = config.model_dump(mode="json", exclude={"output", "jobs", "mlflow"})
    digest = hashlib.blake2b(json.dumps(resolved, sort_keys=True).encode(), digest_size=4).hexdigest()
    return expanded(config.output if folder is None else folder) / f"{config.name}-{digest}"


def check_place(folder: Path) -> None:
    """Raise ConfigError where a folder could not be made or written to; nothing is made."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        why = "it is a file" if there.is_file() else "it is not for you to write"
        raise ConfigError(f"Cannot write to {folder}: {there} is in the way, {why}; give another folder.")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    make_folder(folder, ConfigError)
    lock = FileLock(folder / ".lock")
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout:
        raise ConfigError(f"{folder} is being run by another process; wait for it, or give another folder.") from None


@contextmanager
def _device(name: str) -> Iterator[None]:
    """Have encoders computed where the config says, within."""
    before = os.environ.get("FRAMING_DEVICE")
    if name != "auto":
        os.environ["FRAMING_DEVICE"] = name
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("FRAMING_DEVICE", None)
        else:
            os.environ["FRAMING_DEVICE"] = before


def _write_facts(run: Run, plan: Plan) -> None:
    resolved = run.config.model_dump(mode="json")
    write_text(run.folder / "config.yaml", yaml.safe_dump(resolved, sort_keys=False, allow_unicode=True))
    write_text(run.folder / "versions.json", _json({**versions(), "git": git_commit()}))
    write_text(run.folder / "data.json", _json(plan.facts()))
    seeds = {step.name: step.given["seed"] for step in plan.steps if "seed" in step.given}
    write_text(run.folder / "seeds.json", _json(seeds))


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _gather(run: Run, plan: Plan, found: dict[str, Path]) -> None:
    """Put what the steps made where the user looks for it, and read the tables that a notebook asks for."""
    for step in plan.steps:
        source = found[step.name]
        if step.kind == "train":
            # Several models are told apart by their seed and variant.
            alone = sum(other.kind == "train" for other in plan.steps) == 1
            name = "model" if alone else step.name.replace("train", "model", 1)
            run.files.append(publish(source / "model", run.folder / name))
            continue
        left = LEFT_IN_STEPS if step.kind != "metrics" else ()
        for path in sorted(source.iterdir()):
            if path.name != DONE and path.name not in left:
                run.files.append(publish(path, run.folder / path.name))
    for file in ("results.csv", "sources.csv", "articles.csv", "scores.parquet", "stance.parquet", "rejects.jsonl"):
        if (path := run.folder / file) in run.files:
            run.tables[path.stem] = read_table(path)
    if "compare" in found:
        run.comparison = read_comparison(found["compare"], found["score"])
    if "results" in run.tables and (run.folder / "model") in run.files:
        _complete_card(run)


def _complete_card(run: Run) -> None:
    """Write what was measured on the card of a linear model, in its published copy."""
    from framing.models.store import kind_of, load_folder, save_model

    place = run.folder / "model"
    if kind_of(place) != "linear":
        return
    table = run.tables["results"]
    shown = table["model"].isin([run.config.name, "tf-idf"]) & table["metric"].isin(_ON_THE_CARD)
    columns = ["task", "corpus", "split", "model", "metric", "value", "low", "high", "n"]
    rows = table.loc[shown, columns].round({"value": 6, "low": 6, "high": 6})
    draft = run.folder / ".model.part"
    save_model(load_folder(place), draft, [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")])
    publish(draft, place)
    shutil.rmtree(draft)
