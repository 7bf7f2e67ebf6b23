from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from run_fixtures import PLAIN, encoder, evaluation, linear, scorer, write_articles, write_config, write_test

from framing.config import load_config
from framing.errors import ConfigError, FramingError
from framing.experiment import make_plan
from framing.models import encoder_packages


def plan(folder: Path, **content: object):
    return make_plan(load_config(write_config(folder, **content)))


def test_the_plan_names_every_step_with_its_rows(own: Path, tmp_path: Path) -> None:
    made = plan(tmp_path, train=linear(), seeds=[1, 2], beside=["linear"], evaluate=[evaluation()])
    kinds = [step.kind for step in made.steps]
    assert kinds == ["train", "train", "predict", "predict", "predict", "baseline", "metrics", "overlap", "results"]
    assert [step.rows for step in made.steps][:6] == [497, 497, 40, 40, 40, 40]
    assert len(set(made.keys.values())) == len(made.steps)
    assert all(step.seconds >= 0 for step in made.steps) and sum(step.seconds for step in made.steps) > 1
    assert made.table().columns.tolist() == ["step", "rows", "seconds"]


def test_an_encoder_that_is_not_here_is_named_and_not_loaded(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_packages, "at_hand", lambda name: name != "all-mpnet-base-v2")
    monkeypatch.setattr("framing.models.encoder_base.find_encoder", lambda name: pytest.fail(f"{name} was loaded"))
    made = plan(tmp_path, model="large", evaluate=[evaluation()])
    assert made.notes[-1].startswith("The encoder all-mpnet-base-v2 is not on this machine yet: it is fetched from")
    monkeypatch.undo()
    notes = plan(tmp_path, model="linear", evaluate=[evaluation()]).notes
    assert not any("not on this machine" in note for note in notes)


def test_who_settles_voices_is_part_of_the_score_step(own: Path, tmp_path: Path) -> None:
    articles = str(write_articles(tmp_path))
    by_rule, by_head = (plan(tmp_path, score={"articles": articles, "voice": voice}) for voice in ("rules", "default"))
    assert by_rule.keys["score"] != by_head.keys["score"]
    assert "model default" in by_head.steps[0].facts
    assert "voices by default" in by_head.steps[0].title and "voices" not in by_rule.steps[0].title


def test_every_step_comes_after_those_that_it_needs(own: Path, tmp_path: Path) -> None:
    score = {"articles": str(write_articles(tmp_path))}
    made = plan(tmp_path, train=scorer(), evaluate=[evaluation()], score=score, compare={}, annotate=["w"])
    seen: set[str] = set()
    for step in made.steps:
        assert set(step.needs) <= seen
        seen.add(step.name)


def test_only_what_hangs_on_a_change_gets_another_hash(own: Path, tmp_path: Path) -> None:
    score = {"articles": str(write_articles(tmp_path))}
    first = plan(tmp_path, train=scorer(), evaluate=[evaluation()], score=score, compare={"draws": 100})
    other = plan(tmp_path, train=scorer(), evaluate=[evaluation()], score=score, compare={"draws": 200})
    assert {name for name in first.keys if first.keys[name] != other.keys[name]} == {"compare", "report"}
    third = plan(tmp_path, train=scorer(folds=3), evaluate=[evaluation()], score=score, compare={"draws": 100})
    changed = {name for name in first.keys if first.keys[name] != third.keys[name]}
    assert changed == {
        "train-x-seed3",
        "predict-1-checkthat-own-x-seed3",
        "metrics",
        "results",
        "score",
        "compare",
        "report",
    }


def test_data_that_change_are_another_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(tmp_path))
    write_test(tmp_path)
    first = plan(tmp_path, model="linear", evaluate=[evaluation()])
    write_test(tmp_path, years=6)
    other = plan(tmp_path, model="linear", evaluate=[evaluation()])
    assert first.keys["metrics"] != other.keys["metrics"]
    assert first.facts()["checkthat_subjectivity/own.tsv"] != other.facts()["checkthat_subjectivity/own.tsv"]


