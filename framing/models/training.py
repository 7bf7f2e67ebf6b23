"""Fine-tuning: many tasks in one run, resumable to the bit, on a laptop's processor or a GPU.

``python -m framing.models.training configs/default_model.yaml --out runs/default`` trains, writes ``log.jsonl`` and a
model, and goes on where it was stopped.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import torch

from framing.errors import InputError
from framing.models.encoder import LORA_SCALE, EncoderModel
from framing.models.encoder_base import body, device_and_dtype, load_encoder, physical_cores
from framing.models.encoder_delta import apply_delta
from framing.models.encoder_losses import loss
from framing.models.encoder_network import HeadShape, Network
from framing.models.encoder_store import load_parts
from framing.models.training_examples import Sampler, make_examples
from framing.models.training_settings import Settings, read_settings
from framing.models.training_state import load_checkpoint, optimizer_tensors, restore_optimizer, save_checkpoint

Judge = Callable[[EncoderModel], Mapping[str, float]]
"""Takes the model as it stands and returns metrics by name, for the log."""

_AVERAGE_EVERY = 10  # updates between two steps of the running average
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
    updates. Global random states are left as they were. Raises ConfigError, InputError before anything is trained.
    """
    seed = settings.seed if seed is None else seed
    folder = None if out is None else Path(out)
    with _own_randomness(seed):
        run = _prepare(settings, tables, seed)
        log = _Log(folder)
        if folder is not None and resume and (found := load_checkpoint(folder)) is not None:
            run.restore(*found)
            log.write({"event": "resumed", "step": run.step})
        else:
            log.write({"event": "started", "seed": seed, "settings": settings.model_dump(mode="json"), **run.facts()})
        _loop(run, folder, log, judge, progress, min(settings.steps, stop_after or settings.steps))
        model = run.model()
        if folder is not None and run.step >= settings.steps:
            model.save(folder / "model")
            log.write({"event": "finished", "step": run.step, "epochs": run.sampler.epochs()})
    return model


@dataclass
class _Run:
    """A run in mid-air: the network, its float32 weights, the optimizer, the draws, and how far it is."""

    settings: Settings
    network: Network
    tokenizer: Any
    sampler: Sampler
    weights: dict[str, torch.Tensor]  # float32, the ones that the optimizer moves
    live: dict[str, torch.nn.Parameter]  # the network's own, maybe in bfloat16
    optimizer: torch.optim.Optimizer
    seed: int
    start: dict[str, torch.Tensor]
    step: int = 0
    average: dict[str, torch.Tensor] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """Return what is known before the first update, for the log."""
        return {
            "examples": {name: len(examples) for name, examples in self.sampler.examples.items()},
            "trained_parameters": sum(w.numel() for w in self.weights.values()),
            "dtype": str(next(self.network.encoder.parameters()).dtype).removeprefix("torch."),
            "device": str(next(self.network.encoder.parameters()).device),
            "threads": torch.get_num_threads(),
        }

    def update(self) -> dict[str, float]:
        """Do one update and return the mean loss of each task in it, with ``tokens`` and ``examples``."""
        settings = self.settings
        scale = _schedule(self.step, settings.steps, settings.warmup)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * scale
        examples = self.sampler.draw(settings.batch_tokens)
        self.network.train()
        task_weights = {name: task.weight for name, task in settings.tasks.items()}
        total, means = loss(self.network, examples, task_weights, settings.chunk_tokens, self.filler)
        total.backward()  # type: ignore[no-untyped-call]
        for name, parameter in self.live.items():
            self.weights[name].grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self.weights.values(), settings.clip)
        self.optimizer.step()
        self.step += 1
        self._copy(self.weights)
        if settings.average and self.step % _AVERAGE_EVERY == 0:
            self._average()
        tokens = sum(len(piece.ids) for example in examples for piece in example.sequences)
        return {**means, "tokens": tokens, "examples": len(examples)}

    @property
    def filler(self) -> int:
        """The id that fills up shorter sequences."""
        return int(self.tokenizer.pad_token_id or 0)

    @torch.no_grad()
    def _copy(self, weights: Mapping[str, torch.Tensor]) -> None:
        for name, parameter in self.live.items():
            if parameter.data_ptr() != weights[name].data_ptr():
                parameter.copy_(weights[name])

    @torch.no_grad()
    def _average(self) -> None:
        for name, weight in self.weights.items():
            if name not in self.average:
                self.average[name] = weight.detach().clone()
            else:
                self.average[name].lerp_(weight, 1 - self.settings.average)

    def groups(self) -> dict[str, dict[str, torch.Tensor]]:
        """Return all tensors that a checkpoint needs."""
        names = [name for group in self.optimizer.param_groups for name in group["names"]]
        found = {"weights": dict(self.weights), "optimizer": optimizer_tensors(self.optimizer, names)}
        found["random"] = {"cpu": torch.get_rng_state()}
        if torch.cuda.is_available():
            found["random"]["cuda"] = torch.cuda.get_rng_state()
        if self.average:
            found["average"] = dict(self.average)
        return found

    def state(self) -> dict[str, Any]:
        """Return the plain part of a checkpoint."""
        return {"step": self.step, "seed": self.seed, "sampler": self.sampler.state(), "steps": self.settings.steps}

    def restore(self, groups: Mapping[str, dict[str, torch.Tensor]], state: Mapping[str, Any]) -> None:
        """Go on from a checkpoint; raises InputError where it is of another run."""
        shapes = {name: tuple(w.shape) for name, w in self.weights.items()}
        if {name: tuple(w.shape) for name, w in groups["weights"].items()} != shapes or state["seed"] != self.seed:
            raise InputError(
                "The checkpoint is of other settings or another seed; choose another folder, or remove it."
            )
        with torch.no_grad():
            for name, weight in groups["weights"].items():
                self.weights[name].copy_(weight)
            self._copy(self.weights)
        names = [name for group in self.optimizer.param_groups for name in group["names"]]
        restore_optimizer(self.optimizer, names, groups["optimizer"])
        self.average = dict(groups.get("average", {}))
        self.sampler.restore(state["sampler"])
        torch.set_rng_state(groups["random"]["cpu"])
        if "cuda" in groups["random"] and torch.cuda.is_available():
            torch.cuda.set_rng_state(groups["random"]["cuda"])
        self.step = int(state["step"])

    def model(self) -> EncoderModel:
        """Return the model as it stands (its running average where there is one); training goes on undisturbed."""
        weights = self.average or self.weights
        return EncoderModel.from_training(self.settings, self.network.shapes, weights, self.start)


