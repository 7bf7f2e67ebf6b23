from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from framing.corpora import get_corpus
from framing.errors import InputError, UnknownNameError
from framing.evaluation.metrics import METRICS
from framing.evaluation.results import RESULT_COLUMNS, evaluate, predict, training_tables
from framing.evaluation.splits import folded_rows, folds

AddCorpus = Callable[[str, Callable[[pd.DataFrame], pd.DataFrame]], None]


class Fixed:
    """A model that knows one word; remembers what it was asked."""

    def __init__(self, trained_on: tuple[str, ...] = (), threshold: float = 0.5) -> None:
        self.name = "fixed"
        self.tasks = ("loaded_language", "editorializing")
        self.card: dict[str, Any] = {"trained_on": list(trained_on)}
        self.thresholds = {"loaded_language": threshold}
        self.asked: list[tuple[str, str | None]] = []

    def predict_proba(self, X: Any, task: str, view: str | None = None) -> np.ndarray:
        self.asked.append((task, view))
        positive = np.array([0.9 if "vile" in text else 0.2 for text in X])
        return np.column_stack([1 - positive, positive])


@dataclass
class Words:
    """A recipe that keeps the tables that it is given."""

    parts: dict[str, list[str]] = field(default_factory=lambda: {"loaded_language": ["toy:train"]})
    seen: list[dict[str, pd.DataFrame]] = field(default_factory=list)
    name: str = "words"

    def fit(self, tables: dict[str, pd.DataFrame], seed: int) -> Fixed:
        self.seen.append(tables)
        return Fixed()


def value(table: pd.DataFrame, model: str, metric: str) -> float:
    return float(table.set_index(["model", "metric"]).loc[(model, metric), "value"])


def test_a_trained_model_on_a_part(toy: str) -> None:
    model = Fixed(trained_on=("toy:train",))
    table = evaluate(model, toy, split="dev", seed=3)
    assert list(table.columns) == list(RESULT_COLUMNS)
    assert list(table["model"].unique()) == ["fixed", "majority", "outlet majority", "length", "tf-idf"]
    assert list(table["metric"].unique()) == list(METRICS)
    assert (table[["corpus", "split", "task", "seed"]] == ["toy", "dev", "loaded_language", 3]).all(axis=None)
    assert (table["n"] == 40).all() and (table["clusters"] == 22).all()
    assert value(table, "fixed", "macro_f1") == 1
    assert value(table, "majority", "mcc") == 0
    assert value(table, "outlet majority", "auc") > 0.5
    assert model.asked == [("loaded_language", "all")]


def test_the_threshold_is_the_models_own(toy: str) -> None:
    table = evaluate(Fixed(threshold=0.95), toy, split="dev", baselines=())
    assert value(table, "fixed", "positive_f1") == 0
    assert value(table, "fixed", "auc") == 1
    assert list(table["model"].unique()) == ["fixed"]


def test_rows_without_a_label_are_left_out_and_the_view_is_the_tasks(toy: str) -> None:
    model = Fixed()
    table = evaluate(model, toy, split="dev", task="editorializing", baselines=["majority"])
    assert (table["n"] == 30).all()
    assert model.asked == [("editorializing", "author")]
    assert set(zip(table["model"], table["view"], strict=True)) == {("fixed", "author"), ("majority", "all")}
    evaluate(model, toy, split="dev", view="other", baselines=())
    assert model.asked[-1] == ("loaded_language", "other")


def test_a_part_that_the_model_has_seen_is_refused_but_for_a_recipe(toy: str) -> None:
    with pytest.raises(InputError, match="fixed was trained on toy:dev"):
        evaluate(Fixed(trained_on=("toy:train", "toy:dev")), toy, split="dev")
    recipe = Words({"loaded_language": ["toy:train", "toy:dev"]})
    evaluate(recipe, toy, split="dev", baselines=())
    assert set(recipe.seen[0]["loaded_language"]["part"]) == {"train"}
    with pytest.raises(InputError, match="nothing left"):
        evaluate(Words({"loaded_language": ["toy:dev"]}), toy, split="dev")


def test_the_first_part_has_no_baselines(toy: str) -> None:
    assert set(evaluate(Fixed(), toy, split="train")["model"]) == {"fixed"}


@pytest.mark.parametrize("split", ["article", "outlet", "random"])
def test_folds_train_a_recipe_without_what_is_held_out(toy: str, split: str) -> None:
    recipe = Words()
    table = evaluate(recipe, toy, split=split)
    assert (table["n"] == 120).all() and (table["clusters"] == 60).all()
    rows = folded_rows(toy)
    fold = folds(toy, split, rows["row_id"])
    assert len(recipe.seen) == 5
    for k, tables in enumerate(recipe.seen):
        learned, held_out = tables["loaded_language"], rows[fold == k]
        assert (learned["label"] == learned["loaded_language"]).all() and (learned["corpus"] == "toy").all()
        assert sorted(learned["row_id"]) == sorted(rows["row_id"][fold != k])
        if split != "random":
            assert not set(learned[split]) & set(held_out[split])
    assert value(table, "words", "macro_f1") == 1
    assert value(table, "majority", "auc") == 0.5


