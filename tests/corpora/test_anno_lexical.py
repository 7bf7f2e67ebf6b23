from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from framing.corpora.anno_lexical import read_part
from framing.errors import InputError


def test_rows(tmp_path: Path) -> None:
    path = tmp_path / "dev.parquet"
    pd.DataFrame(
        {"text": ["A.", "B."], "source_name": ["the-federalist", "nj"], "label": [1, 0], "sentence_id": ["s1", "s2"]}
    ).to_parquet(path)
    rows = read_part("dev", [path])
    assert rows["text"].tolist() == ["A.", "B."]
    assert rows["loaded_language"].tolist() == [1, 0]
    assert rows["outlet"].tolist() == ["Federalist", "NJ.com"]
    assert rows["original_id"].tolist() == ["s1", "s2"]


def test_label_that_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "dev.parquet"
    pd.DataFrame({"text": ["A."], "source_name": ["cnn"], "label": [2], "sentence_id": ["s1"]}).to_parquet(path)
    with pytest.raises(InputError, match="has the labels 2"):
        read_part("dev", [path])
