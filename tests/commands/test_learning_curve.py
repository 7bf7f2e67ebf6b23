from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from typer.testing import CliRunner

import framing
from framing.cli import app
from framing.corpora import embedded
from framing.errors import InputError


def test_the_points_and_the_verdict(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    words = np.array(["town", "mayor", "bridge", "school", "river", "vote", "law", "shop", "road", "bank"])
    bias = rng.integers(0, 2, 120)
    texts = [" ".join(rng.permutation([*rng.choice(words, 8), "vile" if y else "plain"])) for y in bias]
    pd.DataFrame({"text": texts, "bias": bias}).to_csv(tmp_path / "labels.csv", index=False)
    arguments = ["learning-curve", str(tmp_path / "labels.csv"), "--column", "label=bias", "--learner", "tf-idf"]
    done = CliRunner().invoke(app, [*arguments, "--metric", "mcc", "-o", str(tmp_path / "points.csv")])
    assert done.exit_code == 0, done.output
    assert "More labels would" in done.stdout and "twice as many rows (192)" in done.stdout
    points = pd.read_csv(tmp_path / "points.csv")
    assert points["rows"].iloc[-1] == 96 and (points["metric"] == "mcc").all()
    done = CliRunner().invoke(app, ["learning-curve", str(tmp_path / "labels.csv")])
    assert isinstance(done.exception, InputError) and "no column 'label'" in str(done.exception)


def test_na_is_no_label(tmp_path: Path) -> None:
    texts = [f"The {'vile ' * (n % 2)}mayor met {n} people." for n in range(120)]
    table = pd.DataFrame({"text": texts, "label": [n % 2 for n in range(120)]}).astype({"label": "Int64"})
    table.loc[:9, "label"] = pd.NA
    table.to_csv(tmp_path / "labels.csv", index=False, na_rep="NA", sep=";")
    done = CliRunner().invoke(app, ["learning-curve", str(tmp_path / "labels.csv"), "--learner", "tf-idf"])
    assert done.exit_code == 0, done.output
    assert "More labels would" in done.stdout


def test_a_coded_sample_is_taken_as_it_is(tmp_path: Path) -> None:
    scores = framing.score(embedded.articles(), "linear", evidence=False)
    framing.annotate_sample(scores, 120, tasks=("loaded_language", "editorializing"), seed=1).save(tmp_path / "a.csv")
    coded = pd.read_csv(tmp_path / "a.csv")
    answers = (np.arange(len(coded)) % 2).astype(float)
    coded.assign(editorializing=answers).to_csv(tmp_path / "a.csv", index=False)
    arguments = ["learning-curve", str(tmp_path / "a.csv"), "--learner", "tf-idf", "--column", "label=editorializing"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0 and "ore labels would" in done.stdout
