"""How fast articles become sentences with voice, and how time grows with length.

    python benchmarks/reading.py [FOLDER OF .txt FILES] [--json OUT]

Without a folder the sample corpus is read. Rates are of processor time of one process, the median of five runs, taken
in turns with the splitter alone so that both see the same machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from nupunkt import sentence_spans

from framing.articles import read_both
from framing.articles.quotations import paragraphs
from framing.corpora import embedded

RUNS = 5


def seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def rates(articles: pd.DataFrame) -> dict[str, float]:
    lines = [text[s:e] for text in articles["text"] for s, e in paragraphs(text)]
    jobs: dict[str, Callable[[], object]] = {
        "framing: sentences, kinds, voice": lambda: read_both(articles),
        "nupunkt alone: sentences": lambda: [sentence_spans(line) for line in lines],
    }
    count = len(read_both(articles)[0])
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(RUNS):
        for name, job in jobs.items():
            taken[name].append(seconds(job))
    return {name: count / statistics.median(times) for name, times in taken.items()}


def growth(articles: pd.DataFrame) -> pd.DataFrame:
    """Time for one article of growing length, in one line and in paragraphs."""
    rows = []
    whole = "\n\n".join(articles["text"])
    for shape, text in (("paragraphs", whole), ("one line", " ".join(whole.split()))):
        text = text * (800_000 // len(text) + 1)
        for length in (50_000, 100_000, 200_000, 400_000, 800_000):
            one = pd.DataFrame({"article_id": ["a"], "text": [text[:length]]})
            taken = statistics.median(seconds(lambda one=one: read_both(one)) for _ in range(3))
            rows.append((shape, length, taken, 1e6 * taken / length))
    return pd.DataFrame(rows, columns=["shape", "characters", "seconds", "microseconds_per_character"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.folder is None:
        articles = embedded.articles()
    else:
        texts = [path.read_text(encoding="utf-8") for path in sorted(options.folder.glob("*.txt"))]
        articles = pd.DataFrame({"article_id": [str(n) for n in range(len(texts))], "text": texts})
    found = rates(articles)
    for name, rate in found.items():
        print(f"{name:36s} {rate:9,.0f} sentences/s")
    grown = growth(articles)
    print(grown.to_string(index=False, float_format="%.3f"))
    if options.json:
        options.json.write_text(json.dumps({"rates": found, "growth": grown.to_dict("records")}, indent=2))


if __name__ == "__main__":
    main()
