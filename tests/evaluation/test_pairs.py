from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import framing
from framing.errors import InputError, UnknownNameError
from framing.evaluation.bootstrap import with_whole
from framing.evaluation.pairs import COLUMNS, MEASURES, Pair, _mean, evaluate_pairs, pair_sentences, read_pairs
from framing.models.views import view_texts

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

PAIRS = [
    Pair("the plan is an awful disaster", "the mayor", "said", "the plan is new"),
    Pair("the council hurt families", "critics", "said", "the council voted on Tuesday"),
    Pair("the tax is an awful disaster", "the mayor", "said", "the tax is new"),
]


class Heated:
    """Scores .9 where it sees a heated word in the view it is given; or, without a view, in the whole sentence."""

    name, tasks, thresholds, card = "heated", ("editorializing",), {"editorializing": 0.5}, {}

    def __init__(self, views: bool = True) -> None:
        self.views = views

    def predict_proba(self, X: Any, task: str, view: str | None = None) -> np.ndarray:
        texts = view_texts(X, str(view)) if self.views else X["text"]
        p = np.array([0.9 if "awful" in text or "hurt" in text else 0.1 for text in texts])
        return np.column_stack([1 - p, p])


def values(table: pd.DataFrame) -> pd.Series:
    return table.set_index("metric")["value"]


def test_there_are_enough_pairs_and_their_words_are_the_same() -> None:
    pairs = read_pairs()
    assert len(pairs) >= 60 and len({pair.opinion for pair in pairs}) == len(pairs)
    sentences = pair_sentences(pairs)
    assert len(sentences) == 6 * len(pairs) and sentences["text"].is_unique
    for row in sentences.itertuples():
        assert getattr(pairs[row.pair], row.words).lower() in row.text.lower()
        assert (pairs[row.pair].speaker.lower() in row.text.lower()) == (row.voice != "author")
        assert ("“" in row.text) == (row.voice == "quoted")
        assert (row.share == 0) == (row.voice == "author")


def test_a_model_that_masks_what_others_say_orders_all_pairs() -> None:
    table = evaluate_pairs(Heated(), PAIRS, resamples=20)
    assert list(table.columns) == list(COLUMNS) and list(table["metric"]) == list(MEASURES)
    got = values(table)
    assert got["found_quoted"] == 1
    assert got["author"] == got["other_quoted"] == pytest.approx(0.9)
    assert got["order_quoted"] == got["auc_other_quoted"] == got["auc_neutral"] == 1
    assert got["author_less_quoted"] == pytest.approx(0.8)
    assert got["other_less_author_quoted"] == pytest.approx(0)


def test_a_model_that_ignores_voice_is_told_from_it() -> None:
    got = values(evaluate_pairs(Heated(views=False), PAIRS, resamples=20))
    assert got["author_less_quoted"] == got["author_less_indirect"] == 0
    assert got["order_quoted"] == got["order_both"] == got["auc"] == 0.5


def test_the_shipped_linear_model_keeps_voices_apart() -> None:
    table = evaluate_pairs(framing.load_model("linear"), resamples=50)
    assert set(table["author_view"]) == {"masked"} and set(table["reader"]) == {"rules"}
    got = values(table)
    assert got["order_quoted"] > 0.95 and got["auc"] > 0.95 and got["auc_other_quoted"] > 0.9
    assert (table["low"] <= table["value"] + 1e-9).all() and (table["value"] <= table["high"] + 1e-9).all()
    assert (table["n"] >= 60).all()


def test_an_encoder_is_measured_with_both_views_and_both_readers(tmp_path: Path) -> None:
    from encoder_fixtures import make_encoder, plain_settings, tables

    from framing.models.training import train_encoder
    from framing.models.training_settings import make_settings

    model = train_encoder(make_settings(plain_settings(make_encoder(tmp_path / "encoder"))), tables())
    table = evaluate_pairs(model, PAIRS, resamples=20)
    settings = ["reader", "author_view"]
    assert set(table[settings].itertuples(index=False, name=None)) == {
        (reader, view) for reader in ("rules", "head") for view in ("masked", "pooled")
    }
    assert set(table["model"]) == {"tiny"}
    by_rules = {name: values(rows) for name, rows in table[table["reader"].eq("rules")].groupby("author_view")}
    assert by_rules["masked"]["author"] == pytest.approx(by_rules["pooled"]["author"], abs=1e-5)
    assert by_rules["masked"]["quoted"] != by_rules["pooled"]["quoted"]
    pooled = type(model)(replace(model.parts, author_view="pooled"), str(model.device), "float32")
    again = evaluate_pairs(pooled, PAIRS, resamples=20).query("reader == 'rules'")
    for view, rows in again.groupby("author_view"):
        assert np.allclose(values(rows), by_rules[str(view)], atol=1e-5, equal_nan=True)


def test_what_cannot_be_measured_is_refused(tmp_path: Path) -> None:
    model = Heated()
    with pytest.raises(InputError, match="no pairs"):
        evaluate_pairs(model, [])
    (tmp_path / "pairs.txt").write_text("# own\na | b | c\n", "utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_pairs(tmp_path / "pairs.txt")
    model.tasks = ("frames",)  # type: ignore[assignment]
    with pytest.raises(UnknownNameError, match="editorializing"):
        evaluate_pairs(model, PAIRS)


def test_a_difference_below_0_keeps_its_interval() -> None:
    values = np.random.default_rng(0).normal(-0.2, 0.1, 20)
    value, low, high, _ = _mean(values, with_whole(20, 1, 0), -1.0)
    assert low < value < high < 0
