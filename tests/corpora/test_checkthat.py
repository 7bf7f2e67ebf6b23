from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpora.checkthat import read_part
from framing.errors import InputError

LINES = (
    "sentence_id\tsentence\tlabel\tsolved_conflict\n"
    "a\tA disgrace.\tSUBJ\tTrue\n"
    'b\t"""It rained,"" she said."\tOBJ\tFalse\n'
    "c\t“Curly” words, with commas\tOBJ\n"
)


def test_rows(tmp_path: Path) -> None:
    path = tmp_path / "dev_en.tsv"
    path.write_text(LINES, encoding="utf-8")
    rows = read_part("dev_en", [path])
    assert rows["text"].tolist() == ["A disgrace.", '"It rained," she said.', "“Curly” words, with commas"]
    assert rows["editorializing"].tolist() == [1, 0, 0]
    assert rows["original_id"].tolist() == ["a", "b", "c"]
    assert rows["solved_conflict"].tolist()[:2] == [True, False]
    assert rows["solved_conflict"].isna().tolist() == [False, False, True]


def test_file_that_does_not_say_where_annotators_disagreed(tmp_path: Path) -> None:
    path = tmp_path / "dev_test_en.tsv"
    path.write_text("sentence_id\tsentence\tlabel\na\tA disgrace.\tSUBJ\n", encoding="utf-8")
    rows = read_part("dev_test_en", [path])
    assert rows["editorializing"].tolist() == [1]
    assert rows["solved_conflict"].isna().all()


def test_file_without_labels(tmp_path: Path) -> None:
    path = tmp_path / "test_en.tsv"
    path.write_text("sentence_id\tsentence\na\tA disgrace.\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks the columns label"):
        read_part("dev_en", [path])
