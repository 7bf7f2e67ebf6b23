from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpora.magpie import read_sentences
from framing.errors import InputError


def test_sentences_are_trimmed_and_numbered(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,label\n"one , two ",1\nNA,0\n', encoding="utf-8")
    rows = read_sentences(tmp_path / "a.csv", ("label",))
    assert rows["text"].tolist() == ["one , two", "NA"]
    assert rows["original_id"].tolist() == ["1", "2"]
    assert rows["label"].tolist() == ["1", "0"]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nA.\n", encoding="utf-8")
    with pytest.raises(InputError, match="lacks the columns label"):
        read_sentences(tmp_path / "a.csv", ("label",))
