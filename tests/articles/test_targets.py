from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing.articles.targets import TargetFinder, check_targets, read_targets
from framing.errors import InputError

TARGETS = {
    "Iran": ["Iran", "Tehran"],
    "Bell": ["Bell", "Ada Bell"],
    "president": ["the US president"],
    "migrants": ["immigrants", "asylum seekers"],
    "New York": "New York",
    "New York Times": "New York Times",
    "Unionists": ["Unionists"],
    "José Gil": ["José"],
    "U.S.": ["U.S."],
}
FINDER = TargetFinder(TARGETS)


def found(text: str, finder: TargetFinder = FINDER) -> list[str]:
    return [text[mention.start : mention.end] for mention in finder.find(text)]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Iran and Tehran replied.", ["Iran", "Tehran"]),
        ("Tirana, Iranian, @Iran, iran, iran.com, Iran.com and Irán.", []),
        ("Iran's plan, Iran’s envoy, IRAN.", ["Iran", "Iran"]),
        ("The Unionists’ vote and the Unionists' seats", ["Unionists", "Unionists"]),
        ("Bell'll go, Bell’d say, Bell'x", ["Bell", "Bell"]),
        ("L'Iran, O'Bell and D’Bell", []),
        ("Iran-backed, anti-Iran, US‑Iran, Iran‐led", []),
        ("Iran–Iraq, Iran/Iraq, Iran—which, Iran -- which, Iran--which, (Iran)", ["Iran"] * 6),
        ("“Iran”, ‘Iran’, 'Iran', #Iran", ["Iran"] * 4),
        (
            "The US president left. So did the US president, not The US President.",
            ["The US president", "the US president"],
        ),
        (
            "Immigrants, IMMIGRANTS, asylum\u00a0seekers and Asylum\n seekers",
            ["Immigrants", "IMMIGRANTS", "asylum\u00a0seekers", "Asylum\n seekers"],
        ),
        ("The New York Times is in New York.", ["New York Times", "New York"]),
        ("He left the U.S. on Monday; the U.S.-led, the U.S.S.R.", ["U.S."]),
        ("", []),
    ],
)
def test_what_counts_as_a_mention(text: str, mentions: list[str]) -> None:
    assert found(text) == mentions


@pytest.mark.parametrize(
    "mention",
    [
        "Mr Bell",
        "Mr. Bell",
        "President Bell",
        "Ms. Ada Bell",
        "Prime Minister Ada Bell",
        "Sen. Bell",
        "Vice\u00a0President Bell",
        "Secretary of State Bell",
        "Majority Leader Bell",
        "President-elect Bell",
    ],
)
def test_titles_belong_to_the_mention(mention: str) -> None:
    assert found(f"On Monday {mention}’s plan failed.") == [mention]


@pytest.mark.parametrize("text", ["the president Bell knows", "Former Bell aides", "Hamr Bell rang", "Doctor. No Bell"])
def test_other_words_before_a_name_do_not(text: str) -> None:
    assert found(text) == ["Bell"]


def test_a_title_of_one_mention_is_not_taken_by_the_next() -> None:
    finder = TargetFinder({"office": ["the President"], "Bell": ["Bell"]})
    assert found("They asked the President Bell saw.", finder) == ["the President", "Bell"]


def test_decomposed_letters_are_found_where_they_stand() -> None:
    text = unicodedata.normalize("NFD", "Café: Mr José’s plan, Josés, Jose\u0301\u0323 — 가 José!")
    assert [unicodedata.normalize("NFC", mention) for mention in found(text)] == ["Mr José", "José"]
    assert found(text)[0] != "Mr José"  # the text itself, as it is
    assert found("Jose\u0301 spoke", TargetFinder({"other": ["Jose"]})) == []


def test_a_longer_alias_of_another_target_goes_first() -> None:
    finder = TargetFinder({"a": ["Bank of", "of England side"], "b": ["England side street"]})
    assert found("the Bank of England side street", finder) == ["Bank of", "England side street"]


