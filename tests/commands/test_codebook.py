from __future__ import annotations

from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from framing.articles import write_table
from framing.cli import app


def test_columns_are_printed_or_written(tmp_path: Path) -> None:
    path = write_table(pd.DataFrame({"source": ["Ledger"], "n_articles": [3]}), tmp_path / "sources.csv")
    said = CliRunner().invoke(app, ["codebook", str(path)])
    assert said.exit_code == 0 and "n_articles (whole number): articles" in said.output
    long = write_table(pd.DataFrame({"detectable": [0.1], "voice": ["author"]}), tmp_path / "contrasts.csv")
    said = CliRunner().invoke(app, ["codebook", str(long)], env={"COLUMNS": "80"}).output
    assert max(map(len, said.splitlines())) <= 80 and "missing where none" in " ".join(said.split())
    out = tmp_path / "book.csv"
    assert CliRunner().invoke(app, ["codebook", str(path), "-o", str(out)]).exit_code == 0
    assert pd.read_csv(out)["column"].tolist() == ["source", "n_articles"]
    one = write_table(pd.DataFrame({"n_articles": [3]}), tmp_path / "one.csv")
    assert "1 column →" in CliRunner().invoke(app, ["codebook", str(one), "-o", str(out)]).output
