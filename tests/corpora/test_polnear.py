from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpora.polnear import parse_standoff, read_part
from framing.errors import InputError

TEXT = "The mayor said it was late. “We,” she added, “go.” He reportedly\nleft."


def spans(*parts: str) -> list[list[int]]:
    return [[TEXT.index(part), TEXT.index(part) + len(part)] for part in parts]


def line(number: int, kind: str, *parts: str) -> str:
    offsets = ";".join(f"{start} {end}" for start, end in spans(*parts))
    return f"T{number}\t{kind} {offsets}\t{' '.join(parts)}\n"


ANNOTATIONS = (
    line(1, "Source", "The mayor")
    + line(2, "Cue", "said")
    + line(3, "Content", "it was late")
    + line(4, "Attribution", "said")
    + "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n"
    + line(5, "Source", "she")
    + line(6, "Cue", "added")
    + line(7, "Content", "“go.”")
    + line(8, "Content", "“We,”")
    + line(9, "Attribution", "added")
    + "E2\tAttribution:T9 Cue:T6 Source:T5 Content:T7 Content2:T8\n"
    + line(10, "Cue", "reportedly")
    # An annotated string that holds a line break spills over, as in the corpus.
    + line(11, "Content", "He", "left").replace("He left", "He\n\nleft")
    + line(12, "Attribution-no-source", "reportedly")
    + "E3\tAttribution-no-source:T12 Cue:T10 Content:T11\n"
    + line(13, "Discard", "late")
    + line(14, "Discuss", "it was")
    + "#1\tAnnotatorNotes T14\tis this one?\n"
    + "E4\tAttribution-no-source:T12 \n"
    + "E5\tDiscuss:T14 Cue:T10\n"
)


def test_parts_of_attributions() -> None:
    first, second, third = parse_standoff(ANNOTATIONS, TEXT)
    assert first == {
        "id": "E1",
        "source": spans("The mayor"),
        "cue": spans("said"),
        "content": spans("it was late"),
    }
    assert second["content"] == spans("“We,”", "“go.”")
    assert second["source"] == spans("she")
    assert third["source"] == []
    assert third["cue"] == spans("reportedly")
    assert third["content"] == spans("He", "left")


def test_order_is_that_of_the_text() -> None:
    swapped = ANNOTATIONS.replace("E1\t", "E9\t").replace("E2\t", "E1\t")
    assert [attribution["id"] for attribution in parse_standoff(swapped, TEXT)] == ["E9", "E1", "E3"]


def test_nothing_annotated() -> None:
    assert parse_standoff("", TEXT) == []


def test_offsets_outside_the_article() -> None:
    with pytest.raises(InputError, match="lies outside its article of 5 characters"):
        parse_standoff(ANNOTATIONS, TEXT[:5])


def test_event_that_names_a_missing_span() -> None:
    with pytest.raises(InputError, match="E1 names T99"):
        parse_standoff(ANNOTATIONS.replace("Content:T3", "Content:T99"), TEXT)


def test_rows(tmp_path: Path) -> None:
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text" / "nyt_2016-01-02_the-mayor.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "text" / "other_2016-01-03_crlf.txt").write_bytes(b"One\r\nTwo said.")
    for name, content in (
        ("nyt_2016-01-02_the-mayor_4b22", ANNOTATIONS),
        ("nyt_2016-01-02_the-mayor_d473", ""),
        (
            "other_2016-01-03_crlf_d473",
            "T1\tSource 5 8\tTwo\nT2\tAttribution 9 13\tsaid\nE1\tAttribution:T2 Source:T1\n",
        ),
    ):
        (tmp_path / "attributions" / f"{name}.ann").write_text(content, encoding="utf-8")
    (tmp_path / "metadata.tsv").write_text(
        'filename\tpublisher\tpublication_date\ttitle\nnyt_2016-01-02_the-mayor\tnyt\t2016-01-02\tA "late" mayor\n',
        encoding="utf-8",
    )
    rows = read_part("dev", [tmp_path / "text", tmp_path / "attributions", tmp_path / "metadata.tsv"])
    assert rows["annotator"].tolist() == ["4b22", "d473", "d473"]
    assert rows["article"].tolist() == ["nyt_2016-01-02_the-mayor"] * 2 + ["other_2016-01-03_crlf"]
    assert rows["outlet"].tolist()[0] == "New York Times"
    assert rows["title"].tolist()[0] == 'A "late" mayor'
    assert rows["published"].tolist()[0] == "2016-01-02"
    assert rows[["outlet", "title", "published"]].iloc[2].isna().all()
    assert [len(found) for found in rows["attributions"]] == [3, 0, 1]
    start, end = rows["attributions"].iloc[2][0]["source"][0]
    assert rows["text"].iloc[2][start:end] == "Two"


def test_annotations_of_an_article_that_is_not_there(tmp_path: Path) -> None:
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "attributions" / "nyt_a_4b22.ann").write_text(ANNOTATIONS, encoding="utf-8")
    (tmp_path / "metadata.tsv").write_text("filename\tpublisher\tpublication_date\ttitle\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"nyt_a\.txt"):
        read_part("dev", [tmp_path / "text", tmp_path / "attributions", tmp_path / "metadata.tsv"])