PIECES = st.sampled_from(
    [
        "Iran",
        "Mr ",
        "Ada ",
        "Bell",
        "Jose\u0301",
        "José",
        "’s",
        "'",
        "-",
        " ",
        ".",
        "the US president",
        "New York",
        " Times",
        "immigrants",
        "\u0301",
        "\u1161",
        "ᄀ",
        "İ",
        "ß",
        "@",
        "President ",
        "\n",
        "😀",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join)))
@example("İİ immigrants Mr Bell e\u0301 Iran")
def test_mentions_are_aliases_in_place_and_never_overlap(text: str) -> None:
    mentions = FINDER.find(text)
    ends = [0, *(mention.end for mention in mentions)]
    for mention, floor in zip(mentions, ends, strict=False):
        assert floor <= mention.start < mention.end <= len(text)
        shown = " ".join(unicodedata.normalize("NFC", text[mention.start : mention.end]).replace("’", "'").split())
        aliases = FINDER.targets[mention.target]
        assert any(shown.lower().endswith(alias.lower()) for alias in aliases), shown


@given(
    st.dictionaries(st.text(min_size=1), st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=3), min_size=1),
    st.text(),
)
def test_any_targets_are_searched_or_refused(targets: dict[str, list[str]], text: str) -> None:
    try:
        finder = TargetFinder(targets)
    except InputError:  # a name without a letter, or an alias of two
        return
    for aliases in targets.values():
        for alias in aliases:
            mentions = finder.find(f"{text} {alias} {text}")
            ends = [0, *(mention.end for mention in mentions)]
            assert all(end <= mention.start < mention.end for mention, end in zip(mentions, ends, strict=False))


@pytest.mark.parametrize(
    ("targets", "complaint"),
    [
        (["Iran"], "must map each target to its aliases, not be of type list"),
        (None, "not be nothing"),
        ({}, "no target is given"),
        ({"Iran": []}, "'Iran' has no alias"),
        ({"Iran": None}, "must be a list of texts, not nothing"),
        ({"Iran": {"a": "b"}}, "must be a list of texts, not of type dict"),
        ({"Iran": ["Iran", 3]}, "the alias 3 of 'Iran' is of type int, not text; put it in quotation marks"),
        ({"Norway": [False]}, "is of type bool"),
        ({7: ["Seven"]}, "the target 7 is of type int"),
        ({"Iran": [" - "]}, "has no letter or digit"),
        ({"Iran": ["Persia"], "Old Iran": ["Persia "]}, "alias of both 'Iran' and 'Old Iran'"),
    ],
)
def test_targets_that_cannot_be_used(targets: object, complaint: str) -> None:
    with pytest.raises(InputError) as error:
        check_targets(targets, "t.yaml")
    assert complaint in str(error.value) and str(error.value).startswith("t.yaml: ")
    assert "\n" not in str(error.value)


def test_one_alias_needs_no_list_and_copies_are_dropped() -> None:
    assert check_targets({"Iran": "Iran", "Bell": ("Bell", " Bell ", "A. Bell")}) == {
        "Iran": ["Iran"],
        "Bell": ["Bell", "A. Bell"],
    }


def test_a_file_of_targets(tmp_path: Path) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text("\ufeffChina: [China, Beijing]\nBell: Ada Bell\n", encoding="utf-8")
    assert read_targets(path) == {"China": ["China", "Beijing"], "Bell": ["Ada Bell"]}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("- China\n- Iran\n", "must map each target"),
        ("", "not be nothing"),
        ("China: [China\nIran: [", "cannot be read as YAML"),
        ("China: [China]\nChina: [Beijing]\n", "'China' stands twice"),
        ("Norway: [Norway, No]\n", "put it in quotation marks"),
        ("? [a, b]\n: c\n", "cannot be read as YAML"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "targets.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_targets(path)
    assert complaint in str(error.value) and str(path) in str(error.value) and "\n" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_targets(tmp_path / "targets.yaml")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match="cannot be read as YAML"):
        read_targets(tmp_path / "binary.yaml")
