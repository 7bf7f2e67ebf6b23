"""Fixtures that several rooms share.

Tests over the real corpora run where the environment variable FRAMING_DATA names the folder that holds them. They are
skipped elsewhere, and fail instead of being skipped where FRAMING_REQUIRE_DATA=1.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from framing.corpora import CORPORA

settings.register_profile("framing", deadline=None)  # how long an example takes is no matter of right and wrong
settings.load_profile("framing")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Compare figures to their baseline images on every run, as ``--mpl`` asks for; without pytest-mpl, draw only."""
    if config.pluginmanager.hasplugin("pytest_mpl") and not config.getoption("--mpl-generate-path"):
        config.option.mpl = True
    elif not config.pluginmanager.hasplugin("pytest_mpl"):
        config.addinivalue_line("markers", "mpl_image_compare: compares a figure to its baseline image (pytest-mpl)")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of the corpora, see the module."""
    named = os.environ.get("FRAMING_DATA")
    if not named:
        _do_without("FRAMING_DATA names no folder of corpora")
    folder = Path(named).resolve()
    assert folder.is_dir(), f"FRAMING_DATA names {named}, which is not a folder"
    return folder


@pytest.fixture(scope="session")
def corpus_folder(data_folder: Path) -> Callable[[str], Path]:
    """The folder of the corpora, for tests that need the one that is named; nothing is ever fetched."""

    def folder_with(name: str) -> Path:
        if not CORPORA[name].is_present(data_folder):
            _do_without(f"{data_folder} does not hold the corpus {name!r}")
        return data_folder

    return folder_with


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("FRAMING_REQUIRE_DATA") == "1":
        pytest.fail(f"{reason}, and FRAMING_REQUIRE_DATA=1 asks for it")
    pytest.skip(reason)
