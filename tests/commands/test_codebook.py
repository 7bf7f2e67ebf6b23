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
    out = tmp_path / "book.csv"
    assert CliRunner().invoke(app, ["codebook", str(path), "-o", str(out)]).exit_code == 0
    assert pd.read_csv(out)["column"].tolist() == ["source", "n_articles"]
