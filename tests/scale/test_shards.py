from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from framing.errors import InputError
from framing.scale.shards import Source, find_files


@pytest.mark.parametrize("suffix", [".parquet", ".jsonl", ".csv"])
def test_how_much_of_a_file_is_through(articles: Path, tmp_path: Path, suffix: str) -> None:
    table = pd.read_parquet(articles)
    file = tmp_path / f"news{suffix}"
    if suffix == ".parquet":
        table.to_parquet(file)
    elif suffix == ".jsonl":
        file.write_text("".join(json.dumps(row) + "\n" for row in table.to_dict("records")), encoding="utf-8")
    else:
        table.to_csv(file, index=False)
    shares = [shard.share for shard in Source((file,), size=6).shards()]
    assert shares == pytest.approx([0.25, 0.5, 0.75, 1.0], abs=0.08)
    assert shares == sorted(shares)


def test_the_same_source_gives_the_same_shards(articles: Path) -> None:
    source = Source((articles,), size=7)
    for one, two in zip(source.shards(), source.shards(), strict=True):
        assert one.number == two.number
        pd.testing.assert_frame_equal(one.articles, two.articles)


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        find_files(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        list(Source((tmp_path / "gone.csv",)).shards())
    with pytest.raises(InputError, match="cannot be read"):
        Source((tmp_path / "gone.csv",)).checksums()


def test_a_pattern_that_fits_folders_only_is_told(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    with pytest.raises(InputError, match="only folders fit"):
        find_files(tmp_path / "*")
