"""Peak memory against the size of a corpus that is scored into a folder: it should not grow.

    python benchmarks/memory.py [FILE] [--model fast] [--sizes 1000,10000,100000] [--column text=content_original] …

FILE is a table of articles (.parquet); without it the sample corpus is repeated. For each size a table with so many
sentences is written, and ``framing score TABLE -o FOLDER`` runs in a process of its own; what it held at most (RSS, as
the kernel counts it) is told by that process's end, once for each size and ``--runs`` times in turns. The limit is
1.5 GB at any size.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from nupunkt import sentence_spans

from framing.articles import read_articles
from framing.corpora import embedded
from framing.scale import open_scores

LIMIT = 1.5
STARTER = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
unit = 1 if sys.platform == 'darwin' else 1024
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)
sys.exit(status)
"""


def write_table(given: pd.DataFrame, sentences: int, text: str, key: str, path: Path) -> None:
    """Write articles that hold about so many sentences, repeated under new ids where there are too few."""
    rows, held, times = [], 0, 0
    while held < sentences:
        for row in given.to_dict("records"):
            rows.append(
                {**row, key: f"{row[key]}/{times}", text: f"{row[text]}\n\nCopy {times}." if times else row[text]}
            )
            held += len(sentence_spans(str(row[text])))
            if held >= sentences:
                break
        times += 1
    pd.DataFrame(rows).to_parquet(path, row_group_size=500)


def peak(arguments: list[str]) -> tuple[float, float]:
    """Return the gigabytes that a process held at most, and the seconds it took.

    A small process starts it: the kernel counts what the one that starts another holds at that moment.
    """
    begun = time.monotonic()
    command = [sys.executable, "-c", STARTER, sys.executable, "-m", "framing.cli", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"framing {' '.join(arguments)} failed")
    return int(done.stdout) / 1e9, time.monotonic() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--model", default="linear")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--shard", type=int, default=500)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--column", action="append")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    given = read_articles(embedded.articles()) if options.file is None else pd.read_parquet(options.file)
    named = dict(pair.split("=", 1) for pair in options.column or ())
    columns = [part for pair in options.column or () for part in ("--column", pair)]
    text, key = named.get("text", "text"), named.get("article_id", "article_id")
    if key not in given:
        given[key] = [str(number) for number in range(len(given))]
    sizes = [int(size) for size in options.sizes.split(",")]
    found: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    counts: dict[int, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as place:
        for size in sizes:
            write_table(given, size, text, key, Path(place, f"{size}.parquet"))
        del given
        for run in range(options.runs):
            for size in sizes:
                arguments = ["score", str(Path(place, f"{size}.parquet")), "-o", str(Path(place, f"{size}-{run}"))]
                arguments += ["--model", options.model, "--shard", str(options.shard), *columns]
                found[size].append(peak(arguments))
                counts[size] = dict(open_scores(Path(place, f"{size}-{run}")).manifest["counts"])
    rows = [
        {
            "sentences": counts[size]["sentences"],
            "articles": counts[size]["articles"],
            "peak_gb": max(one[0] for one in found[size]),
            "seconds": statistics.median(one[1] for one in found[size]),
        }
        for size in sizes
    ]
    print(f"model {options.model}, shards of {options.shard} articles")
    print(pd.DataFrame(rows).to_string(index=False, float_format="%.2f"))
    most = max(row["peak_gb"] for row in rows)
    print(f"limit {LIMIT} GB: {'kept' if most <= LIMIT else 'BROKEN'} (at most {most:.2f} GB)")
    if options.json:
        options.json.write_text(json.dumps({"model": options.model, "rows": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