def test_files_that_training_names_are_inputs(small_encoder: Path, own: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "held.csv"
    own_encoder = Path(shutil.copytree(small_encoder, tmp_path / "encoder"))
    train = encoder(
        own_encoder, hold_out=[{"corpus": "sample", "manifest": str(manifest), "column": "fold", "value": 0}]
    )
    keys = []
    for fold in (0, 1):
        manifest.write_text(f"row_id,fold\na:0,{fold}\n", encoding="utf-8")
        keys.append(plan(tmp_path, train=train, evaluate=[evaluation()]).keys["train-x-seed3"])
    (own_encoder / "config.json").write_text((own_encoder / "config.json").read_text("utf-8") + "\n", "utf-8")
    keys.append(plan(tmp_path, train=train, evaluate=[evaluation()]).keys["train-x-seed3"])
    assert len(set(keys)) == 3


def test_the_model_that_finds_events_is_an_input(own: Path, tmp_path: Path) -> None:
    score = {"articles": str(write_articles(tmp_path))}
    steps = {step.name: step for step in plan(tmp_path, model="linear", score=score, compare={"match": "found"}).steps}
    assert any("default" in name for name in steps["compare"].facts)


def test_a_missing_official_file_is_named_and_another_part_is_run(own: Path, tmp_path: Path) -> None:
    missing = evaluation(split="official", file="checkthat_subjectivity/official.tsv", origin="the lab's page")
    made = plan(tmp_path, model="linear", evaluate=[missing])
    assert "checkthat_subjectivity/official.tsv is missing" in made.notes[0] and "the lab's page" in made.notes[0]
    assert "Nothing is run in its place" in made.notes[0]
    assert [step.kind for step in made.steps] == ["metrics", "overlap", "results"]
    instead = {**missing, "corpus": "sample", "file": "no/such.csv", "otherwise": "all"}
    made = plan(tmp_path, model="linear", evaluate=[instead])
    assert made.notes[0].endswith("Run in its place: all.")
    assert [step.kind for step in made.steps][:2] == ["predict", "baseline"]


def test_what_only_the_data_can_tell_is_told_before_any_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_encoder: Path
) -> None:
    monkeypatch.setenv("FRAMING_DATA", str(tmp_path))
    write_test(tmp_path, heated=())
    with pytest.raises(ConfigError, match="no row of 20 is 'editorializing'; choose a split in which every class"):
        plan(tmp_path, train=linear(), evaluate=[evaluation()])
    data = [{"corpus": "sample", "column": "editorializing", "without_outlets": ["Harbour Wire"]}]
    train = encoder(small_encoder, tasks={"editorializing": {"data": data}})
    with pytest.raises(FramingError, match=r"Unknown outlet .*'Harbour Wire'. Did you mean 'Harbor Wire'"):
        plan(tmp_path, train=train)
    with pytest.raises(FramingError, match="Unknown source of the articles 'Fenwick'"):
        plan(tmp_path, model="linear", score={}, compare={"reference": "Fenwick"})
    for wrong in ({"by": "outlett"}, {"match": "evnt"}, {"adjust": ["topics"]}):
        with pytest.raises(FramingError, match="Unknown column of the articles"):
            plan(tmp_path, model="linear", score={}, compare=wrong)
    plan(tmp_path, model="linear", score={}, compare={"match": "event", "adjust": ["length", "topic"]})


def test_a_model_is_not_judged_on_what_it_learned_from(own: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="x has learned from sample:all; choose another split"):
        plan(tmp_path, train=linear(), evaluate=[evaluation(corpus="sample", split="all", file=None)])


def test_two_models_of_one_name_are_refused(own: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Two models have the name 'linear'"):
        plan(tmp_path, model="linear", beside=["linear"], evaluate=[evaluation()])


def test_labels_that_no_model_answers_are_learned_from_scores(own: Path, tmp_path: Path) -> None:
    made = plan(tmp_path, model="linear", evaluate=[evaluation(task=None, classes="editorializing")])
    assert [step.kind for step in made.steps][:2] == ["classes", "classes"]
    assert made.steps[0].rows == 10 * len(PLAIN)


def test_articles_without_headlines_of_their_own_are_told_of(tmp_path: Path) -> None:
    without = str(write_articles(tmp_path))
    assert (
        "no article has a headline"
        in plan(tmp_path, model="linear", score={"articles": without, "titles": True}).notes[0]
    )
    assert not plan(tmp_path, model="linear", score={"articles": without}).notes
    assert not plan(tmp_path, model="linear", score={"titles": True}).notes
