"""Steps are run: those that are finished are passed over, models of seeds and folds are trained side by side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict
from pathlib import Path
from typing import Any

from framing.errors import FramingError
from framing.experiment.display import Display
from framing.experiment.evaluating import baseline, classes, fold, metrics, predict
from framing.experiment.overlaps import overlap
from framing.experiment.planning import Plan
from framing.experiment.results import results
from framing.experiment.scoring_steps import annotate, compare, report, score
from framing.experiment.steps import Step, Store
from framing.experiment.training import train
from framing.models.cores import physical_cores
from framing.scoring import Progress

KINDS: dict[str, Callable[..., None]] = {
    "train": train,
    "predict": predict,
    "fold": fold,
    "baseline": baseline,
    "classes": classes,
    "metrics": metrics,
    "overlap": overlap,
    "results": results,
    "score": score,
    "compare": compare,
    "report": report,
    "annotate": annotate,
}
"""What does each kind of step: it is told what is ``given``, the folders of the steps that it needs, and where to
write."""

RESUMES = ("train", "fold")
"""Steps that go on from a checkpoint in their unfinished folder; all others begin anew."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run_steps(plan: Plan, store: Store, jobs: int, display: Display, progress: Progress) -> dict[str, Path]:
    """Run every step of a plan that has no finished result and return the folders of all results by step.

    ``jobs`` steps at a time, each in a process of its own with its share of the cores; one at a time, in this process,
    where it is 1.
    """
    found: dict[str, Path] = {}
    for step in plan.steps:
        if (folder := store.finished(step, plan.keys[step.name])) is not None:
            found[step.name] = folder
    display.begin(plan.steps, set(found))
    waiting = [step for step in plan.steps if step.name not in found]
    if jobs == 1 or len(waiting) < 2:
        for step in waiting:
            display.start(step)
            seconds = do_step(step, store.run, plan.keys, {name: found[name] for name in step.needs}, progress)
            found[step.name] = store.place(step, plan.keys[step.name])
            display.end(step, seconds)
        return found
    return _side_by_side(plan, store, jobs, display, waiting, found)


def _side_by_side(
    plan: Plan, store: Store, jobs: int, display: Display, waiting: list[Step], found: dict[str, Path]
) -> dict[str, Path]:
    threads = max(1, physical_cores() // jobs)
    running: dict[Future[float], Step] = {}
    workers: list[subprocess.Popen[str]] = []
    with ThreadPoolExecutor(jobs) as pool:
        try:
            while waiting or running:
                for step in [s for s in waiting if all(name in found for name in s.needs)][: jobs - len(running)]:
                    needed = {name: found[name] for name in step.needs}
                    running[pool.submit(_in_process, step, store.run, plan.keys, needed, threads, workers)] = step
                    waiting.remove(step)
                    display.start(step)
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    step = running.pop(future)
                    seconds = future.result()
                    found[step.name] = store.place(step, plan.keys[step.name])
                    display.end(step, seconds)
        except BaseException:
            for worker in workers:
                worker.kill()
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _in_process(
    step: Step,
    run: Path,
    keys: Mapping[str, str],
    needed: Mapping[str, Path],
    threads: int,
    workers: list[subprocess.Popen[str]],
) -> float:
    """Do one step in a process of its own and return the seconds that it took; raises what it says as FramingError."""
    begun = time.perf_counter()
    told = {"step": asdict(step), "run": str(run), "keys": dict(keys), "needed": {k: str(v) for k, v in needed.items()}}
    environment = {**os.environ, **{name: str(threads) for name in THREADS}}
    worker = subprocess.Popen(
        [sys.executable, "-m", "framing.experiment.running"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    workers.append(worker)
    assert worker.stdin is not None and worker.stderr is not None
    # The pipe stays open: its end tells the worker that this process is gone.
    worker.stdin.write(json.dumps(told) + "\n")
    worker.stdin.flush()
    complaints = worker.stderr.read()
    if worker.wait() != 0:
        last = complaints.strip().splitlines()[-1:] or [f"exit code {worker.returncode}"]
        raise FramingError(f"{step.title}: {last[0].removeprefix('framing: ')}")
    return time.perf_counter() - begun


def do_step(
    step: Step, run: Path, keys: Mapping[str, str], needed: Mapping[str, Path], progress: Progress | None = None
) -> float:
    """Do one step and return the seconds that it took."""
    store, key, begun = Store(run), keys[step.name], time.perf_counter()
    out = store.begin(step, key, step.kind in RESUMES)
    told: dict[str, Any] = {"progress": progress} if step.kind == "score" and progress is not None else {}
    # By the kind of the step that is needed where there is one of it ("train"), else by its name.
    kinds = [name.partition("-")[0] for name in needed]
    folders = {
        kind if kinds.count(kind) == 1 else name: path for kind, (name, path) in zip(kinds, needed.items(), strict=True)
    }
    KINDS[step.kind](step.given, folders, out, **told)
    seconds = time.perf_counter() - begun
    store.finish(step, key, keys, seconds)
    return seconds


def worker() -> int:
    """Do the step that comes as one line of JSON on standard input; end when the process that sent it ends."""
    told = json.loads(sys.stdin.readline())

    def watch() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    step = Step(**{**told["step"], "needs": tuple(told["step"]["needs"])})
    try:
        do_step(step, Path(told["run"]), told["keys"], {k: Path(v) for k, v in told["needed"].items()})
    except FramingError as error:
        print(f"framing: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    code = worker()
    sys.stderr.flush()
    os._exit(code)  # without waiting for the thread that still reads
