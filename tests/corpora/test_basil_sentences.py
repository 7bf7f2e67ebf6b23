from __future__ import annotations

import json
from pathlib import Path

import pytest

from framing.corpora import get_corpus
from framing.corpora.basil_sentences import read_sentences
from framing.errors import InputError


def write(folder: Path, body: list[object]) -> Path:
    path = folder / "annotated.jsonl"
    path.write_text(json.dumps({"triplet-uuid": "t1", "source": "nyt", "body": body}) + "\n", encoding="utf-8")
    return path


def test_a_sentence_is_biased_where_a_span_of_the_kind_lies_in_it(tmp_path: Path) -> None:
    body = [
        {"sentence": "He left.", "annotations": []},
        {"sentence": "He stormed out.", "annotations": [{"bias": "Lexical"}, {"bias": "inf"}]},
        {"sentence": "His debts grew.", "annotations": [{"bias": "informational"}]},
    ]
    rows = read_sentences(write(tmp_path, body), {"nyt": "New York Times"})
    assert rows["lexical"].tolist() == [0, 1, 0]
    assert rows["informational"].tolist() == [0, 1, 1]
    assert rows["article"].unique().tolist() == ["t1_nyt"]
    assert rows["outlet"].unique().tolist() == ["New York Times"]
    assert rows["original_id"].is_unique
    assert get_corpus("basil").reader("annotated", [tmp_path / "annotated.jsonl"]).equals(rows)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ([{"sentence": "He left."}], "no 'annotations'"),
        ([{"text": "He left.", "annotations": []}], "no 'sentence'"),
        ([{"sentence": "He left.", "annotations": [{"bias": "other"}]}], "has the bias 'other'; allowed are lexical"),
        (["He left."], "no 'annotations'"),
    ],
)
def test_another_form_is_an_error(tmp_path: Path, body: list[object], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        read_sentences(write(tmp_path, body), {})
