"""How many sentences a second the models score, from articles to scores, and where the time goes.

    python benchmarks/scoring.py [FILE] [--models fast cascade] [--sentences 20000] [--json OUT]

Without a file (.csv, .jsonl, .parquet: articles) the sample corpus is read. Evidence is off, all tasks and the voice
are on. Reading and each model take turns, five times (``--runs``); shown are medians of processor time and of wall time of
one process with one thread for the arithmetic of numpy (``--threads`` for that of torch).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import pandas as pd  # noqa: E402 – after the threads are set

from framing.articles import read_articles  # noqa: E402
from framing.corpora import embedded  # noqa: E402
from framing.models import load_model  # noqa: E402
from framing.scoring import ANSWERED_BY, read, score_sentences  # noqa: E402


def timed(job: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what a job gives, and its seconds of processor and of wall time."""
    wall, processor = time.perf_counter(), time.process_time()
    found = job()
    return found, time.process_time() - processor, time.perf_counter() - wall


def articles_of(path: Path | None, sentences: int) -> pd.DataFrame:
    """Return articles with about so many sentences."""
    articles = read_articles(embedded.articles() if path is None else path, on_error="skip")
    count = len(read(articles.head(50))[0]) / min(50, len(articles))
    wanted = max(1, round(sentences / count))
    if wanted > len(articles):
        copies = [
            articles.assign(article_id=articles["article_id"] + f"-{n}") for n in range(wanted // len(articles) + 1)
        ]
        articles = pd.concat(copies, ignore_index=True)
    return articles.head(wanted)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--models", nargs="+", default=["fast", "cascade"])
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    articles = articles_of(options.file, options.sentences)
    sentences, _ = read(articles)
    n = len(sentences)
    models = {name: load_model(name) for name in options.models}
    shares: dict[str, float] = {}
    for model in models.values():
        score_sentences(sentences.head(500), model, evidence=False)
    if any(name != "fast" for name in models):
        import torch

        torch.set_num_threads(options.threads)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ("reading", *models)}
    for _ in range(options.runs):
        _, *seconds = timed(lambda: read(articles))
        taken["reading"].append((seconds[0], seconds[1]))
        for name, model in models.items():
            scores, *seconds = timed(lambda model=model: score_sentences(sentences, model, evidence=False))  # type: ignore[misc]
            taken[name].append((seconds[0], seconds[1]))
            if set(ANSWERED_BY) <= set(scores.columns):
                # How often the encoder answered a question, over both.
                by = pd.concat([scores[column].dropna() for column in ANSWERED_BY])
                shares[name] = float((by != "fast").mean())
    medians = {k: tuple(statistics.median(one[i] for one in v) for i in (0, 1)) for k, v in taken.items()}
    rows = [{"what": "reading, voice", "microseconds": medians["reading"][0] / n * 1e6}]
    for name in models:
        whole = [medians["reading"][i] + medians[name][i] for i in (0, 1)]
        row = {"what": name, "microseconds": medians[name][0] / n * 1e6}
        row |= {"end_to_end_per_s": n / whole[0], "end_to_end_per_s_wall": n / whole[1]}
        rows.append(row | ({"by_encoder": shares[name]} if name in shares else {}))
    print(f"{len(articles)} articles, {n} sentences, {options.runs} runs in turns, medians; processor time")
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda value: f"{value:,.2f}"))
    if options.json:
        options.json.write_text(json.dumps({"sentences": n, "rows": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
