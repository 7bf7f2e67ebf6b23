from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpora.mpqa import read_part
from framing.errors import InputError


def test_rows(tmp_path: Path) -> None:
    (tmp_path / "mpqa.csv").write_text('text,label\n"a shame , they said . ",1\nIt rained.,0\n', encoding="utf-8")
    rows = read_part("all", [tmp_path / "mpqa.csv"])
    assert rows["text"].tolist() == ["a shame , they said .", "It rained."]
    assert rows["negative"].tolist() == [1, 0]
    assert rows["original_id"].tolist() == ["1", "2"]


def test_label_that_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "mpqa.csv").write_text("text,label\nIt rained.,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="has the labels '2'"):
        read_part("all", [tmp_path / "mpqa.csv"])
