"""How near the encoder comes to the processor's limit, and where the rest goes.

    python benchmarks/limit.py [--corpus FILE] [--articles N] [--runs 7] [--json OUT]

The limit is the rate of matrix products in the model's format on the encoder's own shapes (tokens × inputs × outputs of
its linear layers), as fast as torch can multiply them: plain, or with weights in oneDNN's layout. The model's rate
counts the operations of its linear layers and of attention on real tokens; padding and filler are not counted. Limit
and model are measured in turns with the same number of workers, each with one thread: with one, and with as many as
scoring takes on this machine. The profile is torch's own, of one worker.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from articles import add_corpus, articles_of
from torch.autograd import DeviceType
from torch.profiler import ProfilerActivity, profile

from framing.models import MODELS
from framing.models.batching import encode
from framing.models.encoder import EncoderModel
from framing.models.runners import CPU_TOKENS, GPU_TOKENS
from framing.models.threads import in_parallel
from framing.scoring import SCORED_KINDS, read

REPEATS = 20
"""Products in a row, so that what starts the workers does not count."""

KINDS = {
    "linear layers, with bias, GELU, residual": (
        "mkldnn::_linear_pointwise",
        "linear",
        "addmm",
    ),
    "attention": ("attention", "bmm", "softmax"),
    "layer norm": ("layer_norm",),
    "embeddings": ("embedding", "index_select"),
    "GELU": ("gelu",),
}


def shapes(config: Any) -> dict[tuple[int, int], int]:
    """Return the (inputs, outputs) of the linear layers, and how many of each all layers have."""
    size, inner, layers = config.hidden_size, config.intermediate_size, config.num_hidden_layers
    return {(size, 3 * size): layers, (size, size): layers, (size, inner): layers, (inner, size): layers}


def products(
    pairs: dict[tuple[int, int], int], dtype: torch.dtype, device: torch.device, tokens: int
) -> dict[str, dict[tuple[int, int], Callable[[], Any]]]:
    """Return how the products of each shape are computed, by way."""
    found: dict[str, dict[tuple[int, int], Callable[[], Any]]] = {"plain": {}, "oneDNN's layout": {}}
    generator = torch.Generator().manual_seed(0)
    fused = torch.ops.mkldnn._linear_pointwise
    for inputs, outputs in pairs:
        x = torch.randn(tokens, inputs, generator=generator).to(device, dtype)
        weight = torch.randn(outputs, inputs, generator=generator).to(device, dtype)
        found["plain"][inputs, outputs] = lambda x=x, w=weight: torch.nn.functional.linear(x, w)
        if dtype == torch.bfloat16 and device.type == "cpu":
            packed = torch.ops.mkldnn._reorder_linear_weight(weight)
            found["oneDNN's layout"][inputs, outputs] = lambda x=x, w=packed: fused(x, w, None, "none", [], "")
    return {way: jobs for way, jobs in found.items() if jobs}


def seconds(job: Callable[[], Any]) -> float:
    wait()
    start = time.perf_counter()
    job()
    wait()
    return time.perf_counter() - start


def wait() -> None:
    """Wait for what a GPU still has to do."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def all_at_once(job: Callable[[], Any], workers: int) -> None:
    """Do a product :data:`REPEATS` times in each of so many workers."""

    def one(_: int) -> None:
        with torch.inference_mode():
            job()

    for _ in in_parallel(one, range(REPEATS * workers), workers):
        pass


