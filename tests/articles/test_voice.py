from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.articles import attributions, read_both, read_voices, to_sentences
from framing.articles.voice import read_article
from framing.errors import InputError
from framing.tables import ATTRIBUTIONS, SENTENCES

TEXT = """Bridge to close

“We will go,” the embassy said.

The council, which nobody likes, said that it was “a day of joy.” It was not.

The so-called “people’s bridge” is shut.

Leave a comment"""


def test_the_sentences_table() -> None:
    table = to_sentences(TEXT)
    assert list(table.columns) == list(SENTENCES)
    assert table["kind"].tolist() == ["title", "body", "body", "body", "body", "boilerplate"]
    assert table["voice"].tolist() == ["author", "other", "other", "author", "author", "author"]
    assert table["speaker"].tolist()[1:3] == ["embassy", "council"]
    assert table["paragraph"].tolist() == [0, 1, 2, 2, 3, 4]
    assert table["sentence_id"].is_unique
    assert [TEXT[s:e] for s, e in table["quoted_spans"][2]] == ["“a day of joy.”"]
    assert [TEXT[s:e] for s, e in table["attributed_spans"][2]] == ["that it was "]
    assert [TEXT[s:e] for s, e in table["scare_spans"][4]] == ["“people’s bridge”"]


def test_the_shares_are_of_word_characters() -> None:
    row = read_voices(["“Abcd ef,” he said."]).iloc[0]
    assert row["quoted_share"] == pytest.approx(6 / 12)
    assert row["author_share"] == pytest.approx(6 / 12)


def test_the_attributions_table() -> None:
    table = attributions(TEXT)
    assert list(table.columns) == list(ATTRIBUTIONS)
    assert table["direct"].tolist() == [True, True]
    assert table["attribution_id"].is_unique


def test_articles_without_sentences_keep_the_columns() -> None:
    sentences, said = read_both(pd.DataFrame({"article_id": [], "text": []}))
    assert list(sentences.columns) == list(SENTENCES) and sentences.empty
    assert list(said.columns) == list(ATTRIBUTIONS) and said.empty


def test_columns_of_the_user_are_carried() -> None:
    table = to_sentences([{"text": "He left. She stayed.", "source": "Wire", "byline": "A. B."}])
    assert table["source"].tolist() == ["Wire", "Wire"]
    assert table["byline"].tolist() == ["A. B.", "A. B."]


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(InputError, match="Not an articles table"):
        read_both(pd.DataFrame({"story": ["He left."]}))


def test_loose_sentences_stay_whole() -> None:
    table = read_voices(["He left. She stayed.", "", "  “No,” he said. "])
    assert table["text"].tolist() == ["He left. She stayed.", "", "  “No,” he said. "]
    assert table["kind"].tolist() == ["body"] * 3
    assert table["article_id"].tolist() == ["0", "1", "2"]


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="Aa “”\"'‘’.,!?\n said that Mr. “ ") | st.text() | st.lists(st.text(), max_size=5).map("\n".join)
)
def test_any_text_keeps_its_offsets(text: str) -> None:
    sentences, said = read_article(text)
    at = 0
    for sentence in sentences:
        assert text[at : sentence.start].strip() == ""
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end] != ""
        shares = sentence.author_share, sentence.quoted_share, sentence.attributed_share
        assert sum(shares) == pytest.approx(1) and min(shares) >= 0
        for start, end in (*sentence.quoted_spans, *sentence.attributed_spans, *sentence.scare_spans):
            assert sentence.start <= start < end <= sentence.end
        at = sentence.end
    assert text[at:].strip() == ""
    for attribution in said:
        for start, end in (*attribution.source, *attribution.cue, *attribution.content):
            assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "piece", ["“", '"', "“a” ", "said that ", "Mr. A said. ", "שלום “עולם” ", "‘a ", "x\n“", "İ said “a”. "]
)
def test_long_runs_of_anything_are_read(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    sentences, _ = read_article(text)
    assert sum(s.end - s.start for s in sentences) >= sum(map(len, text.split()))


@pytest.mark.parametrize("piece", ["a", "🙂", "日本語", "He left. ", "\u2028"])
def test_a_megabyte_in_one_line_is_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    sentences, _ = read_article(text)
    assert sum(s.end - s.start for s in sentences) >= sum(map(len, text.split()))


def test_the_article_that_the_project_started_from(data_folder: Path) -> None:
    text = (data_folder / "seed" / "article.txt").read_text(encoding="utf-8")
    table = to_sentences(text)
    covered = sum(len(t.split()) for t in table["text"])
    assert covered == len(text.split())
    counts = table["kind"].value_counts()
    assert (counts["title"], counts["heading"], counts["boilerplate"]) == (1, 9, 4)
    quoting = table[table["quoted_share"] > 0]
    assert len(quoting) == 19
    assert quoting["voice"].isin(["other", "mixed"]).all()
    assert quoting["speaker"].notna().all()
    assert not quoting["speaker"].str.lower().isin(["he", "she", "they", "it"]).any()
    names = [text[s:e] for spans in table["quoted_spans"] for s, e in spans]
    assert not any("balloon" in name or "Flying Tigers" in name for name in names)


def test_own_columns_called_as_one_of_ours_are_kept_as_original() -> None:
    own = pd.DataFrame(
        {
            "text": ["The mayor spoke. It rained.", "The mill closed."],
            "voice": ["loud", "low"],
            "editorializing": [1, 0],
            "number": pd.array([2**60 + 1, None], dtype="Int64"),
            "grade": pd.Categorical(["lo", "hi"], categories=["lo", "hi"], ordered=True),
        }
    )
    scores = framing.score(own, "linear", evidence=False)
    assert scores["original_voice"].tolist() == ["loud", "loud", "low"]
    assert scores["original_editorializing"].tolist() == [1, 1, 0]
    assert scores["voice"].eq("author").all() and scores["editorializing"].between(0, 1).all()
    assert scores["number"].dtype == "Int64" and scores["number"].iloc[0] == 2**60 + 1
    assert scores["grade"].dtype == own["grade"].dtype


def test_many_columns_of_ones_own_are_carried_without_a_warning() -> None:
    own = pd.DataFrame({"text": ["The mayor spoke. It rained."], **{f"own {n}": [n] for n in range(120)}})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert to_sentences(own)["own 119"].tolist() == [119, 119]


def test_auxiliaries_beside_a_cue_make_no_voice_of_the_author() -> None:
    for text in ("Angel Haze has said: “We will go on.”", "But the group also said: “We will go on.”"):
        assert to_sentences(text)["voice"].tolist() == ["other"]
    assert to_sentences("Bell was booed in town, and has said: “We will go on.”")["voice"].tolist() == ["mixed"]


@pytest.mark.parametrize(("word", "voice"), [("recently", "other"), ("falsely", "mixed"), ("also", "other")])
def test_an_adverb_that_judges_what_is_said_is_the_author_s(word: str, voice: str) -> None:
    (row,) = framing.to_sentences(f"Ada Bell {word} claimed that the plan would fail.").itertuples()
    assert row.voice == voice
