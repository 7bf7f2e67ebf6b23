"""How near the encoder comes to the processor's limit, and where the rest goes.

    python benchmarks/limit.py [--corpus FILE] [--articles N] [--runs 7] [--json OUT]

The limit is the rate of matrix products in the model's format on the encoder's own shapes (tokens × inputs × outputs of
its linear layers), as fast as torch can multiply them: plain, or with weights in oneDNN's layout. The model's rate
counts the operations of its linear layers and of attention on real tokens; padding and filler are not counted. Model
and products are measured in turns, one thread a product. The profile is torch's own.
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
from torch.profiler import ProfilerActivity, profile

from framing.models import MODELS
from framing.models.batching import encode
from framing.models.encoder import EncoderModel
from framing.models.runners import CPU_TOKENS
from framing.scoring import SCORED_KINDS, read

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
    pairs: dict[tuple[int, int], int], dtype: torch.dtype
) -> dict[str, dict[tuple[int, int], Callable[[], Any]]]:
    """Return how the products of each shape are computed, by way."""
    found: dict[str, dict[tuple[int, int], Callable[[], Any]]] = {"plain": {}, "oneDNN's layout": {}}
    generator = torch.Generator().manual_seed(0)
    fused = torch.ops.mkldnn._linear_pointwise
    for inputs, outputs in pairs:
        x = torch.randn(CPU_TOKENS, inputs, generator=generator).to(dtype)
        weight = torch.randn(outputs, inputs, generator=generator).to(dtype)
        found["plain"][inputs, outputs] = lambda x=x, w=weight: torch.nn.functional.linear(x, w)
        if dtype == torch.bfloat16:
            packed = torch.ops.mkldnn._reorder_linear_weight(weight)
            found["oneDNN's layout"][inputs, outputs] = lambda x=x, w=packed: fused(x, w, None, "none", [], "")
    return {way: jobs for way, jobs in found.items() if jobs}


def seconds(job: Callable[[], Any], times: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(times):
        job()
    return (time.perf_counter() - start) / times


def kind_of(name: str) -> str:
    return next((kind for kind, parts in KINDS.items() if any(part in name for part in parts)), "other")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_corpus(parser, articles=60)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--dtype", choices=("bfloat16", "float32"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    model = EncoderModel.load(MODELS["default"], device="cpu", dtype=options.dtype)
    sentences, _ = read(articles_of(options))
    texts = sorted(set(sentences.loc[sentences["kind"].isin(SCORED_KINDS), "text"]))
    ids = [one.ids for one in encode(model.tokenizer, texts, model.parts.max_length)]
    lengths = np.array([len(one) for one in ids], dtype=np.int64)
    pairs = shapes(model.network.encoder.config)
    linear = 2 * sum(inputs * outputs * times for (inputs, outputs), times in pairs.items())
    layers, size = model.network.encoder.config.num_hidden_layers, model.network.encoder.config.hidden_size
    work = linear * int(lengths.sum()) + 4 * layers * size * int((lengths**2).sum())

    def forward() -> None:
        for _ in model.runner.states(ids, workers):
            pass

    ways = products(pairs, model.dtype)
    taken: dict[str, list[float]] = {"model": []}
    by_shape: dict[str, dict[tuple[int, int], list[float]]] = {way: {pair: [] for pair in pairs} for way in ways}
    with torch.inference_mode(), model.runner.threads() as workers:
        forward()
        for _ in range(options.runs):
            taken["model"].append(seconds(forward))
            for way, jobs in ways.items():
                for pair, job in jobs.items():
                    job()
                    by_shape[way][pair].append(seconds(job, 5))
        with profile(activities=[ProfilerActivity.CPU]) as watched:
            forward()
    rows = []
    for way, found in by_shape.items():
        for (inputs, outputs), times in found.items():
            flops = 2 * CPU_TOKENS * inputs * outputs
            shape = f"{CPU_TOKENS} × {inputs} × {outputs}"
            rates = [flops / one / 1e9 for one in sorted(times, reverse=True)]
            rows.append(
                {"product": shape, "way": way, "gflops": statistics.median(rates), "from": rates[0], "to": rates[-1]}
            )
    table = pd.DataFrame(rows)
    # All linear layers of the encoder, one after the other, the faster way for each shape.
    best = sum(times * min(statistics.median(by_shape[way][pair]) for way in ways) for pair, times in pairs.items())
    limit = linear * CPU_TOKENS / best / 1e9
    rates = sorted(work / one / 1e9 for one in taken["model"])
    reached = statistics.median(rates)
    print(
        f"{len(texts):,} sentences, {int(lengths.sum()):,} tokens, {model.dtype}, {workers} worker(s) of one thread, "
        f"{type(model.runner).__name__}"
    )
    print(table.to_string(index=False, float_format=lambda value: f"{value:,.0f}"))
    tokens = lengths.sum() / statistics.median(taken["model"])
    print(f"limit, all linear layers: {limit:,.0f} GFLOP/s")
    print(f"encoder: {reached:,.0f} GFLOP/s ({rates[0]:,.0f} to {rates[-1]:,.0f}), {tokens:,.0f} tokens/s")
    print(f"share of the limit: {reached / limit:.1%}")
    spent: dict[str, float] = {}
    for event in watched.key_averages():
        spent[kind_of(event.key)] = spent.get(kind_of(event.key), 0.0) + event.self_cpu_time_total
    total = sum(spent.values())
    shares = {kind: value / total for kind, value in sorted(spent.items(), key=lambda pair: -pair[1])}
    # What the bare products would need, of the time that the model takes.
    bare = work / limit / 1e9 / statistics.median(taken["model"])
    for kind, share in shares.items():
        print(f"{share:7.1%}  {kind}")
    print(f"{bare:7.1%}  (bare matrix products of the linear layers, at the limit)")
    if options.json:
        made = {"limit_gflops": limit, "encoder_gflops": reached, "share": reached / limit, "workers": workers}
        options.json.write_text(json.dumps({**made, "products": rows, "profile": shares}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
