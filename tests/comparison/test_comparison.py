from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framing.comparison import Comparison, compare_sources


@pytest.fixture(scope="module")
def compared(two_outlets_once: pd.DataFrame) -> Comparison:
    return compare_sources(two_outlets_once, match="event", draws=300, measures=["mean_editorializing"])


def test_it_is_frozen_and_names_what_it_compares(compared: Comparison) -> None:
    assert compared.sources == ["Banner", "Ledger"] and compared.measures == ["mean_editorializing"]
    with pytest.raises(FrozenInstanceError):
        compared.events = None  # type: ignore[misc]


def test_it_says_how_many_events_were_matched_over_what(compared: Comparison, make_scores: Any) -> None:
    note = "Events named by 'event': 24, over 48 articles of 2 sources. In none: 0 of 48 articles."
    assert compared.notes == (note,) and note in repr(compared)
    first, *_ = repr(compared).splitlines()
    assert first == "Comparison of 2 sources (Banner, Ledger) over 48 articles" and len(repr(compared)) < 1000
    scores = make_scores([(source, [0.2]) for source in "ABCAB"], {"event": ["x", "x", "y", None, "y"]})
    some = compare_sources(scores, match="event", draws=100, measures=["mean_editorializing"])
    counted = [some.settings[name] for name in ("n_events", "n_in_events", "n_event_sources", "n_unmatched")]
    assert counted == [2, 4, 3, 1]
    one = compare_sources(make_scores([("A", [0.2])]), draws=100, measures=["mean_editorializing"])
    assert repr(one).splitlines()[0] == "Comparison of 1 source (A) over 1 article"
    alone = compare_sources(scores, draws=100, measures=["mean_editorializing"])
    assert alone.notes == () and alone.settings["n_unmatched"] is None


def test_its_tables_are_those_that_there_are(compared: Comparison) -> None:
    tables = compared.tables()
    assert tables["estimates"] is compared.estimates and "stance" not in tables and "scores" not in tables


def test_the_report_and_the_latex_are_written_from_it(compared: Comparison, tmp_path: Path) -> None:
    page = compared.report(tmp_path / "report")
    assert page.suffix == ".html" and "Banner" in page.read_text("utf-8")
    assert "Ledger" in compared.to_latex() and r"\begin{table" in compared.to_latex()
