"""What each stage of scoring costs: read, segment, voice, views, tokenize, model, heads, write.

    python benchmarks/stages.py [--corpus FILE] [--articles N] [--runs 5] [--model default] [--json OUT]

Each stage runs alone on what the stage before gave, one after the other in every round; medians and spread of the wall
time, for a sentence and as a share. "whole" is the same work in one call, in which tokens are made beside the model:
it can be less than the sum.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from articles import add_corpus, articles_of
from nupunkt import sentence_spans

from framing.articles import read_articles, write_table
from framing.articles.quotations import paragraphs
from framing.models import MODELS
from framing.models.batching import encode
from framing.models.encoder import EncoderModel
from framing.models.name_blinding import shown_texts
from framing.scoring import SCORED_KINDS, read, score_sentences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_corpus(parser, articles=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    model = EncoderModel.load(MODELS["default"])
    with tempfile.TemporaryDirectory() as place:
        rows, count = measured(articles_of(options), model, options.runs, Path(place))
    table = pd.DataFrame(rows)
    print(f"{count:,} sentences, {options.runs} runs in turns, {model.dtype}, {type(model.runner).__name__}")
    print(table.to_string(index=False, float_format=lambda value: f"{value:,.1f}"))
    if options.json:
        options.json.write_text(json.dumps({"sentences": count, "stages": rows}, indent=2), encoding="utf-8")


def measured(articles: pd.DataFrame, model: EncoderModel, runs: int, place: Path) -> tuple[list[dict[str, Any]], int]:
    """Return one row a stage, and the number of sentences."""
    source = write_table(articles, place / "articles.parquet")
    sentences, _ = read(articles)
    scored = sentences[sentences["kind"].isin(SCORED_KINDS)]
    others = scored[(scored["quoted_share"] + scored["attributed_share"]) > 0]

    def views() -> list[str]:
        pairs = (("author", scored), ("all", scored), ("other", others))
        return list(dict.fromkeys(text for view, rows in pairs for text in shown_texts(rows, view, blind=True)))

    texts = views()
    ids = [one.ids for one in encode(model.tokenizer, texts, model.parts.max_length)]
    lines = [text[start:end] for text in articles["text"] for start, end in paragraphs(text)]
    scores = score_sentences(sentences, model, evidence=False)

    def states() -> None:
        with torch.inference_mode(), model.runner.threads() as workers:
            for _ in model.runner.states(ids, workers):
                pass

    def whole() -> None:
        made, _ = read(read_articles(source))
        write_table(score_sentences(made, model, evidence=False), place / "whole.parquet")

    jobs: dict[str, Callable[[], object]] = {
        "read": lambda: read_articles(source),
        "segment": lambda: [sentence_spans(line) for line in lines],
        "segment + voice": lambda: read(articles),
        "views": views,
        "tokenize": lambda: encode(model.tokenizer, texts, model.parts.max_length),
        "model": states,
        "score": lambda: score_sentences(sentences, model, evidence=False),
        "write": lambda: write_table(scores, place / "scores.parquet"),
        "whole": whole,
    }
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for run in range(-1, runs):  # the first round warms up
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if run >= 0:
                taken[name].append(time.perf_counter() - start)
    each = {name: [seconds * 1e6 / len(sentences) for seconds in times] for name, times in taken.items()}
    rounds = range(runs)
    each["voice"] = [each["segment + voice"][n] - each["segment"][n] for n in rounds]
    apart = ("views", "tokenize", "model")
    each["pooling, heads, table"] = [each["score"][n] - sum(each[name][n] for name in apart) for n in rounds]
    order = ("read", "segment", "voice", *apart, "pooling, heads, table", "write", "whole")
    total = sum(statistics.median(each[name]) for name in order[:-1])
    rows = []
    for name in order:
        median = statistics.median(each[name])
        row = {"stage": name, "microseconds_a_sentence": median, "from": min(each[name]), "to": max(each[name])}
        rows.append({**row, "percent": 100 * median / total})
    return rows, len(sentences)


if __name__ == "__main__":
    main()
