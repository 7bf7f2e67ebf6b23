from __future__ import annotations

import warnings

import pandas as pd
import pytest

import framing
from framing.articles.languages import not_english, told
from framing.corpora import embedded

GERMAN = (
    "Der Stadtrat hat am Montag beschlossen, die alte Brücke über den Fluss abzureißen und eine neue zu bauen. "
    "Die Bürgermeisterin sprach von einem guten Tag für die Stadt, während Händler aus der Umgebung vor hohen Kosten "
    "warnten und eine Abstimmung verlangten, die es nach dem Willen des Rates aber nicht geben soll."
)


def test_other_languages_are_told_from_english() -> None:
    assert not_english([GERMAN, *embedded.articles()["text"], "Kurz.", ""]) == [True, *[False] * 24, False, False]


def test_articles_in_another_language_are_warned_of() -> None:
    table = pd.DataFrame(
        {
            "article_id": ["de", "en", "en2"],
            "source": ["A", "A", "B"],
            "text": [GERMAN, *embedded.articles()["text"].head(2)],
        }
    )
    with pytest.warns(UserWarning, match=r"not seem to be in English: 1 \('de'\)"):
        scores = framing.score(table, "linear", evidence=False)
    assert scores.attrs["not_english"] == ["de"]
    compared = framing.compare_sources(scores, words=False, draws=200)
    assert told(["de"]) in compared.warnings
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "not_english" not in framing.score(table.iloc[1:], "linear", evidence=False).attrs