def test_rows_without_a_label_are_held_out_of_other_tasks(toy: str) -> None:
    recipe = Words({"editorializing": ["toy:train"], "loaded_language": ["toy:train"]})
    table = evaluate(recipe, toy, split="article", task="editorializing", baselines=())
    assert (table["n"] == 90).all()
    rows = folded_rows(toy)
    fold = folds(toy, "article", rows["row_id"])
    for k, tables in enumerate(recipe.seen):
        assert not set(tables["loaded_language"]["article"]) & set(rows["article"][fold == k])


def test_what_is_held_out_is_held_out_of_other_tasks_and_corpora(toy: str, add_corpus: AddCorpus) -> None:
    # In every other row the same text but for case, in the others a longer one; some of these have a word more.
    longer = "Another paper has told its readers since then that"
    add_corpus(
        "other",
        lambda rows: rows.assign(
            text=[
                t.upper() if n % 2 else (f"Also: {t}" if n % 4 else f"{longer} {t}") for n, t in enumerate(rows["text"])
            ]
        ),
    )
    both = Words({"loaded_language": ["toy:train", "other:train"], "editorializing": ["toy:train"]})
    rows = folded_rows(toy).assign(corpus=toy)
    fold = folds(toy, "outlet", rows["row_id"])
    held_out = rows[fold == 0]
    alike = {f"{start}{text}".lower() for text in held_out["text"] for start in ("", "Also: ")}
    by_article = training_tables(both, held_out, "article")
    assert not set(by_article["editorializing"]["row_id"]) & set(held_out["row_id"])
    assert len(by_article["editorializing"]) > 0
    others = by_article["loaded_language"].query("corpus == 'other'")
    assert not set(others["text"].str.lower()) & alike
    read = get_corpus("other").table("train")
    assert len(others) == 120 - read["text"].str.lower().isin(alike).sum()
    assert others["text"].str.startswith(longer).sum() == read["text"].str.startswith(longer).sum() > 0
    by_outlet = training_tables(both, held_out, "outlet")
    assert set(by_outlet["loaded_language"]["corpus"]) == {"toy", "other"}
    for learned in by_outlet.values():
        assert not set(learned["outlet"]) & set(held_out["outlet"])


def test_predictions_name_their_rows(toy: str) -> None:
    found = predict(Words(), toy, "outlet", "loaded_language", baselines=["outlet majority"])
    assert len(found) == 240
    own = found[found["model"] == "words"]
    assert set(own["row_id"]) == set(folded_rows(toy)["row_id"]) and own["row_id"].is_unique
    assert (own["fold"].to_numpy() == folds(toy, "outlet", own["row_id"])).all()


def test_defaults_and_refusals(toy: str) -> None:
    assert (evaluate(Words(), toy, baselines=())["split"] == "article").all()
    with pytest.raises(InputError, match="Give a part: train, dev"):
        evaluate(Fixed(), toy)
    with pytest.raises(InputError, match="need a Recipe"):
        evaluate(Fixed(), toy, split="article")
    with pytest.raises(InputError, match="allsides has no label"):
        evaluate(Fixed(), "allsides", split="all")
    with pytest.raises(InputError, match="measured on parts"):
        evaluate(Words(), "newsmtsc", split="rw_dev")
    with pytest.raises(UnknownNameError, match="rw_dev"):
        evaluate(Fixed(), "newsmtsc", split="rw_dew")
    with pytest.raises(UnknownNameError, match="train"):
        evaluate(Fixed(), toy, split="trian")
    with pytest.raises(UnknownNameError, match="tf-idf"):
        evaluate(Fixed(), toy, split="dev", baselines=["tfidf"])
    with pytest.raises(UnknownNameError, match="loaded_language"):
        evaluate(Words(), toy, split="article", task="editorializing")
    with pytest.raises(UnknownNameError, match="toy"):
        evaluate(Fixed(), "toi", split="dev")


def test_no_label_is_said(add_corpus: AddCorpus) -> None:
    add_corpus("blank", lambda rows: rows.assign(loaded_language=None))
    with pytest.raises(InputError, match="No row of blank"):
        evaluate(Fixed(), "blank", split="dev")


def test_baselines_on_the_real_corpora(corpus_folder: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(corpus_folder("checkthat")))
    table = evaluate(Fixed(), "checkthat", split="dev_test_en", resamples=200)
    assert (table["n"] == 484).all()
    assert value(table, "majority", "macro_f1") == pytest.approx(0.428, abs=0.001)
    assert value(table, "tf-idf", "macro_f1") == pytest.approx(0.645, abs=0.01)
