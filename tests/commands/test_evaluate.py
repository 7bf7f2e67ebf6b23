from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from framing.cli import app
from framing.errors import InputError


def test_leakage_differences_and_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(tmp_path))
    arguments = ["evaluate", "editorializing", "--corpus", "sample", "-m", "linear", "--against", "default"]
    done = CliRunner().invoke(app, [*arguments, "--by", "outlet"])
    assert done.exit_code == 0, done.output
    assert "Leakage from babe:train unknown: the corpus is not on this machine." in done.stderr
    assert "Differences on the same rows, paired over articles" in done.stdout
    assert "McNemar: linear alone is right on" in done.stdout
    assert "By outlet:" in done.stdout and "Harbor Wire" in done.stdout
    assert not list(tmp_path.iterdir())


def test_a_baseline_that_has_nothing_to_learn_from_is_said() -> None:
    done = CliRunner().invoke(app, ["evaluate", "-m", "linear", "--against", "tf-idf", "--no-leakage"])
    assert isinstance(done.exception, InputError) and "nothing to learn from" in str(done.exception)


def test_options_that_do_not_belong_together_are_refused() -> None:
    done = CliRunner().invoke(app, ["evaluate", "pairs", "--against", "linear"])
    assert isinstance(done.exception, InputError) and "--against and --by belong" in str(done.exception)
