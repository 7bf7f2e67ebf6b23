"""The real corpora, where FRAMING_DATA names the folder that holds them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from framing.corpora import CORPORA, describe, read_corpus
from framing.corpora.fetch import tree_size

Folder = Callable[[str], Path]

in_the_data_folder = pytest.mark.parametrize("name", [name for name, corpus in CORPORA.items() if corpus.home is None])


@in_the_data_folder
def test_rows_and_groups(name: str, corpus_folder: Folder) -> None:
    corpus = CORPORA[name]
    table = corpus.table(folder=corpus_folder(name))
    assert table.groupby("part").size().to_dict() == dict(corpus.rows)
    assert table["row_id"].is_unique
    assert table["article"].notna().all()
    assert table["text"].str.strip().ne("").all()
    for label in corpus.labels:
        assert label in table
        assert table[label].notna().any()


@in_the_data_folder
def test_declared_sizes(name: str, corpus_folder: Folder) -> None:
    folder = corpus_folder(name)
    for file in CORPORA[name].files:
        path = folder / file.path
        assert (tree_size(path) if file.tree else path.stat().st_size) == file.size, file.path


@in_the_data_folder
def test_datasets_equal_the_tables(name: str, corpus_folder: Folder) -> None:
    folder = corpus_folder(name)
    part = list(CORPORA[name].parts)[-1]
    table, data = CORPORA[name].table(part, folder), read_corpus(name, part, folder)
    assert data.num_rows == len(table)
    assert data.column_names == list(table.columns)
    assert data["row_id"][:] == table["row_id"].tolist()
    assert data.cache_files == []


def test_babe(corpus_folder: Folder) -> None:
    table = CORPORA["babe"].table("train", corpus_folder("babe"))
    assert len(table) == 3021
    assert table["loaded_language"].sum() == 1687
    assert table["editorializing"].value_counts().to_dict() == {0: 1154, 1: 636}
    assert (table["editorializing_soft"] == 0.5).sum() == 741
    outlets = table["outlet"].value_counts()
    assert outlets[["Federalist", "Daily Beast", "HuffPost"]].tolist() == [244 + 39, 68 + 31, 95 + 2]
    assert len(outlets) == 15
    assert table["topic"].nunique() == 20
    shared = table.groupby("article").size()
    assert shared[shared > 1].sum() == 1800
    assert table.groupby("article")["outlet"].nunique().max() == 1
    assert table.loc[table["loaded_language"] == 1, "biased_words"].map(len).gt(0).mean() > 0.5


def test_anno_lexical(corpus_folder: Folder) -> None:
    folder = corpus_folder("anno_lexical")
    table = CORPORA["anno_lexical"].table(folder=folder)
    assert table["part"].value_counts().to_dict() == {"train": 33831, "dev": 7249}
    assert table.loc[table["part"] == "train", "loaded_language"].sum() == 16820
    babe = CORPORA["babe"].table(folder=corpus_folder("babe"))
    both = set(table["text"]) & set(babe["text"])
    assert len(both) == 1
    assert set(table.loc[table["text"].isin(both), "part"]) == {"train"}
    shared = set(table["outlet"]) & set(babe["outlet"])
    assert {"Federalist", "Alternet", "HuffPost", "Daily Beast", "Guardian", "MSNBC", "New York Post"} <= shared


def test_checkthat(corpus_folder: Folder) -> None:
    table = CORPORA["checkthat"].table(folder=corpus_folder("checkthat"))
    counts = table.groupby("part")["editorializing"].agg(["size", "sum"])
    assert counts.loc[["train_en", "dev_en", "dev_test_en"]].to_numpy().tolist() == [[830, 298], [462, 240], [484, 122]]
    assert not table["text"].str.contains('""', regex=False).any()
    assert table["text"].str.startswith('"').sum() > 10
    assert table["solved_conflict"].sum() == 69 + 20


@pytest.fixture
def polnear(corpus_folder: Folder) -> pd.DataFrame:
    return CORPORA["polnear"].table(folder=corpus_folder("polnear"))


def test_polnear(polnear: pd.DataFrame) -> None:
    articles = polnear.drop_duplicates("article")["part"].value_counts().to_dict()
    assert articles == {"train": 840, "dev": 84}
    assert polnear.groupby("article")["text"].nunique().max() == 1
    assert polnear["outlet"].nunique() == 7
    assert polnear[["outlet", "published", "title"]].notna().all().all()
    assert 24_000 < polnear["attributions"].map(len).sum() < 25_000


def test_polnear_offsets_give_the_annotated_strings(polnear: pd.DataFrame, corpus_folder: Folder) -> None:
    folder = corpus_folder("polnear") / "polnear" / "data"
    spans = differing = 0
    for row in polnear.itertuples():
        path = folder / row.part / "attributions" / f"{row.original_id}.ann"
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line.startswith("T"):
                continue
            fields = line.split("\t")
            if len(fields) != 3:
                continue
            fragments = [fragment.split() for fragment in fields[1].split(" ", 1)[1].split(";")]
            found = " ".join(row.text[int(start) : int(end)] for start, end in fragments)
            spans += 1
            differing += found != fields[2]
    assert spans > 97_000
    # The three annotated strings that hold a line break, which the format then spreads over lines.
    assert differing == 3


def test_polnear_parts_lie_in_the_article(polnear: pd.DataFrame) -> None:
    missing = {"source": 0, "cue": 0, "content": 0}
    interrupted = total = 0
    for row in polnear.itertuples():
        for attribution in row.attributions:
            total += 1
            for part in missing:
                missing[part] += not attribution[part]
                assert all(0 <= start < end <= len(row.text) for start, end in attribution[part])
                assert attribution[part] == sorted(attribution[part])
            interrupted += len(attribution["content"]) > 1
    assert missing["source"] / total < 0.08
    assert missing["cue"] < 5
    assert missing["content"] < 5
    assert 0.1 < interrupted / total < 0.2


def test_describe_knows_what_is_here(data_folder: Path) -> None:
    table = describe(data_folder).set_index("name")
    for name, corpus in CORPORA.items():
        assert table.loc[name, "present"] == corpus.is_present(data_folder)
