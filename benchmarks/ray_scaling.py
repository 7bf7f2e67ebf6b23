"""One process against Ray with 1, 2 … workers: the same articles, the same files.

    python benchmarks/ray_scaling.py [FILE] [--model fast] [--articles 1000] [--workers 1,2] [--column text=…] …

FILE is a table of articles (.parquet); without it the sample corpus is repeated. Each way scores the articles into a
folder of its own, in turns, ``--runs`` times; the median holds. What Ray and the models take to start is told beside
the rate: the rate of all is with it, that of the work counts from the first finished shard to the last. Whether the
files are those of one process is told, and how far any number differs: sums depend on the threads of a process, which
Ray sets to one (OMP_NUM_THREADS=1 for all makes the files equal). The output says how many physical cores there are:
workers beyond them gain nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.articles import read_articles
from framing.corpora import embedded
from framing.models import load_model
from framing.models.cores import physical_cores
from framing.scale import Progress, open_scores, score_corpus


def measure(file: Path, folder: Path, options: argparse.Namespace, workers: int) -> dict[str, float]:
    """Score once; 0 workers are this process itself, with its model loaded."""
    seen: list[tuple[float, int]] = []

    def report(progress: Progress) -> None:
        seen.append((time.perf_counter(), progress.sentences))

    how: dict[str, Any] = {"engine": "ray", "workers": workers} if workers else {}
    columns = dict(pair.split("=", 1) for pair in options.column or ())
    begun = time.perf_counter()
    made = score_corpus(file, folder, options.model, columns=columns, shard=options.shard, report=report, **how)
    seconds = time.perf_counter() - begun
    (first, before), (last, after) = seen[0], seen[-1]
    return {
        "all": after / seconds,
        "work": (after - before) / max(1e-9, last - first),
        "first": first - begun,
        "sentences": made.manifest["counts"]["sentences"],
    }


def same(one: Path, other: Path) -> bool:
    """Return whether two folders hold the same files, byte for byte."""
    names = [{str(f.relative_to(d)) for d in (place,) for f in d.rglob("*.parquet")} for place in (one, other)]
    return names[0] == names[1] and all((one / n).read_bytes() == (other / n).read_bytes() for n in names[0])


def difference(one: Path, other: Path) -> float:
    """Return the largest difference between two folders of any number of a sentence."""
    tables = [open_scores(folder).table("sentences").set_index("sentence_id") for folder in (one, other)]
    numbers = [table.select_dtypes("number").sort_index() for table in tables]
    return float(np.nanmax(np.abs(numbers[0].to_numpy(float) - numbers[1].to_numpy(float))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--model", default="linear")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--shard", type=int, default=50)
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--column", action="append")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    given = read_articles(embedded.articles()) if options.file is None else pd.read_parquet(options.file)
    if len(given) < options.articles and options.file is None:
        times = -(-options.articles // len(given))
        given = pd.concat([given.assign(article_id=given["article_id"] + f"/{n}") for n in range(times)])
    ways = [0, *map(int, options.workers.split(","))]
    found: dict[int, list[dict[str, float]]] = {way: [] for way in ways}
    load_model(options.model)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "articles.parquet")
        given.head(options.articles).to_parquet(file)
        equal, apart = dict.fromkeys(ways, True), dict.fromkeys(ways, 0.0)
        for run in range(options.runs):
            for way in ways:
                found[way].append(measure(file, Path(place, f"{run}-{way}"), options, way))
                equal[way] &= same(Path(place, "0-0"), Path(place, f"{run}-{way}"))
                apart[way] = max(apart[way], difference(Path(place, "0-0"), Path(place, f"{run}-{way}")))
    rows = [
        {
            "what": f"Ray, {way} worker{'s' if way > 1 else ''}" if way else "one process",
            "sentences_per_second": statistics.median(one["all"] for one in runs),
            "work_only": statistics.median(one["work"] for one in runs),
            "seconds_to_first_shard": statistics.median(one["first"] for one in runs),
            "same_files": equal[way],
            "largest_difference": f"{apart[way]:.1e}",
        }
        for way, runs in found.items()
    ]
    sentences = int(found[0][0]["sentences"])
    cores = physical_cores()
    print(f"model {options.model}, {options.articles:,} articles, {sentences:,} sentences, {cores} physical core(s)")
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda value: f"{value:,.1f}"))
    if options.json:
        said = {"model": options.model, "sentences": sentences, "physical_cores": cores, "rows": rows}
        options.json.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
