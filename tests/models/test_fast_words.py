from __future__ import annotations

import numpy as np
import pytest

import framing.models.fast_words as fast_words
from framing.models.fast_words import WORD, Pieces, Words, word_spans

PIECES = ["[UNK]", "the", "mayor", "##s", "left", ".", "un", "##left"]


@pytest.fixture
def values() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(len(PIECES), 3, 4)).astype(np.float32)


def test_words_are_split_as_wordpiece_does() -> None:
    assert Pieces(PIECES).split(["mayors", "unleft", "MAYOR", "xyz"]) == [[2, 3], [6, 7], [2], [0]]


def test_rows_of_words(values: np.ndarray) -> None:
    rows, counts, table = Words(PIECES, values).read(["The mayors left.", "", "Left"])
    assert counts.tolist() == [4, 0, 1]
    np.testing.assert_array_equal(table[0], 0)
    np.testing.assert_array_equal(table[rows[0]], values[1])
    np.testing.assert_array_equal(table[rows[1]], values[2] + values[3])
    np.testing.assert_array_equal(table[rows[4]], values[4])


def test_words_have_their_places_in_the_text() -> None:
    text = "He, a B-52: caf\u00e9, e\u0301."
    plain = [match.span() for match in WORD.finditer(text)]
    found = word_spans(text)
    assert [span for span in found if span] == [span for span in plain if text[span[0]].isalnum()]
    assert len(found) == len(plain)
    turkish = "İzmir, İ."  # in lower case an i, a dot above and the rest
    assert len(word_spans(turkish)) == len(WORD.findall(turkish.lower()))
    assert [turkish[slice(*span)] for span in word_spans(turkish) if span] == ["İ", "zmir", "İ"]


def test_rows_do_not_depend_on_what_came_before(values: np.ndarray) -> None:
    fresh, used = Words(PIECES, values), Words(PIECES, values)
    used.read(["unleft mayors unmayors"])
    found = []
    for words in (fresh, used):
        rows, _, table = words.read(["mayors unleft"])
        found.append(table[rows])
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize(("bound", "most"), [("CACHED", 2), ("ROOM", 2)])
def test_words_are_forgotten_and_tables_that_are_in_use_stay(
    values: np.ndarray, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(fast_words, bound, most)
    words = Words(PIECES, values)
    rows, _, table = words.read(["mayors unleft left"])
    kept = table[rows].copy()
    for _ in range(3):
        words.read(["unmayors lefts mayorss"])
    np.testing.assert_array_equal(table[rows], kept)
    rows, _, table = words.read(["mayors unleft left"])
    np.testing.assert_array_equal(table[rows], kept)
    assert len(table) <= len(values) + 1 + 4 + fast_words.ROOM  # however many texts came, it does not grow


def test_more_words_than_there_is_room_for(values: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"{'mayor' * (1 + n % 7)}{'s' * (n // 7)}" for n in range(6000)]
    monkeypatch.setattr(fast_words, "ROOM", 1000)
    words = Words(PIECES, values)
    rows, counts, table = words.read([" ".join(many)])
    assert counts.tolist() == [6000] and rows.max() < len(table)
    alone, _, small = Words(PIECES, values).read([many[-1]])
    np.testing.assert_array_equal(table[rows[-1]], small[alone[0]])
