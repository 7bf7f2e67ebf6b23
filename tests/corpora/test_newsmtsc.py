from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from framing.corpora.newsmtsc import read_part
from framing.errors import InputError

TEXT = "The mayor praised Ms. Wu, but Wu left."
Write = Callable[..., list[Path]]


def row(**changed: object) -> dict[str, object]:
    start = TEXT.index("Ms. Wu")
    known = {"mention": "Ms. Wu", "polarity": 1, "from": start, "to": start + 6, "sentence": TEXT}
    return {**known, "id": "allsides_12_7_3_Ms. Wu_18_24", **changed}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(*rows: dict[str, object]) -> list[Path]:
        (tmp_path / "train.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
        return [tmp_path / "train.jsonl"]

    return file


def test_one_row_for_each_mention(write: Write) -> None:
    mayor = {"mention": "The mayor", "polarity": 0, "from": 0, "to": 9, "id": "allsides_12_7_3_The mayor_0_9"}
    rows = read_part("train", write(row(), row(**mayor), row(polarity=-1, id="polusa_v1_55_-1_20_A_b_18_24")))
    assert rows["stance"].tolist() == [2, 1, 0]
    assert rows["mention"].tolist() == ["Ms. Wu", "The mayor", "Ms. Wu"]
    assert [t[s:e] for t, s, e in zip(rows["text"], rows["start"], rows["end"], strict=True)] == list(rows["mention"])


def test_articles_and_events_are_read_from_the_ids(write: Write) -> None:
    rows = read_part(
        "train", write(row(), row(id="polusa_v1_55_-1_20_A_b\xa0c_18_24"), row(id="polusa_v1_12_-1_3_x_1_2"))
    )
    assert rows["article"].tolist() == ["allsides_12", "polusa_v1_55", "polusa_v1_12"]
    assert rows["event"].iloc[0] == "allsides_7"
    assert rows["event"].iloc[1:].isna().all()
    assert rows["sentence_number"].tolist() == [3, 20, 3]


def test_span_that_does_not_give_its_mention(write: Write) -> None:
    with pytest.raises(InputError, match="1 spans that do not give their mention; the first is allsides_12"):
        read_part("train", write(row(), row(**{"to": 20})))


@pytest.mark.parametrize("name", ["allsides_12_Ms. Wu", "elsewhere_1_2_3_x_0_1"])
def test_id_of_another_form(write: Write, name: str) -> None:
    with pytest.raises(InputError, match="has the id"):
        read_part("train", write(row(id=name)))


def test_polarity_that_is_not_known(write: Write) -> None:
    with pytest.raises(InputError, match="has the labels 4"):
        read_part("train", write(row(polarity=4)))
