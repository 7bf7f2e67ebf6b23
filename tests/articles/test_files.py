from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.articles.read import iter_articles, read_articles
from framing.tables import ARTICLES

SENTENCE = "The harbour opened on Monday, the ministry said. "


def test_a_text_file_is_one_article(tmp_path: Path, save: Callable[..., Path]) -> None:
    articles = read_articles(save(tmp_path / "My story.TXT", "\ufeffTitle\r\n\r\nBody “one”.\rEnd\n"))
    assert articles["text"].tolist() == ["Title\n\nBody “one”.\nEnd\n"]
    assert articles["article_id"].tolist() == ["My story"]
    assert articles[["source", "title"]].isna().all(axis=None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str, save: Callable[..., Path]) -> None:
    text = "“Déjà vu”, he said – twice."
    assert read_articles(save(tmp_path / "a.txt", text.encode(encoding)))["text"].tolist() == [text]
    table = f"id,text\n007,{json.dumps(text, ensure_ascii=False)}\n"
    assert read_articles(save(tmp_path / "a.csv", table.encode(encoding)))["text"].tolist() == [text]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.tsv", "a.jsonl", "a.json", "a.html", "a.parquet"])
def test_empty_files(tmp_path: Path, name: str, save: Callable[..., Path], refused: Callable[..., str]) -> None:
    path = save(tmp_path / name, b"")
    for on_error in ("raise", "skip"):
        assert refused(path, on_error=on_error) == f"{path}: empty file."


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.tsv", "a.jsonl", "a.json", "a.html"])
def test_binary_files(
    tmp_path: Path, name: str, save: Callable[..., Path], refused: Callable[..., str], png: bytes
) -> None:
    assert "not text (binary?)" in refused(save(tmp_path / name, png))


