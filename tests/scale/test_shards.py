from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from framing.articles import read_articles
from framing.errors import InputError
from framing.scale.shards import Source, apart_from, find_files


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


def test_a_folder_with_brackets_in_its_name_is_taken_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b [1]/one.txt", "b [1]/two.txt", "b 1/other.txt", "c1/three.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("Bell said it rained.", encoding="utf-8")
    wanted = (Path("b [1]/one.txt"), Path("b [1]/two.txt"))
    assert find_files("b [1]/*.txt") == wanted
    assert find_files(tmp_path / "b [1]" / "*.txt") == tuple(tmp_path / file for file in wanted)
    assert find_files("b [1]") == (Path("b [1]"),) and find_files(wanted[0]) == wanted[:1]
    assert len(read_articles(Path("b [1]"))) == 2
    assert find_files("c[1]/*.txt") == (Path("c1/three.txt"),)  # no folder has that name: a pattern
    assert find_files("*/t*.txt") == (wanted[1], Path("c1/three.txt"))


def test_scores_are_kept_apart_from_what_is_read(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    file = news / "a.txt"
    file.write_text("A text.")
    with pytest.raises(InputError, match=r"lies in .*, which is what is read"):
        apart_from((news,), news / "scores")
    with pytest.raises(InputError, match="is what is read"):
        apart_from((news,), news)
    assert apart_from((news,), news / ".scores") == (news,)
    assert apart_from((file, news / "scores" / "articles" / "part.parquet"), news / "scores") == (file,)
    with pytest.raises(InputError, match="holds all that is to be read"):
        apart_from((file,), news)


def test_hidden_files_are_no_part_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A text.")
    before = Source((tmp_path,)).checksums()
    (tmp_path / ".DS_Store").write_bytes(b"from a file manager")
    assert Source((tmp_path,)).checksums() == before
    (tmp_path / "b.txt").write_text("Another text.")
    assert Source((tmp_path,)).checksums() != before
