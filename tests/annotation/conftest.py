"""Scores of invented articles, and labels that three invented coders gave."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

SOURCES = ("Harbor Wire", "The Lantern", "Fenwick Courier")
PLAIN = ("The {who} met on Tuesday.", "The {who} will publish the report in March.", "The {who} approved 40 permits.")
HEATED = ("What a shameful stunt by the {who}!", "The disgraceful {who} betrayed us, of course.", "The {who} must go.")
PEOPLE = ("mayor", "minister", "council", "company", "union", "court", "governor", "board", "agency", "school", "club")


def make_scores(articles: int = 6, sentences: int = 12, seed: int = 0) -> pd.DataFrame:
    """Return a scores table: ``articles`` a source, a title first, then body sentences."""
    rng = np.random.default_rng(seed)
    rows = []
    for source in SOURCES:
        for number in range(articles):
            name, start = f"{source.split()[-1].lower()}-{number}", 0
            for position in range(sentences + 1):
                heated = rng.random() < 0.3
                text = str(rng.choice(HEATED if heated else PLAIN)).format(who=PEOPLE[int(rng.integers(len(PEOPLE)))])
                rows.append(
                    {
                        "article_id": name, "sentence_id": f"{name}:{position}", "position": position,
                        "kind": "body" if position else "title", "start": start, "end": start + len(text), "text": text,
                        "voice": "author", "author_share": 1.0, "quoted_share": 0.0, "attributed_share": 0.0,
                        "speaker": None, "quoted_spans": [], "attributed_spans": [], "scare_spans": [],
                        "source": source, "heated": heated,
                        "editorializing": float(np.clip(rng.beta(4, 2) if heated else rng.beta(1, 5), 0.001, 0.999)),
                        "loaded_language": float(rng.beta(1, 3)), "other_editorializing": np.nan,
                    }
                )  # fmt: skip
                start += len(text) + 1
    table = pd.DataFrame(rows)
    table.attrs = {"thresholds": {"editorializing": 0.4, "loaded_language": 0.5}}
    return table


@pytest.fixture
def scores() -> pd.DataFrame:
    return make_scores()


@pytest.fixture(scope="session")
def scores_of() -> Callable[..., pd.DataFrame]:
    return make_scores
