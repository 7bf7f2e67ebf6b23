from __future__ import annotations

import importlib

import pandas as pd
import pytest

from framing.evaluation.leakage import LEAKAGE_COLUMNS, Tally, Twins, leakage, leaking, tell, twins

module = importlib.import_module("framing.evaluation.leakage")  # the package shows its function by this name
LONG = "The council of the small town by the river voted on Monday evening to close the old bridge for good"


def table(texts: list[str], article: list[str | None], outlet: str | None = "Star", start: str = "r") -> pd.DataFrame:
    ids = [f"{start}{k}" for k in range(len(texts))]
    return pd.DataFrame({"row_id": ids, "text": texts, "article": article, "outlet": outlet})


@pytest.fixture
def train() -> pd.DataFrame:
    return table([LONG, "Something else was said about the weather in the north.", "Rain."], ["a", "a", "b"])


@pytest.fixture
def test() -> pd.DataFrame:
    texts = [LONG.replace("good", "ever"), "It snowed.", "Nobody came to see it."]
    return table(texts, ["b", "c", "b"], "Post", "t")


def test_what_is_shared_is_counted(train: pd.DataFrame, test: pd.DataFrame) -> None:
    row = leakage(train, test, "toy:train").iloc[0]
    assert tuple(leakage(train, test).columns) == LEAKAGE_COLUMNS
    assert (row["train_rows"], row["test_rows"]) == (3, 3)
    assert (row["near_duplicate_pairs"], row["near_duplicate_rows"]) == (1, 1)
    assert (row["shared_article"], row["rows_of_shared_article"]) == (1, 2)
    assert (row["shared_outlet"], row["rows_of_shared_outlet"]) == (0, 0)
    assert pd.isna(row["shared_event"])
    assert tell(leakage(train, test, "toy:train")) == [
        "Leakage from toy:train (3 rows) to 3 test rows: 1 shared article (2 rows), events unknown, 0 shared outlets, "
        "1 near-duplicate pair."
    ]


def test_an_article_named_after_its_only_row_is_unknown(train: pd.DataFrame, test: pd.DataFrame) -> None:
    alone = test.assign(article=test["row_id"])
    row = leakage(train, alone).iloc[0]
    assert pd.isna(row["shared_article"]) and pd.isna(row["rows_of_shared_article"])


def test_what_leaks_is_left_out(train: pd.DataFrame, test: pd.DataFrame) -> None:
    assert leaking(train, test).tolist() == [True, False, True]
    assert leaking(train, test, articles=False).tolist() == [True, False, False]
    rest = train[~leaking(train, test)]
    row = leakage(rest, test).iloc[0]
    assert row["near_duplicate_pairs"] == 0 and row["shared_article"] == 0


def test_sentences_are_found_inside_articles(test: pd.DataFrame) -> None:
    article = table([" ".join(["Nobody knew why it had to be so."] * 20) + " " + test["text"][0] + "."], ["z"])
    assert twins(article, test).to_numpy().tolist() == [[0, 0]]
    assert leakage(article, test).iloc[0]["near_duplicate_pairs"] == 1


def test_corpora_that_are_too_large_are_said_not_to_be_compared(
    train: pd.DataFrame, test: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WORDS", 5)
    found = leakage(train, test)
    assert found["near_duplicate_pairs"].isna().all()
    assert "not looked for" in tell(found)[0]


def test_twins_are_looked_for_once_a_part(
    train: pd.DataFrame, test: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Twins(test)
    assert known.of("toy:train", train, ["t0"]) == {"r0"}
    monkeypatch.setattr(module, "twins", None)  # not asked again
    assert known.of("toy:train", train, ["t1", "t2"]) == set()
    assert known.left("toy:train", ["r0", "r1"], ["t0", "t1"]) == (1, 1)
    assert known.left("toy:train", ["r1"], ["t0", "t1"]) == (0, 0)


def test_folds_add_up(train: pd.DataFrame, test: pd.DataFrame) -> None:
    tally = Tally()
    tally.add("x", train, test)
    tally.add("x", train.iloc[1:], test)
    row = tally.table().iloc[0]
    assert (row["test_rows"], row["near_duplicate_pairs"], row["rows_of_shared_article"]) == (6, 1, 4)
    # The same article in both folds is one.
    assert row["shared_article"] == 1 and row["train_rows"] == 2
    assert pd.isna(row["shared_event"])
    tally.add_missing("y", test)
    assert tell(tally.table())[1] == "Leakage from y unknown: the corpus is not on this machine."
    assert Tally().table().empty and tell(Tally().table()) == []