def _prepare(settings: Settings, tables: Mapping[str, pd.DataFrame], seed: int) -> _Run:
    """Build everything that a run needs; nothing is trained yet."""
    if missing := [name for name in settings.tasks if name not in tables]:
        raise InputError(f"No table for {', '.join(missing)}; give one for each task of the settings.")
    encoder, tokenizer = load_encoder(settings.encoder)
    started = None if settings.start is None else load_parts(settings.start)
    if started is not None:
        apply_delta(encoder, started.delta)
    place, dtype = device_and_dtype(dtype=settings.dtype)
    examples = {}
    for name, task in settings.tasks.items():
        options = {**settings.model_dump(), "voices": task.voices, "smoothing": task.smoothing}
        kind, outputs = settings.kind(name), _outputs(settings, name)
        examples[name] = make_examples(name, kind, tables[name], tokenizer, outputs, options)
    _set_dropout(encoder, settings.encoder_dropout)
    trained = _choose(encoder, settings)
    heads = {name: HeadShape(_head_kind(settings, name), _outputs(settings, name)) for name in settings.tasks}
    network = Network(encoder, heads, settings.width, settings.dropout).to(place)
    if started is not None:
        _take_heads(network, started.tensors)
    weights = {f"encoder.{name}": p.detach().clone().float() for name, p in trained.items()}
    network.encoder.to(dtype)
    live = dict(network.named_parameters())
    live = {name: p for name, p in live.items() if name in weights or not name.startswith("encoder.")}
    for name, parameter in live.items():
        if name not in weights or parameter.dtype == torch.float32:
            weights[name] = parameter.data  # shared: nothing to copy after a step
    shares = {name: task.share for name, task in settings.tasks.items()}
    sampler = Sampler(examples, shares, settings.temperature, seed)
    ordered = {name: weights[name] for name in live}
    return _Run(
        settings,
        network,
        tokenizer,
        sampler,
        ordered,
        live,
        _optimizer(settings, ordered),
        seed,
        dict(started.delta) if started else {},
    )


@torch.no_grad()
def _take_heads(network: Network, tensors: Mapping[str, torch.Tensor]) -> None:
    """Start from the heads of another model where it has them in the same shape."""
    for name, parameter in network.named_parameters():
        if name in tensors and tensors[name].shape == parameter.shape:
            parameter.copy_(tensors[name].to(parameter))


