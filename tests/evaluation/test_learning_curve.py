from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError, UnknownNameError
from framing.evaluation import learning_curve as learn
from framing.evaluation.baselines import BASELINES
from framing.evaluation.learning_curve import CURVE_COLUMNS, LEARNERS


def rows(articles: int = 80, each: int = 4, words: int = 60, seed: int = 0) -> pd.DataFrame:
    """Positive rows have one word of a list that takes many rows to learn, the others one of another list."""
    rng = np.random.default_rng(seed)
    made = []
    for article in range(articles):
        for _ in range(each):
            label = int(rng.integers(0, 2))
            told = f"{'xyz'[label]}word{rng.integers(0, words):03d}"
            filler = " ".join(rng.choice(["town", "mayor", "bridge", "school", "river", "vote", "law", "shop"], 8))
            made.append({"text": f"{told} {filler}", "label": label, "article": f"a{article}"})
    return pd.DataFrame(made)


@pytest.fixture(autouse=True)
def whole_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner that knows a row only by its first word, so that it gets better as it has seen more of them."""

    def fit(known: pd.DataFrame, label: str, seed: int):  # type: ignore[no-untyped-def]
        shares = known[label].groupby(known["text"].str.split().str[0]).mean()
        return lambda new: new["text"].str.split().str[0].map(shares).fillna(0.4).to_numpy(float)

    monkeypatch.setitem(LEARNERS, "words", lambda table: fit)


def test_a_curve_that_rises_asks_for_more_labels() -> None:
    curve = learn(rows(words=300), learner="words", repeats=2, resamples=200)
    assert tuple(curve.points.columns) == CURVE_COLUMNS
    assert curve.points["rows"].is_monotonic_increasing and curve.points["value"].is_monotonic_increasing
    assert curve.points["rows"].iloc[-1] == 256 and (curve.points["n"] == 320).all()
    assert curve.points["sd"].notna().tolist() == [True] * 5 + [False]
    assert curve.verdict.startswith("More labels would help")
    assert f"{curve.forecast['rows'].iloc[0]:,}" in curve.verdict
    # What it says holds: twice as many articles do better.
    more = learn(rows(articles=160, words=300), learner="words", repeats=1, resamples=50)
    assert more.points["value"].iloc[-1] > curve.points["high"].iloc[-1]


def test_a_curve_that_is_level_does_not() -> None:
    curve = learn(rows(articles=150, words=2), learner="words", repeats=1, resamples=200)
    assert curve.points["value"].iloc[-1] == 1
    assert curve.verdict.startswith("More labels would hardly help")
    assert curve.forecast["gain"].max() < 0.01


def test_the_share_of_all_labels_is_the_cross_validated_model() -> None:
    from sklearn.metrics import f1_score

    from framing.evaluation.disjoint import fold_rows, sides

    table = rows()
    curve = learn(table, learner="tf-idf", shares=(0.2, 0.5, 1.0), repeats=1, resamples=50, seed=3)
    fold = fold_rows(table, "article", "label", 5, 3)
    p = np.zeros(len(table))
    for _, learned, held_out in sides(fold, "article"):
        p[held_out] = BASELINES["tf-idf"](table[learned], "label", 3)(table[held_out])
    expected = f1_score(table["label"], p >= 0.5, average="macro")
    assert curve.points["value"].iloc[-1] == pytest.approx(expected)


def test_few_articles_are_said_to_be_few_and_rows_without_article_are_their_own() -> None:
    table = rows(articles=25)
    assert "So few articles (25)" in learn(table, learner="words", repeats=1, resamples=50).verdict
    alone = learn(table.drop(columns="article"), learner="words", repeats=1, resamples=50)
    assert (alone.points["clusters"] == 100).all()


def test_features_learn_from_what_sentences_show() -> None:
    table = rows(articles=30)
    loaded = ["What an outrageous, shameful disgrace!", "This absurd and cowardly plan is a scandal!"]
    plain = ["The council met on Monday in the town hall.", "The report was published in 2019."]
    told = [(loaded if y else plain)[k % 2] for k, y in enumerate(table["label"])]
    table["text"] = table["text"].str.split(n=1).str[1] + ". " + pd.Series(told)
    curve = learn(table, shares=(0.3, 0.6, 1.0), repeats=1, resamples=50)
    assert curve.points["value"].iloc[-1] > 0.95


def test_a_metric_that_is_better_when_smaller() -> None:
    curve = learn(rows(words=300), learner="words", metric="brier", repeats=1, resamples=100)
    assert curve.points["value"].is_monotonic_decreasing
    assert curve.forecast["gain"].gt(0).all()
    assert curve.forecast["value"].iloc[0] < curve.points["value"].iloc[-1]


def test_what_cannot_be_learned_is_named() -> None:
    table = rows(articles=10)
    with pytest.raises(UnknownNameError, match="features"):
        learn(table, learner="feature")
    with pytest.raises(UnknownNameError, match="macro_f1"):
        learn(table, metric="macro")
    with pytest.raises(InputError, match="end at 1"):
        learn(table, shares=(0.1, 0.5, 0.9))
    with pytest.raises(InputError, match="no column 'biased'"):
        learn(table, "biased")
    with pytest.raises(InputError, match="0 and 1, both; 'label' holds 1"):
        learn(table.assign(label=1))
    with pytest.raises(InputError, match="3 groups for 5 folds"):
        learn(rows(articles=3), learner="words")
