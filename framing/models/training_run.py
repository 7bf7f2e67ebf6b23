"""A training run in mid-air: what is trained, the optimizer and the draws, and how they are built from settings."""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import torch

from framing.corpora import get_corpus
from framing.errors import ConfigError, InputError
from framing.models.encoder import LORA_SCALE, EncoderModel
from framing.models.encoder_base import body, device_and_dtype, load_encoder
from framing.models.encoder_delta import apply_delta
from framing.models.encoder_losses import loss
from framing.models.encoder_network import HeadShape, Network
from framing.models.encoder_parts import take_heads
from framing.models.encoder_store import load_parts
from framing.models.store import weights_hash
from framing.models.training_examples import make_examples
from framing.models.training_sampling import Sampler
from framing.models.training_settings import Settings
from framing.models.training_state import optimizer_tensors, restore_optimizer
from framing.places import expanded

_AVERAGE_EVERY = 10  # updates between two steps of the running average
_HEADS_SEED = 0


@dataclass
class Run:
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
    training: list[dict[str, Any]] = field(default_factory=list)
    origin: str = ""  # the hash of what the weights come from
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
        """Do one update and return the mean loss of each task in it, with ``tokens`` and ``examples``.

        Raises ConfigError where a loss is no number any more; the weights are then as they were.
        """
        settings = self.settings
        scale = _schedule(self.step, settings.steps, settings.warmup)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * scale
        examples = self.sampler.draw(settings.batch_tokens)
        self.network.train()
        total, means = loss(self.network, examples, settings.tasks, settings.chunk_tokens, self.filler)
        if lost := [name for name, value in means.items() if not math.isfinite(value)]:
            raise ConfigError(
                f"The loss of {', '.join(lost)} is no finite number at update {self.step + 1}: training has diverged. "
                f"Lower lr (now {settings.lr:g}) or head_lr (now {settings.head_lr:g}), raise warmup, and train anew."
            )
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
        return {"step": self.step, "seed": self.seed, "sampler": self.sampler.state(), "origin": self.origin}

    def restore(self, groups: Mapping[str, dict[str, torch.Tensor]], state: Mapping[str, Any]) -> None:
        """Go on from a checkpoint; raises InputError where it is of another run."""
        if state.get("origin") != self.origin or state["seed"] != self.seed:
            raise InputError(
                "The checkpoint is of other settings, other rows or another seed; choose another folder, or remove it."
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
        card = {"training": self.training, "trained_on": trained_on(self.training)}
        return EncoderModel.from_training(self.settings, self.network.shapes, weights, self.start, card)


def prepare(settings: Settings, tables: Mapping[str, pd.DataFrame], seed: int) -> Run:
    """Build everything that a run needs; nothing is trained yet. Raises InputError, ConfigError."""
    if missing := [name for name in settings.tasks if name not in tables]:
        raise InputError(f"No table for {', '.join(missing)}; give one for each task of the settings.")
    encoder, tokenizer = load_encoder(settings.encoder)
    _check_lengths(settings, encoder)
    started = None if settings.start is None else load_parts(expanded(settings.start))
    if started is not None:
        apply_delta(encoder, started.delta)
    place, dtype = device_and_dtype(dtype=settings.dtype)
    examples = {}
    for name, task in settings.tasks.items():
        options = {**settings.model_dump(), **task.model_dump(), "seed": seed}
        kind, outputs = settings.kind(name), _outputs(settings, name)
        examples[name] = make_examples(name, kind, tables[name], tokenizer, outputs, options)
    if place.type == "cpu":
        encoder.set_attn_implementation("eager")  # the fused kernel's backward pass is slow in bfloat16
    _set_dropout(encoder, settings.encoder_dropout)
    trained = _choose(encoder, settings)
    heads = {name: HeadShape(_head_kind(settings, name), _outputs(settings, name)) for name in settings.tasks}
    with torch.random.fork_rng(devices=[]):
        # New heads begin alike whatever the seed, so that the weights of several runs can be averaged.
        torch.manual_seed(_HEADS_SEED)
        network = Network(encoder, heads, settings.width, settings.dropout)
    network.to(place)
    if started is not None and (anew := take_heads(network, started)):
        warnings.warn(f"Of {settings.start}, heads begin anew here: {'; '.join(anew)}.", stacklevel=2)
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
    return Run(
        settings,
        network,
        tokenizer,
        sampler,
        ordered,
        live,
        _optimizer(settings, ordered),
        seed,
        dict(started.delta) if started else {},
        describe_training(settings, tables, seed) + ([] if started is None else started.card.get("training", [])),
        origin_of(settings, tables),
    )


def _check_lengths(settings: Settings, encoder: Any) -> None:
    """Raise ConfigError where texts may be longer than the encoder has places for."""
    places = int(getattr(encoder.config, "max_position_embeddings", 0) or 1 << 30)
    asked = {"max_length": settings.max_length}
    if any(settings.kind(task) == "tokens" for task in settings.tasks):
        asked["window"] = settings.window
    for name, length in asked.items():
        if length > places:
            raise ConfigError(f"{name} is {length}, and {settings.encoder!r} reads {places} tokens at most; lower it.")


def origin_of(settings: Settings, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return a hash of what the weights of a run come from: the settings, the rows, and the model to start from.

    Left out is what changes no weight: when the run is judged and stored, and what was held out of the rows.
    """
    digest = hashlib.blake2b(digest_size=16)
    without = {"evaluate_every", "checkpoint_every", "hold_out", "folds"}
    digest.update(settings.model_dump_json(exclude=without).encode())
    for name in settings.tasks:
        rows = tables[name].drop(columns="part", errors="ignore")  # where rows are from teaches nothing
        digest.update(rows.to_json(orient="split", index=False).encode())
    if settings.start is not None:
        digest.update(weights_hash(expanded(settings.start)).encode())
    return digest.hexdigest()


def describe_training(settings: Settings, tables: Mapping[str, pd.DataFrame], seed: int) -> list[dict[str, Any]]:
    """Return what a run learns from, for the card: a row for each task and corpus of a config."""
    found = []
    for task, said in settings.tasks.items():
        for one in said.data:
            parts = [one.part] if one.part else list(get_corpus(one.corpus).parts)
            rows = tables[task]
            rows = rows[rows["corpus"] == one.corpus] if "corpus" in rows else rows
            rows = rows[rows["part"].isin(parts) | rows["part"].isna()] if "part" in rows else rows
            found.append(
                {
                    "stage": settings.name,
                    "seed": seed,
                    "task": task,
                    "corpus": one.corpus,
                    "parts": parts,
                    "column": one.column or task,
                    "rows": int(rows["row_id"].nunique()) if "row_id" in rows else len(rows),
                    "repeat": one.repeat,
                }
            )
    return found


def trained_on(training: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the ``corpus:part`` that a model has learned from."""
    return sorted({f"{row['corpus']}:{part}" for row in training for part in row["parts"]})


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