def _choose(encoder: Any, settings: Settings) -> dict[str, torch.nn.Parameter]:
    """Freeze what is not trained of the encoder, add adapters where asked for, and return what is trained."""
    tuning = settings.tuning
    for parameter in encoder.parameters():
        parameter.requires_grad = False
    if tuning.method == "heads":
        return {}
    if tuning.method == "lora":
        from peft import LoraConfig, inject_adapter_in_model

        layers = None if not tuning.from_layer else list(range(tuning.from_layer, encoder.config.num_hidden_layers))
        config = LoraConfig(
            r=tuning.rank, lora_alpha=LORA_SCALE * tuning.rank, target_modules="all-linear", layers_to_transform=layers
        )
        inject_adapter_in_model(config, encoder)
        return {name: p for name, p in body(encoder).items() if p.requires_grad and "pooler" not in name}
    frozen = tuple(f"layer.{n}." for n in range(tuning.from_layer))
    chosen = {}
    for name, parameter in body(encoder).items():
        in_embeddings = name.startswith("embeddings.")
        if (in_embeddings and not tuning.embeddings) or any(f".{part}" in f".{name}" for part in frozen):
            continue
        parameter.requires_grad = True
        chosen[name] = parameter
    return chosen


def _optimizer(settings: Settings, weights: Mapping[str, torch.Tensor]) -> torch.optim.Optimizer:
    """Return AdamW: heads learn faster than the encoder, vectors (norms, biases) do not decay."""
    groups: dict[tuple[bool, bool], list[str]] = {}
    for name, weight in weights.items():
        groups.setdefault((name.startswith("encoder."), weight.ndim > 1), []).append(name)
    made = []
    for (in_encoder, decays), names in groups.items():
        peak = settings.lr if in_encoder else settings.head_lr
        for name in names:
            weights[name].requires_grad_(True)
        made.append(
            {
                "params": [weights[name] for name in names],
                "names": names,
                "peak": peak,
                "weight_decay": settings.weight_decay if decays else 0.0,
            }
        )
    return torch.optim.AdamW(made, lr=settings.lr, betas=(0.9, 0.98))


def _schedule(step: int, steps: int, warmup: float) -> float:
    """Return the share of the peak rate: up in a line, then down in a line to nought."""
    rise = max(1, round(steps * warmup))
    return (step + 1) / rise if step < rise else max(0.0, (steps - step) / max(1, steps - rise))


def _set_dropout(encoder: Any, p: float) -> None:
    for name, module in encoder.named_modules():
        if isinstance(module, torch.nn.Dropout):
            # Dropping attention weights rules the fast attention of processors out and helps little here.
            module.p = 0.0 if "attention" in name and "output" not in name else p


def _head_kind(settings: Settings, task: str) -> str:
    kind = settings.kind(task)
    return "several" if kind == "articles" else kind


def _outputs(settings: Settings, task: str) -> int:
    labels = settings.labels(task)
    return 1 if settings.kind(task) == "binary" else len(labels)


def _loop(run: _Run, folder: Path | None, log: _Log, judge: Judge | None, progress: bool, until: int) -> None:
    settings = run.settings
    since, sums, count = time.perf_counter(), dict[str, float](), dict[str, int]()
    with _bar(progress, run.step, until, settings.steps) as show:
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


class _Log:
    """Appends one JSON object a line to ``log.jsonl``."""

    def __init__(self, folder: Path | None) -> None:
        self.path = None if folder is None else folder / "log.jsonl"
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def write(self, event: Mapping[str, Any]) -> None:
        if self.path is not None:
            rounded = json.loads(json.dumps(event), parse_float=lambda x: float(f"{float(x):.5g}"))
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"time": time.strftime("%H:%M:%S"), **rounded}) + "\n")


@contextmanager
def _bar(progress: bool, done: int, until: int, steps: int) -> Iterator[Callable[[int, Mapping[str, float]], None]]:
    if not progress:
        yield lambda step, means: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("Training"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.description}")) as bar:
        line = bar.add_task("", total=until, completed=done)

        def show(step: int, means: Mapping[str, float]) -> None:
            bar.update(line, completed=step, description=" ".join(f"{k[:12]} {v:.3f}" for k, v in means.items()))

        yield show


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
    parser.add_argument("--stop-after", type=int, help="end early, with a checkpoint, after so many updates")
    parser.add_argument("--threads", type=int, help="threads of torch; the physical cores where left out")
    parser.add_argument("--anew", action="store_true", help="do not go on from a checkpoint")
    options = parser.parse_args(arguments)
    settings = read_settings(options.config, steps=options.steps, seed=options.seed)
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
