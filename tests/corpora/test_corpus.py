from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from framing.corpora.corpus import Corpus, row_id
from framing.corpora.fetch import CorpusFile
from framing.errors import DataMissingError, UnknownNameError

CONTENT = {"train": "1|A mad plan.|1\n2|A plan.|0\n", "dev": "3|No plan.|\n"}


def read(part: str, paths: list[Path]) -> pd.DataFrame:
    cells = [line.split("|") for line in paths[0].read_text().splitlines()]
    rows = pd.DataFrame(cells, columns=["original_id", "text", "loaded_language"])
    return rows.assign(
        loaded_language=pd.to_numeric(rows["loaded_language"]).astype("Int64"), outlet="Paper", colour="red"
    )


def declared(part: str) -> tuple[CorpusFile, ...]:
    content = CONTENT[part].encode()
    return (CorpusFile(f"tiny/{part}.txt", hashlib.sha256(content).hexdigest(), len(content)),)


CORPUS = Corpus(
    name="tiny",
    title="A tiny corpus",
    origin="https://example.org/tiny",
    licence="CC0",
    commercial=True,
    citation="@misc{tiny-2020,\n title = {Tiny}\n}",
    parts={part: declared(part) for part in CONTENT},
    rows={"train": 2, "dev": 1},
    labels={"loaded_language": "as it is"},
    reader=read,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiny").mkdir()
    for part, content in CONTENT.items():
        (tmp_path / "tiny" / f"{part}.txt").write_text(content)
    return tmp_path


def test_columns_and_their_order(folder: Path) -> None:
    table = CORPUS.table(folder=folder)
    assert list(table.columns) == [
        "row_id",
        "text",
        "loaded_language",
        "outlet",
        "topic",
        "article",
        "part",
        "original_id",
        "colour",
    ]
    assert table["part"].tolist() == ["train", "train", "dev"]
    assert table["loaded_language"].tolist()[:2] == [1, 0]
    assert table["loaded_language"].isna().tolist() == [False, False, True]


def test_unknown_articles_are_each_row_of_its_own(folder: Path) -> None:
    table = CORPUS.table(folder=folder)
    assert table["article"].tolist() == table["row_id"].tolist()
    assert table["topic"].isna().all()


def test_row_ids_depend_on_corpus_text_and_id_only(folder: Path) -> None:
    table = CORPUS.table(folder=folder)
    assert table["row_id"].str.fullmatch("[0-9a-f]{16}").all()
    assert table["row_id"].is_unique
    assert CORPUS.table("dev", folder)["row_id"].tolist() == table["row_id"].tolist()[2:]
    assert row_id("tiny", "A plan.", "2") == table["row_id"].iloc[1]
    assert (
        len({row_id("tiny", "a", "1"), row_id("tiny", "b", "1"), row_id("tiny", "a", "2"), row_id("b", "a", "1")}) == 4
    )


def test_row_id_is_frozen() -> None:
    # Committed folds name rows by these ids, so a change of the recipe would make them meaningless.
    assert row_id("babe", "One sentence.", "u1") == "27325cc8e5b3ab7d"


def test_one_part(folder: Path) -> None:
    assert CORPUS.table("dev", folder)["text"].tolist() == ["No plan."]
    with pytest.raises(UnknownNameError, match=r"part of tiny 'drain'.*'train'"):
        CORPUS.table("drain", folder)


def test_dataset_equals_the_table_and_lives_in_memory(folder: Path) -> None:
    table, data = CORPUS.table(folder=folder), CORPUS.read(folder=folder)
    assert data.column_names == list(table.columns)
    assert data["text"][:] == table["text"].tolist()
    assert data["loaded_language"][:] == [1, 0, None]
    assert data.cache_files == []
    # A column without values is still one of strings: corpora can be put together.
    assert data.features["topic"].dtype == "string"
    assert data.features["outlet"].dtype == "string"


def test_files_are_each_listed_once() -> None:
    shared = CorpusFile("tiny/shared.txt", "0" * 64, 1)
    corpus = replace(CORPUS, parts={"a": (*declared("train"), shared), "b": (*declared("dev"), shared)})
    assert [file.path for file in corpus.files] == ["tiny/train.txt", "tiny/shared.txt", "tiny/dev.txt"]


def test_presence(folder: Path) -> None:
    assert CORPUS.is_present(folder)
    (folder / "tiny" / "dev.txt").unlink()
    assert not CORPUS.is_present(folder)
    assert len(CORPUS.table("train", folder)) == 2
    with pytest.raises(DataMissingError, match=r"'tiny' needs tiny/dev\.txt: get it from https://example\.org/tiny"):
        CORPUS.table(folder=folder)


def test_home_stands_in_for_the_data_folder(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(tmp_path / "nowhere"))
    assert len(replace(CORPUS, home=folder).table()) == 3


def test_citation_key() -> None:
    assert CORPUS.citation_key == "tiny-2020"
    assert replace(CORPUS, citation="Somebody (2020), Something").citation_key == ""
