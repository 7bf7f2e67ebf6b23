from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

import framing
from framing.comparison.matching import events_table, matched_events, too_few_events, within_event
from framing.comparison.measures import article_measures
from framing.errors import InputError

MEASURE = "mean_editorializing"
MARGINS = {MEASURE: 0.05}


def within(scores: pd.DataFrame, pairs=(("Banner", "Ledger"),)) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles = article_measures(scores)
    events = events_table(articles, matched_events(articles, "event"), [MEASURE])
    counts = articles.set_index("article_id")["n_sentences"]
    return events, *within_event(events, list(pairs), margins=MARGINS, counts=counts, draws=2000)


def test_within_events_the_difference_is_surer_than_between_articles(two_outlets: pd.DataFrame) -> None:
    events, estimates, contrasts = within(two_outlets)
    row = contrasts.iloc[0]
    wide = events.pivot_table(index="event", columns="source", values="value")
    assert row["difference"] == pytest.approx((wide["Banner"] - wide["Ledger"]).mean())
    assert row["low"] < row["difference"] < row["high"] and row["p"] < 0.001
    raw_se = np.hypot(wide["Banner"].sem(), wide["Ledger"].sem())
    assert row["high"] - row["low"] < 2 * 1.96 * raw_se * 0.75
    assert (row["n_a"], row["n_b"], row["kind"]) == (24, 24, "within_event")
    assert estimates.set_index("source")["value"].to_dict() == pytest.approx(wide.mean().to_dict())
    assert (estimates["n_articles"] == 24).all() and (estimates["n_sentences"] == 144).all()


def test_estimates_of_incomplete_events_are_those_of_source_and_event_effects(make_scores) -> None:
    rng = np.random.default_rng(0)
    rows = [
        (source, e, level + e / 50 + rng.normal(0, 0.02))
        for e in range(30)
        for source, level in (("A", 0.2), ("B", 0.3), ("C", 0.25))
        if not (source == "C" and e < 15)  # C writes only of the later events, of which all editorialize more
    ]
    scores = make_scores([(s, [v]) for s, _, v in rows], {"event": [f"e{e}" for _, e, _ in rows]})
    _, estimates, contrasts = within(scores, [("A", "B"), ("A", "C"), ("B", "C")])
    table = pd.DataFrame(rows, columns=["source", "event", "value"])
    fit = smf.ols("value ~ C(source) + C(event)", table).fit().params
    value = estimates.set_index("source")["value"]
    assert value["B"] - value["A"] == pytest.approx(fit["C(source)[T.B]"])
    assert value["C"] - value["A"] == pytest.approx(fit["C(source)[T.C]"])
    assert value["A"] == pytest.approx(0.2 + 14.5 / 50, abs=0.03)  # over all events, as if all had reported them
    assert list(contrasts["n_a"]) == [30, 15, 15]
    assert estimates.set_index("source").loc["C", "warning"] == "Only 15 events: fewer than 20."


def test_several_articles_of_a_source_on_an_event_count_by_their_mean(make_scores) -> None:
    columns = {"event": ["x", "x", "x", "y", "y"]}
    scores = make_scores([("A", [0.2]), ("A", [0.4]), ("B", [0.5]), ("A", [0.1]), ("B", [0.2])], columns)
    _, _, contrasts = within(scores, [("A", "B")])
    assert contrasts["difference"].item() == pytest.approx((-0.2 - 0.1) / 2)
    assert contrasts["n_a"].item() == 2


def test_blank_values_and_events_of_one_source_are_unmatched(make_scores) -> None:
    columns = {"event": ["x", "x", " ", " ", "z"]}
    scores = make_scores([("A", [0.2]), ("B", [0.4]), ("A", [0.5]), ("B", [0.1]), ("B", [0.2])], columns)
    event = matched_events(article_measures(scores), "event")
    assert event.dropna().to_dict() == {"a0": "x", "a1": "x"}


def test_what_cannot_be_matched_is_said(make_scores) -> None:
    articles = article_measures(make_scores([("A", [0.2]), ("B", [0.4])], {"event": ["x", "y"]}))
    with pytest.raises(InputError, match="No value of 'event' is shared by two sources"):
        matched_events(articles, "event")
    with pytest.raises(InputError, match="no column 'triplet' to match by"):
        matched_events(articles, "triplet")


def test_a_source_without_a_value_for_a_target_has_no_contrast() -> None:
    text = "{} spoke in town {}. The bridge opened on Monday. It was closed for years."
    articles = [
        {"article_id": f"{o}{i}", "source": o, "event": f"e{i}", "text": text.format("Bell" if o == "A" else "Dean", i)}
        for o in "ABC"
        for i in range(6)
    ]
    scores = framing.score(articles, model="linear", evidence=False)
    stance = framing.score_stance(articles, targets={"Bell": ["Bell"]})
    compared = framing.compare_sources(scores, stance=stance, match="event", words=False, draws=200, copies="all")
    rows = compared.contrasts.query("kind == 'within_event' and measure == 'stance_Bell'")
    assert len(rows) == 3 and rows["difference"].isna().all()


def test_too_few_events_to_tell_anything_is_said() -> None:
    rows = pd.DataFrame({"n_a": [5, 6]})
    assert "p of 0.19 or more after correction for 6 pairs" in str(too_few_events(rows, 6))
    assert too_few_events(rows, 1) is None and too_few_events(rows.iloc[:0], 3) is None
    assert "correction for 1 pair," in str(too_few_events(rows.assign(n_a=4), 1))
    assert "Two sources share 1 event at most:" in str(too_few_events(rows.assign(n_a=1), 1))


def test_a_source_of_a_single_event_is_told_to_have_no_interval(make_scores) -> None:
    scores = make_scores([(s, [v]) for s, v in zip("ABABC", (0.1, 0.3, 0.2, 0.5, 0.6), strict=True)],
                         {"event": ["x", "x", "y", "y", "y"]})  # fmt: skip
    table = framing.compare_sources(
        scores, match="event", draws=100, measures=["mean_editorializing"], words=False
    ).estimates
    within = table[table["kind"] == "within_event"].set_index("source")
    assert within.loc["C", "warning"] == "A single event: no interval." and np.isnan(within.loc["C", "low"])
    assert within.loc["A", "warning"] == "Only 2 events: fewer than 20."
