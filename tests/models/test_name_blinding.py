from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.articles import read_voices
from framing.models.name_blinding import NAME, as_seen, blinded, shown_pieces, shown_texts
from framing.models.views import VIEWS


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Trump said so.", "Morgan said so."),
        ("The Trump administration lied, said Mr. Obama.", "Morgan administration lied, said Morgan."),
        ("Critics of the Republican Party left the U.S. Senate.", "Critics of Morgan left Morgan."),
        ("An Ohioan met the Smiths’ son.", "A Morgan met Morgan’s son."),
        ("They went from the Bank of England to the US.", "They went from Morgan to Morgan."),
        ("African-American voters and pro-Israel groups met.", "Morgan voters and pro-Morgan groups met."),
        ("Émile Zola accused them.", "Morgan accused them."),
        ("“Ohio,” he said, and Ohio's mayor left.", "“Morgan,” he said, and Morgan's mayor left."),
        # Words of every day, of the calendar, of emphasis and of thought stay, wherever they stand.
        ("Green voters met on Tuesday in May.", "Green voters met on Tuesday in May."),
        ("I'm told that it is SO wrong: Radical Marxists!", "I'm told that it is SO wrong: Radical Marxists!"),
        ("But the Green Party won.", "But Morgan won."),
        ("The Fake News Media lied.", "The Fake News Media lied."),
        ("Don’t ask, O'Brien. We've lost; It's Don's turn.", "Don’t ask, Morgan. We've lost; It's Morgan's turn."),
        ("no capitals at all", "no capitals at all"),
        ("", ""),
    ],
)
def test_names_become_one_and_other_words_stay(text: str, seen: str) -> None:
    assert blinded(text).text == seen


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Donald Trump", "Kamala Harris"),
        ("Sen. Bernie Sanders", "Rep. Liz Cheney"),
        ("Iran", "the United Kingdom"),
        ("the Democrats", "Republicans"),
        ("The New York Times", "Breitbart"),
        ("Muslims", "Hindus"),
    ],
)
def test_who_is_named_leaves_the_text_as_it_is(one: str, other: str) -> None:
    sentences = ("It is a shame that {} won again.", "{} won in a landslide.", "Everyone blamed {}’s lawyer.")
    for sentence in sentences:
        first, second = (blinded(sentence.format(name[0].upper() + name[1:])).text for name in (one, other))
        assert first == second and NAME in first


def test_both_articles_before_a_name_are_one() -> None:
    assert blinded("He met an Iranian envoy.").text == blinded("He met a Swedish envoy.").text


@given(st.text(alphabet=st.sampled_from("aAbTrumpOhio theThe.-’' ofM\u00a0éÉ,“”\n"), max_size=80))
def test_pieces_are_what_is_left_of_the_text(text: str) -> None:
    seen = blinded(text)
    for start, end, origin in seen.pieces:
        assert seen.text[start:end] == text[origin : origin + end - start]
    ends = [0, *(end for _, end, _ in seen.pieces)]
    gaps = [seen.text[a:start] for a, (start, _, _) in zip(ends, seen.pieces, strict=False)]
    assert all(not gap or NAME in gap for gap in [*gaps, seen.text[ends[-1] :]])


@given(st.text(max_size=60))
def test_any_text_is_read_and_what_is_blinded_stays_so(text: str) -> None:
    once = blinded(text).text
    assert len(once) == 0 or len(blinded(once).text) > 0


def test_places_lead_back_to_the_article() -> None:
    text = "Yes. The Senate was ruined, Bell said: “Trump lies.” Shameful Ohio officials!"
    table = read_voices([text])
    table = table.assign(
        start=100, quoted_spans=[[(s + 100, e + 100) for s, e in spans] for spans in table["quoted_spans"]]
    )
    table["attributed_spans"] = [[(s + 100, e + 100) for s, e in spans] for spans in table["attributed_spans"]]
    article = " " * 100 + text
    for view in VIEWS:
        (shown,) = shown_pieces(table, view, blind=True)
        assert shown.text == shown_texts(table, view, blind=True)[0]
        assert not {"Bell", "Ohio", "Trump", "Senate"} & set(shown.text.replace(".", " ").split())
        for start, end, origin in shown.pieces:
            assert shown.text[start:end] == article[origin : origin + end - start]


def test_models_that_are_not_blind_see_the_text() -> None:
    assert as_seen(["Trump left."], blind=False) == ["Trump left."]
    table = pd.DataFrame({"text": ["Trump left."]})
    assert shown_texts(table, "all", blind=False) == ["Trump left."]
