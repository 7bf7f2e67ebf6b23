from __future__ import annotations

import pandas as pd
import pytest

from framing.evaluation.baselines import BASELINES, length, majority, outlet_majority, tfidf

ROWS = pd.DataFrame(
    {
        "text": ["A vile plot.", "A vile lie.", "It rained.", "It rained on and on for days and days.", "It snowed."],
        "outlet": ["Star", "Star", "Post", "Post", None],
        "y": [1, 1, 0, 1, 0],
    }
)
NEW = pd.DataFrame({"text": ["A vile plot.", "It rained.", "It snowed."], "outlet": ["Star", "Post", "Globe"]})


def test_majority_gives_the_share_of_positives() -> None:
    assert majority(ROWS, "y")(NEW).tolist() == [0.6, 0.6, 0.6]


def test_outlet_majority_falls_back_on_all_rows() -> None:
    # Star is always positive, Post is a tie, Globe is new.
    assert outlet_majority(ROWS, "y")(NEW).tolist() == [1.0, 0.6, 0.6]
    unknown = ROWS.assign(outlet=None)
    assert outlet_majority(unknown, "y")(NEW.assign(outlet=None)).tolist() == [0.6, 0.6, 0.6]


def test_length_knows_nothing_but_the_length() -> None:
    rows = pd.DataFrame({"text": ["aa bb " * n for n in range(1, 30)], "y": [int(n > 14) for n in range(1, 30)]})
    short, long = length(rows, "y")(pd.DataFrame({"text": ["xx yy " * 2, "xx yy " * 28]}))
    assert short < 0.5 < long


def test_tfidf_learns_words() -> None:
    found = tfidf(pd.concat([ROWS] * 3), "y")(NEW)
    assert found[0] > 0.5 > found[2]


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_takes_one_class_and_no_rows(name: str) -> None:
    fit = BASELINES[name]
    assert fit(ROWS.assign(y=1), "y", 0)(NEW).tolist() == [1.0] * 3
    assert fit(ROWS, "y", 0)(NEW.iloc[:0]).tolist() == []
    assert fit(ROWS, "y", 0)(NEW).tolist() == fit(ROWS, "y", 0)(NEW).tolist()
