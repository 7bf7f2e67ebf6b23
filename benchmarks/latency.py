"""How long until the first score: import, and one article from a cold start, each in a process of its own.

    python benchmarks/latency.py [--article FILE] [--runs 5] [--json OUT]

The article is the first of the sample corpus unless given. Python's own start is taken off the import; the import of
torch is measured in turns with the command, so that what is ours is what remains; that of the parts of transformers
which hold the encoder stands beside it. Wall time and processor time; medians, with the spread of the wall time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from framing.corpora import embedded

IMPORT, COLD, OURS = 0.3, 6.0, 2.0
"""Seconds that are asked: import of framing; the command; the command without the import of torch."""

TRANSFORMERS = "import torch, transformers.modeling_utils, transformers.models.bert.modeling_bert"


def timed(command: list[str]) -> tuple[float, float]:
    """Return the wall and processor seconds of a command."""
    before = os.times()
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall = time.perf_counter() - start
    after = os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--article", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        article = options.article or Path(place) / "article.txt"
        if options.article is None:
            article.write_text(embedded.articles()["text"].iloc[0], encoding="utf-8")
        scores = [sys.executable, "-m", "framing.cli", "score", str(article), "-o", str(Path(place) / "scores.csv")]
        python = [sys.executable, "-c"]
        jobs = {
            "python": [*python, "pass"],
            "import framing": [*python, "import framing"],
            "import torch": [*python, "import torch"],
            "import torch and transformers' encoder, which we leave out": [*python, TRANSFORMERS],
            "framing score, no evidence": [*scores, "--no-evidence"],
            "framing score": scores,
            "framing score --model linear": [*scores, "--model", "linear"],
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
        for run in range(-1, options.runs):  # the first round fills the file cache
            for name, command in jobs.items():
                found = timed(command)
                if run >= 0:
                    taken[name].append(found)
    rows = []
    for name, times in taken.items():
        walls = sorted(wall for wall, _ in times)
        cpu = statistics.median(used for _, used in times)
        rows.append(
            {"what": name, "seconds": statistics.median(walls), "from": walls[0], "to": walls[-1], "processor": cpu}
        )
    table = pd.DataFrame(rows)
    wall = table.set_index("what")["seconds"]
    derived = {
        "import framing, without python": (wall["import framing"] - wall["python"], IMPORT),
        "framing score": (wall["framing score"], COLD),
        "framing score, without torch's import": (wall["framing score"] - wall["import torch"], OURS),
    }
    print(table.to_string(index=False, float_format="%.2f"))
    for name, (found, asked) in derived.items():
        print(f"{name}: {found:.2f} s, asked {asked} s: {'reached' if found <= asked else 'MISSED'}")
    if options.json:
        made = {"runs": rows, "derived": {name: found for name, (found, _) in derived.items()}}
        options.json.write_text(json.dumps(made, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
