from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.articles.read import read_articles
from framing.articles.write import check_output, read_table, with_lists, write_table
from framing.errors import InputError

SUFFIXES = (".csv", ".jsonl", ".parquet")
EVIDENCE = {"task": "editorializing", "start": 3, "end": 9, "weight": 0.1}


def scores(texts: list[str]) -> pd.DataFrame:
    count = len(texts)
    return pd.DataFrame(
        {
            "article_id": pd.Series(["007"] * count, dtype="str"),
            "sentence_id": pd.Series([f"007:{n}" for n in range(count)], dtype="str"),
            "position": range(count),
            "text": pd.Series(texts, dtype="str"),
            "author_share": [1 / 3] * count,
            "speaker": pd.Series([None] * count, dtype="str"),
            "quoted_spans": pd.Series([[], [(0, 4), (7, 9)], [(1, 2)]][:count] + [[]] * (count - 3), dtype=object),
            "source": pd.Series(["Ärzteblatt"] * count, dtype="str"),
            "editorializing": [float("nan"), *([0.1 + 0.2] * (count - 1))][:count],
            "loaded_language": [float("nan")] * count,
            "evidence": pd.Series([None, [EVIDENCE, EVIDENCE], []][:count] + [[]] * (count - 3), dtype=object),
            "year": [2020] * count,
        }
    )


