from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import framing
from framing.cli import app
from framing.corpora import embedded
from framing.errors import InputError


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    truth = rng.choice(["biased", "neutral"], 70)
    wide = pd.DataFrame(
        {name: np.where(rng.random(70) < 0.9, truth, rng.permutation(truth)) for name in ("ann", "bob", "cem")}
    )
    wide.rename_axis("item").reset_index().to_csv(tmp_path / "wide.csv", index=False)
    long = wide.rename_axis("sentence").reset_index().melt("sentence", var_name="coder", value_name="bias")
    long.to_csv(tmp_path / "long.csv", index=False)
    return tmp_path


def test_a_row_a_label_or_a_column_a_coder(labels: Path) -> None:
    columns = ["--column", "item=sentence", "--column", "label=bias"]
    done = CliRunner().invoke(app, ["agreement", str(labels / "long.csv"), *columns, "-o", str(labels / "out.csv")])
    assert done.exit_code == 0, done.output
    assert "krippendorff_alpha" in done.stdout and "ann, cem" in done.stdout and "alpha 0." in done.stdout
    wide = ["--coder", "ann", "--coder", "bob", "--coder", "cem"]
    other = CliRunner().invoke(app, ["agreement", str(labels / "wide.csv"), *wide, "-o", str(labels / "wide_out.csv")])
    assert other.exit_code == 0, other.output
    one, two = (pd.read_csv(labels / name) for name in ("out.csv", "wide_out.csv"))
    assert one["value"].tolist() == pytest.approx(two["value"].tolist())


def test_a_table_of_r_or_of_a_spreadsheet_reads_alike(labels: Path) -> None:
    long = pd.read_csv(labels / "long.csv")
    long.loc[long.index % 5 == 0, "bias"] = None  # no label
    long.to_csv(labels / "plain.csv", index=False)
    long.to_csv(labels / "r.csv", index=False, na_rep="NA")
    long.to_csv(labels / "sheet.csv", index=False, sep=";", encoding="utf-8-sig")
    shown = []
    for name in ("plain", "r", "sheet"):
        columns = ["--column", "item=sentence", "--column", "label=bias"]
        done = CliRunner().invoke(app, ["agreement", str(labels / f"{name}.csv"), *columns])
        assert done.exit_code == 0, done.output
        shown.append(done.stdout)
    assert shown[0] == shown[1] == shown[2]


def test_what_is_wrong_is_said(labels: Path) -> None:
    done = CliRunner().invoke(app, ["agreement", str(labels / "long.csv"), "--column", "label=bies"])
    assert isinstance(done.exception, InputError) and "No column 'bies' for 'label'" in str(done.exception)
    done = CliRunner().invoke(app, ["agreement", str(labels / "none.csv")])
    assert isinstance(done.exception, InputError) and "no such file" in str(done.exception)
    assert CliRunner().invoke(app, ["agreement", str(labels / "long.csv"), "--level", "ordinl"]).exit_code == 2


def test_coders_of_one_sample_are_compared_by_question(tmp_path: Path) -> None:
    scores = framing.score(embedded.articles().head(6), "linear", evidence=False)
    sample = framing.annotate_sample(scores, 30, seed=1)
    sample.save(tmp_path / "sample.csv")
    coded = pd.read_csv(tmp_path / "sample.csv")
    for name, flip in (("anna", 0), ("ben", 3)):
        answers = (np.arange(len(coded)) % 2).astype(float)
        answers[len(coded) - flip :] = 1 - answers[len(coded) - flip :]
        coded.assign(editorializing=answers).to_csv(tmp_path / f"{name}.csv", index=False)
    files = [str(tmp_path / f"{name}.csv") for name in ("anna", "ben")]
    done = CliRunner().invoke(app, ["agreement", *files, "-o", str(tmp_path / "out.csv")])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("editorializing:") and "anna, ben" in done.stdout
    table = pd.read_csv(tmp_path / "out.csv").set_index("measure")
    assert table.loc["agreement", "value"] == pytest.approx(1 - 3 / 30)
    assert set(table["question"]) == {"editorializing"}
    with pytest.raises(InputError, match="the file of one coder; give those of all coders"):
        CliRunner().invoke(app, ["agreement", files[0]], catch_exceptions=False)
    blank = coded.assign(editorializing=None)
    blank.to_csv(tmp_path / "ben.csv", index=False)
    with pytest.raises(InputError, match="answered by two coders"):
        CliRunner().invoke(app, ["agreement", *files], catch_exceptions=False)