def kind_of(name: str) -> str:
    return next((kind for kind, parts in KINDS.items() if any(part in name for part in parts)), "other")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_corpus(parser, articles=60)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--dtype", choices=("bfloat16", "float32"))
    parser.add_argument("--workers", type=int, help="also measure so many, beside one and what scoring takes")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    model = EncoderModel.load(MODELS["default"], device=options.device, dtype=options.dtype)
    on_gpu = model.device.type == "cuda"
    tokens_at_once = GPU_TOKENS if on_gpu else CPU_TOKENS
    sentences, _ = read(articles_of(options))
    texts = sorted(set(sentences.loc[sentences["kind"].isin(SCORED_KINDS), "text"]))
    ids = [one.ids for one in encode(model.tokenizer, texts, model.parts.max_length)]
    lengths = np.array([len(one) for one in ids], dtype=np.int64)
    pairs = shapes(model.network.encoder.config)
    linear = 2 * sum(inputs * outputs * times for (inputs, outputs), times in pairs.items())
    layers, size = model.network.encoder.config.num_hidden_layers, model.network.encoder.config.hidden_size
    work = linear * int(lengths.sum()) + 4 * layers * size * int((lengths**2).sum())

    def forward(workers: int) -> None:
        for _ in model.runner.states(ids, workers):
            pass

    ways = products(pairs, model.dtype, model.device, tokens_at_once)
    with model.runner.threads() as chosen:
        several = sorted({1, chosen, options.workers or chosen})
        taken: dict[int, list[float]] = {workers: [] for workers in several}
        by_shape: dict[tuple[int, str, tuple[int, int]], list[float]] = {}
        for workers in several:
            forward(workers)
        for _ in range(options.runs):
            for workers in several:
                taken[workers].append(seconds(lambda n=workers: forward(n)))
                for way, jobs in ways.items():
                    for pair, job in jobs.items():
                        spent = seconds(lambda j=job, n=workers: all_at_once(j, n)) / (REPEATS * workers)
                        by_shape.setdefault((workers, way, pair), []).append(spent)
        kinds = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if on_gpu else [])]
        with profile(activities=kinds) as watched:
            forward(1)  # torch watches the thread that asks, not the workers
    rows = []
    for (workers, way, (inputs, outputs)), times in by_shape.items():
        rates = sorted(2 * tokens_at_once * inputs * outputs / one / 1e9 for one in times)
        shape = f"{tokens_at_once} × {inputs} × {outputs}"
        row = {"workers": workers, "product": shape, "way": way, "gflops": statistics.median(rates)}
        rows.append({**row, "from": rates[0], "to": rates[-1]})
    print(f"{len(texts):,} sentences, {int(lengths.sum()):,} tokens, {model.dtype}, {type(model.runner).__name__}")
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda value: f"{value:,.0f}"))
    reached = []
    for workers in several:
        # All linear layers of the encoder, one after the other, the faster way for each shape.
        medians = {key: statistics.median(times) for key, times in by_shape.items() if key[0] == workers}
        best = sum(times * min(medians[workers, way, pair] for way in ways) for pair, times in pairs.items())
        limit = linear * tokens_at_once / best / 1e9
        rates = sorted(work / one / 1e9 for one in taken[workers])
        rate = statistics.median(rates)
        tokens = float(lengths.sum() / statistics.median(taken[workers]))
        found = {"workers": workers, "limit_gflops": limit, "encoder_gflops": rate, "tokens_per_second": tokens}
        reached.append({**found, "from": rates[0], "to": rates[-1], "share": rate / limit})
        print(
            f"{workers} worker(s){' (what scoring takes)' if workers == chosen else ''}: limit {limit:,.0f} GFLOP/s, "
            f"encoder {rate:,.0f} ({rates[0]:,.0f} to {rates[-1]:,.0f}), {tokens:,.0f} tokens/s: "
            f"{rate / limit:.1%} of the limit"
        )
    used: dict[str, float] = {}
    for event in watched.key_averages():
        if event.device_type != DeviceType.CPU:
            continue  # A GPU's kernels are listed too, and their time once more at the operations that start them.
        spent_here = event.self_device_time_total if on_gpu else event.self_cpu_time_total
        used[kind_of(event.key)] = used.get(kind_of(event.key), 0.0) + spent_here
    shares = {kind: used[kind] / sum(used.values()) for kind in sorted(used, key=lambda kind: -used[kind])}
    print("one worker's time:")
    for kind, share in shares.items():
        print(f"{share:7.1%}  {kind}")
    if options.json:
        made = {"reached": reached, "products": rows, "profile": shares}
        options.json.write_text(json.dumps(made, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
