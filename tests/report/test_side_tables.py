from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from framing.comparison import Comparison
from framing.report import side_tables
from framing.report.grids import Grid


def texts(grid: Grid | None) -> list[list[str]]:
    assert grid is not None
    assert all(len(row) == len(grid.columns) for row in grid.rows)
    return [[" ".join(filter(None, (cell.text, cell.aside))) for cell in row] for row in grid.rows]


def test_speakers_have_their_share_and_cues(full: Comparison) -> None:
    a, b, _ = full.sources
    assert texts(side_tables.speakers_table(full)) == [
        ["Mayor <u>Holt</u>", a, "7", "50.0", "said (5), insisted (2)"],
        ["A. Lindqvist", a, "2", "14.0", "said"],
        ["Mayor Holt", b, "1", "20.0", ""],
    ]


def test_words_are_those_that_a_source_uses_more(full: Comparison) -> None:
    rows = texts(side_tables.words_table(full))
    assert [row[0] for row in rows] == ["<i>tantrum</i>", "robbery"]
    assert rows[0][2:] == ["author", "1.20 [0.40, 2.00]", "3.1", "12"] and rows[1][2] == "others"


def test_words_that_may_be_used_more_by_chance_are_counted_alone(full: Comparison) -> None:
    assert full.words is not None
    words = full.words.assign(low=full.words["low"].replace(0.1, -0.1), p_adjusted=[0.2, 0.3, 0.4])
    grid = side_tables.words_table(replace(full, words=words))
    assert [row[0] for row in texts(grid)] == ["<i>tantrum</i>"]
    assert grid is not None and "excludes 0: 1 of 3 that were looked at; none also after" in grid.notes[0]
    none = side_tables.words_table(replace(full, words=words.assign(low=-1.0)))
    assert none is not None and not none.rows and "excludes 0: none of 3 that were looked at." in none.notes[0]


def test_speakers_left_out_that_are_quoted_as_often_are_told(full: Comparison) -> None:
    rows = [("A", f"Speaker {k:02}", 2 if k < 7 else 1, 0.1, []) for k in range(12)]
    speakers = pd.DataFrame(rows, columns=["source", "speaker", "n", "share", "cues"])
    grid = side_tables.speakers_table(replace(full, speakers=speakers))
    assert grid is not None and list(grid.notes) == [
        "Of speakers with equally many attributions, the first by name are shown."
    ]
    all_shown = side_tables.speakers_table(replace(full, speakers=speakers.head(8)))
    assert all_shown is not None and not all_shown.notes


def test_stance_has_no_interval_of_one_article(full: Comparison) -> None:
    rows = texts(side_tables.stance_table(full))
    assert rows[0][2] == "−0.40 [−0.70, −0.10]" and rows[1][2] == "0.20"


def test_copies_are_named_with_what_they_copy(full: Comparison) -> None:
    first, second = full.articles["article_id"].head(2)
    (row,) = texts(side_tables.copies_table(full))
    assert row == [second, full.sources[0], first, "0.93", "no"]
    grid = side_tables.copies_table(full)  # of the same source: copies are not another's alone
    assert grid is not None and grid.caption == "Copies: articles with nearly the same text as an earlier one"


def test_frames_are_sorted_by_their_mean(full: Comparison) -> None:
    rows = [("frame_political", 0.2), ("frame_public_opinion", 0.6)]
    estimates = pd.DataFrame(
        [(m, s, "raw", v, v - 0.1, v + 0.1) for m, v in rows for s in ("A", "B")],
        columns=["measure", "source", "kind", "value", "low", "high"],
    )
    estimates = estimates[~((estimates["source"] == "B") & (estimates["measure"] == "frame_political"))]
    assert texts(side_tables.frames_table(replace(full, estimates=estimates))) == [
        ["public opinion", "0.60 [0.50, 0.70]", "0.60 [0.50, 0.70]"],
        ["political", "0.20 [0.10, 0.30]", "–"],
    ]


@pytest.mark.parametrize("name", ["frames", "stance", "speakers", "words", "copies", "series"])
def test_what_is_not_there_is_no_table(full: Comparison, name: str) -> None:
    make = getattr(side_tables, f"{name}_table")
    nothing = dict.fromkeys(("stance", "speakers", "words", "series"))
    assert make(replace(full, **nothing, copies=full.copies.iloc[:0])) is None


def test_series_are_sorted_by_their_day(full: Comparison) -> None:
    grid = side_tables.series_table(full)
    assert grid is not None and grid.folded
    keys = [float(row[0].key) for row in grid.rows]
    days = [row[0].text for row in grid.rows]
    assert [day for _, day in sorted(zip(keys, days, strict=True))] == sorted(days)


def test_a_year_that_nanoseconds_cannot_tell_is_sorted_too(full: Comparison) -> None:
    first = full.series["period"] == full.series["period"].min()
    mistyped = full.series["period"].astype("datetime64[us]").mask(first, pd.Timestamp("1018-05-03"))
    grid = side_tables.series_table(replace(full, series=full.series.assign(period=mistyped)))
    assert grid is not None
    assert min(grid.rows, key=lambda row: float(row[0].key))[0].text.startswith("1018")
