from __future__ import annotations

from importlib import resources

import pytest

from framing.errors import InputError, UnknownNameError
from framing.features.wordlists import MAIN, groups, read_list, word_lists

HEADER = "# about: test\n# source: us\n# licence: CC0\n# compiled: here\n"


def test_every_list_says_where_it_comes_from() -> None:
    folder = resources.files("framing.features") / "lexicons"
    assert {item.name for item in folder.iterdir() if not item.name.endswith(".txt")} == set(groups()[1:])
    assert len(word_lists()) == sum(item.name.endswith(".txt") for item in folder.iterdir()) == 33
    for group in groups():
        for words in word_lists(group).values():
            assert words.about and words.source and words.licence and words.compiled
            assert len(words.entries) >= 20, words.name
            assert all(entry == entry.strip().lower() and "(" not in entry for entry in words.entries), words.name
            assert all(len(entry.split()) <= 12 for entry in words.entries), words.name


def test_no_licence_forbids_redistribution() -> None:
    licences = {words.licence.split(" (")[0] for group in groups() for words in word_lists(group).values()}
    assert licences == {"CC0-1.0", "ODC Public Domain Dedication and Licence"}


def test_an_unknown_group_names_the_nearest() -> None:
    assert groups()[0] == MAIN
    with pytest.raises(UnknownNameError, match="Did you mean 'prose'"):
        word_lists("pros")


def test_verbs_are_inflected() -> None:
    words = read_list("verbs", HEADER + "# inflect: verb\nadmit (admitted admitting), point out, deny, rage\n")
    assert {"admits", "admitted", "admitting", "points out", "pointing out", "denies", "denied", "raging"} <= set(
        words.entries
    )


@pytest.mark.parametrize("text", ["a, b\n", HEADER, HEADER.replace("# licence: CC0\n", "") + "a\n"])
def test_a_list_without_source_or_entries_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="Word list 'broken' needs entries"):
        read_list("broken", text)
