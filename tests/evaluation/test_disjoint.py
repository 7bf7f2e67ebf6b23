from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError, UnknownNameError
from framing.evaluation.disjoint import SPLITS, connected, fold_rows, sides

WORDS = "mayor bridge council budget river school vote market union storm court train farm hospital strike".split()


def rows(n: int = 300, seed: int = 0) -> pd.DataFrame:
    """Rows of five outlets, ten topics, 40 events and 100 articles, with texts of their own."""
    rng = np.random.default_rng(seed)
    article = rng.integers(0, 100, n)
    return pd.DataFrame(
        {
            "row_id": [f"{k:04x}" for k in rng.permutation(n)],
            "text": [f"{k} " + " ".join(rng.choice(WORDS, 14)) for k in range(n)],
            "label": rng.integers(0, 2, n),
            "article": [f"a{k}" for k in article],
            "outlet": [f"o{k % 5}" for k in article],
            "topic": [f"t{k % 10}" for k in article],
            "event": [f"e{k % 40}" if k % 7 else None for k in article],
            "published": [f"2024-{1 + k % 12:02}-{1 + k // 12:02}" for k in article],
        }
    )


def is_whole(fold: np.ndarray, groups: pd.Series) -> bool:
    pairs = pd.DataFrame({"fold": fold, "group": groups.to_numpy()}).dropna().drop_duplicates()
    return bool(pairs["group"].is_unique)


@pytest.mark.parametrize("split", sorted(SPLITS))
def test_nothing_that_a_split_holds_apart_is_on_both_sides(split: str) -> None:
    table = rows()
    fold = fold_rows(table, split, "label")
    assert set(fold) == set(range(5))
    column = {"time": "published", "leave_one_outlet_out": "outlet", "random": "text"}.get(split, split)
    assert is_whole(fold, table[column])
    assert is_whole(fold, table["article"]) == (split != "random")
    # Whatever order the rows come in, a row keeps its fold.
    assert (fold_rows(table[::-1], split, "label")[::-1] == fold).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), split=st.sampled_from(["article", "event", "topic", "random"]))
def test_folds_follow_the_rows_and_the_seed(seed: int, split: str) -> None:
    table = rows(seed=seed)
    shuffled = table.sample(frac=1, random_state=seed)
    fold = pd.Series(fold_rows(table, split, seed=seed), index=table.index)
    again = pd.Series(fold_rows(shuffled, split, seed=seed), index=shuffled.index)
    assert (again.sort_index() == fold).all()
    assert is_whole(fold.to_numpy(), table[split if split != "random" else "text"])


def test_another_seed_gives_other_folds() -> None:
    assert (fold_rows(rows(), "article", seed=1) != fold_rows(rows(), "article", seed=2)).any()


@pytest.mark.parametrize("split", ["random", "article"])
def test_near_duplicates_stay_together(split: str) -> None:
    table = rows()
    copies = table.iloc[:60].assign(
        row_id=lambda t: "c" + t["row_id"],
        text=lambda t: t["text"] + " again",
        article=lambda t: "copy " + t["article"],
    )
    both = pd.concat([table, copies], ignore_index=True)
    fold = fold_rows(both, split, "label")
    assert (fold[:60] == fold[300:]).all()
    assert (fold_rows(both.assign(text=[str(k) for k in range(360)]), split)[:60] != fold[300:]).any()


def test_time_is_learned_from_forwards() -> None:
    table = rows()
    fold = fold_rows(table, "time")
    articles = table.drop_duplicates("article").groupby(fold[table.drop_duplicates("article").index]).size()
    assert articles.min() > 10
    seen = []
    for k, learned, held_out in sides(fold, "time"):
        assert table["published"][learned].max() < table["published"][held_out].min()
        seen.append(k)
    assert seen == [1, 2, 3, 4]


def test_other_folds_are_learned_from_by_turns() -> None:
    fold = fold_rows(rows(), "article")
    made = list(sides(fold, "article"))
    assert [k for k, _, _ in made] == [0, 1, 2, 3, 4]
    assert all((learned ^ held_out).all() for _, learned, held_out in made)


def test_rows_without_event_are_their_articles() -> None:
    table = rows()
    fold = fold_rows(table, "event")
    without = table["event"].isna()
    assert len(set(fold[without])) > 1
    assert is_whole(fold[without], table["article"][without])


def test_an_article_of_two_topics_does_not_join_them() -> None:
    table = rows()
    table.loc[table["article"].isin(["a0", "a1", "a2"]), "topic"] = [f"t{k % 10}" for k in range(30)][
        : int(table["article"].isin(["a0", "a1", "a2"]).sum())
    ]
    assert is_whole(fold_rows(table, "topic"), table["topic"])


def test_connected_rows_are_one_set() -> None:
    groups = pd.DataFrame({"a": ["x", "x", "y", None, None], "b": ["p", "q", "q", "r", None]})
    assert len(set(connected(groups)[:3])) == 1
    assert len(set(connected(groups))) == 3
    assert len(set(connected(groups, np.array([[3, 4]])))) == 2


def test_what_cannot_be_split_is_named() -> None:
    table = rows()
    with pytest.raises(UnknownNameError, match="outlet"):
        fold_rows(table, "outlets")
    with pytest.raises(InputError, match="need a column 'event'"):
        fold_rows(table.drop(columns="event"), "event")
    with pytest.raises(InputError, match="need a column 'topic'"):
        fold_rows(table.assign(topic=None), "topic")
    with pytest.raises(InputError, match="5 groups for 9 folds"):
        fold_rows(table, "outlet", n_folds=9)
    with pytest.raises(InputError, match="cannot be read"):
        fold_rows(table.assign(published="some day"), "time")
    with pytest.raises(InputError, match="1 row has no date"):
        fold_rows(table.assign(published=[None, *table["published"][1:]]), "time")
    with pytest.raises(InputError, match="2 days for 5 periods"):
        fold_rows(table.assign(published=np.where(table["article"] < "a5", "2024-01-01", "2024-01-02")), "time")
    with pytest.raises(InputError, match="Only one outlet"):
        fold_rows(table.assign(outlet="Star"), "leave_one_outlet_out")
    with pytest.raises(InputError, match="1 row names no outlet"):
        fold_rows(table.assign(outlet=[None, *table["outlet"][1:]]), "leave_one_outlet_out")


def test_rows_of_one_text_have_the_same_folds_in_whatever_order() -> None:
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"text": [f"text {k % 20}" for k in range(60)], "article": [f"a{k}" for k in range(60)]})
    rows = rows.assign(topic=[f"t{k % 12}" for k in range(60)], label=rng.integers(0, 2, 60))
    folds = fold_rows(rows, "topic", "label")
    for _ in range(5):
        order = rng.permutation(60)
        assert (fold_rows(rows.iloc[order], "topic", "label") == folds[order]).all()
