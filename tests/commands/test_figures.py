from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from framing import load_model, score
from framing.articles import write_table
from framing.cli import app
from framing.corpora import embedded


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return score(embedded.articles(), load_model("linear"), evidence=False)


def test_figures_of_a_file_of_scores(scores: pd.DataFrame, tmp_path: Path) -> None:
    path = write_table(scores, tmp_path / "scores.parquet")
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app,
        [
            "figures",
            str(path),
            "-o",
            str(out),
            "--measure",
            "mean_editorializing",
            "--match",
            "event",
            "--format",
            "svg",
        ],
    )
    assert done.exit_code == 0, done.output
    names = {file.name for file in out.iterdir()}
    assert {
        "source_forest-mean_editorializing.svg",
        "event_slopes-mean_editorializing.svg",
        "word_funnel-author.svg",
    } <= names
    assert "left out: speakers_and_cues" in done.output  # there are no attributions
    assert all(name.endswith(".svg") for name in names)


def test_a_folder_without_scores_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["figures", str(tmp_path), "-o", str(tmp_path / "out")])
    assert done.exit_code != 0
    assert "holds no scores" in str(done.exception)
