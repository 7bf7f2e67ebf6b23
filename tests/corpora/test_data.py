"""The real corpora, where FRAMING_DATA names the folder that holds them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from framing.corpora import CORPORA, describe, read_corpus
from framing.corpora.disclaimers import has_disclaimer
from framing.corpora.fetch import tree_size
from framing.corpora.frames import FRAMES
from framing.corpora.overlap import near_duplicates

Folder = Callable[[str], Path]

in_the_data_folder = pytest.mark.parametrize("name", [name for name, corpus in CORPORA.items() if corpus.home is None])

LARGE = {"allsides"}
"""Corpora that take long to read; their way into a Dataset is tested on a small file elsewhere."""


@cache
def read(name: str, folder: Path) -> pd.DataFrame:
    """The whole corpus, read once for all tests, which leave it as it is."""
    return CORPORA[name].table(folder=folder)


@in_the_data_folder
def test_rows_and_groups(name: str, corpus_folder: Folder) -> None:
    corpus = CORPORA[name]
    table = read(name, corpus_folder(name))
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
    if name in LARGE:
        return
    part = list(CORPORA[name].parts)[-1]
    table, data = CORPORA[name].table(part, folder), read_corpus(name, part, folder)
    assert data.num_rows == len(table)
    assert data.column_names == list(table.columns)
    assert data["row_id"][:] == table["row_id"].tolist()
    assert data.cache_files == []


def test_babe(corpus_folder: Folder) -> None:
    table = read("babe", corpus_folder("babe"))
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
    table = read("anno_lexical", corpus_folder("anno_lexical"))
    assert table["part"].value_counts().to_dict() == {"train": 33831, "dev": 7249}
    assert table.loc[table["part"] == "train", "loaded_language"].sum() == 16820
    babe = read("babe", corpus_folder("babe"))
    both = set(table["text"]) & set(babe["text"])
    assert len(both) == 1
    assert set(table.loc[table["text"].isin(both), "part"]) == {"train"}
    shared = set(table["outlet"]) & set(babe["outlet"])
    assert {"Federalist", "Alternet", "HuffPost", "Daily Beast", "Guardian", "MSNBC", "New York Post"} <= shared


def test_checkthat(corpus_folder: Folder) -> None:
    table = read("checkthat", corpus_folder("checkthat"))
    counts = table.groupby("part")["editorializing"].agg(["size", "sum"])
    assert counts.loc[["train_en", "dev_en", "dev_test_en"]].to_numpy().tolist() == [[830, 298], [462, 240], [484, 122]]
    assert not table["text"].str.contains('""', regex=False).any()
    assert table["text"].str.startswith('"').sum() > 10
    assert table["solved_conflict"].sum() == 69 + 20


@pytest.fixture
def polnear(corpus_folder: Folder) -> pd.DataFrame:
    return read("polnear", corpus_folder("polnear"))


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


def test_newsmtsc(corpus_folder: Folder) -> None:
    table = read("newsmtsc", corpus_folder("newsmtsc"))
    counts = pd.crosstab(table["part"], table["stance"]).loc[["train", "mt_dev", "rw_dev"]]
    assert counts.to_numpy().tolist() == [[3316, 3028, 2395], [136, 217, 89], [134, 136, 73]]
    assert table["article"].nunique() == 1956 + 3746
    assert table["event"].nunique() == 1107
    assert table.groupby("article")["event"].nunique().max() == 1
    assert table.groupby(["article", "sentence_number"])["text"].nunique().max() == 1
    known = set(table.loc[table["part"] == "train", "article"])
    shared = table[table["article"].isin(known)].groupby("part").size()
    assert shared[["mt_dev", "rw_dev"]].tolist() == [244, 175]


def test_semeval_frames(corpus_folder: Folder) -> None:
    table = read("semeval_frames", corpus_folder("semeval_frames"))
    assert table["genre"].value_counts().to_dict() == {"opinion": 291, "reporting": 33, "satire": 9}
    counts = table["frames"].explode().value_counts()
    assert counts.sum() == 1232
    assert set(counts.index) == set(FRAMES)
    assert counts[["political", "legality", "economic", "public_opinion"]].tolist() == [186, 152, 23, 17]
    assert table["title"].isna().sum() == 3
    assert table["article"].nunique() == 332


def test_gvfc(corpus_folder: Folder) -> None:
    table = read("gvfc", corpus_folder("gvfc"))
    first = table["themes"].str[0].value_counts()
    assert first[["politics", "public_opinion", "gun_rights"]].tolist() == [279, 185, 27]
    assert (table["themes"].map(len) == 2).sum() == 251
    counts = table["frames"].explode().value_counts().to_dict()
    assert counts == {
        "political": 279 + 43,
        "public_opinion": 185 + 22,
        "security_and_defense": 107 + 37,
        "economic": 65 + 12,
        "health_and_safety": 45 + 12,
    }
    assert table["outlet"].notna().all()
    assert table["article"].is_unique


def test_basil(corpus_folder: Folder) -> None:
    table = read("basil", corpus_folder("basil"))
    events = table.groupby("triplet-uuid")["source"].agg(["size", "nunique"])
    assert len(events) == 100
    assert (events == 3).all(axis=None)
    assert table["article_id"].is_unique
    assert table["published"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    joined = table["paragraphs"].map(lambda found: "\n\n".join(" ".join(sentences) for sentences in found))
    assert (joined == table["text"]).all()


def test_allsides(corpus_folder: Folder) -> None:
    table = read("allsides", corpus_folder("allsides"))
    assert table["page"].value_counts(dropna=False).to_list() == [30746, 3419, 3389]
    assert table["leaning"].value_counts().to_dict() == {"right": 13734, "left": 13005, "center": 10815}
    assert table["published"].isna().sum() == 4407 + 3
    assert table["published"].dropna().str.fullmatch(r"20(?:0[17]|1\d|20)-[01]\d-[0-3]\d").all()
    assert table["source"].notna().all()
    assert table["outlet"].isna().sum() == 22
    assert not table["title"].str.match(r"OPINION:").any()
    both = pd.crosstab(table["outlet"], table["page"])
    assert (both >= 10).all(axis=1).sum() == 23


def test_opinion_pages_of_allsides_do_not_call_themselves_so(corpus_folder: Folder) -> None:
    table = read("allsides", corpus_folder("allsides"))
    opinion = table.loc[table["page"] == "opinion", "text"]
    said = r"(?i)opinions expressed (?:in|by|here)|analysis/opinion|CNN ?Opinion\b|opinion contributor\n"
    assert opinion.str.contains(said).sum() <= 5
    assert not opinion.map(has_disclaimer).any()


def test_auxiliary_corpora(corpus_folder: Folder) -> None:
    subj, cw_hard, mpqa = (read(name, corpus_folder(name)) for name in ("subj", "cw_hard", "mpqa"))
    assert subj["subjective"].sum() == 5000
    assert (subj["text"] == subj["text"].str.lower()).all()
    assert cw_hard["biased"].sum() == 1843
    assert mpqa["negative"].sum() == 1908
    several = read("multidimnews", corpus_folder("multidimnews"))
    columns = ["label_bias", "label_framing", "label_hidden_assumpt", "label_subj"]
    assert several[columns].sum().tolist() == [336, 164, 62, 210]
    persuasion = read("persuasion", corpus_folder("persuasion"))
    assert persuasion["persuasive"].sum() == 3337
    assert (persuasion["techniques"].map(len).gt(0) == persuasion["persuasive"].astype(bool)).all()
    assert persuasion["techniques"].explode().value_counts()[["Loaded_Language", "Doubt"]].tolist() == [1566, 441]


def test_one_in_the_label_of_mpqa_is_negative(corpus_folder: Folder) -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    table = read("mpqa", corpus_folder("mpqa")).head(500)
    valence = table["text"].map(lambda text: analyzer.polarity_scores(text)["compound"])
    means = valence.groupby(table["negative"]).mean()
    assert means[1] < -0.1
    assert means[0] > 0.1


def test_overlaps_that_have_to_be_left_out(corpus_folder: Folder) -> None:
    newsmtsc = read("newsmtsc", corpus_folder("newsmtsc"))
    parts = {part: rows.drop_duplicates("text")["text"] for part, rows in newsmtsc.groupby("part")}
    assert len(near_duplicates(parts["rw_dev"], parts["train"])) == 1
    assert len(near_duplicates(parts["mt_dev"], parts["train"])) == 1
    articles = read("semeval_frames", corpus_folder("semeval_frames"))["text"]
    found = near_duplicates(read("persuasion", corpus_folder("persuasion"))["text"], articles, measure="containment")
    assert found["a"].nunique() > 5000
    assert found["b"].nunique() > 320


def test_describe_knows_what_is_here(data_folder: Path) -> None:
    table = describe(data_folder).set_index("name")
    for name, corpus in CORPORA.items():
        assert table.loc[name, "present"] == corpus.is_present(data_folder)
