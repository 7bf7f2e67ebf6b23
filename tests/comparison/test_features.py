from __future__ import annotations

import pandas as pd
import pytest

from framing import to_sentences
from framing.comparison import distinguishing_features
from framing.corpora import embedded
from framing.errors import InputError, UnknownNameError
from framing.features import extract


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


def test_speakers_and_places_are_those_of_whole_articles(sentences: pd.DataFrame) -> None:
    found = distinguishing_features(sentences, families=["speech", "position"])
    values = found[found["source"] == "Harbor Wire"].set_index("measure")["value"]
    rows = sentences[sentences["source"] == "Harbor Wire"]
    features = extract(sentences, ["speech", "position"]).loc[rows.index]
    own = (rows["kind"] == "body") & (rows["voice"] == "author")
    wanted = features[own].groupby(rows.loc[own, "article_id"]).mean().mean()
    assert values["speech_speakers"] > 0 and values["speech_others_share"] > 0
    pd.testing.assert_series_equal(values.sort_index(), wanted.sort_index(), check_names=False)


def test_mistakes_are_named(sentences: pd.DataFrame) -> None:
    with pytest.raises(UnknownNameError, match="lexicon"):
        distinguishing_features(sentences, families=["lexikon"])
    with pytest.raises(InputError, match="author, other, mixed"):
        distinguishing_features(sentences, voice="nobody")
    with pytest.raises(InputError, match="'outlet'"):
        distinguishing_features(sentences, by="outlet")
