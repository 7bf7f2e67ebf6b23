from __future__ import annotations

import numpy as np
import pytest

from framing.errors import UnknownNameError
from framing.features.lexicon import Lexicon


def count(name: str, text: str) -> float:
    return float(Lexicon(lists=(name,)).transform([text])[0, 0])


@pytest.mark.parametrize(
    ("name", "text", "times"),
    [
        ("report_charged", "The senator ranted about taxes and lashed out at critics.", 2),
        ("report_charged", "The senator spoke about taxes.", 0),
        ("report_neutral", "According to the mayor, the bridge is safe, she said.", 2),
        ("report_doubting", "He claimed it; she insisted.", 2),
        ("hedges", "Perhaps it might work.", 2),
        ("boosters", "It is obviously true.", 2),
        ("evaluative_adverbs", "He characteristically and shamelessly left.", 2),
        ("labels", "The so-called expert praised fear-mongering and islamophobic tropes.", 3),
        ("labels", "The phobia clinic is in a monastery.", 0),
        ("comment_markers", "Needless to say, nobody came.", 1),
        ("obligation", "We must act; it is time to stop.", 3),
        ("attitude", "SHOCKINGLY, it worked.", 1),
    ],
)
def test_words_phrases_and_endings_are_counted(name: str, text: str, times: float) -> None:
    assert count(name, text) == times


def test_the_longest_phrase_hides_what_is_inside_it() -> None:
    assert count("hedges", "in my opinion") == 1
    assert count("negation", "rather than nothing") == 2


def test_counts_are_capped_at_four() -> None:
    assert count("hedges", "perhaps " * 50) == 4


def test_hits_say_where() -> None:
    text = "Critics — of course — blasted the plan."
    hits = Lexicon(lists=("comment_markers", "report_charged")).hits(text)
    assert [(text[hit.start : hit.end], hit.name) for hit in hits] == [
        ("of course", "comment_markers"),
        ("blasted", "report_charged"),
    ]


def test_one_list_gives_the_same_alone_and_among_others() -> None:
    text = "Needless to say, the radical mob perhaps claimed victory, in other words."
    alone = [count(name, text) for name in ("hedges", "labels", "report_doubting")]
    together = Lexicon(lists=("hedges", "labels", "report_doubting")).transform([text])[0]
    np.testing.assert_array_equal(together, alone)


def test_an_unknown_list_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'hedges'"):
        Lexicon(lists=("hedge",)).transform(["a"])
