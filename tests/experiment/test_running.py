"""Runs that are killed with signal 9: the next one ends with the same bytes and redoes no finished step."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from run_fixtures import encoder, evaluation, linear, run_and_die, write_articles, write_config

import framing
from framing.articles import read_table
from framing.experiment.steps import DONE

RESULTS = ("metrics.json", "predictions.parquet", "results.md", "sources.csv", "articles.csv", "overlap.csv")

MOMENTS = {
    "training, before the first checkpoint": ("framing.models.training_run:Run.update", 3),
    "training, after a checkpoint": ("framing.models.training_run:Run.update", 10),
    "training, while a checkpoint is written": ("framing.models.training_state:save_file", 7),
    "training, while the model is written": ("framing.models.encoder:EncoderModel.save", 1),
    "evaluation": ("framing.experiment.evaluating:predict_rows", 1),
    "evaluation, before its result is there": ("framing.experiment.evaluating:write_table", 2),
    "metrics": ("framing.experiment.evaluating:measure", 1),
    "scoring": ("framing.experiment.scoring_steps:score_sentences", 1),
    "scoring, when half of it is written": ("framing.experiment.scoring_steps:write_table", 2),
    "a step, before its folder is renamed": ("framing.experiment.steps:os.replace", 6),
    "the end, while results are published": ("framing.experiment.run:publish", 3),
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, small_encoder: Path) -> Path:
    folder = tmp_path_factory.mktemp("config")
    score = {"articles": str(write_articles(folder)), "evidence": False}
    train = encoder(small_encoder)
    return write_config(folder, train=train, evaluate=[evaluation()], score=score, compare={"draws": 100}, device="cpu")


@pytest.fixture(scope="module")
def whole(config: Path, own_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that nothing disturbed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRAMING_DATA", str(own_data))
        return framing.run_experiment(config, tmp_path_factory.mktemp("whole"), jobs=1).folder


def finished(folder: Path) -> dict[str, int]:
    """Every finished step, and when its result was written."""
    return {path.parent.name: path.stat().st_mtime_ns for path in folder.glob(f"*/steps/[!.]*/{DONE}")}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_goes_on_to_the_same_bytes(
    moment: str, config: Path, whole: Path, own: Path, tmp_path: Path
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["framing.experiment", "framing.models.training"])
    dying = context.Process(target=run_and_die, args=(str(config), str(tmp_path), *MOMENTS[moment]))
    dying.start()
    dying.join(300)
    assert dying.exitcode == -9
    before = finished(tmp_path)
    again = framing.run_experiment(config, tmp_path, jobs=1)
    after = finished(tmp_path)
    assert {name: after[name] for name in before} == before
    assert set(after) == set(finished(whole.parent))
    for name in RESULTS:
        assert (again.folder / name).read_bytes() == (whole / name).read_bytes(), name
    assert again.tables["scores"].equals(read_table(whole / "scores.parquet"))
    assert not list(again.folder.glob("steps/.*.part"))


def test_a_finished_run_does_nothing_again(config: Path, whole: Path, own: Path) -> None:
    before, said = finished(whole.parent), []
    framing.run_experiment(config, whole.parent, jobs=1, say=said.append)
    assert finished(whole.parent) == before
    assert [line for line in said if "finished" in line] == [f"{len(before)} of {len(before)} steps are finished"]
    assert not [line for line in said if line.startswith("[")]


def test_what_was_changed_by_hand_is_done_again(own: Path, tmp_path: Path) -> None:
    path = write_config(tmp_path, model="linear", evaluate=[evaluation()])
    first = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    metrics = (first.folder / "metrics.json").read_bytes()
    result = next(first.folder.glob("steps/metrics-*/metrics.json"))
    result.write_text("[]", encoding="utf-8")
    framing.run_experiment(path, tmp_path / "runs", jobs=1)
    assert result.read_bytes() == metrics == (first.folder / "metrics.json").read_bytes()


def test_a_step_of_the_same_inputs_in_another_run_is_taken_over(own: Path, tmp_path: Path) -> None:
    first = write_config(tmp_path, train=linear(), evaluate=[evaluation()])
    done = framing.run_experiment(first, tmp_path / "runs", jobs=1)
    more = write_config(tmp_path, train=linear(), evaluate=[evaluation(metrics=["mcc"])])
    said: list[str] = []
    other = framing.run_experiment(more, tmp_path / "runs", jobs=1, say=said.append)
    assert other.folder != done.folder
    assert [line.partition("] ")[2].partition(" (")[0] for line in said if line.startswith("[")] == [
        "Tables and figure of the results"
    ]


def test_steps_side_by_side_give_the_same_bytes(own: Path, tmp_path: Path) -> None:
    path = write_config(tmp_path, train=linear(), seeds=[1, 2], evaluate=[evaluation()])
    one = framing.run_experiment(path, tmp_path / "one", jobs=1)
    two = framing.run_experiment(path, tmp_path / "two", jobs=2)
    for name in ("metrics.json", "predictions.parquet", "model-x-seed1/weights.skops"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes(), name
