from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing.annotation import consensus, read_labels
from framing.errors import InputError, UnknownNameError


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_ones_own_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "my.csv",
        "sentence;outlet;article;editorializing\nIt rained.;A;1;no\nWhat a farce!;B;2;YES\nHm.;B;2;?\n",
    )
    labels = read_labels(path)
    assert labels["text"].tolist() == ["It rained.", "What a farce!", "Hm."]
    assert labels["source"].tolist() == ["A", "B", "B"] and labels["article_id"].tolist() == ["1", "2", "2"]
    assert labels["editorializing"].tolist()[:2] == [0.0, 1.0] and np.isnan(labels["editorializing"].iloc[2])
    assert labels.attrs == {"tasks": ("editorializing",), "grouped": True}
    assert len(consensus(labels, "editorializing")) == 2


def test_ids_of_ones_own_need_no_key(tmp_path: Path) -> None:
    path = write(tmp_path / "my.csv", "id,text,editorializing\n17,It rained.,0\n18,Shame!,1\n")
    assert read_labels(path)["editorializing"].tolist() == [0.0, 1.0]


def test_na_is_no_answer(tmp_path: Path) -> None:
    rows = "".join(f"Row {n}.,{answer}\n" for n, answer in enumerate(("1", "NA", "na", "N/A", "null", "0")))
    labels = read_labels(write(tmp_path / "my.csv", f"text,editorializing\n{rows}"))
    assert labels["editorializing"].dropna().tolist() == [1.0, 0.0] and len(labels) == 6


def test_several_files_are_several_coders(tmp_path: Path) -> None:
    rows = ["It rained.", "What a farce!", "He must go."]
    for name, codes in (("ada", "011"), ("ben", "010"), ("cleo", "011")):
        body = "\n".join(f'"{text}",{code}' for text, code in zip(rows, codes, strict=True))
        write(tmp_path / f"{name}.csv", f"text,loaded_language\n{body}\n")
    labels = read_labels([tmp_path / f"{name}.csv" for name in ("ada", "ben", "cleo")])
    assert labels["coder"].unique().tolist() == ["ada", "ben", "cleo"] and not labels.attrs["grouped"]
    found = consensus(labels, "loaded_language")
    assert found["label"].round(3).tolist() == [0.0, 1.0, 0.667] and found["coders"].tolist() == [3, 3, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "text,editorializing\nIt rained.,perhaps\n",
            "row 1: 'perhaps' is no answer to editorializing",
        ),
        ("text,label\nIt rained.,1\n", "no column named as a task"),
        ("sentences,editorializing\nIt rained.,1\n", "no column 'text'"),
        ("text,editorializing\n,1\n", "rows without text"),
        ("", "empty file"),
        ("text,editorializing\nIt rained.,1\nIt rained.,0\n", "two rows of coder"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_labels(write(tmp_path / "my.csv", text))


def test_a_missing_file_and_a_foreign_key_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file of labels"):
        read_labels(tmp_path / "no.csv")
    path = write(tmp_path / "my.csv", "id,text,editorializing\nx1,It rained.,1\n")
    key = write(tmp_path / "k.csv", "id,sentence_id\nx2,a:1\n")
    with pytest.raises(InputError, match="not the key of a sample"):
        read_labels(path, key=key)


def test_another_task_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "my.csv", "text,editorializing\nIt rained.,1\n")
    with pytest.raises(InputError, match="no column 'loaded_language'"):
        read_labels(path, tasks=["loaded_language"])
    with pytest.raises(UnknownNameError, match="Did you mean 'editorializing'"):
        consensus(read_labels(path), "editorialising")


def test_labels_as_parquet_are_read(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["It rained.", "Shame!"], "editorializing": [0, 1]})
    table.to_parquet(tmp_path / "my.parquet")
    assert read_labels(tmp_path / "my.parquet")["editorializing"].tolist() == [0.0, 1.0]


def test_files_that_are_called_alike_bear_their_folders(tmp_path: Path) -> None:
    paths = []
    for coder in ("anna", "ben"):
        (tmp_path / coder).mkdir()
        paths.append(write(tmp_path / coder / "sample.csv", "text,editorializing\nOne.,1\n"))
    assert read_labels(paths)["coder"].tolist() == ["anna/sample", "ben/sample"]


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "my.csv", "id,text,editorializing\n17 ,It rained.,0\n,,\n , ,\n18,Shame!,1\n,,\n")
    assert read_labels(path)["editorializing"].tolist() == [0.0, 1.0]


def test_a_text_in_two_articles_is_two_sentences(tmp_path: Path) -> None:
    rows = "He must go.,a,1\nHe must go.,b,0\nIt rained.,b,0\n"
    paths = [write(tmp_path / f"{name}.csv", f"text,article,editorializing\n{rows}") for name in ("ada", "ben")]
    labels = read_labels(paths)
    assert labels["article_id"].tolist() == ["a", "b", "b"] * 2
    found = consensus(labels, "editorializing")
    assert found["label"].tolist() == [1.0, 0.0, 0.0] and found["coders"].tolist() == [2, 2, 2]


def test_a_text_coded_twice_without_its_article_counts_once(tmp_path: Path) -> None:
    rows = "He must go.,1\nIt rained.,0\nHe must go.,1\n"
    labels = read_labels(write(tmp_path / "my.csv", f"text,editorializing\n{rows}"))
    assert labels["text"].tolist() == ["He must go.", "It rained."] and labels.index.tolist() == [0, 1]
    with pytest.raises(InputError, match=r"'He must go.' has two rows .* different answers.* article_id .*sentence_id"):
        read_labels(write(tmp_path / "my.csv", f"text,editorializing\n{rows}He must go.,0\n"))


def test_an_empty_cell_names_no_article_and_no_source(tmp_path: Path) -> None:
    rows = "One.,a,A,1\nTwo.,,,0\nThree., ,,0\n"
    labels = read_labels(write(tmp_path / "my.csv", f"text,article,outlet,editorializing\n{rows}"))
    assert labels["article_id"].nunique() == 3 and not labels.attrs["grouped"]
    assert labels["source"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("value", ["0", "1.5", "'0,2'", "some"])
def test_a_probability_that_is_none_is_told(tmp_path: Path, value: str) -> None:
    text = f"text;editorializing;inclusion_probability\nIt rained.;0;\nShame!;1;{value}\n"
    with pytest.raises(InputError, match=r"row 2: .* is no inclusion_probability; .* above 0 and at most 1"):
        read_labels(write(tmp_path / "my.csv", text))
    fine = read_labels(write(tmp_path / "my.csv", text.replace(value + "\n", "0.5\n")))
    assert fine["inclusion_probability"].fillna(-1).tolist() == [-1, 0.5]
