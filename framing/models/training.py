"""Fine-tuning: many tasks in one run, resumable to the bit, on a laptop's processor or a GPU.

``python -m framing.models.training configs/default_model.yaml --out runs/default`` trains, writes ``log.jsonl`` and a
model, and goes on where it was stopped.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import torch

from framing.models.cores import physical_cores
from framing.models.encoder import EncoderModel
from framing.models.training_log import Log, bar
from framing.models.training_run import Run, prepare
from framing.models.training_settings import Settings, only, read_settings, without_fold, without_outlet
from framing.models.training_state import load_checkpoint, save_checkpoint
from framing.places import expanded

Judge = Callable[[EncoderModel], Mapping[str, float]]
"""Takes the model as it stands and returns metrics by name, for the log."""

_SHOW_EVERY = 20


def train_encoder(
    settings: Settings,
    tables: Mapping[str, pd.DataFrame],
    seed: int | None = None,
    out: str | os.PathLike[str] | None = None,
    resume: bool = True,
    judge: Judge | None = None,
    progress: bool = False,
    stop_after: int | None = None,
) -> EncoderModel:
    """Train an encoder with a head for each task and return the model (uncalibrated).

    ``tables`` holds the rows of each task of the settings (see :func:`framing.models.training_examples.make_examples`).
    ``seed`` replaces that of the settings. ``out`` is the run's folder: ``log.jsonl``, ``checkpoint/`` and, at the end,
    ``model/``; with ``resume`` a run that was stopped goes on from its checkpoint and ends with the same weights.
    ``judge`` is asked every ``evaluate_every`` updates. ``stop_after`` ends early, with a checkpoint, after that many
    updates. Global random states are left as they were. Raises ConfigError, InputError before anything is trained, and
    ConfigError where training diverges.
    """
    seed = settings.seed if seed is None else seed
    folder = None if out is None else expanded(out)
    with _own_randomness(seed):
        run = prepare(settings, tables, seed)
        log = Log(folder)
        if folder is not None and resume and (found := load_checkpoint(folder)) is not None:
            run.restore(*found)
            log.write({"event": "resumed", "step": run.step})
        else:
            log.write({"event": "started", "seed": seed, "settings": settings.model_dump(mode="json"), **run.facts()})
        _loop(run, folder, log, judge, progress, min(settings.steps, stop_after or settings.steps))
        model = run.model()
        if settings.delta_rank:
            model = model.compressed(settings.delta_rank)
        if folder is not None and run.step >= settings.steps:
            model.save(folder / "model")
            log.write({"event": "finished", "step": run.step, "epochs": run.sampler.epochs()})
    return model


def _loop(run: Run, folder: Path | None, log: Log, judge: Judge | None, progress: bool, until: int) -> None:
    settings = run.settings
    since, sums, count = time.perf_counter(), dict[str, float](), dict[str, int]()
    with bar(progress, run.step, until) as show:
        while run.step < until:
            for name, value in run.update().items():
                sums[name] = sums.get(name, 0.0) + value
                count[name] = count.get(name, 0) + 1
            if run.step % _SHOW_EVERY == 0 or run.step == until:
                seconds = time.perf_counter() - since
                means = {
                    name: value / count[name] for name, value in sums.items() if name not in ("tokens", "examples")
                }
                rates = {f"{name}_per_second": sums[name] / seconds for name in ("tokens", "examples")}
                log.write({"event": "update", "step": run.step, "loss": means, **rates})
                show(run.step, means)
                since, sums, count = time.perf_counter(), {}, {}
            last = run.step == until
            if judge is not None and (run.step % settings.evaluate_every == 0 or run.step == settings.steps):
                begun = time.perf_counter()
                with _undisturbed():
                    metrics = dict(judge(run.model()))
                log.write(
                    {"event": "dev", "step": run.step, "metrics": metrics, "seconds": time.perf_counter() - begun}
                )
                since = time.perf_counter()
            if folder is not None and (run.step % settings.checkpoint_every == 0 or last):
                save_checkpoint(folder, run.groups(), run.state())


@contextmanager
def _own_randomness(seed: int) -> Iterator[None]:
    """Seed torch within, and put its global random states back after."""
    devices = list(range(torch.cuda.device_count())) if torch.cuda.is_available() else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed)
        yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    devices = list(range(torch.cuda.device_count())) if torch.cuda.is_available() else []
    with torch.random.fork_rng(devices=devices):
        yield


def main(arguments: list[str] | None = None) -> None:
    """Train what a config says; called by ``python -m framing.models.training``."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m framing.models.training", description=__doc__)
    parser.add_argument("config")
    parser.add_argument("--out", required=True, help="folder of the run; a run that was stopped there goes on")
    parser.add_argument("--steps", type=int, help="updates; replaces the config's")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--start", type=Path, help="model folder to go on from; replaces the config's")
    parser.add_argument("--fold", type=int, help="hold this fold of the config's folds out")
    parser.add_argument("--without-outlet", metavar="CORPUS:OUTLET", help="learn from no sentence of an outlet")
    parser.add_argument("--tasks", help="of the config's tasks only these, such as loaded_language,frames")
    parser.add_argument("--stop-after", type=int, help="end early, with a checkpoint, after so many updates")
    parser.add_argument("--threads", type=int, help="threads of torch; the physical cores where left out")
    parser.add_argument("--anew", action="store_true", help="do not go on from a checkpoint")
    options = parser.parse_args(arguments)
    settings = read_settings(options.config, steps=options.steps, seed=options.seed, start=options.start)
    if options.tasks:
        settings = only(settings, options.tasks.split(","))
    if options.fold is not None:
        settings = without_fold(settings, options.fold)
    if options.without_outlet:
        settings = without_outlet(settings, *options.without_outlet.split(":", 1))
    torch.set_num_threads(options.threads or int(os.environ.get("OMP_NUM_THREADS", 0)) or physical_cores())

    from framing.models.training_data import make_judge, read_tables

    tables, held_out = read_tables(settings)
    judge = make_judge(settings, held_out)
    train_encoder(
        settings,
        tables,
        out=options.out,
        resume=not options.anew,
        judge=judge,
        progress=True,
        stop_after=options.stop_after,
    )


if __name__ == "__main__":
    main()
