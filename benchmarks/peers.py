"""Segmentation beside pysbd, features beside TextDescriptives, stance beside NewsSentiment where it installs.

    python benchmarks/peers.py [FILE] [--python PYTHON] [--sentences 20000] [--runs 5] [--json OUT]

FILE holds articles (.txt, .csv, .jsonl, .parquet); without it the sample corpus is read; its sentences are repeated,
or cut, to ``--sentences``. ``--python`` names the Python of an environment of the peers (``pip install pysbd
textdescriptives``), so that their pins do not meet ours; what is missing there is said, not guessed. All are measured
on the same text in the same run, in turns; rates are of processor time of one process, the median of the runs.

Segmentation: sentences with offsets, ours of whole articles (paragraphs, headings, nupunkt, abbreviations mended),
nupunkt alone, pysbd (``Segmenter(language="en", clean=False, char_span=True)``). Features: ``benchmarks/features.py``
has each family alone. NewsSentiment (1.2.28) asks for torch < 2.1 and transformers ≤ 4.24 on Python < 3.12 and
fetches its weights from the network when it is first used: it is measured where ``--python`` has it with its weights.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

from features import TEXTDESCRIPTIVES, seconds, sentences_of  # noqa: E402 – after the threads are set
from nupunkt import sentence_spans  # noqa: E402

from framing.articles import to_sentences  # noqa: E402
from framing.features import FEATURES, WITH_VECTORS, extract  # noqa: E402

PYSBD = """
import json, sys, time
import pysbd
texts = json.load(open(sys.argv[1], encoding="utf-8"))
segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
segmenter.segment(texts[0])
start = time.process_time()
count = sum(len(segmenter.segment(text)) for text in texts)
print(json.dumps({"seconds": time.process_time() - start, "found": count}))
"""

NEWSSENTIMENT = """
import json, sys, time
from NewsSentiment import TargetSentimentClassifier
texts = json.load(open(sys.argv[1], encoding="utf-8"))
model = TargetSentimentClassifier()
split = [(t.split(" ", 1) + [""])[:2] for t in texts]
pairs = [("", first, " " + rest) for first, rest in split]
model.infer(targets=pairs[:8], batch_size=8)
start = time.process_time()
model.infer(targets=pairs, batch_size=32)
print(json.dumps({"seconds": time.process_time() - start, "found": len(pairs)}))
"""


def in_python(python: str, code: str, texts: list[str]) -> dict[str, Any]:
    """Run a peer in its own environment; ``missing`` says why where it does not run."""
    with tempfile.TemporaryDirectory() as folder:
        file, script = Path(folder, "texts.json"), Path(folder, "run.py")
        file.write_text(json.dumps(texts), encoding="utf-8")
        script.write_text(code, encoding="utf-8")
        done = subprocess.run([python, str(script), str(file)], capture_output=True, text=True, check=False)
    if done.returncode:
        return {"missing": (done.stderr.strip().splitlines() or ["it stopped"])[-1]}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--python", default=sys.executable, help="of the environment that has the peers")
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--peer-articles", type=int, default=200, help="that the slow segmenters are given")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    table = sentences_of(options.file, options.sentences)
    texts = table["text"].tolist()
    articles = [" ".join(group) for _, group in table.groupby("article_id", sort=False)["text"]][
        : options.peer_articles
    ]
    held = len(to_sentences(articles))
    light = [family for family in FEATURES if family not in WITH_VECTORS]
    extract(table.iloc[:200])  # lists are read once
    ours: dict[tuple[str, str], tuple[int, Callable[[], object]]] = {
        ("sentences", "framing: paragraphs, kinds, sentences, voice"): (held, lambda: to_sentences(articles)),
        ("sentences", "nupunkt alone"): (held, lambda: [sentence_spans(text) for text in articles]),
        ("features", "framing: all without vectors"): (len(texts), lambda: extract(table, light)),
        ("features", "framing: style alone"): (len(texts), lambda: extract(table, ["style"])),
    }
    peers = {
        ("sentences", "pysbd"): (held, PYSBD, articles),
        ("features", "TextDescriptives, blank pipeline"): (len(texts), TEXTDESCRIPTIVES, texts),
        ("stance", "NewsSentiment"): (200, NEWSSENTIMENT, texts[:200]),
    }
    taken: dict[tuple[str, str], list[float]] = {}
    missing: dict[tuple[str, str], str] = {}
    for _ in range(options.runs):
        for what, (_, job) in ours.items():
            taken.setdefault(what, []).append(seconds(job))
        for what, (_, code, given) in peers.items():
            if what in missing:
                continue
            found = in_python(options.python, code, given)
            if "missing" in found:
                missing[what] = str(found["missing"])
            else:
                taken.setdefault(what, []).append(float(found["seconds"]))
    counts = {what: one[0] for what, one in (*ours.items(), *peers.items())}
    rates = {what: counts[what] / statistics.median(times) for what, times in taken.items()}
    print(f"{len(texts):,} sentences; segmentation of {len(articles)} articles, {held:,} sentences; one core")
    for (kind, name), rate in sorted(rates.items(), key=lambda item: (item[0][0], -item[1])):
        print(f"{kind:10s} {name:46s} {rate:10,.0f} sentences/s")
    for (kind, name), reason in missing.items():
        print(f"{kind:10s} {name:46s} not measured: {reason[:120]}")
    if options.json:
        rows = [{"kind": k, "what": n, "sentences_per_second": rate} for (k, n), rate in rates.items()]
        rows += [{"kind": k, "what": n, "missing": reason} for (k, n), reason in missing.items()]
        options.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
