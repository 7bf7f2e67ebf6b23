from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from framing.articles import write_table
from framing.comparison import distinguishing_words
from framing.comparison.words import WORDS
from framing.errors import InputError, UnknownNameError

FILLER = "council river bridge school winter market harbour".split()


def scores(articles: dict[str, list[str]], spans: list[tuple[int, int]] | None = None) -> pd.DataFrame:
    rows = [
        {
            "article_id": f"{source}{at}",
            "source": source,
            "kind": "body",
            "start": 0,
            "text": text,
            "quoted_spans": spans or [],
            "attributed_spans": [],
        }
        for source, texts in articles.items()
        for at, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def random_articles(n: int, rng: np.random.Generator, extra: str = "", clustered: bool = False) -> list[str]:
    """Return articles of 60 words; ``clustered``: each keeps to few of its words, and repeats them."""
    texts = []
    for _ in range(n):
        shares = rng.dirichlet(np.full(len(FILLER), 0.15 if clustered else 50.0))
        texts.append(" ".join([*rng.choice(FILLER, 60, p=shares), extra]))
    return texts


def test_spans_that_pandas_read_as_text_are_those_of_the_table(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    table = scores({name: random_articles(8, rng) for name in "AB"}, spans=[(0, 60)])
    text = pd.read_csv(write_table(table, tmp_path / "scores.csv"))
    pd.testing.assert_frame_equal(distinguishing_words(text), distinguishing_words(table))


def test_the_word_that_a_source_uses_more_comes_first() -> None:
    rng = np.random.default_rng(0)
    table = scores({"A": random_articles(30, rng, "disgraceful shambles"), "B": random_articles(30, rng)})
    words = distinguishing_words(table, voices=["author"])
    assert tuple(words.columns) == WORDS
    first = words[words["source"] == "A"].iloc[:3]
    assert set(first["word"]) == {"disgraceful", "shambles", "disgraceful shambles"}
    assert (first["low"] > 0).all() and (first["p_adjusted"] < 0.05).all()
    assert first["n"].tolist() == [30] * 3 and first["n_others"].tolist() == [0] * 3
    assert first["n_articles"].tolist() == [30] * 3
    assert set(words.groupby("source")["word"].last()["B"].split()) <= {"disgraceful", "shambles"}


def test_log_odds_and_their_error_are_those_of_monroe_et_al() -> None:
    # One word an article, so that the bootstrap cannot exceed the multinomial error by more than chance.
    table = scores({"A": ["levy"] * 30 + ["river"] * 10, "B": ["levy"] * 20 + ["river"] * 20})
    words = distinguishing_words(table, voices=["author"], longest=1, least=1, least_articles=1, prior=8.0)
    row = words[(words["source"] == "A") & (words["word"] == "levy")].iloc[0]
    alpha = 8 * 50 / 80
    own, rest = 30 + alpha, 20 + alpha
    expected = math.log(own / (48 - own)) - math.log(rest / (48 - rest))
    assert row["log_odds"] == pytest.approx(expected)
    assert row["z"] <= expected / math.sqrt(1 / own + 1 / rest) + 1e-9
    assert (row["high"] - row["low"]) / 2 == pytest.approx(t.ppf(0.975, 39) * row["log_odds"] / row["z"])


def test_two_sources_mirror_each_other() -> None:
    rng = np.random.default_rng(1)
    words = distinguishing_words(scores({"A": random_articles(8, rng), "B": random_articles(8, rng)}), least=2)
    wide = words.pivot_table(["log_odds", "z"], ["voice", "word"], "source")
    np.testing.assert_allclose(wide["log_odds"]["A"], -wide["log_odds"]["B"])
    np.testing.assert_allclose(wide["z"]["A"], -wide["z"]["B"])


def test_intervals_hold_where_words_cluster_in_articles_and_those_of_independent_words_do_not() -> None:
    missed, naive, count = 0, 0, 0
    for seed in range(15):
        rng = np.random.default_rng(seed)
        table = scores({name: random_articles(25, rng, clustered=True) for name in "AB"})
        words = distinguishing_words(table, voices=["author"], longest=1, draws=200, seed=seed)
        words = words[words["source"] == "A"]
        missed += int(((words["low"] > 0) | (words["high"] < 0)).sum())
        error = np.sqrt(1 / (words["n"] + 0.5) + 1 / (words["n_others"] + 0.5))
        naive += int((words["log_odds"].abs() > 1.96 * error).sum())
        count += len(words)
    assert count == 15 * len(FILLER)
    assert missed / count < 0.12  # nominal .05, of 105 words
    assert naive / count > 0.5


def test_quoted_words_are_kept_apart() -> None:
    table = scores({"A": ["levy levy"] * 6, "B": ["tariff tariff"] * 6}, spans=[(0, 4)])
    words = distinguishing_words(table, longest=1, least=1)
    assert set(words["voice"]) == {"author", "other"}
    assert set(words.loc[words["voice"] == "other", "word"]) == {"levy", "tari"}


def test_titles_and_sentences_without_a_source_do_not_count() -> None:
    table = scores({"A": ["levy"] * 6, "B": ["tariff"] * 6})
    table.loc[0, "kind"] = "title"
    table.loc[1, "source"] = None
    words = distinguishing_words(table, voices=["author"], longest=1, least=1, least_articles=1)
    assert words.loc[(words["source"] == "A") & (words["word"] == "levy"), "n"].item() == 4


def test_a_single_article_has_no_interval_and_a_single_source_no_row() -> None:
    table = scores({"A": ["levy levy levy"], "B": ["tariff"] * 6, "C": ["levy"] * 6})
    words = distinguishing_words(table, voices=["author"], longest=1, least=1)
    alone = words[words["source"] == "A"]
    assert alone["log_odds"].notna().all() and alone[["low", "high", "z", "p_adjusted"]].isna().all().all()
    nothing = distinguishing_words(table[table["source"] == "B"])
    assert nothing.empty and tuple(nothing.columns) == WORDS
    rare = distinguishing_words(table, least=1000)
    assert rare.empty and tuple(rare.columns) == WORDS


def test_the_same_seed_gives_the_same_table() -> None:
    rng = np.random.default_rng(2)
    table = scores({"A": random_articles(6, rng), "B": random_articles(6, rng)})
    pd.testing.assert_frame_equal(distinguishing_words(table, seed=3), distinguishing_words(table, seed=3))
    assert not distinguishing_words(table, seed=3)["z"].equals(distinguishing_words(table, seed=4)["z"])


def test_mistakes_are_named() -> None:
    table = scores({"A": ["levy"], "B": ["levy"]})
    with pytest.raises(UnknownNameError, match="author"):
        distinguishing_words(table, voices=["autor"])
    with pytest.raises(InputError, match=r"'sourse' to compare by\. Did you mean 'source'"):
        distinguishing_words(table, by="sourse")
    with pytest.raises(InputError, match="prior above 0"):
        distinguishing_words(table, prior=0.0)
    with pytest.raises(InputError, match="quoted_spans"):
        distinguishing_words(table.drop(columns="quoted_spans"))
