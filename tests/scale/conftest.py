from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from framing.articles import read_articles
from framing.corpora import embedded
from framing.scale import score_corpus

sys.path.insert(0, str(Path(__file__).parent.parent / "models"))  # encoder_fixtures

SHARD = 4

Contents = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "articles.parquet"
    read_articles(embedded.articles()).to_parquet(path)
    return path


@pytest.fixture(scope="session")
def whole(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus scored in one go, in shards of ``SHARD``."""
    return score_corpus(articles, tmp_path_factory.mktemp("whole") / "scores", "linear", shard=SHARD).path


@pytest.fixture(scope="session")
def contents() -> Contents:
    """What tells the files of two folders apart: their names and bytes."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            str(file.relative_to(folder)): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file() and not file.name.startswith(".lock")
        }

    return read