def there_and_back(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    assert write_table(frame, path) == path
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    return read_table(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_scores_come_back(tmp_path: Path, suffix: str) -> None:
    frame = scores(["NA", 'He said: "No,\r\n\rnever" – 01', "123"])
    before = frame.copy(deep=True)
    back = there_and_back(frame, tmp_path / f"scores{suffix}")
    pd.testing.assert_frame_equal(back, frame)
    assert back["quoted_spans"].tolist() == [[], [(0, 4), (7, 9)], [(1, 2)]]
    assert back["evidence"].tolist() == [None, [EVIDENCE, EVIDENCE], []]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_attributions_come_back(tmp_path: Path, suffix: str) -> None:
    frame = pd.DataFrame(
        {
            "article_id": ["1", "1"],
            "attribution_id": ["1:a0", "1:a1"],
            "source": pd.Series([[(0, 5)], []], dtype=object),
            "cue": pd.Series([[(6, 10)], [(1, 2), (3, 4)]], dtype=object),
            "content": pd.Series([[(11, 20)], [(5, 9)]], dtype=object),
            "speaker": ["Jane Roe", None],
            "direct": [True, False],
        }
    )
    pd.testing.assert_frame_equal(there_and_back(frame, tmp_path / f"a{suffix}"), frame)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_articles_come_back(tmp_path: Path, suffix: str) -> None:
    frame = read_articles(
        [{"id": "01", "text": "a\rb", "source": "S", "n": 1.5}, {"id": "02", "text": " x", "n": None}]
    )
    pd.testing.assert_frame_equal(there_and_back(frame, tmp_path / f"a{suffix}"), frame)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_without_rows(tmp_path: Path, suffix: str) -> None:
    back = there_and_back(scores(["a", "b", "c"]).iloc[:0], tmp_path / f"a{suffix}")
    assert len(back) == 0
    assert list(back) == ([] if suffix == ".jsonl" else list(scores(["a", "b", "c"])))


@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=3, max_size=5
    )
)
def test_any_text_comes_back(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    for suffix in SUFFIXES:
        write_table(scores(texts), folder / f"a{suffix}")
        assert read_table(folder / f"a{suffix}")["text"].tolist() == texts


def test_what_csv_and_json_lines_look_like(tmp_path: Path) -> None:
    frame = scores(["a", "b", "Größe"])
    write_table(frame, tmp_path / "a.csv")
    table = pd.read_csv(tmp_path / "a.csv")
    assert table["quoted_spans"].tolist() == ["[]", "[[0, 4], [7, 9]]", "[[1, 2]]"]
    assert json.loads(table["evidence"][1]) == [EVIDENCE, EVIDENCE]
    write_table(frame, tmp_path / "a.jsonl")
    written = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert "Größe" in written and "NaN" not in written
    assert lines[0]["editorializing"] is None and lines[0]["evidence"] is None
    assert lines[1]["quoted_spans"] == [[0, 4], [7, 9]]
    assert list(lines[0]) == list(frame)


def test_spans_that_pandas_read_as_text_are_lists_again(tmp_path: Path) -> None:
    frame = scores(["a", "b", "c"])
    (tmp_path / "new").mkdir()
    table = with_lists(pd.read_csv(write_table(frame, tmp_path / "a.csv")))
    assert table["quoted_spans"].tolist() == frame["quoted_spans"].tolist()
    assert table["evidence"].tolist() == frame["evidence"].tolist()
    assert with_lists(frame) is frame
    back = there_and_back(pd.read_csv(tmp_path / "a.csv"), tmp_path / "new" / "a.parquet")
    assert back["evidence"].tolist() == frame["evidence"].tolist()


def test_spans_that_pandas_wrote_are_told(tmp_path: Path) -> None:
    scores(["a", "b", "c"]).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(InputError, match=r"^Column 'quoted_spans' .*framing\.articles\.read_table"):
        with_lists(pd.read_csv(tmp_path / "a.csv"))
    with pytest.raises(InputError, match=r"a\.csv: Column 'quoted_spans' holds text that is no list of spans"):
        read_table(tmp_path / "a.csv")


def test_parquet_types_do_not_hang_on_the_rows(tmp_path: Path) -> None:
    from pyarrow import parquet

    frame = scores(["a", "b", "c"])
    write_table(frame, tmp_path / "full.parquet")
    write_table(frame.iloc[:1], tmp_path / "bare.parquet")
    full, bare = (parquet.read_schema(tmp_path / f"{name}.parquet") for name in ("full", "bare"))
    assert full.field("evidence") == bare.field("evidence")
    assert full.field("quoted_spans") == bare.field("quoted_spans")


def test_other_columns_of_any_kind_are_written(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "text": ["a", "b"],
            "tags": pd.Series([["x", 1], None], dtype=object),
            "mixed": pd.Series([1, "one"], dtype=object),
            "side": pd.Categorical(["l", None]),
            "day": pd.to_datetime(["2020-01-01", None]),
            "array": pd.Series([np.array([1.5]), np.array([])], dtype=object),
            "whole": pd.array([1, None], dtype="Int64"),
            "infinite": [np.inf, 1.0],
        }
    )
    for suffix in SUFFIXES:
        write_table(frame, tmp_path / f"a{suffix}")
    row = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert row == {
        "text": "a", "tags": ["x", 1], "mixed": 1, "side": "l", "day": "2020-01-01T00:00:00",
        "array": [1.5], "whole": 1, "infinite": None,
    }  # fmt: skip
    table = read_table(tmp_path / "a.csv")
    assert table["tags"].tolist()[0] == '["x", 1]'
    columns = read_table(tmp_path / "a.parquet")
    assert columns["mixed"].tolist() == ["1", "one"]
    assert columns["side"].tolist()[0] == "l"
    assert columns["day"][0] == pd.Timestamp("2020-01-01")


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.html"])
def test_an_unknown_suffix_lists_those_that_are_allowed(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"allowed: \.csv, \.jsonl, \.parquet \(and \.html"):
        write_table(scores(["a", "b", "c"]), tmp_path / name)
    with pytest.raises(InputError, match=r"allowed: \.csv, \.jsonl, \.parquet\.$"):
        read_table(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    frame = scores(["a", "b", "c"])
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.csv").mkdir()
    for place in ("file/a.csv", "file/no/a.csv"):
        with pytest.raises(InputError, match=r"cannot be written \(.*(is a file|directory)"):
            write_table(frame, tmp_path / place)
        with pytest.raises(InputError, match=r"Cannot write to .*file"):
            check_output(tmp_path / place)
    with pytest.raises(InputError, match="is a folder; give a file"):
        check_output(tmp_path / "folder.csv")
    with pytest.raises(InputError, match="cannot be written"):
        write_table(frame, tmp_path / "folder.csv")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["file", "folder.csv"]


def test_missing_folders_are_made(tmp_path: Path) -> None:
    assert write_table(scores(["a", "b", "c"]), tmp_path / "new" / "er" / "a.csv").is_file()
    check_output(tmp_path / "before" / "a.csv")
    check_output(tmp_path / "page" / "a.html", page=True)
    assert [list((tmp_path / name).iterdir()) for name in ("before", "page")] == [[], []]


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        write_table(scores(["a", "b", "c"]), tmp_path / "a.csv")
    with pytest.raises(InputError, match="Cannot write"):
        check_output(tmp_path / "a.csv")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_half_written_remains(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"a{suffix}"
    write_table(scores(["old", "b", "c"]), path)

    def full(self: Path, target: Any) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        write_table(scores(["new", "b", "c"]), path)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
    assert read_table(path)["text"][0] == "old"


def test_half_a_surrogate_pair_cannot_be_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": pd.Series(["\ud83d"], dtype=object)})
    for suffix in SUFFIXES:
        with pytest.raises(InputError, match="half a surrogate pair"):
            write_table(frame, tmp_path / f"a{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_columns_that_stand_twice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="columns stand twice: 'a'"):
        write_table(pd.DataFrame([[1, 2]], columns=["a", "a"]), tmp_path / "a.csv")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_that_are_no_tables(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    with pytest.raises(InputError, match="no such file"):
        read_table(path)
    path.write_bytes(b'"\xff\xfe{"')
    with pytest.raises(InputError, match="not a table that can be read"):
        read_table(path)


def test_parquet_keeps_the_models_thresholds(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["He left."]})
    frame.attrs = {"model": "linear", "thresholds": {"editorializing": 0.4}, "rejects": []}
    write_table(frame, tmp_path / "scores.parquet")
    assert read_table(tmp_path / "scores.parquet").attrs == {"model": "linear", "thresholds": {"editorializing": 0.4}}
    assert pd.read_parquet(tmp_path / "scores.parquet").attrs["thresholds"] == {"editorializing": 0.4}