@pytest.mark.parametrize("content", [b"\x81\x8d", b"abc\x01\xe9", "“half”".encode("utf-16-le"), b"\xff\xfea", b"a\0b"])
def test_what_no_encoding_fits_is_not_text(
    tmp_path: Path, content: bytes, save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    assert "not text (binary?)" in refused(save(tmp_path / "a.txt", content))


def test_broken_utf8_is_not_taken_for_windows_1252(
    tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    message = refused(save(tmp_path / "a.txt", "“Quoted,” he said – often".encode() + b" \xe2\x80"))
    assert "broken UTF-8 (1 character" in message


def test_an_unknown_format_lists_those_that_are_read(
    tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    assert "format '.docx' is not read; allowed: .txt, .md, .html" in refused(save(tmp_path / "a.docx", "x"))
    assert "a file without a suffix is not read" in refused(save(tmp_path / "README", "x"))


def test_a_path_that_does_not_exist(tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]) -> None:
    save(tmp_path / "articles.csv", "text\na\n")
    assert "no such file or folder. Did you mean 'articles.csv'?" in refused(tmp_path / "artcles.csv")
    assert f"The folder {tmp_path / 'no'} does not exist either." in refused(tmp_path / "no" / "a.csv")


def test_csv_with_line_breaks_quotes_and_types(tmp_path: Path, save: Callable[..., Path]) -> None:
    content = (
        "id,text,outlet,zip,year,share,opinion,note\r\n"
        '007,"Title\r\n\r\n""Yes,"" he said.",A,01234,2020,.5,True,NA\r\n'
        "08,plain,B,99999,2021,,False,word\r\n"
    )
    articles = read_articles(save(tmp_path / "a.csv", content))
    assert articles["article_id"].tolist() == ["007", "08"]
    assert articles["text"].tolist() == ['Title\n\n"Yes," he said.', "plain"]
    assert list(articles)[len(ARTICLES) :] == ["zip", "year", "share", "opinion", "note"]
    assert articles["zip"].tolist() == ["01234", "99999"]
    assert articles["year"].tolist() == [2020, 2021]
    assert articles["share"].tolist()[0] == 0.5 and pd.isna(articles["share"][1])
    assert articles["opinion"].dtype == bool
    assert articles["note"].isna().tolist() == [True, False]


def test_numbers_that_are_names_stay_text(tmp_path: Path, save: Callable[..., Path]) -> None:
    articles = read_articles(save(tmp_path / "a.csv", "text,a,b,c\nx,12345678901234567890,1.50,1e5\ny,1,x,2\n"))
    assert articles["a"].tolist() == ["12345678901234567890", "1"]
    assert articles["b"].tolist() == ["1.50", "x"]
    assert articles["c"].tolist() == [1e5, 2.0]


def test_csv_of_other_delimiters(tmp_path: Path, save: Callable[..., Path]) -> None:
    assert read_articles(save(tmp_path / "a.csv", "id;text\n1;a, b\n"))["text"].tolist() == ["a, b"]
    assert read_articles(save(tmp_path / "b.csv", "id\ttext\n1\ta, b\n"))["text"].tolist() == ["a, b"]


def test_csv_is_parted_by_the_mark_that_its_header_has_most_of(tmp_path: Path, save: Callable[..., Path]) -> None:
    table = "id;text (raw, English);text\n1;a;b, c\n"
    assert read_articles(save(tmp_path / "a.csv", table))["text"].tolist() == ["b, c"]


@pytest.mark.parametrize("mark", [";", ",", "|", "\t"])
def test_csv_that_names_its_mark_for_excel(tmp_path: Path, save: Callable[..., Path], mark: str) -> None:
    path = save(tmp_path / "a.csv", f"sep={mark}\nid{mark}text\n1{mark}It rained.\n2{mark}{mark}more\n")
    read = read_articles(path, on_error="skip")
    assert read["text"].tolist() == ["It rained."] and read.attrs["rejects"][0]["where"].endswith("line 4")


def test_batches_of_long_articles_have_fewer_rows(
    tmp_path: Path, save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "a.csv", "id,text\n" + "".join(f"{n},{'It rained. ' * 10}\n" for n in range(7)))
    monkeypatch.setattr("framing.articles.delimited.BATCH_CHARACTERS", 300)
    assert [len(table) for table in iter_articles(path)] == [3, 3, 1]


def test_csv_of_one_column_and_of_no_rows(tmp_path: Path, save: Callable[..., Path]) -> None:
    assert read_articles(save(tmp_path / "a.csv", "text\nx\n\ny\n"))["text"].tolist() == ["x", "y"]
    nothing = read_articles(save(tmp_path / "b.csv", "text,more\n"))
    assert len(nothing) == 0 and list(nothing) == [*ARTICLES, "more"]


def test_csv_columns_without_a_name_never_take_that_of_another(tmp_path: Path, save: Callable[..., Path]) -> None:
    twice = save(tmp_path / "a.csv", ",Unnamed: 0,text\n5,6,x\n")  # as pandas writes a table that it wrote before
    assert read_articles(twice).iloc[0][["Unnamed: 0.1", "Unnamed: 0"]].tolist() == [5, 6]
    later = read_articles(save(tmp_path / "b.csv", "text,,Unnamed: 1,Unnamed: 1.1,\nx,1,2,3,4\n"))
    assert list(later)[len(ARTICLES) :] == ["Unnamed: 1.1.1", "Unnamed: 1", "Unnamed: 1.1", "Unnamed: 4"]


def test_csv_without_a_text_column(tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]) -> None:
    assert "Its columns: 'a', 'b'" in refused(save(tmp_path / "a.csv", "a,b\n1,2\n"), on_error="skip")


def test_malformed_rows_are_told_with_their_lines(
    tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    path = save(tmp_path / "a.csv", 'id,text\n1,"a\nb"\n2,c,d\n3\n4,"e"f\n5,g,\n')
    assert f"{path}, line 4: malformed row: 3 fields, the header has 2 (2 more such rows follow)." in refused(path)
    articles = read_articles(path, on_error="skip")
    assert articles["text"].tolist() == ["a\nb", "g"]
    assert [reject["where"].rpartition(" ")[2] for reject in articles.attrs["rejects"]] == ["4", "5", "6"]
    assert "line 2: malformed row: 1 field, the header has 2." in refused(save(tmp_path / "b.csv", "id,text\n3\n4,d\n"))


def test_a_quotation_mark_that_is_never_closed(
    tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    path = save(tmp_path / "a.csv", 'id,text\n1,a\n2,"b\n3,c\n')
    for on_error in ("raise", "skip"):
        assert "opened at line 3 is never closed" in refused(path, on_error=on_error)


def test_rows_without_text_in_a_csv_are_told_with_their_lines(tmp_path: Path, save: Callable[..., Path]) -> None:
    path = save(tmp_path / "a.csv", 'id,text\n1,"a\nb"\n2,\n3,NA\n')
    rejects = read_articles(path, on_error="skip").attrs["rejects"]
    assert rejects == [{"where": f"{path}, line {line}", "reason": "text is missing"} for line in (4, 5)]


def test_the_field_limit_of_csv_does_not_bite_and_stays_as_it_was(tmp_path: Path, save: Callable[..., Path]) -> None:
    before = csv.field_size_limit()
    text = SENTENCE * 10_000
    assert read_articles(save(tmp_path / "a.csv", f'text\n"{text}"\n'))["text"].tolist() == [text]
    assert csv.field_size_limit() == before


def test_tsv_with_and_without_quoting(tmp_path: Path, save: Callable[..., Path]) -> None:
    bare = save(tmp_path / "bare.tsv", 'id\tsentence\n1\t"Yes," he said.\n2\t"No."\n3\t"Open\n')
    assert read_articles(bare, columns={"text": "sentence"})["text"].tolist() == ['"Yes," he said.', '"No."', '"Open']
    undecided = save(tmp_path / "undecided.tsv", 'id\ttext\n1\t"No."\n')
    assert read_articles(undecided)["text"].tolist() == ['"No."']
    frame = pd.DataFrame({"id": [1, 2], "text": ['"Yes," he\tsaid.\nTwice.', "plain"]})
    frame.to_csv(tmp_path / "quoted.tsv", sep="\t", index=False)
    assert read_articles(tmp_path / "quoted.tsv")["text"].tolist() == frame["text"].tolist()
    frame["text"] = ['"Yes," he said.', "plain"]
    frame.to_csv(tmp_path / "quoted.tsv", sep="\t", index=False)
    assert read_articles(tmp_path / "quoted.tsv")["text"].tolist() == frame["text"].tolist()


def test_json_lines(tmp_path: Path, save: Callable[..., Path]) -> None:
    path = save(tmp_path / "a.jsonl", '{"text": "a\\r\\nb", "n": 1}\n\n{"text": "c\u2028d", "tags": ["x"]}')
    articles = read_articles(path)
    assert articles["text"].tolist() == ["a\nb", "c\u2028d"]
    assert list(articles)[len(ARTICLES) :] == ["n", "tags"]


def test_a_broken_line_of_json_lines_is_told(
    tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    path = save(tmp_path / "a.ndjson", '{"text": "a"}\n\n{"text": \n["b"]\n{"text": "c"}\n')
    assert f"{path}, line 3: not JSON (" in refused(path)
    articles = read_articles(path, on_error="skip")
    assert articles["text"].tolist() == ["a", "c"]
    assert [reject["where"] for reject in articles.attrs["rejects"]] == [f"{path}, line 3", f"{path}, line 4"]
    assert articles.attrs["rejects"][1]["reason"] == "a list, not an object with named fields"


def test_json_lines_of_which_none_is_json(
    tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]
) -> None:
    path = save(tmp_path / "a.jsonl", "text\nwords\n")
    assert f"{path}, line 1: not JSON" in refused(path, on_error="skip")
    assert "nested too deeply" in refused(save(path, "[" * 100_000))


def test_json(tmp_path: Path, save: Callable[..., Path], refused: Callable[..., str]) -> None:
    path = tmp_path / "a.json"
    assert read_articles(save(path, '[{"text": "a"}, {"text": "b"}]'))["text"].tolist() == ["a", "b"]
    assert read_articles(save(path, '{"body": "a"}'))["text"].tolist() == ["a"]
    assert "record 2: a int, not an object" in refused(save(path, '[{"text": "a"}, 3]'))
    assert "line 2: not JSON" in refused(save(path, '[{"text": "a"},\n{"text"]'))
    assert "Then name it .jsonl" in refused(save(path, '{"text": "a"}\n{"text": "b"}\n'))
    assert "a JSON str; give a list" in refused(save(path, '"a"'))
    assert "an empty list" in refused(save(path, "[]"))
    assert "not an object" in refused(save(path, "[1, 2]"), on_error="skip")
    assert "nested too deeply" in refused(save(path, "[" * 100_000))


def test_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "text": ["a\r\nb", "c", None],
            "day": pd.to_datetime(["2020-01-01"] * 3),
            "side": pd.Categorical(["l", "r", "l"]),
        },
        index=pd.Index(["x", "y", "z"], name="article_id"),
    )
    frame.to_parquet(tmp_path / "a.parquet")
    articles = read_articles(tmp_path / "a.parquet", columns={"published": "day"}, on_error="skip")
    assert articles["article_id"].tolist() == ["x", "y"]
    assert articles["text"].tolist() == ["a\nb", "c"]
    assert articles["published"].tolist() == ["2020-01-01"] * 2
    assert articles["side"].tolist() == ["l", "r"]
    assert articles.attrs["rejects"] == [{"where": f"{tmp_path / 'a.parquet'}, row 3", "reason": "text is missing"}]
    frame.reset_index(drop=True).iloc[[1]].to_parquet(tmp_path / "b.parquet")
    assert list(read_articles(tmp_path / "b.parquet")) == [*ARTICLES, "day", "side"]
    frame.iloc[:0].to_parquet(tmp_path / "c.parquet")
    assert len(read_articles(tmp_path / "c.parquet")) == 0


@pytest.mark.parametrize("batch_size", [1, 10])
def test_text_that_parquet_holds_as_bytes(tmp_path: Path, batch_size: int) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = {"id": [b"a", b"b"], "source": [b"Ledger", None], "text": ["café".encode(), b"It rained."]}
    parquet.write_table(
        pa.table(rows | {"byline": [b"Bell", b"Hill"], "photo": [b"\x89PNG", b"\xff"]}), tmp_path / "a.parquet"
    )
    articles = pd.concat(iter_articles(tmp_path / "a.parquet", batch_size=batch_size))
    assert articles["text"].tolist() == ["café", "It rained."]
    assert articles["article_id"].tolist() == ["a", "b"] and articles["source"].tolist()[0] == "Ledger"
    assert articles["byline"].tolist() == ["Bell", "Hill"] and articles["photo"].tolist() == [b"\x89PNG", b"\xff"]


IDS = [1234567890123456789, 1234567890123456790, None]


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".parquet"])
def test_long_ids_stay_as_they_are_beside_a_row_without_one(tmp_path: Path, suffix: str) -> None:
    rows = [{"id": one, "text": f"text {n}", "tweet": one, "likes": likes}
            for n, (one, likes) in enumerate(zip(IDS, [5, None, 7], strict=True))]  # fmt: skip
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        import pyarrow as pa
        from pyarrow import parquet

        parquet.write_table(pa.Table.from_pylist(rows), path)
    elif suffix == ".json":
        path.write_text(json.dumps(rows), encoding="utf-8")
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    articles = read_articles(path)
    assert articles["article_id"].tolist()[:2] == [str(one) for one in IDS[:2]]
    assert articles["tweet"].tolist()[:2] == IDS[:2] and articles["tweet"].isna().tolist() == [False, False, True]
    assert articles["likes"].dtype == "float64"


