"""How many sentences a second the feature families measure on one core, each alone and all together.

    python benchmarks/features.py [FILE] [--json OUT] [--spacy PYTHON]

Without a file (.txt, .csv, .jsonl, .parquet: articles) the sample corpus is read; its sentences are repeated, or
cut, to 20,000 (``--sentences``). ``--spacy`` names the Python of an environment with textdescriptives and spaCy: it
measures the same sentences in the same run, in turns, with a blank English pipeline (tokenizer, sentence bounds) and
the components that need no trained model, descriptive_stats and readability: lengths, syllables and eight readability
scores, no lists, no speech. Rates are of processor time of one process, the median of five runs.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import pandas as pd  # noqa: E402 – after the threads are set

from framing.articles import read_articles, to_sentences  # noqa: E402
from framing.corpora import embedded  # noqa: E402
from framing.features import FEATURES, WITH_VECTORS, extract  # noqa: E402

RUNS = 5
SENTENCES = 20_000
TARGET = 5_000

TEXTDESCRIPTIVES = """
import json, sys, time
import spacy, textdescriptives  # noqa: F401
texts = json.load(open(sys.argv[1], encoding="utf-8"))
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
nlp.add_pipe("textdescriptives/descriptive_stats")
nlp.add_pipe("textdescriptives/readability")
list(nlp.pipe(texts[:50]))
start = time.process_time()
frame = [(doc._.descriptive_stats, doc._.readability) for doc in nlp.pipe(texts)]
print(json.dumps({"seconds": time.process_time() - start, "columns": sum(map(len, frame[0]))}))
"""


def seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def sentences_of(path: Path | None, wanted: int) -> pd.DataFrame:
    articles = read_articles(embedded.articles()) if path is None else read_articles(path)
    table = to_sentences(articles)
    times = -(-wanted // len(table))
    copies = [table.assign(article_id=table["article_id"] + f"/{n}") for n in range(times)]
    return pd.concat(copies, ignore_index=True).iloc[:wanted]


def rates(table: pd.DataFrame, spacy: str | None) -> pd.DataFrame:
    light = [name for name in FEATURES if name not in WITH_VECTORS]
    jobs = {name: [name] for name in FEATURES}
    jobs |= {"all without vectors": light, "all": list(FEATURES)}
    extract(table.iloc[:200])  # lists and vectors are read once
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    rows = []
    others: list[dict[str, float]] = []
    for _ in range(RUNS):
        for name, families in jobs.items():
            taken[name].append(seconds(lambda families=families: extract(table, families)))
        if spacy:
            others.append(textdescriptives(table["text"].tolist(), spacy))
    for name, families in jobs.items():
        width = extract(table.iloc[:1], families).shape[1]
        rows.append((name, width, len(table) / statistics.median(taken[name])))
    if others:
        median = statistics.median(run["seconds"] for run in others)
        rows.append(("TextDescriptives, blank pipeline", int(others[0]["columns"]), len(table) / median))
    return pd.DataFrame(rows, columns=["what", "features", "sentences_per_second"])


def textdescriptives(texts: list[str], python: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        file, code = Path(folder) / "texts.json", Path(folder) / "run.py"
        file.write_text(json.dumps(texts), encoding="utf-8")
        code.write_text(TEXTDESCRIPTIVES, encoding="utf-8")
        done = subprocess.run([python, str(code), str(file)], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    parser.add_argument("--spacy", help="Python of an environment that has textdescriptives")
    options = parser.parse_args()
    table = sentences_of(options.file, options.sentences)
    words = table["text"].str.split().str.len().mean()
    found = rates(table, options.spacy)
    print(f"{len(table):,} sentences, {words:.1f} words each, one core")
    print(found.to_string(index=False, float_format=lambda value: f"{value:,.0f}"))
    reached = float(found.loc[found["what"] == "all without vectors", "sentences_per_second"].iloc[0])
    print(f"target {TARGET:,} sentences/s without vectors: {'reached' if reached >= TARGET else 'MISSED'}")
    if options.json:
        options.json.write_text(json.dumps(found.to_dict("records"), indent=2))


if __name__ == "__main__":
    main()
