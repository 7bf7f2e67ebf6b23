"""Where a command would write is looked at before it computes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from framing.articles import read_table
from framing.cli import app
from framing.errors import InputError

COMMANDS = {
    "score": ["score", "a.txt", "-m", "fast", "-o"],
    "features": ["features", "a.txt", "-o"],
    "audit": ["audit", "-m", "fast", "-o"],
    "evaluate": ["evaluate", "-m", "fast", "-o"],
    "agreement": ["agreement", "labels.csv", "-o"],
    "learning-curve": ["learning-curve", "labels.csv", "-o"],
    "runs": ["runs", "-o"],
    "annotate-sample": ["annotate-sample", "scores.csv", "-n", "5", "-o"],
    "schema": ["schema", "-o"],
}
FOLDERS = {
    "score": ["score", "a.txt", "-m", "fast", "-o"],
    "compare": ["compare", "a.txt", "-m", "fast", "-o"],
    "figures": ["figures", "a.txt", "-o"],
    "train": ["train", "--labels", "labels.csv", "-m", "fast", "-o"],
}
CASES = [(line, "file/s.csv") for line in COMMANDS.values()] + [(line, "file/s") for line in FOLDERS.values()]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.txt").write_text("The council voted on Tuesday. It was a disgrace.", encoding="utf-8")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("line", "output"), CASES, ids=lambda one: one[0] if isinstance(one, list) else one)
def test_a_place_that_will_not_do_is_told_first(place: Path, line: list[str], output: str) -> None:
    # Labels and scores are not there: they would be missed next.
    done = CliRunner().invoke(app, [*line, output])
    assert isinstance(done.exception, InputError) and "Cannot write to file" in str(done.exception)
    assert not done.stdout


def test_missing_folders_are_made(place: Path) -> None:
    for output in ("new/s.csv", "pages/s.html"):
        done = CliRunner().invoke(app, ["score", "a.txt", "-m", "fast", "-o", output])
        assert done.exit_code == 0, done.output
        assert (place / output).is_file()
    assert len(read_table(place / "new" / "s.csv")) == 2
    rows = [(item, coder, item % 2) for item in range(10) for coder in "ab"]
    labels = pd.DataFrame(rows, columns=["item", "coder", "label"])
    labels.to_csv(place / "labels.csv", index=False)
    done = CliRunner().invoke(app, ["agreement", "labels.csv", "-o", "deep/er/table.csv"])
    assert done.exit_code == 0, done.output
    assert len(read_table(place / "deep" / "er" / "table.csv"))
