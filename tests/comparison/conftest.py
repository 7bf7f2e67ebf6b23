"""Scores tables made up in memory: articles of known values, without a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

Make = Callable[..., pd.DataFrame]


def scores_table(
    articles: Sequence[tuple[str, Sequence[float]]], columns: dict[str, Sequence[Any]] | None = None
) -> pd.DataFrame:
    """Return scores: for each article its source and the editorializing of its sentences, with columns by article."""
    rows = []
    rng = np.random.default_rng(7)
    for number, (source, values) in enumerate(articles):
        own = {name: given[number] for name, given in (columns or {}).items()}
        text = own.pop("text", None)
        for position, value in enumerate(values):
            sentence = text or " ".join(f"w{k}" for k in rng.integers(0, 10_000, 12))
            rows.append(
                {
                    "article_id": f"a{number}",
                    "sentence_id": f"a{number}:{position}",
                    "position": position,
                    "kind": "body",
                    "start": 20 * position,
                    "end": 20 * position + len(sentence),
                    "paragraph": 0,
                    "text": sentence,
                    "voice": "author",
                    "author_share": 1.0,
                    "quoted_share": 0.0,
                    "attributed_share": 0.0,
                    "speaker": None,
                    "quoted_spans": [],
                    "attributed_spans": [],
                    "scare_spans": [],
                    "source": source,
                    "published": None,
                    "event": None,
                    "topic": None,
                    "editorializing": value,
                    "other_editorializing": np.nan,
                    "loaded_language": value / 2,
                    "frame_economic": 1 - value,
                }
                | own
            )
    table = pd.DataFrame(rows)
    table.attrs = {"model": "made up", "thresholds": {"editorializing": 0.5, "loaded_language": 0.5}}
    return table


@pytest.fixture
def make_scores() -> Make:
    """The function that makes a scores table."""
    return scores_table


@pytest.fixture(scope="session")
def two_outlets_once() -> pd.DataFrame:
    """Scores of 24 articles of the Ledger, which editorializes little, and 24 of the Banner, on the same 24 events."""
    rng = np.random.default_rng(1)
    event = rng.normal(0, 0.1, 24)
    articles = [
        (source, np.clip(level + event[e] + rng.normal(0, 0.08, 6), 0, 1))
        for source, level in (("Ledger", 0.3), ("Banner", 0.5))
        for e in range(24)
    ]
    columns = {
        "event": [f"e{e}" for e in range(24)] * 2,
        "topic": ["taxes", "schools", "health"] * 16,
        "published": [f"2024-{1 + e // 2:02}-1{e % 2}" for e in range(24)] * 2,
    }
    return scores_table(articles, columns)


@pytest.fixture
def two_outlets(two_outlets_once: pd.DataFrame) -> pd.DataFrame:
    """A copy of :func:`two_outlets_once` for one test."""
    return two_outlets_once.copy()
