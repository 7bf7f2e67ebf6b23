"""Do all backends give the same labels, and how fast is each?

    python benchmarks/backends.py [--corpus FILE] [--articles N] [--runs 5] [--backends onnx openvino] [--json OUT]

Scores the sentences of articles (AllSides where FRAMING_DATA is set, else the sample corpus) with every backend that
is installed, in turns. Beside the rate (wall time, median and spread): the largest and mean difference to torch in
float32 and the share of labels that flip, over all labels of the sentence tasks and views. The first use of a backend
exports the encoder; that is not timed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from articles import add_corpus, articles_of

from framing.models import MODELS
from framing.models.encoder import EncoderModel
from framing.scoring import FRAME_SCORES, read, score_sentences

PACKAGES = {"onnx": "onnxruntime", "openvino": "openvino"}
MOST_FLIPS = 0.003


def labels(scores: pd.DataFrame, model: EncoderModel) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities and labels (sentences, 17): two views of editorializing, loaded language, frames."""
    names = ["editorializing", "other_editorializing", "loaded_language", *FRAME_SCORES]
    cuts = [model.thresholds["editorializing"]] * 2 + [model.thresholds["loaded_language"]]
    cuts += list(model.thresholds.get("frames", [0.5] * len(FRAME_SCORES)))
    values = scores[names].to_numpy(dtype=float)
    return values, values >= np.array(cuts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_corpus(parser, articles=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--backends", nargs="*", default=list(PACKAGES))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sentences, _ = read(articles_of(options))
    models: dict[str, Any] = {
        "torch float32": EncoderModel.load(MODELS["default"], dtype="float32"),
        "torch": EncoderModel.load(MODELS["default"]),
    }
    for name in options.backends:
        if find_spec(PACKAGES[name]) is None:
            print(f"{name}: not installed (pip install 'framing[{name}]')")
            continue
        models[name] = EncoderModel.load(MODELS["default"], backend=name)
    scores = {name: score_sentences(sentences, model, evidence=False) for name, model in models.items()}
    taken: dict[str, list[float]] = {name: [] for name in models}
    for _ in range(options.runs):
        for name, model in models.items():
            start = time.perf_counter()
            score_sentences(sentences, model, evidence=False)
            taken[name].append(time.perf_counter() - start)
    wanted, right = labels(scores["torch float32"], models["torch float32"])
    asked = ~np.isnan(wanted)
    rows = []
    for name, model in models.items():
        values, given = labels(scores[name], model)
        apart = np.abs(values - wanted)[asked]
        flips = (given != right)[asked]
        rates = sorted(len(sentences) / seconds for seconds in taken[name])
        rows.append(
            {
                "backend": name,
                "computes_in": "its own" if model.backend != "torch" else str(model.dtype).removeprefix("torch."),
                "sentences_per_second": round(statistics.median(rates), 1),
                "from": round(rates[0], 1),
                "to": round(rates[-1], 1),
                "largest_difference": round(float(apart.max()), 4),
                "mean_difference": round(float(apart.mean()), 5),
                "flips_percent": round(100 * float(flips.mean()), 3),
                "same_labels": bool(flips.mean() <= MOST_FLIPS),
            }
        )
    table = pd.DataFrame(rows)
    print(f"{len(sentences):,} sentences, {int(asked.sum()):,} labels, median of {options.runs} runs in turns")
    print(table.to_string(index=False))
    if options.json:
        options.json.write_text(json.dumps({"sentences": len(sentences), "backends": rows}, indent=2))


if __name__ == "__main__":
    main()
