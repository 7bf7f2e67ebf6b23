"""End to end, from articles to scores: ours against transformers.pipeline with the same weights.

    python benchmarks/scoring.py [--corpus FILE] [--articles N] [--runs 5] [--models default fast] [--json OUT]

Articles are AllSides' where FRAMING_DATA is set, else the sample corpus's. Everything is measured in turns (wall time,
median and spread), reading and voices included on both sides; evidence is off. The pipeline classifies texts with our
encoder and heads, all sentence tasks at once; "same outputs" gives it what our scores hold, each sentence as the author
says it, as a whole and as others say it, with its names put to one, "one pass" only each sentence as it stands. Its
settings: the default (batch 1), batch 32, and its best: texts sorted by length, bfloat16, in one thread and in as many
as torch has (on a GPU, where there is one: in larger batches, and without batch 1).
Also printed: passes through the encoder for a sentence, the largest difference to float32 (probabilities of all tasks),
and for other models how often their labels of editorializing agree with the default's.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from articles import add_corpus, articles_of
from transformers import PreTrainedModel, pipeline
from transformers.modeling_outputs import SequenceClassifierOutput
from transformers.utils import logging

from framing.models import MODELS, load_model
from framing.models.encoder import EncoderModel
from framing.models.encoder_base import DEVICE, load_encoder
from framing.models.encoder_delta import apply_delta
from framing.models.encoder_network import pool
from framing.models.name_blinding import shown_texts
from framing.scoring import FRAME_SCORES, SCORED_KINDS, read, score

TASKS = ("editorializing", "loaded_language", "frames")
GPU_BATCHES = (32, 256, 1024)
"""What the pipeline is tried with on a GPU, at its best."""
OURS = ("default", "fast", "cascade")
NUMBERS = ["editorializing", "other_editorializing", "loaded_language", *FRAME_SCORES]


class Classifier(PreTrainedModel):
    """Our encoder and the heads of the sentence tasks as a model of transformers."""

    _supports_sdpa = True

    def __init__(self, model: EncoderModel, encoder: Any) -> None:
        config = encoder.config
        names = [f"{task}_{k}" for task in TASKS for k in range(model.parts.heads[task].outputs)]
        config.id2label = dict(enumerate(names))
        config.label2id = {name: k for k, name in enumerate(names)}
        super().__init__(config)
        self.network = copy.deepcopy(model.network)
        self.network.encoder = encoder

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any = None, **_: Any) -> Any:
        vectors = pool(self.network.encode(input_ids, attention_mask), attention_mask)
        words = pool(self.network.encoder.get_input_embeddings()(input_ids), attention_mask)
        both = torch.cat([vectors, words], dim=1)
        logits = [self.network.heads[t](both if self.network.shapes[t].words else vectors) for t in TASKS]
        return SequenceClassifierOutput(logits=torch.cat(logits, dim=1))


def classify(dtype: str, device: str) -> Any:
    model = EncoderModel.load(MODELS["default"], device=device, dtype=dtype)
    encoder, tokenizer = load_encoder(model.parts.encoder)  # that of transformers, whose configuration names our labels
    apply_delta(encoder, model.parts.delta)
    return pipeline(
        "text-classification",
        model=Classifier(model, encoder.to(model.dtype).to(device)),
        tokenizer=tokenizer,
        device=device,
        top_k=None,
        function_to_apply="sigmoid",
    )


def views(articles: pd.DataFrame, outputs: str) -> list[str]:
    """Return the texts that the pipeline gets of articles, after our reading and voices."""
    sentences, _ = read(articles)
    scored = sentences[sentences["kind"].isin(SCORED_KINDS)]
    if outputs == "one pass":
        return list(scored["text"])
    others = scored[(scored["quoted_share"] + scored["attributed_share"]) > 0]
    pairs = (("author", scored), ("all", scored), ("other", others))
    return [text for view, rows in pairs for text in shown_texts(rows, view, blind=True)]


def piped(pipe: Any, articles: pd.DataFrame, outputs: str, batch: int, threads: int) -> None:
    """Classify with the pipeline; ``threads`` beyond 0 are torch's, and then texts are sorted, too."""
    texts = views(articles, outputs)
    given = {"truncation": True, "max_length": 128, "batch_size": batch}
    if not threads:
        pipe(texts, **given)
        return
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with torch.inference_mode():
            pipe(sorted(texts, key=len), **given)
    finally:
        torch.set_num_threads(before)


