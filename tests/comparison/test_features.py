from __future__ import annotations

import pandas as pd
import pytest

from framing import to_sentences
from framing.comparison import distinguishing_features
from framing.corpora import embedded
from framing.errors import InputError, UnknownNameError


@pytest.fixture(scope="module")
def sentences() -> pd.DataFrame:
    return to_sentences(embedded.articles())


def test_the_wire_comments_least(sentences: pd.DataFrame) -> None:
    found = distinguishing_features(sentences, families=["lexicon", "style"])
    assert set(found["family"]) == {"lexicon", "style"}
    assert found.groupby("measure")["source"].nunique().eq(3).all()
    assert found["effect"].abs().is_monotonic_decreasing or found["effect"].isna().any()
    comment = found[found["measure"] == "lexicon_comment_markers"].set_index("source")
    assert comment["effect"].idxmin() == "Harbor Wire" and comment["effect"].min() < -0.5
    assert found["distinguishable"].any()
    assert (found.loc[found["source"] == "Harbor Wire", "n_articles"] == 8).all()


def test_the_words_of_others_are_not_the_authors(sentences: pd.DataFrame) -> None:
    own = distinguishing_features(sentences, families=["lexicon"]).set_index(["measure", "source"])["value"]
    every = distinguishing_features(sentences, families=["lexicon"], voice=None).set_index(["measure", "source"])[
        "value"
    ]
    assert not own.round(9).equals(every.reindex(own.index).round(9))


def test_mistakes_are_named(sentences: pd.DataFrame) -> None:
    with pytest.raises(UnknownNameError, match="lexicon"):
        distinguishing_features(sentences, families=["lexikon"])
    with pytest.raises(InputError, match="author, other, mixed"):
        distinguishing_features(sentences, voice="nobody")
    with pytest.raises(InputError, match="'outlet'"):
        distinguishing_features(sentences, by="outlet")
