from __future__ import annotations

from pathlib import Path

import pytest

from framing.corpora.multidimnews import read_part
from framing.errors import InputError

HEADER = "text,label_bias,label_framing,label_hidden_assumpt,label_subj\n"


def test_four_labels(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(HEADER + "A disgrace.,1,0,0,1\nIt rained.,0,1,1,0\n", encoding="utf-8")
    rows = read_part("all", [tmp_path / "m.csv"])
    assert rows["label_bias"].tolist() == [1, 0]
    assert rows["label_framing"].tolist() == [0, 1]
    assert rows["label_hidden_assumpt"].tolist() == [0, 1]
    assert rows["label_subj"].tolist() == [1, 0]


def test_label_that_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(HEADER + "A disgrace.,1,0,0,maybe\n", encoding="utf-8")
    with pytest.raises(InputError, match="has the labels 'maybe'"):
        read_part("all", [tmp_path / "m.csv"])
