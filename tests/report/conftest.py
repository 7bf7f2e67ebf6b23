"""A comparison of the sample corpus, with names and headlines that would break a page which does not escape them."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import framing
from framing.comparison import Comparison
from framing.corpora.embedded import articles

sys.path.insert(0, str(Path(__file__).parent))  # for annotated_fixtures

SCRIPT = "<script>alert('headline')</script>"
SOURCES = {
    "Harbor Wire": "Harbor <b>Wire</b> & Söhne",
    "The Fenwick Courier": '[Fenwick] "Courier" 100 % $_#~^{x}\\',
}
MEASURES = ("mean_editorializing", "share_editorializing", "mean_other_editorializing", "mean_loaded_language")


@pytest.fixture(scope="session")
def scores() -> pd.DataFrame:
    """The sample corpus, scored by the linear model; every headline ends in a script."""
    table = articles()
    table["source"] = table["source"].replace(SOURCES)
    scored = framing.score(table, model="linear")
    titles = scored["kind"] == "title"
    return scored.assign(text=scored["text"].where(~titles, scored["text"] + " " + SCRIPT))


@pytest.fixture(scope="session")
def comparison(scores: pd.DataFrame) -> Comparison:
    """Its three sources compared, by events too."""
    return framing.compare_sources(scores, match="event", measures=MEASURES, draws=400, seed=3)


@pytest.fixture(scope="session")
def full(comparison: Comparison) -> Comparison:
    """The same with words, speakers, stance and copies, a row or two each."""
    a, b, c = comparison.sources
    first, second = comparison.articles["article_id"].head(2)
    words = [
        (a, "author", "<i>tantrum</i>", 1.2, 0.4, 2.0, 3.1, 12),
        (b, "other", "robbery", 0.9, 0.1, 1.7, 2.2, 5),
        (c, "author", "rarely", -0.8, -1.5, -0.1, -2.1, 4),
    ]
    speakers = [
        (a, "Mayor <u>Holt</u>", 7, 0.5, [("said", 5), ("insisted", 2)]),
        (a, "A. Lindqvist", 2, 0.14, [("said", 1)]),
        (b, "Mayor Holt", 1, 0.2, []),
        (b, None, 4, 0.8, [("said", 4)]),
    ]
    stance = [("Holt", a, -0.4, -0.7, -0.1, 6, 14), ("Holt", b, 0.2, float("nan"), float("nan"), 1, 1)]
    copies = [(first, a, "", 0.93, True), (second, a, first, 0.93, False)]
    return replace(
        comparison,
        words=pd.DataFrame(words, columns=["source", "voice", "word", "log_odds", "low", "high", "z", "n"]),
        speakers=pd.DataFrame(speakers, columns=["source", "speaker", "n", "share", "cues"]),
        stance=pd.DataFrame(stance, columns=["target", "source", "value", "low", "high", "n_articles", "n_mentions"]),
        copies=pd.DataFrame(copies, columns=["article_id", "source", "copy_of", "similarity", "kept"]),
        warnings=("Read <em>this</em> first.",),
    )
