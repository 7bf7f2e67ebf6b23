"""Scores from a file or a folder of scores, with the thresholds that they were made with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.articles.write import read_table
from framing.errors import InputError
from framing.places import expanded
from framing.scale import is_scores_folder, open_scores

NAMES = ("scores.parquet", "sentences.parquet")
"""What scores are called in a folder that is no scores folder."""


def read_scores(path: str | Path) -> pd.DataFrame:
    """Return the scores of a file, or of a folder that holds one of :data:`NAMES`; InputError where there are none."""
    place = expanded(path)
    if not place.is_dir():
        return read_table(place)
    if is_scores_folder(place):
        folder = open_scores(place)
        table = folder.table("sentences")
        if "thresholds" not in table.attrs and folder.manifest.get("thresholds"):
            table.attrs["thresholds"] = dict(folder.manifest["thresholds"])
        return table
    found = [place / name for name in NAMES if (place / name).is_file()]
    if not found:
        raise InputError(f"{place} holds none of {', '.join(NAMES)}; write one with framing score.")
    return read_table(found[0])
