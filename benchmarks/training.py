"""Tokens a second of our training loop beside transformers.Trainer, with the same encoder, sentences and update size.

    python benchmarks/training.py [--corpus babe] [--steps 10] [--rounds 5] [--json OUT]

Each trains the bundled MiniLM on sentences with one binary label, updates of about 3,200 tokens, in turns: every round
each does so many steps. Rates count the tokens of the sentences, not the padding; the median of the rounds holds.
Trainer runs as it comes (float32, everything trained) and as fast as its own switches make it (bfloat16 by autocast,
batches of like length, fused AdamW; everything trained, and with what ``framing`` freezes frozen). Ours runs with
everything trained and as configured for the shipped model (embeddings and the first two layers frozen). On a GPU the
same, there; the output says where it ran. Without the corpus, sentences of the sample corpus are used.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from transformers import (
    AutoModelForSequenceClassification,
    DataCollatorWithPadding,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)
from transformers.utils import logging

from framing.articles import to_sentences
from framing.corpora import embedded, get_corpus
from framing.errors import InputError
from framing.models.cores import physical_cores
from framing.models.encoder_base import load_encoder
from framing.models.encoder_packages import find_encoder
from framing.models.training_run import prepare
from framing.models.training_settings import make_settings

ENCODER = "all-minilm-l6-v2"
FROZEN = 2  # layers, besides the embeddings


def sentences(corpus: str) -> tuple[pd.DataFrame, str]:
    """Return sentences with a label each, and where they are from."""
    try:
        table = get_corpus(corpus).table("train")
        return table[["text", "loaded_language"]].dropna().set_axis(["text", "label"], axis=1), corpus
    except (InputError, OSError, KeyError):
        table = to_sentences(embedded.articles())
        copies = pd.concat([table] * 6, ignore_index=True)
        return copies.assign(label=(copies["quoted_share"] > 0).astype(float))[["text", "label"]], "sample corpus"


def ours(table: pd.DataFrame, tokens: int, steps: int, everything: bool) -> Callable[[], float]:
    """Return what does so many steps of our loop and says its rate."""
    tuning = {"method": "full", "embeddings": everything, "from_layer": 0 if everything else FROZEN}
    settings = make_settings(
        {
            "name": "benchmark",
            "encoder": ENCODER,
            "tasks": {"loaded_language": {"data": [{"corpus": "babe"}]}},
            "tuning": tuning,
            "batch_tokens": tokens,
            "chunk_tokens": tokens,
            "steps": 10_000,
        }
    )
    run = prepare(settings, {"loaded_language": table}, seed=1)

    def round_() -> float:
        seen, begun = 0.0, time.perf_counter()
        for _ in range(steps):
            seen += run.update()["tokens"]
        _wait()
        return seen / (time.perf_counter() - begun)

    return round_


class Clock(TrainerCallback):
    """Times the steps of a Trainer, without its preparations."""

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        self.tokens, self.batches, self.begun = 0, 0, time.perf_counter()

    def on_train_end(self, *_: Any, **__: Any) -> None:
        _wait()
        self.seconds = time.perf_counter() - self.begun


class Counting(DataCollatorWithPadding):
    """Pads, and counts what is not padding."""

    clock: Clock

    def __call__(self, features: list[dict[str, Any]]) -> Any:
        self.clock.batches += 1
        self.clock.tokens += sum(len(feature["input_ids"]) for feature in features)
        return super().__call__(features)


def theirs(
    table: pd.DataFrame, tokens: int, steps: int, folder: str, frozen: bool = False, **options: Any
) -> Callable[[], float]:
    """Return what does so many steps of transformers.Trainer and says its rate."""
    _, tokenizer = load_encoder(ENCODER)
    ids = tokenizer(table["text"].tolist(), truncation=True, max_length=128)["input_ids"]
    data = [{"input_ids": one, "labels": int(y > 0.5)} for one, y in zip(ids, table["label"], strict=True)]
    size = max(1, round(tokens / statistics.mean(map(len, ids))))
    model = AutoModelForSequenceClassification.from_pretrained(find_encoder(ENCODER), num_labels=2)
    if frozen:
        for name, parameter in model.named_parameters():
            layers = [f".layer.{n}." for n in range(FROZEN)]
            parameter.requires_grad = "embeddings" not in name and not any(layer in name for layer in layers)
    clock = Clock()
    collator = Counting(tokenizer)
    collator.clock = clock
    arguments = TrainingArguments(
        output_dir=folder,
        max_steps=steps,
        per_device_train_batch_size=size,
        learning_rate=8e-5,
        report_to=[],
        save_strategy="no",
        logging_strategy="no",
        disable_tqdm=True,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        **options,
    )
    trainer = Trainer(model, arguments, train_dataset=data, data_collator=collator, callbacks=[clock])
    trainer.remove_callback(PrinterCallback)

    def round_() -> float:
        trainer.train()
        # The loader may have fetched a batch more than was trained.
        return clock.tokens / clock.batches * steps / clock.seconds

    return round_


def _wait() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def contestants(table: pd.DataFrame, tokens: int, steps: int, folder: str) -> dict[str, Callable[[], float]]:
    fast = {"bf16": True, "optim": "adamw_torch_fused", "train_sampling_strategy": "group_by_length"}
    return {
        "framing, as configured": ours(table, tokens, steps, everything=False),
        "framing, everything trained": ours(table, tokens, steps, everything=True),
        "Trainer, as it comes": theirs(table, tokens, steps, folder),
        "Trainer, fastest, everything trained": theirs(table, tokens, steps, folder, **fast),
        "Trainer, fastest, frozen as framing": theirs(table, tokens, steps, folder, frozen=True, **fast),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default="babe")
    parser.add_argument("--tokens", type=int, default=3200, help="of an update")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=physical_cores())
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    warnings.filterwarnings("ignore")
    table, name = sentences(options.corpus)
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else f"CPU, {options.threads} thread(s); no GPU"
    print(f"{len(table):,} sentences of {name}; {device}")
    rates: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        jobs = contestants(table, options.tokens, options.steps, folder)
        for job in jobs.values():
            job()  # the first round warms up
        for _ in range(options.rounds):
            for contestant, job in jobs.items():
                rates.setdefault(contestant, []).append(job())
    base = statistics.median(rates["Trainer, as it comes"])
    rows = [
        {
            "what": contestant,
            "tokens_per_second": statistics.median(found),
            "lowest": min(found),
            "highest": max(found),
            "times_trainer": statistics.median(found) / base,
        }
        for contestant, found in rates.items()
    ]
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda value: f"{value:,.2f}"))
    if options.json:
        said = {"device": device, "sentences": name, "rows": rows}
        options.json.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
