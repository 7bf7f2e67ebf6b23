from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from framing.comparison.events import find_events, matching_quality
from framing.errors import InputError


def planted(events: int = 30, noise: float = 0.5, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return articles of three outlets on planted events, five days apart, in front of a tone that all share."""
    rng = np.random.default_rng(seed)
    tone = rng.normal(0, 1, 200)
    centre = rng.normal(0, 1, (events, 200))
    rows, vectors = [], []
    for event in range(events):
        for outlet in ("Ledger", "Banner", "Courier"):
            rows.append((f"{outlet}-{event}", outlet, pd.Timestamp(2024, 1, 1) + pd.Timedelta(days=5 * (event // 3))))
            vectors.append(centre[event] + noise * rng.normal(0, 1, 200) + rng.normal(0, 6) * tone)
    articles = pd.DataFrame(rows, columns=["article_id", "source", "published"])
    articles["published"] = articles["published"].dt.strftime("%Y-%m-%d")
    return articles, pd.DataFrame(np.array(vectors, dtype=np.float32), index=articles["article_id"])


def truth(articles: pd.DataFrame) -> pd.Series:
    return articles.set_index("article_id").index.to_series().str.split("-").str[1]


def test_planted_events_are_found_behind_a_tone_that_all_articles_share() -> None:
    articles, vectors = planted()
    found = find_events(articles, vectors)
    quality = matching_quality(found, truth(articles)).set_index("metric")["value"]
    assert quality["f1"] > 0.95


def test_days_apart_is_another_event() -> None:
    articles, vectors = planted(events=2, noise=0.01)
    articles["published"] = ["2024-01-01", "2024-01-02", "2024-02-01"] * 2
    found = find_events(articles, vectors, similarity=0.01)
    assert found["Courier-0"] != found["Ledger-0"]
    assert found["Ledger-0"] == found["Banner-0"]
    assert pd.isna(found["Courier-0"]) or found["Courier-0"] == found["Courier-1"]


def test_a_story_that_runs_on_is_cut_into_events_that_are_days_long() -> None:
    rng = np.random.default_rng(0)
    day = np.repeat(np.arange(15), 4)
    articles = pd.DataFrame(
        {
            "article_id": [f"a{k}" for k in range(len(day))],
            "source": ["Ledger", "Banner", "Courier", "Wire"] * 15,
            "published": (pd.Timestamp(2024, 1, 1) + pd.to_timedelta(day, unit="D")).strftime("%Y-%m-%d"),
        }
    )
    topic = rng.normal(0, 1, 20) + 0.3 * rng.normal(0, 1, (len(day), 20))
    others = rng.normal(0, 1, (200, 20))  # unlike it and each other, so that the story stands out
    far = pd.DataFrame({"article_id": [f"b{k}" for k in range(200)], "source": "Ledger", "published": "2020-01-01"})
    vectors = pd.DataFrame(np.vstack([topic, others]), index=[*articles["article_id"], *far["article_id"]])
    found = find_events(pd.concat([articles, far], ignore_index=True), vectors, days=3)
    own = pd.Series(day, index=articles["article_id"]).groupby(found).agg(["min", "max", "size"])
    assert own["size"].max() >= 8
    assert (own["max"] - own["min"]).max() <= 3


def test_a_date_before_the_first_newspaper_is_none() -> None:
    articles, vectors = planted(noise=0.01)
    articles.loc[0, "published"] = "0001-01-01"
    assert pd.isna(find_events(articles, vectors).iloc[0])


def test_an_event_needs_two_sources_and_a_date() -> None:
    articles, vectors = planted(noise=0.01)
    alone = find_events(articles.assign(source="Ledger"), vectors)
    assert alone.isna().all()
    articles.loc[0, "published"] = None
    assert pd.isna(find_events(articles, vectors).iloc[0])
    with pytest.raises(InputError, match="needs dates"):
        find_events(articles.assign(published=None), vectors)
    with pytest.raises(InputError, match="Articles without a vector: 1, the first"):
        find_events(articles, vectors.iloc[1:])


def test_the_order_of_the_articles_does_not_matter() -> None:
    articles, vectors = planted()
    mixed = articles.sample(frac=1, random_state=1)
    one, other = find_events(articles, vectors), find_events(mixed, vectors)
    assert matching_quality(other, one).set_index("metric")["value"]["f1"] == 1


def test_quality_counts_pairs() -> None:
    true = pd.Series(["x", "x", "x", "y", "y"], index=list("abcde"))
    found = pd.Series(["1", "1", None, "2", "2"], index=list("abcde"))
    table = matching_quality(found, true).set_index("metric")
    assert table["value"].to_dict() == pytest.approx({"precision": 1.0, "recall": 0.5, "f1": 2 / 3})
    assert table["n"].to_dict() == {"precision": 2, "recall": 4, "f1": 2}
