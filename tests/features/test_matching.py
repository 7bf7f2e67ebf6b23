from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framing.articles.words import word_forms
from framing.features.matching import Match, Matcher, every_list
from framing.features.reading import cut
from framing.features.wordlists import WordList


def words(name: str, *entries: str) -> WordList:
    return WordList(name, "test", "us", "CC0", "here", entries)


SMALL = Matcher(
    {
        "one": [words("a", "b", "b c", "*ing", "d e f"), words("b", "b c", "e")],
        "two": [words("c", "c", "e f", "c d")],
    }
)


def by_batch(matcher: Matcher, texts: list[str]) -> list[list[Match]]:
    batch = cut(texts)
    found: list[list[Match]] = [[] for _ in texts]
    for match in zip(*(part.tolist() for part in matcher.match(batch)), strict=True):
        row = int(batch.row[match[0]])
        first = int(batch.first[row])
        found[row].append(Match(match[0] - first, match[1] - first, match[2]))
    return [sorted(row) for row in found]


def test_a_phrase_hides_its_words_within_its_group_only() -> None:
    assert SMALL.columns == [("one", "a"), ("one", "b"), ("two", "c")]
    assert by_batch(SMALL, ["b c"]) == [[Match(0, 1, 0), Match(0, 1, 1), Match(1, 1, 2)]]
    assert by_batch(SMALL, ["b b"]) == [[Match(0, 0, 0), Match(1, 1, 0)]]


def test_phrases_and_words_do_not_reach_into_the_next_sentence() -> None:
    assert by_batch(SMALL, ["x b", "c x", "", "seeing d"]) == [
        [Match(0 + 1, 1, 0)],
        [Match(0, 0, 2)],
        [],
        [Match(0, 0, 0)],
    ]


@given(st.lists(st.lists(st.sampled_from("a b c d e f b c sing ing".split()), max_size=9).map(" ".join), max_size=6))
def test_a_batch_gives_what_each_text_gives_alone(texts: list[str]) -> None:
    assert by_batch(SMALL, texts) == [sorted(SMALL.scan(word_forms(text))) for text in texts]


def test_all_lists_give_the_same_both_ways_on_prose() -> None:
    texts = [
        "It is no secret that the so-called experts failed to admit it, in other words: they lied.",
        "According to the mayor, it is time to act; after all, the bridge was built in 1920.",
        "The far-right mob ranted about the death tax and lashed out at critics of the White House.",
        "",
        "Make no mistake, of course, at the end of the day, the very best of the best.",
    ]
    assert by_batch(every_list(), texts) == [sorted(every_list().scan(word_forms(text))) for text in texts]
