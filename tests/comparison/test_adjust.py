from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.comparison.adjust import adjusted_contrasts, adjusted_estimates, adjusted_means, covariates
from framing.errors import InputError


def confounded(n: int = 240, topics: int = 3, seed: int = 0) -> pd.DataFrame:
    """Return articles of two sources that differ by .1 on each topic, and by less overall: B has the mild topics."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, 2, n)
    topic = np.where(rng.random(n) < 0.7, (topics - 1) * (1 - source), rng.integers(0, topics, n))
    value = 0.3 + 0.1 * source + 0.2 * topic / (topics - 1) + rng.normal(0, 0.03 + 0.05 * source, n)
    return pd.DataFrame(
        {
            "source": np.where(source == 1, "B", "A"),
            "topic": [f"t{t}" for t in topic],
            "share": value,
            "n_sentences": rng.integers(5, 50, n),
        }
    )


@pytest.mark.parametrize(("method", "topics"), [("model", 3), ("model", 14), ("strata", 3)])
def test_at_equal_topics_the_difference_is_what_was_put_in(method: str, topics: int) -> None:
    articles = confounded(topics=topics)
    raw = articles.groupby("source")["share"].mean()
    assert raw["B"] - raw["A"] < 0.05
    found = adjusted_means(articles, "share", ["topic"], method)
    row = pd.DataFrame(adjusted_contrasts({"share": found}, [("B", "A")], margins={"share": 0.05})).iloc[0]
    assert row["difference"] == pytest.approx(0.1, abs=0.03)
    assert row["low"] < 0.1 < row["high"] and row["p"] < 0.001 and not row["equivalent"]
    estimates = pd.DataFrame(adjusted_estimates({"share": found})).set_index("source")
    assert estimates.loc["B", "value"] - estimates.loc["A", "value"] == pytest.approx(row["difference"])
    assert (estimates["low"] < estimates["value"]).all() and (estimates["kind"] == "adjusted").all()


@pytest.mark.parametrize("method", ["model", "strata"])
def test_without_confounding_it_is_the_raw_mean(method: str) -> None:
    articles = confounded().assign(topic="t0")
    found = adjusted_means(articles, "share", ["topic"], method)
    assert list(found.value) == pytest.approx(articles.groupby("source")["share"].mean().tolist(), abs=1e-6)


def test_intervals_of_the_mixed_model_cover_where_sources_differ_in_spread() -> None:
    hits = 0
    for seed in range(60):
        found = adjusted_means(confounded(120, 14, seed), "share", ["topic"])
        row = adjusted_contrasts({"share": found}, [("B", "A")], margins={"share": 0.05})[0]
        hits += row["low"] <= 0.1 <= row["high"]
    assert hits >= 53  # 95 % of 60 is 57; below 53 is a chance of 2 %


def test_length_and_numbers_are_covariates_and_missing_ones_do_not_lose_the_article() -> None:
    articles = confounded().assign(age=np.where(np.arange(240) % 5 == 0, np.nan, 3.0))
    articles.loc[0, "topic"] = None
    found = covariates(articles, ["length", "age", "topic"])
    assert found["length"].to_list() == pytest.approx(np.log1p(articles["n_sentences"]).to_list())
    assert found["age"].notna().all() and found.loc[0, "topic"] == "(none)"
    assert adjusted_means(articles, "share", ["length", "age", "topic"]).value == pytest.approx([0.36, 0.46], abs=0.06)


def test_what_cannot_be_adjusted_by_is_said() -> None:
    articles = confounded(topics=14).assign(author=[f"p{k}" for k in range(240)])
    with pytest.raises(InputError, match="no column 'section' to adjust by"):
        adjusted_means(articles, "share", ["section"])
    with pytest.raises(InputError, match="more than 10 values each: topic, author"):
        adjusted_means(articles, "share", ["topic", "author"])


def test_strata_that_a_source_lacks_are_left_out_and_said() -> None:
    articles = confounded()
    articles.loc[articles["source"] == "A", "topic"] = articles["topic"].replace("t1", "t2")
    found = adjusted_means(articles, "share", ["topic"], "strata")
    assert "of the articles lie in strata that all sources have" in found.note
    apart = articles.assign(topic=articles["source"])
    assert np.isnan(adjusted_means(apart, "share", ["topic"], "strata").value).all()
    assert adjusted_means(apart, "share", ["topic"], "strata").note == "No stratum has articles of every source."


def test_too_few_articles_give_nothing() -> None:
    found = adjusted_means(confounded(2), "share", ["length"])
    assert np.isnan(found.value).all() and found.note == "Too few articles to adjust."


@pytest.mark.parametrize("adjust", [["length"], ["topic"], ["length", "topic"], ["desk"]])
def test_a_source_with_a_single_article_takes_no_interval_from_the_others(adjust: list[str]) -> None:
    rng = np.random.default_rng(0)
    articles = confounded(80).assign(desk=[f"d{k}" for k in rng.integers(0, 14, 80)])
    extra = articles.iloc[[0]].assign(source="C")
    found = adjusted_means(pd.concat([articles, extra], ignore_index=True), "share", adjust)
    without = adjusted_means(articles, "share", adjust)
    estimates = pd.DataFrame(adjusted_estimates({"share": found})).set_index("source")
    alone = pd.DataFrame(adjusted_estimates({"share": without})).set_index("source")
    assert np.isnan(estimates.loc["C", "low"]) and estimates.loc["C", "warning"].endswith(
        "A single article: no interval."
    )
    for source in "AB":
        width = estimates.loc[source, "high"] - estimates.loc[source, "low"]
        assert width == pytest.approx(alone.loc[source, "high"] - alone.loc[source, "low"], rel=0.1)
    pairs = [("A", "B"), ("A", "C")]
    rows = pd.DataFrame(adjusted_contrasts({"share": found}, pairs, margins={"share": 0.05}))
    assert np.isfinite(rows.loc[0, ["low", "high", "p"]].astype(float)).all()
    assert np.isnan(rows.loc[1, ["low", "high", "p"]].astype(float)).all()


def test_a_topic_of_a_single_article_leaves_the_intervals() -> None:
    articles = confounded(80)
    without = adjusted_means(articles, "share", ["topic"])
    for at in range(12):
        rare = articles.assign(topic=articles["topic"].where(articles.index != at, "rare"))
        found = adjusted_means(rare, "share", ["topic"])
        assert np.sqrt(np.diag(found.covariance)) == pytest.approx(np.sqrt(np.diag(without.covariance)), rel=0.2)


def test_values_that_are_all_alike_show_no_spread() -> None:
    found = adjusted_means(confounded(60).assign(share=0.2), "share", ["topic", "length"])
    row = adjusted_contrasts({"share": found}, [("A", "B")], margins={"share": 0.05})[0]
    assert np.isnan(float(str(row["p"]))) and np.isnan(float(str(row["low"]))) and not row["equivalent"]
