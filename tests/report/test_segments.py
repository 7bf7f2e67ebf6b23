from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from framing.report.marked import day
from framing.report.segments import Segment, segments


def row(text: str, start: int = 100, **columns: Any) -> dict[str, Any]:
    return {"text": text, "start": start, "end": start + len(text), **columns}


def evidence(start: int, end: int, weight: float, task: str = "editorializing") -> dict[str, Any]:
    return {"task": task, "start": start, "end": end, "weight": weight}


def test_a_sentence_without_spans_is_one_segment() -> None:
    assert segments(row("Nothing here.", quoted_spans=[], evidence=None)) == [Segment("Nothing here.")]
    assert segments(row("Nothing here.", quoted_spans=float("nan"))) == [Segment("Nothing here.")]
    assert segments(row("")) == []


def test_spans_are_in_article_offsets() -> None:
    found = segments(row("“Yes,” he said.", quoted_spans=[(100, 106)]))
    assert found == [Segment("“Yes,”", quoted=True), Segment(" he said.")]
    assert [piece.voice for piece in found] == ["quoted", "author"]


def test_overlapping_spans_are_cut_at_every_boundary() -> None:
    found = segments(
        row(
            "abcdefghij",
            attributed_spans=[(100, 106)],
            quoted_spans=[(104, 108)],
            scare_spans=[(107, 109)],
            evidence=[evidence(102, 105, 0.5), evidence(103, 110, 0.9), evidence(101, 103, 2.0, "loaded_language")],
        )
    )
    assert [piece.text for piece in found] == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    assert [piece.voice for piece in found] == ["attributed"] * 4 + ["quoted"] * 4 + ["author"] * 2
    assert [piece.scare for piece in found] == [False] * 7 + [True] * 2 + [False]
    assert [piece.editorializing for piece in found] == [0, 0, 0.5] + [0.9] * 7
    assert [piece.loaded_language for piece in found] == [0, 2, 2] + [0] * 7


def test_what_lies_outside_the_sentence_or_speaks_against_it_is_ignored() -> None:
    found = segments(
        row(
            "abcd",
            quoted_spans=[(0, 50), (98, 101), (103, 400), (104, 110), (102, 102)],
            evidence=[evidence(90, 100, 1), evidence(101, 102, -1), evidence(101, 102, 1, "frames")],
        )
    )
    assert found == [Segment("a", quoted=True), Segment("bc"), Segment("d", quoted=True)]


@pytest.mark.parametrize("as_stored", [list, np.array, json.dumps], ids=["lists", "parquet", "csv"])
def test_spans_are_read_as_lists_arrays_or_json(as_stored: Any) -> None:
    cells = {"quoted_spans": [[100, 102]], "scare_spans": [], "evidence": [evidence(101, 103, 0.5)]}
    found = segments(row("abcd", **{name: as_stored(cell) for name, cell in cells.items()}))
    assert found == [
        Segment("a", quoted=True),
        Segment("b", quoted=True, editorializing=0.5),
        Segment("c", editorializing=0.5),
        Segment("d"),
    ]


def test_any_spans_at_all_keep_the_text() -> None:
    rng = np.random.default_rng(0)
    text = "Ein “Satz” mit 😀 und العربية, nothing more."
    for _ in range(200):
        spans = rng.integers(80, 160, size=(6, 2)).tolist()
        marks = [evidence(*rng.integers(80, 160, size=2).tolist(), float(rng.normal())) for _ in range(4)]
        found = segments(
            row(text, quoted_spans=spans[:2], attributed_spans=spans[2:4], scare_spans=spans[4:], evidence=marks)
        )
        assert "".join(piece.text for piece in found) == text
        assert all(piece.text for piece in found)


def test_a_day_is_shown_without_its_hour_0() -> None:
    for published in (pd.Timestamp("2024-06-18"), "2024-06-18T00:00:00", "2024-06-18"):
        assert day(published) == "2024-06-18"
    assert day("June 2024") == "June 2024"
