"""A corpus of made-up rows that no file holds, with folds of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from framing.corpora import CORPORA
from framing.corpora.corpus import Corpus, Reader
from framing.evaluation import splits
from framing.evaluation.splits import MANIFESTS, Manifest, write_manifests

Change = Callable[[pd.DataFrame], pd.DataFrame]
OUTLETS = ("Star", "Post", "Times", "Globe", "Sun", "Echo")


def _rows(part: str, paths: list[Path]) -> pd.DataFrame:
    """Six outlets with ten articles of two sentences each; what is loaded says "vile", more so in the last outlets."""
    rows = []
    for number in range({"train": 120, "dev": 40}[part]):
        outlet = OUTLETS[number % 6]
        article = f"{outlet}/{part}/{number // 12}"
        loaded = int((number // 6) % 10 < 2 + number % 6)
        place = f"place{number % 9}"
        words = f"The vile mayor of {place} wrecked it" if loaded else f"The mayor of {place} opened a bridge"
        rows.append(
            {
                "text": f"{words} on day {number} of {part}.",
                "original_id": f"{part}{number}",
                "loaded_language": loaded,
                "editorializing": loaded if number % 4 else None,
                "outlet": outlet,
                "article": article,
            }
        )
    return pd.DataFrame(rows)


def _corpus(name: str, reader: Reader) -> Corpus:
    return Corpus(
        name=name,
        title="Toy",
        origin="nowhere",
        licence="none",
        commercial=True,
        citation="@misc{toy}",
        parts={"train": (), "dev": ()},
        rows={"train": 120, "dev": 40},
        labels={"loaded_language": "1 or 0", "editorializing": "1, 0 or missing"},
        reader=reader,
    )


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The name of the corpus; its folds are written to a folder of their own."""
    monkeypatch.setitem(CORPORA, "toy", _corpus("toy", _rows))
    monkeypatch.setitem(MANIFESTS, "toy", Manifest(("train",), "loaded_language", ("article", "outlet", "random")))
    monkeypatch.setattr(splits, "FOLDER", tmp_path)
    write_manifests(tmp_path, ["toy"])
    return "toy"


@pytest.fixture
def add_corpus(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Change], None]:
    """Adds a corpus whose rows are those of the toy, changed."""

    def add(name: str, change: Change) -> None:
        monkeypatch.setitem(CORPORA, name, _corpus(name, lambda part, paths: change(_rows(part, paths))))

    return add


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A tiny encoder that answers all tasks, none of them well."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "models"))
    from encoder_fixtures import make_encoder, plain_settings, tables

    from framing.models.training import train_encoder
    from framing.models.training_settings import make_settings

    encoder = make_encoder(tmp_path_factory.mktemp("encoder"))
    return train_encoder(make_settings(plain_settings(encoder)), tables())
