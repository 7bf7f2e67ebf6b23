from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from framing.comparison import Comparison
from framing.report.findings import findings
from framing.report.wording import estimate


def changed(comparison: Comparison, **columns: object) -> Comparison:
    return replace(comparison, contrasts=comparison.contrasts.assign(**columns))


def test_the_extremes_are_named_with_their_numbers(comparison: Comparison) -> None:
    rows = comparison.estimates
    rows = rows[(rows["measure"] == "mean_editorializing") & (rows["kind"] == "raw")].set_index("source")
    first = findings(comparison)[0]
    for source in (rows["value"].idxmax(), rows["value"].idxmin()):
        value, low, high = rows.loc[source, ["value", "low", "high"]]
        assert f"{source} ({estimate(value, low, high)}; 8 articles)" in first
    assert first.index(str(rows["value"].idxmax())) < first.index(str(rows["value"].idxmin()))


def test_pairs_are_counted_as_they_are_read(comparison: Comparison) -> None:
    assert "all differ (p below .05" in findings(changed(comparison, p_adjusted=0.01, equivalent=False))[1]
    assert "none can be decided (p below" in findings(changed(comparison, p_adjusted=0.4, equivalent=False))[1]
    p = comparison.contrasts.groupby(["measure", "kind"]).cumcount().map({0: 0.01, 1: 0.2, 2: 0.3})
    equivalent = p == 0.3
    mixed = findings(changed(comparison, p_adjusted=p, equivalent=equivalent))[1]
    assert "1 differs, 1 is equivalent and 1 cannot be decided" in mixed


def test_what_remains_within_events_is_said(comparison: Comparison) -> None:
    told = " ".join(findings(comparison))
    contrasts = comparison.contrasts[comparison.contrasts["measure"] == "mean_editorializing"]
    raw = contrasts[contrasts["kind"] == "raw"]
    largest = raw.loc[raw["difference"].abs().idxmax()]
    within = contrasts[
        (contrasts["kind"] == "within_event")
        & (contrasts["source_a"] == largest["source_a"])
        & (contrasts["source_b"] == largest["source_b"])
    ]["difference"].iloc[0]
    assert f"{largest['difference']:.3f}".replace("-", "−") in told
    assert f"within event, it is {within:.3f}".replace("-", "−") in told


def test_a_single_source_none_with_a_value_and_copies(full: Comparison) -> None:
    one = full.estimates[full.estimates["source"] == full.sources[0]]
    told = findings(replace(full, estimates=one, contrasts=full.contrasts.iloc[:0], copies=full.copies.iloc[:0]))
    assert len(told) == 1 and "there is no other source" in told[0]
    without = replace(full, estimates=full.estimates.assign(value=np.nan), copies=full.copies.iloc[:0])
    (told_of_nothing,) = findings(changed(without, difference=np.nan))
    assert "nothing can be said" in told_of_nothing
    assert findings(full)[-1] == "1 article is a copy of another; 1 was left out."


def test_one_pair_is_told_as_such(comparison: Comparison) -> None:
    pair = comparison.contrasts[
        comparison.contrasts["source_a"] + comparison.contrasts["source_b"] == "".join(comparison.sources[:2])
    ]
    pair = pair[pair["kind"] == "raw"]
    told = findings(replace(comparison, contrasts=pd.DataFrame(pair)))
    assert told[1].startswith(f"The raw difference {comparison.sources[0]} − {comparison.sources[1]} is ")


def test_sources_that_are_all_alike_are_neither_highest_nor_lowest(comparison: Comparison) -> None:
    told = findings(replace(comparison, estimates=comparison.estimates.assign(value=0.2, low=0.1, high=0.4)))
    assert told[0] == (
        "Editorializing, author’s voice (mean) is the same in all 3 sources: "
        f"{comparison.sources[0]} (0.20 [0.10, 0.40]; 8 articles)."
    )


def test_power_is_that_of_one_difference_by_itself_over_what_it_rests_on(comparison: Comparison) -> None:
    told = " ".join(findings(changed(comparison, detectable=0.06)))
    assert "With so many events, a difference of 0.060 would be found with 80 % power" in told
    assert told.count(", tested by itself.") == 1
    pair = comparison.contrasts[comparison.contrasts["kind"] == "raw"].head(1).assign(detectable=0.06)
    alone = findings(replace(comparison, contrasts=pair.assign(measure="mean_editorializing")))
    assert alone[2] == "With so many articles, a difference of 0.060 would be found with 80 % power."


def test_corrected_differences_are_named_in_words(comparison: Comparison) -> None:
    raw = comparison.contrasts[comparison.contrasts["kind"] == "raw"]
    told = findings(replace(comparison, contrasts=raw.assign(kind="corrected")))
    assert told[1].startswith("Of the corrected differences between 3 pairs of sources, ")
