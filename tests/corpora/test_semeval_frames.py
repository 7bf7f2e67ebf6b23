from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from framing.corpora.frames import FRAMES
from framing.corpora.semeval_frames import SPELLINGS, read_part
from framing.errors import InputError

Write = Callable[..., list[Path]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(*rows: tuple[str, list[str]]) -> list[Path]:
        lines = [
            json.dumps({"id": str(100 + number), "text": text, "frames": frames, "genre": "opinion"})
            for number, (text, frames) in enumerate(rows)
        ]
        (tmp_path / "train.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return [tmp_path / "train.jsonl"]

    return file


def test_frames_are_spelled_and_ordered_as_everywhere(write: Write) -> None:
    names = [
        "Political",
        "Legality_Constitutionality_and_jurisprudence",
        "Economic",
        "Policy_prescription_and_evaluation",
    ]
    rows = read_part("train", write(("Title\n\nBody.", names)))
    assert rows["frames"].tolist() == [["economic", "legality", "policy_prescription", "political"]]
    assert set(SPELLINGS.values()) == set(FRAMES)


def test_titles(write: Write) -> None:
    rows = read_part(
        "train",
        write(
            ("A title\n\nOne.\n\nTwo.", ["Morality"]),
            ("No title at all.", ["Morality"]),
            ("Wrapped\nlines of text\n\nMore.", ["Morality"]),
            ("word " * 50 + "\n\nMore.", ["Morality"]),
        ),
    )
    assert rows["title"].iloc[0] == "A title"
    assert rows["title"].iloc[1:].isna().all()
    assert rows["text"].iloc[0] == "A title\n\nOne.\n\nTwo."


def test_the_same_text_is_the_same_article(write: Write) -> None:
    rows = read_part("train", write(("A\n\nB “c”.", ["Morality"]), ("D\n\nE.", []), ('A\n\nB "c".', ["Political"])))
    assert rows["article"].tolist() == ["100", "101", "100"]
    assert rows["article_id"].tolist() == ["100", "101", "102"]
    assert rows["frames"].iloc[1] == []


def test_frame_that_is_not_known(write: Write) -> None:
    with pytest.raises(InputError, match="has the frame 'Weather'"):
        read_part("train", write(("A\n\nB.", ["Morality", "Weather"])))
