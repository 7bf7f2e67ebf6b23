from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from framing.errors import InputError
from framing.evaluation.calibration import CALIBRATION_METRICS
from framing.evaluation.crossfitted import as_lists, calibration_table, main
from framing.models.encoder_calibration import fit_calibrations


def logits() -> pd.DataFrame:
    rng = np.random.default_rng(0)

    def table(task: str, view: str, z: np.ndarray, y: np.ndarray) -> pd.DataFrame:
        n = len(z)
        columns = {"task": task, "view": view, "fold": np.arange(n) % 4, "row_id": [f"{task}{i}" for i in range(n)]}
        parts = np.where(np.arange(n) < n / 2, "train", "test")
        return pd.DataFrame(
            {**columns, "article": [f"a{i}" for i in range(n)], "logits": list(z), "label": list(y), "part": parts}
        )

    z = rng.normal(0, 2, 800)
    binary = (rng.random(800) < 1 / (1 + np.exp(-z))).astype(int)
    stance = rng.normal(0, 1.5, (600, 3))
    frames = rng.normal(-1, 2, (150, 14))
    cells = (rng.random((150, 14)) < 1 / (1 + np.exp(-frames))).astype(float)
    return pd.concat(
        [
            table("editorializing", "author", 3 * z, binary),
            table("stance", "all", 2 * stance, (stance + rng.gumbel(size=stance.shape)).argmax(axis=1)),
            table("frames", "article", 2 * frames, cells),
        ],
        ignore_index=True,
    )


def test_each_task_is_reported_by_what_its_probabilities_claim() -> None:
    table = calibration_table(fit_calibrations(logits()).rows, resamples=50, simulations=50)
    assert list(table["metric"].unique()) == list(CALIBRATION_METRICS)
    n = table[table["part"] == "all"].groupby("task")[["n", "clusters"]].first()
    assert n.loc["editorializing"].tolist() == [800, 800] and n.loc["stance"].tolist() == [600, 600]
    assert n.loc["frames"].tolist() == [150 * 14, 150]
    assert set(table["part"]) == {"all", "train", "test"}
    value = table[table["part"] == "all"].set_index(["task", "metric"])["value"]
    for task in ("editorializing", "stance", "frames"):
        assert value[task, "rmsce_debiased"] < 0.04, task
        assert 0.7 < value[task, "slope"] < 1.3, task
    uncalibrated = logits().assign(probability=lambda rows: rows["logits"])
    binary = uncalibrated[uncalibrated["task"] == "editorializing"]
    raw = binary.assign(probability=1 / (1 + np.exp(-binary["logits"].astype(float))))
    bad = calibration_table(raw, resamples=0, simulations=5).set_index(["part", "metric"])["value"]
    assert bad["all", "rmsce_debiased"] > 0.08 and bad["all", "slope"] < 0.5


def test_the_command_reports_and_stores(tmp_path: Path, tiny_model: Any, capsys: pytest.CaptureFixture[str]) -> None:
    as_lists(logits()).to_parquet(tmp_path / "logits.parquet")
    folder = tiny_model.save(tmp_path / "model")
    before = (folder / "model.json").read_text()
    main([str(tmp_path / "logits.parquet"), str(folder), "--dry"])
    assert (folder / "model.json").read_text() == before
    main([str(tmp_path / "logits.parquet"), str(folder)])
    printed = capsys.readouterr().out
    assert "editorializing: what another share" in printed and "Stored in" in printed
    plain = json.loads((folder / "model.json").read_text())
    assert set(plain["calibrations"]) == {"editorializing", "stance", "frames"}
    assert len(plain["thresholds"]["frames_article"]) == 14
    rows = pd.read_parquet(tmp_path / "crossfitted.parquet")
    assert len(rows) == 1550 and len(pd.read_csv(tmp_path / "calibrations.csv")) == 9 * len(CALIBRATION_METRICS)
    with pytest.raises(SystemExit, match="Usage"):
        main([str(folder)])


def test_other_tables_are_refused() -> None:
    with pytest.raises(InputError, match="no column 'probability'"):
        calibration_table(logits())
