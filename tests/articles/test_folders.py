from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framing.articles.read import iter_articles, read_articles
from framing.errors import InputError
from framing.tables import ARTICLES


def joined(path: Path, batch_size: int, **options: Any) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    tables = list(iter_articles(path, batch_size=batch_size, **options))
    assert all(len(table) <= batch_size for table in tables)
    rejects = [reject for table in tables for reject in table.attrs["rejects"]]
    filled = [table for table in tables if len(table)]
    return pd.concat(filled or tables[:1], ignore_index=True).infer_objects(), rejects


@pytest.fixture
def folder(tmp_path: Path, save: Callable[..., Path], page: str, png: bytes) -> Path:
    root = tmp_path / "corpus"
    save(root / "b.txt", "text of b")
    save(root / "a" / "one.txt", "text of one")
    save(root / "a" / "two.md", "text of two")
    save(root / "page.html", page)
    save(root / "table.csv", "id,body,n\n1,text of 1,5\n2,text of 2,6\n3,,7\n")
    save(root / "z.jsonl", '{"content": "text of z", "m": "x"}\n{broken\n')
    save(root / "picture.png", png)
    save(root / "binary.txt", png)
    save(root / ".hidden.txt", "hidden")
    save(root / ".git" / "x.txt", "hidden")
    return root


def test_a_folder_is_read_with_its_sub_folders_in_order(folder: Path) -> None:
    articles = read_articles(folder, on_error="skip")
    assert articles["article_id"].tolist()[:6] == ["a/one", "a/two", "b", "page", "1", "2"]
    assert articles["text"].tolist()[-1] == "text of z"
    assert articles["source"].dropna().tolist() == ["The Daily Tide"]
    assert list(articles) == [*ARTICLES, "author", "n", "m"]
    assert articles.attrs["columns"] == {"article_id": "id", "text": "body, content"}
    where = {reject["where"].removeprefix(str(folder)): reject["reason"] for reject in articles.attrs["rejects"]}
    assert list(where) == ["/picture.png", "/binary.txt", "/table.csv, line 4", "/z.jsonl, line 2"]
    assert where["/picture.png"].startswith("format '.png' is not read")
    assert where["/binary.txt"].startswith("not text")


def test_a_folder_stops_at_the_first_file_that_cannot_be_read(folder: Path, refused: Callable[..., str]) -> None:
    assert refused(folder).startswith(f"{folder / 'binary.txt'}: not text")


def test_formats_that_are_not_read_are_listed_even_where_errors_raise(
    tmp_path: Path, save: Callable[..., Path], png: bytes
) -> None:
    save(tmp_path / "a.txt", "text")
    save(tmp_path / "b.png", png)
    articles = read_articles(tmp_path)
    assert len(articles) == 1
    assert [reject["where"] for reject in articles.attrs["rejects"]] == [str(tmp_path / "b.png")]


def test_a_file_after_the_last_article_is_listed_too(tmp_path: Path, save: Callable[..., Path]) -> None:
    save(tmp_path / "a.csv", "text\nx\n")
    save(tmp_path / "b.csv", "other\nx\n")
    articles = read_articles(tmp_path, on_error="skip")
    assert [reject["where"] for reject in articles.attrs["rejects"]] == [str(tmp_path / "b.csv")]


def test_folders_without_anything_to_read(
    tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str], png: bytes
) -> None:
    assert "no file that can be read; allowed: .txt" in refused(tmp_path)
    save(tmp_path / "a.png", png)
    assert "no file that can be read (1 file of other formats)" in refused(tmp_path, on_error="skip")
    save(tmp_path / "b.txt", png)
    assert "nothing can be read (1 file)" in refused(tmp_path, on_error="skip")


def test_files_that_differ_in_their_suffix_keep_apart(tmp_path: Path, save: Callable[..., Path]) -> None:
    for name in ("a.txt", "a.md"):
        save(tmp_path / name, f"text of {name}")
    assert read_articles(tmp_path)["article_id"].tolist() == ["a", "a.txt"]


def test_the_name_of_a_file_gives_way_to_an_id_that_was_given(tmp_path: Path, save: Callable[..., Path]) -> None:
    save(tmp_path / "a.csv", "id,text\nb,first\n")
    save(tmp_path / "b.txt", "second")
    assert read_articles(tmp_path)["article_id"].tolist() == ["b", "b-2"]


def test_linked_folders_are_read_and_loops_end(tmp_path: Path, save: Callable[..., Path]) -> None:
    save(tmp_path / "outside" / "x.txt", "text")
    root = tmp_path / "corpus"
    root.mkdir()
    try:
        (root / "linked").symlink_to(tmp_path / "outside", target_is_directory=True)
        (root / "loop").symlink_to(root, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    assert read_articles(root)["article_id"].tolist() == ["linked/x"]


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_a_stream_of_a_folder_equals_the_whole(folder: Path, batch_size: int) -> None:
    whole = read_articles(folder, on_error="skip")
    parts, rejects = joined(folder, batch_size, on_error="skip")
    assert rejects == whole.attrs["rejects"]
    pd.testing.assert_frame_equal(parts, whole, check_dtype=False)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".json", ".parquet"])
@pytest.mark.parametrize("batch_size", [1, 4, 7])
def test_a_stream_of_a_file_equals_the_whole(tmp_path: Path, suffix: str, batch_size: int) -> None:
    frame = pd.DataFrame(
        {
            "body": ["same", "same", "", "a\nb", "same", *[f"text {n}" for n in range(6)]],
            "year": [2000 + n for n in range(10)] + [None],
            "mixed": [str(n) for n in range(10)] + ["x"],
        }
    )
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix in (".json", ".jsonl"):
        frame.to_json(path, orient="records", lines=suffix == ".jsonl")
    else:
        frame.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    whole = read_articles(path, on_error="skip")
    assert len(whole) == 10
    parts, rejects = joined(path, batch_size, on_error="skip")
    assert rejects == whole.attrs["rejects"]
    pd.testing.assert_frame_equal(parts, whole)
    with pytest.raises(InputError, match="text is"):
        list(iter_articles(path, batch_size=batch_size))


def test_a_stream_sees_an_id_that_an_earlier_batch_had(tmp_path: Path, save: Callable[..., Path]) -> None:
    path = save(tmp_path / "a.csv", "id,text\n1,a\n2,b\n1,c\n")
    with pytest.raises(InputError, match="line 4: article_id '1' was given before"):
        list(iter_articles(path, batch_size=1))
    tables = list(iter_articles(path, batch_size=1, on_error="skip"))
    assert [len(table) for table in tables] == [1, 1, 0]
    assert len(tables[2].attrs["rejects"]) == 1


def test_columns_do_not_hang_on_the_batch(tmp_path: Path, save: Callable[..., Path]) -> None:
    path = save(tmp_path / "a.jsonl", '{"content": "a"}\n{"content": "b", "text": "c"}\n')
    tables = list(iter_articles(path, batch_size=1, on_error="skip"))
    assert [table.attrs["columns"] for table in tables] == [{"text": "text"}] * 2
    assert [list(table) for table in tables] == [[*ARTICLES, "content"]] * 2


def test_what_a_stream_is_given_is_checked_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"str; it reads a pathlib\.Path"):
        iter_articles("a.csv")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="batch_size is 0"):
        iter_articles(tmp_path, batch_size=0)
