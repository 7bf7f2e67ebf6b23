"""What every corpus in the table has to fulfil, so that a new one is tested by being listed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from framing.corpora import CORPORA, describe, get_corpus, read_corpus
from framing.corpora.corpus import Corpus
from framing.errors import UnknownNameError

UNLABELLED = {"basil"}
"""Corpora of which only the articles are published here."""

every_corpus = pytest.mark.parametrize("corpus", [pytest.param(c, id=name) for name, c in CORPORA.items()])


def test_names() -> None:
    design = "babe anno_lexical checkthat newsmtsc semeval_frames gvfc polnear basil allsides subj cw_hard persuasion "
    assert set(CORPORA) == {*design.split(), "multidimnews", "mpqa", "sample"}
    for name, corpus in CORPORA.items():
        assert corpus.name == name
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)


@every_corpus
def test_is_described(corpus: Corpus) -> None:
    assert corpus.title.strip()
    assert corpus.licence.strip()
    assert re.match(r"https://\S+$", corpus.origin) or corpus.home is not None
    assert bool(corpus.labels) == (corpus.name not in UNLABELLED)
    assert all(meaning.strip() for meaning in corpus.labels.values())


@every_corpus
def test_non_commercial_licences_are_marked(corpus: Corpus) -> None:
    if re.search(r"\bNC\b|non-commercial|none stated|belong to their", corpus.licence):
        assert not corpus.commercial


@every_corpus
def test_citation_is_bibtex(corpus: Corpus) -> None:
    assert corpus.citation_key
    assert corpus.citation.count("{") == corpus.citation.count("}")
    for entry in ("title", "author", "year"):
        assert re.search(rf"^\s*{entry} = \{{.+", corpus.citation, flags=re.MULTILINE), entry


@every_corpus
def test_files_are_declared(corpus: Corpus) -> None:
    assert corpus.parts
    assert set(corpus.rows) <= set(corpus.parts)
    assert all(corpus.parts.values())
    for file in corpus.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256), file.path
        assert file.size > 0
        assert not PurePosixPath(file.path).is_absolute()
        assert ".." not in PurePosixPath(file.path).parts
        assert file.url is None or file.url.startswith("https://")
        assert not (file.tree and file.url), "a folder cannot be fetched"
    paths = [file.path for file in corpus.files]
    assert len(set(paths)) == len(paths)


def test_unknown_corpus_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="'babe'"):
        get_corpus("bab")
    with pytest.raises(UnknownNameError, match="Known: "):
        read_corpus("nothing like it")


def test_describe_has_one_row_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FRAMING_DATA", raising=False)
    table = describe(tmp_path).set_index("name")
    assert list(table.index) == list(CORPORA)
    assert table.loc["babe", "rows"] == 3021
    assert table.loc["checkthat", "parts"] == "train_en 830, dev_en 462, dev_test_en 484"
    assert table.loc["babe", "citation"] == "spinde-etal-2021-neural-media"
    assert not table.loc["babe", "present"]


def test_importing_the_room_does_not_import_heavy_libraries() -> None:
    code = "import sys, framing.corpora; print(sorted({'datasets', 'torch', 'transformers'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
