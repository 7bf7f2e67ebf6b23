from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from framing.corpora import get_corpus
from framing.errors import InputError
from framing.evaluation import predict
from framing.evaluation.leaks import leakage_of

sys.path.insert(0, str(Path(__file__).parent))
from test_results import Fixed, Words

AddCorpus = Callable[[str, Callable[[pd.DataFrame], pd.DataFrame]], None]


def test_a_model_is_held_against_what_its_card_says(toy: str) -> None:
    found = leakage_of(Fixed(trained_on=("toy:train",)), toy, "dev")
    row = found.iloc[0]
    assert row["trained_on"] == "toy:train" and (row["train_rows"], row["test_rows"]) == (120, 40)
    assert row["shared_outlet"] == 6 and row["rows_of_shared_outlet"] == 40
    assert row["shared_article"] == 0
    assert leakage_of(Fixed(), toy, "dev").empty


def test_what_is_not_on_this_machine_is_not_fetched(toy: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(tmp_path))
    found = leakage_of(Fixed(trained_on=("toy:train", "babe:train")), toy, "dev").set_index("trained_on")
    assert found.loc["toy:train", "train_rows"] == 120
    assert found.loc["babe:train"].drop("test_rows").isna().all()
    assert [path.name for path in tmp_path.iterdir()] == ["toy.csv"]  # its folds


@pytest.mark.parametrize(("split", "articles", "outlets"), [("article", 0, 120), ("outlet", 0, 0), ("random", 1, 120)])
def test_a_recipe_is_held_against_what_it_will_learn(toy: str, split: str, articles: int, outlets: int) -> None:
    row = leakage_of(Words(), toy, split).iloc[0]
    assert row["test_rows"] == 120
    assert (row["rows_of_shared_article"] > 0) == bool(articles)
    assert row["rows_of_shared_outlet"] == outlets
    assert row["near_duplicate_pairs"] == 0
    with pytest.raises(InputError, match="need a Recipe"):
        leakage_of(Fixed(), toy, split)


def test_near_duplicates_are_on_one_side_of_every_fold(toy: str, add_corpus: AddCorpus) -> None:
    add_corpus("copies", lambda rows: rows.assign(text="Also, " + rows["text"], article="c" + rows["article"]))
    recipe = Words({"loaded_language": ["toy:train", "copies:train"]})
    predict(recipe, toy, "article", "loaded_language", baselines=["majority"])
    texts = get_corpus(toy).table("train")["text"]
    for tables in recipe.seen:
        learned = tables["loaded_language"]
        own = set(learned.loc[learned["corpus"] == toy, "text"])
        copied = set(learned.loc[learned["corpus"] == "copies", "text"].str.removeprefix("Also, "))
        assert copied == own and 0 < len(own) < len(texts)
    assert (leakage_of(recipe, toy, "article")["near_duplicate_pairs"] == 0).all()


def test_the_baselines_do_not_learn_near_duplicates(
    toy: str, add_corpus: AddCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from framing.evaluation.baselines import BASELINES

    learned: list[pd.DataFrame] = []

    def spy(rows: pd.DataFrame, label: str, seed: int = 0) -> Any:
        learned.append(rows)
        return lambda new: np.full(len(new), 0.5)

    monkeypatch.setitem(BASELINES, "majority", spy)
    found = predict(Words(), toy, "article", "loaded_language", baselines=["majority"])
    articles = found[found["model"] == "words"].groupby("fold")["article"].agg(set)
    assert len(learned) == 5
    for rows, held_out in zip(learned, articles, strict=True):
        assert not set(rows["article"]) & held_out
