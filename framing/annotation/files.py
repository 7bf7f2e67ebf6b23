"""Scores from a file or a folder of scores, with the thresholds that they were made with."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from framing.articles.write import read_table
from framing.errors import InputError

NAMES = ("scores.parquet", "sentences.parquet", "sentences/part-*.parquet")
"""What scores are called in a folder; the last are parts of a large corpus."""


def read_scores(path: str | Path) -> pd.DataFrame:
    """Return the scores of a file, or of a folder that holds one of :data:`NAMES`; InputError where there are none."""
    place = Path(path)
    if not place.is_dir():
        return read_table(place)
    found = next((parts for parts in (sorted(place.glob(name)) for name in NAMES) if parts), [])
    if not found:
        raise InputError(f"{place} holds none of {', '.join(NAMES)}; write one with framing score.")
    tables = [read_table(part) for part in found]
    table = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    manifest = place / "manifest.json"
    known = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    table.attrs = {**tables[0].attrs}
    if "thresholds" not in table.attrs and known.get("thresholds"):
        table.attrs["thresholds"] = dict(known["thresholds"])
    return table
