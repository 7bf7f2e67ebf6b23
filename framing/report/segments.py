"""A sentence cut where what is known about its words changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Segment:
    """A run of characters of one sentence about which the same things are known."""

    text: str
    quoted: bool = False
    attributed: bool = False
    scare: bool = False
    editorializing: float = 0.0
    """Largest weight of the evidence for editorializing that covers the run; 0 where none does."""
    loaded_language: float = 0.0
    """The same for loaded language."""

    @property
    def voice(self) -> str:
        """Who speaks here: ``quoted``, ``attributed`` or ``author``; quotation marks win over paraphrase."""
        return "quoted" if self.quoted else "attributed" if self.attributed else "author"


_SPANS = {"quoted_spans": "quoted", "attributed_spans": "attributed", "scare_spans": "scare"}
_TASKS = ("editorializing", "loaded_language")


def segments(sentence: Mapping[str, Any] | pd.Series) -> list[Segment]:
    """Return the segments of one row of the scores table, in order; their texts join to the sentence.

    Spans and evidence are in article offsets. They may overlap; what lies outside the sentence is ignored, and so is
    evidence with a weight of 0 or less, which speaks against the label. Lists, arrays (as Parquet gives them) and JSON
    (as CSV gives it) are read alike.
    """
    text = str(sentence["text"])
    marks: list[tuple[int, int, str, float]] = []
    for column, name in _SPANS.items():
        marks += [(int(start), int(end), name, 1.0) for start, end in items(sentence.get(column))]
    marks += [
        (int(item["start"]), int(item["end"]), item["task"], float(item["weight"]))
        for item in items(sentence.get("evidence"))
        if item["task"] in _TASKS and item["weight"] > 0
    ]
    first = int(sentence["start"])
    inside = [(max(a - first, 0), min(b - first, len(text)), name, value) for a, b, name, value in marks]
    inside = [mark for mark in inside if mark[0] < mark[1]]

    starting: dict[int, list[tuple[str, float, int]]] = {}
    for a, b, name, value in inside:
        starting.setdefault(a, []).append((name, value, b))
    cuts = sorted({0, len(text), *(mark[0] for mark in inside), *(mark[1] for mark in inside)})
    pieces, running = [], list[tuple[str, float, int]]()
    for a, b in pairwise(cuts):
        running = [mark for mark in running if mark[2] > a] + starting.get(a, [])
        known: dict[str, Any] = {}
        for name, value, _ in running:
            known[name] = max(value, known.get(name, 0.0)) if name in _TASKS else True
        pieces.append(Segment(text[a:b], **known))
    return pieces


def items(value: Any) -> Iterable[Any]:
    """Return the items of a cell that holds a list: nothing for a missing one."""
    if isinstance(value, str):
        return list(json.loads(value) or []) if value else []
    if value is None or not hasattr(value, "__iter__"):
        return []
    return list(value)
