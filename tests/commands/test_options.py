from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from framing.articles import read_table, write_table
from framing.cli import app
from framing.commands.options import columns
from framing.errors import InputError


def test_columns_are_pairs_and_theirs_may_be_none() -> None:
    assert columns(["text=story", "article_id="]) == {"text": "story", "article_id": ""} and columns(None) is None
    for wrong in ("text", "=story"):
        with pytest.raises(InputError, match="takes OURS=THEIRS"):
            columns([wrong])


def test_what_an_error_says_of_ids_that_stand_twice_works(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": ["a", "a"], "text": ["The board met on Monday.", "It rained on Tuesday."]})
    path, out = write_table(table, tmp_path / "a.csv"), tmp_path / "features.csv"
    with pytest.raises(InputError, match=r"given before.* \(--column article_id=\) to have names made"):
        CliRunner().invoke(app, ["features", str(path), "-o", str(out)], catch_exceptions=False)
    arguments = ["features", str(path), "-o", str(out), "--family", "style", "--column", "article_id="]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert read_table(out)["sentence_id"].is_unique


def test_evidence_is_refused_where_a_folder_of_scores_goes_without(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("The board met on Tuesday.", encoding="utf-8")
    call = ["score", str(article), "--model", "linear", "-o", str(tmp_path / "scores")]
    with pytest.raises(InputError, match="--evidence: a folder of scores goes without the words behind them"):
        CliRunner().invoke(app, [*call, "--evidence"], catch_exceptions=False)
    for more in ([], ["--no-evidence"]):
        done = CliRunner().invoke(app, [*call, "--resume", *more], catch_exceptions=False)
        assert done.exit_code == 0, done.output
