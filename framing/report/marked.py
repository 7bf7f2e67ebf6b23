"""A sentence as the pages show it: its runs of one voice, its evidence, its scores in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import pandas as pd

from framing.report.rendering import short
from framing.report.segments import Segment, items, segments


def marked(row: dict[str, Any], limit: float, strongest: float) -> dict[str, Any]:
    """Return what the template ``sentence.html`` shows of one row of the scores table.

    ``limit`` is the threshold of editorializing, ``strongest`` the weight of evidence that gets the thickest line.
    """
    pieces = segments(row)
    score = row["editorializing"]
    speaker = "" if pd.isna(row.get("speaker")) else str(row["speaker"])
    others = any(piece.voice != "author" for piece in pieces)
    return {
        "text": row["text"],
        "scored": not all(pd.isna(row[c]) for c in ("editorializing", "other_editorializing", "loaded_language")),
        "shade": "" if pd.isna(score) else f"{score:.3f}",
        "over": not pd.isna(score) and score >= limit,
        "score": short(score),
        "scores": _scores_in_words(row, limit),
        "title_scores": " · ".join(
            f"{task.replace('_', ' ')} {short(row[task])}"
            for task in ("editorializing", "loaded_language")
            if not pd.isna(row[task])
        ),
        "voice": _voice_in_words(row, speaker if others else ""),
        "speaker": speaker if others else "",
        "runs": list(_runs(pieces, strongest)),
    }


def _runs(pieces: list[Segment], strongest: float) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the classes of each run of one voice, and its texts with the classes of their evidence."""
    for voice, turn in groupby(pieces, lambda piece: piece.voice):
        before, words, after = _without_edges(list(turn))
        # White space and full stops between two quotations belong to nobody: shaded, they would be specks.
        if voice == "author" and not any(character.isalnum() for piece in words for character in piece.text):
            voice = ""
        if before:
            yield "", [(before, "")]
        for scare, run in groupby(words, lambda piece: piece.scare):
            name = " ".join(filter(None, (voice, "scare" if scare else "")))
            yield name, [(piece.text, _evidence_classes(piece, strongest)) for piece in run]
        if after:
            yield "", [(after, "")]


def _without_edges(turn: list[Segment]) -> tuple[str, list[Segment], str]:
    """Return the white space before, the segments without it, and that after: shading ends with the words."""
    text = "".join(piece.text for piece in turn)
    if not text.strip():
        return text, [], ""
    before, after = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
    kept, at = [], 0
    for piece in turn:
        inside = text[max(at, before) : min(at + len(piece.text), len(text) - after)]
        at += len(piece.text)
        if inside:
            kept.append(replace(piece, text=inside))
    return text[:before], kept, text[len(text) - after :]


def _evidence_classes(piece: Segment, strongest: float) -> str:
    level = math.ceil(3 * piece.editorializing / strongest) if piece.editorializing else 0
    return " ".join(filter(None, (f"e{level}" if level else "", "loaded" if piece.loaded_language else "")))


def strongest_evidence(scores: pd.DataFrame) -> float:
    """Return the largest weight in the table, so that one thickness means one weight on the whole page."""
    weights = (float(e["weight"]) for cell in scores["evidence"] for e in items(cell) if e["task"] == "editorializing")
    return max(weights, default=0.0) or 1.0


def _scores_in_words(row: dict[str, Any], limit: float) -> list[str]:
    lines = []
    if not pd.isna(row["editorializing"]):
        over = f", at or above the threshold {short(limit)}" if row["editorializing"] >= limit else ""
        lines.append(f"Editorializing {short(row['editorializing'])}{over}")
    if not pd.isna(row["other_editorializing"]):
        lines.append(f"The same in the words of others {short(row['other_editorializing'])}")
    if not pd.isna(row["loaded_language"]):
        lines.append(f"Loaded language {short(row['loaded_language'])}")
    return lines


def _voice_in_words(row: dict[str, Any], speaker: str) -> str:
    words = {"author": "the author", "other": "somebody else", "mixed": "the author and somebody else"}
    return f"Voice: {words.get(row['voice'], row['voice'])}" + (f" ({speaker})" if speaker else "")


def day(published: Any) -> Any:
    """Return a timestamp as its date, a text without the hour 0 of a date, and anything else as it is."""
    if isinstance(published, str):
        return published.removesuffix("T00:00:00")
    return published.date().isoformat() if isinstance(published, pd.Timestamp) and not pd.isna(published) else published
