from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "experiments" / "corrected"
CONFIG = ROOT / "configs" / "studies" / "corrected.yaml"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"corrected_{name}", STUDY / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks the names of annotations up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def simulation() -> ModuleType:
    return load("simulate")


def config(**changes: object) -> dict[str, object]:
    return {**yaml.safe_load(CONFIG.read_text(encoding="utf-8")), **changes}


def test_the_world_is_the_one_that_the_config_tells(simulation: ModuleType) -> None:
    study = simulation.Study.model_validate(config())
    world = simulation.make_world(study, 3000, np.random.default_rng(1))
    flagged = world.score >= simulation.THRESHOLD
    for number, source in enumerate(study.sources):
        here = world.source == number
        assert world.truth[here].mean() == pytest.approx(source.share, abs=0.02)
        assert (flagged == world.truth)[here].mean() == pytest.approx(0.85, abs=0.01)
        assert flagged[here & ~world.truth].mean() == pytest.approx(source.false_alarms, abs=0.015)
    # Sentences of one article are alike: the intra-class correlation of one-way analysis of variance.
    here = world.source == 0
    rates = pd.Series(world.truth[here].astype(float)).groupby(world.article[here]).agg(["mean", "size"])
    between = rates["mean"].var() - (rates["mean"] * (1 - rates["mean"]) / (rates["size"] - 1)).mean()
    assert between / (0.3 * 0.7) == pytest.approx(0.2, abs=0.03)


def test_corrected_intervals_hold_the_truth_and_naive_ones_miss_it(simulation: ModuleType) -> None:
    study = simulation.Study.model_validate(config(draws=120, articles=[20]))
    table = simulation.simulate(study)
    table = table[table["measure"] == "share"].set_index(["method", "quantity"])["coverage"]
    for method in ("design_based", "prediction_powered"):
        # Of 120 draws at 95 %, fewer than 106 hold the truth once in 2,000 times.
        assert table[method].min() >= 106 / 120
    assert table["naive"].max() < 0.5


def test_an_impossible_source_and_an_unknown_key_are_refused(simulation: ModuleType) -> None:
    with pytest.raises(ValidationError, match="sede"):
        simulation.Study.model_validate(config(sede=1))
    source = simulation.Source(name="a", share=0.1, false_alarms=0.5)
    with pytest.raises(ValueError, match="no share of misses"):
        source.misses(0.85)


def test_what_is_committed_is_what_the_config_asks_for() -> None:
    table, given = pd.read_csv(STUDY / "results" / "coverage.csv"), config()
    assert sorted(set(table["articles"])) == given["articles"] and set(table["draws"]) == {given["draws"]}
    share = table[table["measure"] == "share"]
    corrected = share[share["method"].isin(("design_based", "prediction_powered"))]
    assert corrected["coverage"].between(0.93, 0.97).all()
    assert (share.loc[share["method"] == "naive", "coverage"] < 0.5).all()


def test_the_figure_is_drawn(simulation: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(STUDY))
    run = load("run")
    run.main([str(CONFIG), "--out", str(tmp_path), "--draws", "3"])
    assert (tmp_path / "coverage.png").stat().st_size > 10_000
    assert set(pd.read_csv(tmp_path / "coverage.csv")["draws"]) == {3}
