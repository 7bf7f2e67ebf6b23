from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from typer.testing import CliRunner

from framing.cli import app
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
