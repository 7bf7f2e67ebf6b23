from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing.articles.own import read_own_table
from framing.articles.write import write_table
from framing.errors import InputError

ROWS = ('"text, or story";article_id;label;n', "It rained;007;NA;1", "NA;2;None;", "Kein “Wort”;3;x;N/A")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_any_usual_separator_and_what_stands_for_missing(tmp_path: Path, mark: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(row.replace(";", mark) for row in ROWS), encoding=encoding)
    table = read_own_table(path)
    assert table.columns.tolist() == ["text, or story", "article_id", "label", "n"]
    assert table["article_id"].tolist() == ["007", "2", "3"] and table["n"].dropna().tolist() == [1.0]
    assert table["label"].isna().tolist() == [True, False, False] and table["label"][1] == "None"
    text = read_own_table(path, as_text=True)
    assert text["text, or story"].tolist() == ["It rained", "", "Kein “Wort”"] and text["n"].tolist() == ["1", "", ""]


def test_a_line_before_the_header_names_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n" + "\n".join(ROWS), encoding="utf-8")
    assert read_own_table(path)["article_id"].tolist() == ["007", "2", "3"]


def test_other_files_are_read_as_tables(tmp_path: Path) -> None:
    frame = pd.DataFrame({"article_id": ["01"], "label": [None], "n": [2]})
    for suffix in (".jsonl", ".parquet"):
        path = write_table(frame, tmp_path / f"a{suffix}")
        assert read_own_table(path)["n"].tolist() == [2]
        assert read_own_table(path, as_text=True).loc[0].tolist() == ["01", "", "2"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(InputError, match="no such file"):
        read_own_table(path)
    for content in ("größer".encode("cp1252"), b'a,b\n1,2\n3,"4'):
        path.write_bytes(content)
        with pytest.raises(InputError, match="not a CSV file in UTF-8"):
            read_own_table(path)


def test_an_empty_file_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(InputError, match="empty file"):
        read_own_table(tmp_path / "a.csv")