def passes(model: Any, articles: pd.DataFrame, sentences: int) -> float:
    """Return how many texts went through an encoder for each sentence."""
    count = 0
    encoders = [one for one in (model, *vars(model).values()) if isinstance(one, EncoderModel)]
    kept = [(one.runner, one.runner.states) for one in encoders]

    def counted(states: Any) -> Any:
        def run(texts: Any, workers: int = 1) -> Any:
            nonlocal count
            count += len(texts)
            return states(texts, workers)

        return run

    for runner, states in kept:
        runner.states = counted(states)
    try:
        score(articles, model, evidence=False)
    finally:
        for runner, states in kept:
            runner.states = states
    return count / sentences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_corpus(parser, articles=60)
    parser.add_argument(
        "--peer-articles", type=int, default=20, help="how many of them the pipelines get (they are slow)"
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--models", nargs="*", default=[name for name in OURS if name in MODELS])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    logging.set_verbosity(logging.CRITICAL)  # It lists every model that it knows better.
    articles = articles_of(options)
    few = articles.iloc[:: max(1, len(articles) // options.peer_articles)].head(options.peer_articles)
    few = few.reset_index(drop=True)
    count, count_few = len(read(articles)[0]), len(read(few)[0])
    os.environ[DEVICE] = options.device  # ours run there, too
    models = {name: load_model(name) for name in options.models}
    plain, half = classify("float32", options.device), classify("bfloat16", options.device)
    jobs: dict[str, tuple[Callable[[], object], int]] = {
        f"framing, {name}": (lambda m=model: score(articles, m, evidence=False), count)
        for name, model in models.items()
    }
    jobs |= {
        f"framing, {name}; the pipelines' articles": (lambda m=model: score(few, m, evidence=False), count_few)
        for name, model in models.items()
    }
    settings = [("batch 1", plain, 1, 0)] if options.device == "cpu" else []
    settings += [("batch 32", plain, 32, 0)]
    if options.device == "cpu":
        ways = [(32, n) for n in sorted({1, torch.get_num_threads()})]
    else:
        ways = [(batch, 1) for batch in GPU_BATCHES]
    settings += [(f"batch {b}, sorted, bf16, {n} thread(s)", half, b, n) for b, n in ways]
    for outputs in ("same outputs", "one pass"):
        for name, pipe, batch, threads in settings:
            job = lambda p=pipe, o=outputs, b=batch, n=threads: piped(p, few, o, b, n)  # noqa: E731
            jobs[f"pipeline, {name}; {outputs}"] = (job, count_few)
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for run in range(-1, options.runs):  # the first round warms up
        for name, (job, _) in jobs.items():
            start = time.perf_counter()
            job()
            if run >= 0:
                taken[name].append(time.perf_counter() - start)
    rows = []
    for name, (_, done) in jobs.items():
        rates = sorted(done / seconds for seconds in taken[name])
        rows.append({"what": name, "sentences_per_second": statistics.median(rates), "from": rates[0], "to": rates[-1]})
    table = pd.DataFrame(rows)
    by_name = table.set_index("what")["sentences_per_second"]
    best = max((name for name in by_name.index if "bf16" in name and "same" in name), key=lambda name: by_name[name])
    for short, name in (
        ("× batch 32, same", "pipeline, batch 32; same outputs"),
        ("× batch 32, one pass", "pipeline, batch 32; one pass"),
        ("× best, same", best),
    ):
        # Only rows of the same articles are compared.
        here = [done == count_few for _, done in jobs.values()]
        table[short] = (table["sentences_per_second"] / by_name[name]).where(here)
    print(
        f"{len(articles)} articles, {count:,} sentences (pipelines: {len(few)}, {count_few:,}); "
        f"{options.runs} runs in turns"
    )
    place = torch.cuda.get_device_name() if options.device.startswith("cuda") else "processor"
    print(f"{place}; torch's threads: {torch.get_num_threads()}")
    print(table.to_string(index=False, na_rep="", float_format=lambda value: f"{value:,.1f}"))
    exact = score(articles, EncoderModel.load(MODELS["default"], dtype="float32"), evidence=False)
    checks = []
    for name, model in models.items():
        found = score(articles, model, evidence=False)
        check: dict[str, Any] = {"model": name, "encoder_passes_a_sentence": passes(model, articles, count)}
        if name == "default":
            apart = np.abs(found[NUMBERS].to_numpy(float) - exact[NUMBERS].to_numpy(float))
            apart = apart[~np.isnan(apart)]
            check["largest_difference_to_float32"] = float(apart.max())
            check["of_editorializing_and_loaded_language"] = float(
                np.nanmax((found[NUMBERS[:3]] - exact[NUMBERS[:3]]).abs())
            )
            check["share_beyond_.01"] = float((apart > 0.01).mean())
        else:
            cut, ours = (float(one.thresholds["editorializing"]) for one in (models.get("default", model), model))
            rows_with = exact["editorializing"].notna()
            same = (found["editorializing"] >= ours) == (exact["editorializing"] >= cut)
            check["labels_as_default"] = float(same[rows_with].mean())
        checks.append(check)
        print(
            ", ".join(f"{key} {value if isinstance(value, str) else round(value, 5)}" for key, value in check.items())
        )
    if options.json:
        made = {"device": place, "sentences": count, "rates": table.to_dict("records"), "checks": checks}
        text = json.dumps(made, indent=2)
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