def test_truncated_parquet(tmp_path: Path, refused: Callable[..., str]) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"text": [SENTENCE] * 50}).to_parquet(path)
    whole = path.read_bytes()
    for part in (whole[:20], whole[: len(whole) // 2], whole[:-1], b"PAR1", b"nothing of the kind"):
        path.write_bytes(part)
        assert "not a Parquet file that can be read" in refused(path)


@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5)
)
def test_any_text_comes_back_from_any_file(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    expected = [text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    expected = [text for text in expected if text.strip()]
    pd.DataFrame({"text": texts}).to_parquet(folder / "a.parquet")
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    for name in ("a.parquet", "a.jsonl"):
        articles = read_articles(folder / name, on_error="skip")
        assert articles["text"].tolist() == expected
        assert len(articles) + len(articles.attrs["rejects"]) == len(texts)


def test_a_huge_article(tmp_path: Path, save: Callable[..., Path]) -> None:
    text = SENTENCE * 1_100_000
    assert len(text) > 50_000_000
    assert read_articles(text)["text"][0] == text
    assert read_articles(save(tmp_path / "a.txt", text))["text"][0] == text
    assert read_articles(save(tmp_path / "a.csv", f'text,n\n"{text}",1\n'))["text"][0] == text
    assert read_articles(save(tmp_path / "a.jsonl", json.dumps({"text": text})))["text"][0] == text
    pd.DataFrame({"text": [text]}).to_parquet(tmp_path / "a.parquet")
    assert read_articles(tmp_path / "a.parquet")["text"][0] == text
