from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing.corpora.tabular import labels, read_csv, read_jsonl, read_parquet
from framing.errors import InputError


def test_cells_are_strings_and_only_empty_ones_are_missing(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id,text,note\n007,"NA, he said",null\n8,,\n', encoding="utf-8")
    table = read_csv(tmp_path / "t.csv", ["id", "text"])
    assert table["id"].tolist() == ["007", "8"]
    assert table["text"].iloc[0] == "NA, he said"
    assert table["note"].iloc[0] == "null"
    assert table[["text", "note"]].iloc[1].isna().all()


def test_quotation_marks_stand_where_the_file_does_not_quote(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text('id\ttext\n1\t"Fine," she said\n2\tA 5" pipe\n', encoding="utf-8")
    table = read_csv(tmp_path / "t.tsv", ["text"], separator="\t", quoted=False)
    assert table["text"].tolist() == ['"Fine," she said', 'A 5" pipe']


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,sentence\n1,x\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.csv lacks the columns text, label; it has id, sentence"):
        read_csv(tmp_path / "t.csv", ["text", "label"])


@pytest.mark.parametrize("content", [b"", b"text\n\xff\xfe\x00", b'text\n"never closed'])
def test_files_that_are_no_table_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"t\.csv"):
        read_csv(tmp_path / "t.csv", ["text"])


def test_truncated_parquet_is_named(tmp_path: Path) -> None:
    pd.DataFrame({"text": ["a"] * 100}).to_parquet(tmp_path / "t.parquet")
    whole = (tmp_path / "t.parquet").read_bytes()
    (tmp_path / "t.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"t\.parquet"):
        read_parquet(tmp_path / "t.parquet", ["text"])


def test_values_keep_the_types_of_json(tmp_path: Path) -> None:
    lines = '{"id": "007", "day": "2024-01-02", "n": 3, "words": ["a", "b"]}\n\n{"id": "8\u2028", "n": 4}\n'
    (tmp_path / "t.jsonl").write_text(lines, encoding="utf-8")
    table = read_jsonl(tmp_path / "t.jsonl", ["id", "n"])
    assert table["id"].tolist() == ["007", "8\u2028"]
    assert table["n"].tolist() == [3, 4]
    assert table["day"].iloc[0] == "2024-01-02"
    assert table["words"].iloc[0] == ["a", "b"]


@pytest.mark.parametrize("content", [b'{"id": 1}\n{"id": ', b"[1, 2]\n", b"\xff\n", b"id,text\n1,x\n", b""])
def test_files_that_are_no_lines_of_json_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.jsonl").write_bytes(content)
    with pytest.raises(InputError, match=r"t\.jsonl"):
        read_jsonl(tmp_path / "t.jsonl", ["id"])


def test_unknown_labels_are_named() -> None:
    assert labels(pd.Series(["OBJ", "SUBJ"]), {"OBJ": 0, "SUBJ": 1}, Path("t.tsv")).tolist() == [0, 1]
    with pytest.raises(InputError, match=r"t\.tsv has the labels 'MAYBE'"):
        labels(pd.Series(["OBJ", "MAYBE"]), {"OBJ": 0, "SUBJ": 1}, Path("t.tsv"))
    with pytest.raises(InputError, match="nan"):
        labels(pd.Series(["OBJ", None]), {"OBJ": 0, "SUBJ": 1}, Path("t.tsv"))
