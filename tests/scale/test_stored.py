from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.articles import write_table
from framing.comparison import compare_sources
from framing.corpora import embedded
from framing.errors import InputError, UnknownNameError
from framing.figures import article_course, draw_all
from framing.report.comparison_report import _examples
from framing.scale import ScoresFolder, open_scores, score_corpus
from framing.scale.stored import StoredScores, columns_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ScoresFolder:
    place = tmp_path_factory.mktemp("stored")
    articles = write_table(embedded.articles(), place / "articles.parquet")
    score_corpus(articles, place / "scores", "fast", shard=5)
    return open_scores(place / "scores")


def test_columns_and_rows_are_read_as_they_are_asked_for(folder: ScoresFolder) -> None:
    stored, whole = StoredScores(folder), folder.table("sentences")
    assert list(stored.columns) == list(whole.columns) and stored.attrs["thresholds"] == whole.attrs["thresholds"]
    pd.testing.assert_frame_equal(stored.select(list(whole.columns)), whole)
    some = stored.select(["text", "quoted_spans"], kind=["title"])
    wanted = whole.loc[whole["kind"] == "title", ["text", "quoted_spans"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, wanted)
    parts = list(stored.parts(["sentence_id"]))
    assert len(parts) > 1 and np.concatenate([part["sentence_id"] for part in parts]).tolist() == list(
        whole["sentence_id"]
    )


def test_a_table_in_memory_is_taken_as_it_is_but_for_the_rows(folder: ScoresFolder) -> None:
    whole = folder.table("sentences")
    assert columns_of(whole, ["text"]) is whole
    stored = columns_of(StoredScores(folder), ["text", "text", "nothing"], kind=["body"])
    assert list(stored.columns) == ["text"]
    assert list(stored["text"]) == list(columns_of(whole, ["text"], kind=["body"])["text"])


def test_a_comparison_of_a_folder_is_that_of_its_tables(folder: ScoresFolder) -> None:
    found = compare_sources(folder.path, draws=200)
    wanted = compare_sources(folder.table("sentences"), attributions=folder.table("attributions"), draws=200)
    assert isinstance(found.scores, StoredScores) and isinstance(wanted.scores, pd.DataFrame)
    assert found.tables().keys() == wanted.tables().keys() >= {"words", "speakers", "estimates"}
    for name, table in wanted.tables().items():
        pd.testing.assert_frame_equal(found.tables()[name], table, check_exact=False, rtol=1e-9)
    assert found.settings == wanted.settings and found.warnings == wanted.warnings
    assert _examples(found, 3) == _examples(wanted, 3)


def test_the_course_of_articles_is_drawn_from_the_folder(
    folder: ScoresFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = compare_sources(folder.path, words=False, draws=200)
    whole = folder.table("sentences")
    loaded: list[pd.DataFrame] = []
    select = StoredScores.select

    def watched(self: StoredScores, *given: object, **among: object) -> pd.DataFrame:
        loaded.append(select(self, *given, **among))  # type: ignore[arg-type]
        return loaded[-1]

    monkeypatch.setattr(StoredScores, "select", watched)
    drawing = draw_all(found, tmp_path, figures={"article_course": article_course})
    assert len(drawing.files) == len(found.sources) == len(loaded) and not drawing.left_out
    assert all(table["article_id"].nunique() == 1 and "text" not in table for table in loaded)
    one = str(loaded[0]["article_id"].iloc[0])
    assert article_course(found, one)._repr_png_() == article_course(whole, one)._repr_png_()  # type: ignore[attr-defined]
    with pytest.raises(UnknownNameError, match=f"Did you mean '{one}'"):
        article_course(found, one[:-1])
    with pytest.raises(InputError, match=f"hold {whole['article_id'].nunique()} articles; name one"):
        article_course(found)


def test_shards_without_rows_or_with_nothing_in_a_column_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"shards": 3}')
    made = ScoresFolder(tmp_path, {"shards": 3})
    columns = {"sentence_id": ["a", "b"], "note": [None, None]}
    for number, table in enumerate((columns, {"sentence_id": [], "note": []}, {"sentence_id": ["c"], "note": ["x"]})):
        made.write(number, {"sentences": pd.DataFrame(table)}, [], 1)
    stored = StoredScores(made)
    assert list(stored.select(["sentence_id"])["sentence_id"]) == ["a", "b", "c"]
    assert list(stored.select(["note"], sentence_id=["c"])["note"]) == ["x"]
    assert [len(part) for part in stored.parts(["note"])] == [2, 1]


def test_a_column_whose_types_differ_between_shards_is_text(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"shards": 3}')
    made = ScoresFolder(tmp_path, {"shards": 3})
    for number, (page, notes) in enumerate(
        (([12, None], [[1], [2]]), (["A12", "B1"], ["x", None]), ([0.5, 1.0], [[], []]))
    ):
        ids = [f"{number}-{row}" for row in range(2)]
        made.write(number, {"sentences": pd.DataFrame({"sentence_id": ids, "page": page, "notes": notes})}, [], 2)
    stored = StoredScores(made)
    found = stored.select(["sentence_id", "page", "notes"])
    assert found["page"].fillna("").tolist() == ["12", "", "A12", "B1", "0.5", "1"]
    assert found["notes"].fillna("").tolist() == ["[1]", "[2]", "x", "", "[]", "[]"]
    assert stored.select(["sentence_id"], page=["12", "B1"])["sentence_id"].tolist() == ["0-0", "1-1"]
    assert stored.select(["sentence_id"])["sentence_id"].tolist() == found["sentence_id"].tolist()
    assert [part["page"].fillna("").tolist() for part in stored.parts(["page"])] == [
        ["12", ""],
        ["A12", "B1"],
        ["0.5", "1"],
    ]


def test_files_that_give_a_column_other_types_are_compared(tmp_path: Path) -> None:
    for name, pages in (("a", ("12", "13")), ("b", ("A12", "B1"))):
        rows = [f'"The council voted on Tuesday, {page}. It was a disgrace.",{name},{page}' for page in pages]
        (tmp_path / f"{name}.csv").write_text("text,source,page\n" + "\n".join(rows) + "\n", encoding="utf-8")
    made = score_corpus(tmp_path / "*.csv", tmp_path / "scores", "fast")
    assert compare_sources(made.path, draws=100).sources == ["a", "b"]
    by_page = compare_sources(made.path, "page", words=False, draws=100)
    assert sorted(by_page.sources) == ["12", "13", "A12", "B1"]


def test_a_number_that_turns_into_words_at_the_border_of_shards(tmp_path: Path) -> None:
    given = tmp_path / "news.jsonl"
    rows = [
        {"text": f"The council voted on day {n}.", "source": "ab"[n % 2], "likes": n if n < 4 else "n/a"}
        for n in range(8)
    ]
    given.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    made = score_corpus(given, tmp_path / "scores", "fast", shard=4)
    assert compare_sources(made.path, words=False, draws=100).sources == ["a", "b"]
