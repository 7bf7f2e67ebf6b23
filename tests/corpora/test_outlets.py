from __future__ import annotations

import pytest

from framing.corpora.outlets import HOSTS, canonical_outlet, outlet_of_link


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (("Federalist", "The Federalist", "the-federalist", " the  federalist "), "Federalist"),
        (("Daily Beast", "The Daily Beast", "daily-beast"), "Daily Beast"),
        (("HuffPost", "Huffpost", "huffpost", "Huffington Post", "huff-post"), "HuffPost"),
        (("The Guardian", "the-guardian"), "Guardian"),
        (("MSNBC", "msnbc"), "MSNBC"),
        (("USA Today", "usa-today"), "USA Today"),
        (("New York Times", "The New York Times", "nyt"), "New York Times"),
        (("Washington Post", "wash-post", "washington-post"), "Washington Post"),
        (("Breitbart", "breitbart", "Breitbart News"), "Breitbart"),
        (("TheBlaze", "The Blaze", "TheBlaze.com"), "TheBlaze"),
        (("NBC News", "NBCNews.com", "NBC"), "NBC News"),
        (("CNS News", "CNSNews.com"), "CNS News"),
        (("Des Moines Register", "DesMoines Register"), "Des Moines Register"),
    ],
)
def test_spellings_of_one_outlet_become_one(spellings: tuple[str, ...], name: str) -> None:
    assert {canonical_outlet(spelling) for spelling in spellings} == {name}


def test_outlets_that_only_look_alike_stay_apart() -> None:
    names = [
        "The Guardian",
        "UCSD Guardian",
        "New York Post",
        "New York Magazine",
        "Fox News",
        "Fox Business",
        "Insider",
    ]
    assert len({canonical_outlet(name) for name in names}) == len(names)


def test_unknown_names_keep_their_spelling_and_slugs_get_capitals() -> None:
    assert canonical_outlet("The McGill Daily") == "McGill Daily"
    assert canonical_outlet("some-small-paper") == "Some Small Paper"
    assert canonical_outlet("The") == "The"


@pytest.mark.parametrize("nothing", [None, "", "  ", float("nan")])
def test_no_outlet(nothing: object) -> None:
    assert canonical_outlet(nothing) is None  # type: ignore[arg-type]


def test_applying_it_twice_changes_nothing() -> None:
    for name in ("the-nation", "The Hill", "nj", "theblaze", "time-magazine", "chicago-suntimes", "rt"):
        once = canonical_outlet(name)
        assert canonical_outlet(once) == once


@pytest.mark.parametrize(
    ("link", "outlet"),
    [
        ("https://www.nytimes.com/2018/a.html?x=cnn.com", "New York Times"),
        ("http://money.cnn.com/a", "CNN"),
        ("edition.cnn.com/a", "CNN"),
        ("https://finance.yahoo.com/a", "Yahoo! Finance"),
        ("https://uk.news.yahoo.com/a", "Yahoo! News"),
        ("https://notcnn.com/a", None),
        ("https://cnn.com.example.org/a", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_outlet_of_a_link(link: str | None, outlet: str | None) -> None:
    assert outlet_of_link(link) == outlet


def test_outlets_of_hosts_are_spelled_as_everywhere() -> None:
    assert {name for name in HOSTS.values() if canonical_outlet(name) != name} == set()
