from __future__ import annotations

from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from framing.articles import write_table
from framing.cli import app
from framing.models import load_model


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_from_scores_to_a_sample_to_a_model(scores: pd.DataFrame, tmp_path: Path) -> None:
    write_table(scores, tmp_path / "scores.parquet")
    sheet = tmp_path / "sample.csv"
    said = run("annotate-sample", tmp_path / "scores.parquet", "-n", 120, "--seed", 3, "-o", sheet)
    assert "120 sentences for coders" in said and "far below" in said
    key = pd.read_csv(tmp_path / "sample.key.csv", dtype=str)
    truth = key.set_index("id")["sentence_id"].map(scores.set_index("sentence_id")["heated"].astype(int))
    coded = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    for coder in ("ada", "ben"):
        copy = coded.copy()
        rows = copy["id"] != "#"
        copy.loc[rows, "editorializing"] = copy.loc[rows, "id"].map(truth).astype(str)
        copy.to_csv(tmp_path / f"{coder}.csv", index=False)
    files = [part for coder in ("ada", "ben") for part in ("--labels", tmp_path / f"{coder}.csv")]
    said = run("train", *files, "--key", tmp_path / "sample.key.csv", "--model", "linear", "-o", tmp_path / "mine")
    assert "macro_f1" in said and "Reliable: alpha 1.000" in said
    model = load_model(tmp_path / "mine")
    assert model.name == "mine" and model.predict_proba(["The mayor must go."], "editorializing")[0, 1] > 0.3
