from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from framing import tables
from framing.corpora import CORPORA, embedded
from framing.corpora.embedded import GOLD_COLUMNS, HOME, read_part
from framing.errors import InputError


def test_sizes_are_declared() -> None:
    for file in CORPORA["sample"].files:
        assert (HOME / file.path).stat().st_size == file.size


def test_articles_are_an_articles_table() -> None:
    table = embedded.articles()
    assert list(table.columns) == list(tables.ARTICLES)
    assert table["article_id"].is_unique
    assert table.notna().all().all()
    assert all(isinstance(day, str) for day in table["published"])
    assert len(table) == 24


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return CORPORA["sample"].table()


def test_sentences_are_spans_of_the_articles(sample: pd.DataFrame) -> None:
    texts = embedded.articles().set_index("article_id")["text"]
    assert len(sample) == sum(CORPORA["sample"].rows.values())
    assert sample["row_id"].is_unique
    assert set(sample["article"]) == set(texts.index)
    for row in sample.itertuples():
        assert row.text == texts[row.article][row.start : row.end]


def test_labels_are_there_where_the_question_arises(sample: pd.DataFrame) -> None:
    assert set(sample["kind"]) <= {"title", "heading", "body", "boilerplate"}
    assert set(sample["voice"]) <= {"author", "other", "mixed"}
    for label in ("editorializing", "other_editorializing"):
        assert set(sample[label].dropna()) == {0, 1}
    apart = sample["kind"].isin(["heading", "boilerplate"])
    assert sample.loc[apart, ["editorializing", "other_editorializing"]].isna().all().all()
    assert sample.loc[~apart & sample["voice"].isin(["author", "mixed"]), "editorializing"].notna().all()
    assert sample.loc[~apart & (sample["voice"] != "author"), "other_editorializing"].notna().all()


def test_sample_does_not_ask_for_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_DATA", "/nowhere")
    data = CORPORA["sample"].read("all")
    assert data.num_rows == len(CORPORA["sample"].table())
    assert {"kind", "voice", "speaker", "event"} <= set(data.column_names)


Write = Callable[[str], list[Path]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Own articles beside the gold rows that a test asks for."""

    def files(gold: str) -> list[Path]:
        article = dict.fromkeys(tables.ARTICLES, "x") | {
            "article_id": "007",
            "source": "The Paper",
            "published": "2024-03-13",
            "text": "Title\n\nIt rained. A shame.",
        }
        (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
        (tmp_path / "gold.csv").write_text(",".join(GOLD_COLUMNS) + "\n" + gold, encoding="utf-8")
        return [tmp_path / "articles.jsonl", tmp_path / "gold.csv"]

    return files


def test_rows(write: Write) -> None:
    rows = read_part(
        "all", write("007,0,0,5,title,author,0,,\n007,1,7,17,body,author,0,,\n007,2,18,26,body,author,1,,\n")
    )
    assert rows["text"].tolist() == ["Title", "It rained.", "A shame."]
    assert rows["original_id"].tolist() == ["007:0", "007:1", "007:2"]
    assert rows["editorializing"].tolist() == [0, 0, 1]
    assert rows["other_editorializing"].isna().all()
    assert rows["outlet"].unique().tolist() == ["The Paper"]


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        ("008,0,0,5,title,author,0,,\n", "not there: 008"),
        ("007,0,0,99,title,author,0,,\n", "outside their article"),
        ("007,0,5,5,title,author,0,,\n", "outside their article"),
        ("007,0,-4,-1,title,author,0,,\n", "outside their article"),
    ],
)
def test_gold_that_does_not_fit_the_articles(write: Write, gold: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_part("all", write(gold))
