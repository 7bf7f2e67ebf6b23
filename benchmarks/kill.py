"""Kill -9 at random while a corpus is scored: does the result equal that of an undisturbed run, byte for byte?

    python benchmarks/kill.py FILE [--model fast] [--articles 5000] [--kills 10] [--column text=content_original] …

FILE is a table of articles (.parquet); its first ``--articles`` rows are scored once undisturbed, then into another
folder by runs that are killed at random moments, ``--kills`` of them, each going on with --resume where the one before
it died; the last is left alone. Every file of the two folders is compared
byte for byte, and the tables once more after sorting. Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

from framing.scale import open_scores
from framing.scale.folder import ScoresFolder


def command(file: Path, folder: Path, options: argparse.Namespace) -> list[str]:
    begun = [sys.executable, "-m", "framing.cli", "score", str(file), "-o", str(folder), "--model", options.model]
    columns = [part for pair in options.column or () for part in ("--column", pair)]
    resume = ["--resume"] if (folder / "manifest.json").exists() else []
    return [*begun, "--shard", str(options.shard), *columns, *resume]


def run_killed(file: Path, folder: Path, options: argparse.Namespace, seconds: float, shards: int) -> list[Any]:
    """Score with kills at random moments of the work, and return when each came: at how many shards, how long after.

    A moment is a number of shards and a share of the time that one takes, so that a slow machine is killed as often.
    """
    rng = random.Random(options.seed)
    kills: list[Any] = []
    for moment in sorted(rng.uniform(0, shards - 1) for _ in range(options.kills)):
        run = subprocess.Popen(command(file, folder, options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while run.poll() is None and finished(folder) < int(moment):
            time.sleep(0.02)
        wait = rng.uniform(0, 1) * (seconds / shards)
        time.sleep(wait)
        if run.poll() is not None:
            raise SystemExit("a run was through before it was killed; give smaller shards (--shard)")
        run.send_signal(signal.SIGKILL)
        run.wait()
        kills.append({"shards": finished(folder), "seconds_after": round(wait, 2)})
        print(f"killed at {finished(folder)} shards, {wait:.2f} s after the last", flush=True)
    subprocess.run(command(file, folder, options), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return kills


def finished(folder: Path) -> int:
    return len(list((folder / "done").glob("*.json")))


def differences(one: Path, other: Path) -> list[str]:
    """Return what differs: files by their bytes, tables by their sorted rows."""
    names = sorted({str(f.relative_to(d)) for d in (one, other) for f in d.rglob("*") if f.is_file()} - {".lock"})
    files = [name for name in names if not _same(one / name, other / name)]
    found = [open_scores(folder) for folder in (one, other)]
    tables = [f"table {name}, sorted" for name in found[0].tables if _rows(found[0], name) != _rows(found[1], name)]
    return files + tables


def _rows(folder: ScoresFolder, table: str) -> list[str]:
    return sorted(folder.table(table).to_json(orient="records", lines=True).splitlines())


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", default="linear")
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--shard", type=int, default=100)
    parser.add_argument("--column", action="append")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        file, whole, killed = Path(place, "articles.parquet"), Path(place, "whole"), Path(place, "killed")
        pd.read_parquet(options.file).head(options.articles).to_parquet(file)
        begun = time.monotonic()
        subprocess.run(command(file, whole, options), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.monotonic() - begun
        counts = dict(open_scores(whole).manifest["counts"])
        print(f"undisturbed: {counts['sentences']:,} sentences of {counts['articles']:,} articles in {seconds:.1f} s")
        kills = run_killed(file, killed, options, seconds, len(open_scores(whole).shards()))
        found = differences(whole, killed)
    print(f"{len(kills)} kills; " + (f"DIFFERENT: {', '.join(found)}" if found else "the folders are equal"))
    if options.json:
        said = {"model": options.model, **counts, "seconds": seconds, "kills": kills, "differences": found}
        options.json.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
