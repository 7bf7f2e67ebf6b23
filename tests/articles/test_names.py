from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framing.articles.names import common_names
from framing.articles.targets import TargetFinder


def names(*articles: str, n: int = 12, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    return common_names([article.split(" | ") for article in articles], n, without)


def test_a_surname_belongs_to_the_person_named_in_full() -> None:
    found = names(
        "On Tuesday Senator Ada Bell met voters. | Later Ms. Bell left, and Bell’s aides stayed.",
        "Critics of Ada J. Bell and Bell spoke to President Bell.",
    )
    assert found == {"Ada Bell": ["Ada Bell", "Bell", "Ada J. Bell"]}


def test_a_family_name_that_comes_first() -> None:
    found = names("He met Wu Lanying. | Then President Wu and Wu’s wife left with Wu.")
    assert found == {"Wu Lanying": ["Wu Lanying", "Wu"]}


def test_a_surname_of_several_people_is_nobodys() -> None:
    found = names("He saw Ada Bell and Carl Bell. | Then Bell left.", "Here Ada Bell and Carl Bell sang, said Bell.")
    assert found == {"Ada Bell": ["Ada Bell"], "Carl Bell": ["Carl Bell"]}


def test_a_place_that_shares_a_name_with_somebody_rarely_named() -> None:
    found = names("He saw Lincoln Garrick in Garrick. ", *["They live in Garrick now."] * 8)
    assert list(found) == ["Garrick", "Lincoln Garrick"]


def test_initials_that_differ_are_different_people() -> None:
    found = names("We saw Ada B. Holt, Ada B. Holt, Ada Holt and Ada C. Holt.")
    assert found == {"Ada B. Holt": ["Ada B. Holt", "Ada Holt"], "Ada C. Holt": ["Ada C. Holt"]}


def test_acronyms_go_to_what_they_stand_for() -> None:
    found = names(
        "In the European Union and the United States, the EU and the U.S. agreed. | "
        "Then US officials and the U.S. Senate left."
    )
    assert found["United States"] == ["United States", "U.S.", "US"]
    assert found["European Union"] == ["European Union", "EU"]
    assert "Senate" in found


def test_plurals_adjectives_and_compounds() -> None:
    found = names("The Liberals and a Liberal senator; in Verania the Veranian army, in the Verania-Borland talks.")
    assert found == {"Liberals": ["Liberals", "Liberal"], "Verania": ["Verania"]}


def test_names_of_several_words() -> None:
    found = names(
        "At the Bank of England and in the House of the People they met Ludwig van Holt and Bashar al-Holm.",
        "Then the Justice Department and St. Ives paid.",
    )
    assert set(found) == {
        *(
            "Bank of England",
            "House of the People",
            "Ludwig van Holt",
            "Bashar al-Holm",
            "Justice Department",
            "St. Ives",
        ),
    }


def test_words_that_only_begin_sentences_are_no_names() -> None:
    found = names(
        "Taxes rose. | Yesterday Ada Bell spoke. | Critics said: Taxes hurt. | “Nonsense,” said Ada Bell. | "
        "Iran replied.",
        "But taxes rose in Iran. | Many critics left. | Predictably Ada Bell left.",
    )
    assert set(found) == {"Ada Bell", "Iran"}


def test_calendar_titles_nationalities_and_laws_are_no_names() -> None:
    text = (
        "He met the President in May, on Friday, with the German envoy, over the Clean Air Act, said Ada May Tuesday."
    )
    assert names(text) == {"Ada May": ["Ada May"]}


def test_datelines_and_headlines_tell_nothing() -> None:
    assert (
        names("WEXMOOR (Ledger) — He left.", "WEXMOOR, Calder – He left. | Mayor Wins Third Term In Wexmoor Vote") == {}
    )


def test_sources_authors_and_agencies_are_left_out() -> None:
    text = "He told the Plain Lantern, Reuters and the Associated Press, in Iran, of Ada Holt."
    assert names(text, without=("The Plain Lantern", "ada holt")) == {"Iran": ["Iran"]}


def test_the_names_of_most_articles_come_first() -> None:
    found = names("He saw Iran, Iran, Iran and Borland.", "He left Borland for Calder.", n=2)
    assert list(found) == ["Borland", "Iran"]
    assert names("It is what it is.") == {} and common_names([], 3) == {}


@given(st.lists(st.lists(st.text(), max_size=4), max_size=4))
def test_any_text_gives_targets_that_can_be_searched(articles: list[list[str]]) -> None:
    found = common_names(articles, 12)
    assert all(aliases[0] == name for name, aliases in found.items())
    if found:
        TargetFinder(found)


def test_every_alias_is_found_in_the_text() -> None:
    text = (
        "He told J. R. Tate, J.R. Holt, O’Hara Bell, St. Ives and the U.S. Senate that Tate’s and Bell’s plan is fine."
    )
    found = names(text)
    mentioned = {mention.target for mention in TargetFinder(found).find(text)}
    assert mentioned == set(found) >= {"J. R. Tate", "J.R. Holt", "O'Hara Bell", "St. Ives", "U.S.", "Senate"}
