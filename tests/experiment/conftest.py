"""A data folder with a small test of our own, and a tiny encoder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "models"))


@pytest.fixture(scope="session")
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds nothing but a test of 40 sentences."""
    from run_fixtures import write_test

    folder = tmp_path_factory.mktemp("data")
    write_test(folder)
    return folder


@pytest.fixture
def own(own_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, named by FRAMING_DATA."""
    monkeypatch.setenv("FRAMING_DATA", str(own_data))
    return own_data


@pytest.fixture(scope="session")
def small_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an encoder of 16 dimensions with random weights."""
    from encoder_fixtures import make_encoder

    return make_encoder(tmp_path_factory.mktemp("encoder"))
