from __future__ import annotations

from dataclasses import replace

import pytest

from framing.comparison import Comparison
from framing.report.result_tables import (
    ALONE,
    all_estimates,
    differences_table,
    headline_measure,
    kinds_table,
    sources_table,
    strictest_kind,
    verdict,
)


def test_a_source_is_a_row_and_few_articles_are_marked(comparison: Comparison) -> None:
    grid = sources_table(comparison)
    assert grid is not None
    assert [row[0].text.removesuffix("\u00a0†") for row in grid.rows] == comparison.sources
    assert all(row[0].text.endswith("†") for row in grid.rows) and len(grid.notes) == 1
    calm = replace(comparison, estimates=comparison.estimates.assign(warning=""))
    unmarked = sources_table(calm)
    assert unmarked is not None and not unmarked.notes and not any("†" in row[0].text for row in unmarked.rows)


@pytest.mark.parametrize(
    ("measures", "about"),
    [
        (["mean_editorializing"], "Editorializing in the author’s voice"),
        (["mean_other_editorializing"], "Editorializing in the words of others"),
        (["mean_loaded_language"], "Loaded language in all text"),
        (
            ["share_editorializing", "mean_other_editorializing", "mean_loaded_language"],
            "Editorializing in the author’s voice and in the words of others, and loaded language in all text",
        ),
    ],
)
def test_a_table_says_that_it_is_about_what_it_has(comparison: Comparison, measures: list[str], about: str) -> None:
    grid = sources_table(comparison, measures)
    assert grid is not None and grid.caption.startswith(f"{about}: means")


def test_several_differences_are_said_to_have_intervals_of_each_by_itself(comparison: Comparison) -> None:
    grid = differences_table(comparison, ["mean_editorializing"])
    assert grid is not None and grid.notes[0].endswith(ALONE)
    one = comparison.contrasts[comparison.contrasts["measure"] == "mean_editorializing"].head(1)
    alone = differences_table(replace(comparison, contrasts=one), ["mean_editorializing"])
    assert alone is not None and ALONE not in alone.notes[0]


def test_counts_are_those_of_the_measure_that_most_articles_have(comparison: Comparison) -> None:
    author = comparison.estimates["measure"] == "mean_editorializing"
    estimates = comparison.estimates.assign(n_articles=comparison.estimates["n_articles"].mask(author, 0))
    grid = sources_table(replace(comparison, estimates=estimates))
    assert grid is not None and [row[-2].text for row in grid.rows] == ["8", "8", "8"]


def test_many_different_warnings_are_said_in_one(comparison: Comparison) -> None:
    notes = [f"Only {n} articles." for n in range(len(comparison.estimates))]
    grid = sources_table(replace(comparison, estimates=comparison.estimates.assign(warning=notes)))
    assert grid is not None and len(grid.notes) == 1


def test_raw_stands_beside_the_other_kinds_in_estimates_and_in_pairs(comparison: Comparison) -> None:
    kinds = kinds_table(comparison, "mean_editorializing")
    assert kinds is not None and [c.head for c in kinds.columns] == ["Source", "Raw", "Within event"]
    grid = differences_table(comparison, ["mean_editorializing"])
    assert grid is not None
    at = [column.head for column in grid.columns].index("Kind")
    assert [row[at].text for row in grid.rows] == ["raw", "within event"] * 3
    assert [row[0].text for row in grid.rows[::2]] == [row[0].text for row in grid.rows[1::2]]
    assert kinds_table(comparison, "no_such_measure") is None
    assert differences_table(comparison, ["no_such_measure"]) is None


def test_a_sensitivity_band_is_shown_beside_the_estimates(comparison: Comparison) -> None:
    estimates = comparison.estimates[comparison.estimates["kind"] == "raw"]
    assert kinds_table(replace(comparison, estimates=estimates), "mean_editorializing") is None
    banded = estimates.assign(band_low=estimates["value"] - 0.03, band_high=estimates["value"] + 0.04)
    grid = kinds_table(replace(comparison, estimates=banded), "mean_editorializing")
    assert grid is not None and [column.head for column in grid.columns] == ["Source", "Raw", "Sensitivity band"]
    values = estimates[estimates["measure"] == "mean_editorializing"]["value"]
    for row, value in zip(grid.rows, values, strict=True):
        assert row[2].text == f"[{value - 0.03:.2f}, {value + 0.04:.2f}]".replace("-", "−")


def test_every_estimate_is_there_with_a_key_to_sort_by(comparison: Comparison) -> None:
    grid = all_estimates(comparison)
    assert grid.folded and len(grid.rows) == len(comparison.estimates)
    assert [float(row[3].key) for row in grid.rows] == list(comparison.estimates["value"])


@pytest.mark.parametrize(
    ("p", "equivalent", "read"),
    [
        (0.01, False, "differs"),
        (0.01, True, "differs, within the margin (±0.05)"),
        (0.2, True, "equivalent (±0.05)"),
        (0.2, False, "undecided"),
        (float("nan"), False, "undecided"),
    ],
)
def test_a_difference_is_read_by_its_p_and_its_equivalence(
    comparison: Comparison, p: float, equivalent: bool, read: str
) -> None:
    assert verdict({"p_adjusted": p, "equivalent": equivalent, "margin": 0.05}, comparison) == read


def test_the_level_decides_what_differs(comparison: Comparison) -> None:
    row = {"p_adjusted": 0.02, "equivalent": False, "margin": 0.05}
    assert verdict(row, comparison) == "differs"
    assert verdict(row, replace(comparison, settings={"level": 0.99})) == "undecided"


def test_the_headline_is_editorializing_or_what_was_asked_for(comparison: Comparison) -> None:
    assert headline_measure(comparison) == "mean_editorializing"
    loaded = comparison.estimates[comparison.estimates["measure"] == "mean_loaded_language"]
    assert headline_measure(replace(comparison, estimates=loaded)) == "mean_loaded_language"
    assert strictest_kind(["raw", "adjusted", "within_event"]) == "within_event"
    assert strictest_kind([]) == "raw"
