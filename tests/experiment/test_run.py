from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from run_fixtures import encoder, evaluation, linear, write_articles, write_config

import framing
from framing.articles import read_table
from framing.config import load_config
from framing.errors import ConfigError
from framing.experiment.run import run_folder
from framing.models import load_model
from framing.models.training_settings import read_settings
from framing.summary import MEASURES

ROOT = Path(__file__).parent.parent.parent


def config(folder: Path, **changes: object) -> Path:
    plain = {"seed": 0, "model": "linear", "score": {"articles": "sample"}, "compare": {"draws": 200}}
    return write_config(folder, **{**plain, **changes})


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> framing.experiment.Run:
    folder = tmp_path_factory.mktemp("scored")
    return framing.run_experiment(config(folder), folder / "runs", jobs=1)


def test_a_run_writes_what_it_says(scored: framing.experiment.Run) -> None:
    assert all(file.exists() for file in scored.files)
    assert load_config(scored.folder / "config.yaml") == scored.config
    scores = read_table(scored.folder / "scores.parquet")
    assert scores["text"].tolist() == scored.tables["scores"]["text"].tolist()
    assert len(scored.tables["sources"]) == 3
    assert {"source_dots-mean_editorializing.png", "articles.csv"} <= {file.name for file in scored.files}
    versions = json.loads((scored.folder / "versions.json").read_text("utf-8"))
    assert versions["framing"] == framing.__version__ and {"numpy", "torch", "python", "git"} <= set(versions)
    assert set(json.loads((scored.folder / "data.json").read_text("utf-8"))) == {"model linear"}


def test_the_table_of_sources_is_that_of_the_comparison_beside_it(scored: framing.experiment.Run) -> None:
    estimates = pd.read_csv(scored.folder / "estimates.csv")
    table = scored.tables["sources"].set_index("source")
    assert len(estimates) == 3
    for row in estimates.to_dict("records"):
        ends = [table.loc[row["source"], row["measure"] + end] for end in ("", "_low", "_high")]
        assert ends == [row["value"], row["low"], row["high"]]


def test_a_run_that_evaluates_holds_all_that_a_reviewer_asks_for(own: Path, tmp_path: Path) -> None:
    path = write_config(tmp_path, train=linear(), evaluate=[evaluation()])
    run = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    assert {file.name for file in run.files} >= {
        *("metrics.json", "predictions.parquet", "results.csv", "results.md", "results.tex", "results.png"),
        *("model", "overlap.csv"),
    }
    rows = json.loads((run.folder / "metrics.json").read_text("utf-8"))
    assert {row["metric"] for row in rows} >= {"macro_f1", "weighted_f1", "mcc", "auc", "brier"}
    assert all(row["n"] == 40 and (row["low"] is None or row["low"] <= row["value"] <= row["high"]) for row in rows)
    predictions = pd.read_parquet(run.folder / "predictions.parquet")
    assert predictions.groupby("model").size().to_dict() == {"x": 40}
    model = load_model(run.folder / "model")
    assert model.card["metrics"][0]["model"] == "x"
    data = json.loads((run.folder / "data.json").read_text("utf-8"))
    assert {"checkthat_subjectivity/own.tsv", "sample/gold.csv"} <= set(data)
    assert json.loads((run.folder / "seeds.json").read_text("utf-8"))["train-x-seed3"] == 3


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(own: Path, tmp_path: Path) -> None:
    numbers = {}
    for place, seed in (("a", 1), ("b", 1), ("c", 2)):
        path = write_config(tmp_path, train=linear(folds=3), evaluate=[evaluation()], seed=seed)
        run = framing.run_experiment(path, tmp_path / place, jobs=1)
        table = run.tables["results"]
        numbers[place] = table.loc[table["model"] == "x", "value"].tolist()
    assert numbers["a"] == numbers["b"] != numbers["c"]


def test_global_generators_are_left_as_they_were(own: Path, tmp_path: Path, small_encoder: Path) -> None:
    import torch

    def states() -> list[object]:
        name, keys, *rest = np.random.get_state()  # noqa: NPY002
        return [random.getstate(), name, keys.tolist(), rest, torch.get_rng_state().tolist()]

    before = states()
    score = {"articles": str(write_articles(tmp_path))}
    for train in (linear(), encoder(small_encoder)):
        kept = score if "encoder" in train else None
        path = write_config(tmp_path, train=train, evaluate=[evaluation()], score=kept, device="cpu")
        framing.run_experiment(path, tmp_path / "runs", jobs=1)
    framing.evaluate(framing.load_model("linear"), "sample", "all", resamples=10)
    assert states() == before


def test_several_seeds_are_trained_and_their_mean_is_shown(own: Path, tmp_path: Path) -> None:
    path = write_config(tmp_path, train=linear(), seeds=[1, 2], evaluate=[evaluation()])
    run = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    table = run.tables["results"].query("metric == 'brier'")
    each, mean = table[table["model"] == "x"], table[table["model"] == "x, mean of 2 seeds"].iloc[0]
    assert sorted(each["seed"]) == [1, 2]
    assert mean["value"] == pytest.approx(each["value"].mean())
    assert mean["sd"] == pytest.approx(each["value"].std(ddof=1))
    assert mean["low"] <= mean["value"] <= mean["high"]
    assert {"model-x-seed1", "model-x-seed2"} <= {file.name for file in run.files}


def test_a_sweep_is_one_table(own: Path, tmp_path: Path) -> None:
    key = "train.linear.tasks.editorializing.C"
    path = write_config(tmp_path, train=linear(), sweep={key: [0.1, 1.0]}, evaluate=[evaluation()])
    run = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    assert {"x C=0.1", "x C=1.0"} <= set(run.tables["results"]["model"])
    brier = run.tables["results"].query("metric == 'brier'").set_index("model")["value"]
    assert brier["x C=0.1"] != brier["x C=1.0"]


def test_an_encoder_is_trained_evaluated_and_scores(own: Path, tmp_path: Path, small_encoder: Path) -> None:
    score = {"articles": str(write_articles(tmp_path)), "evidence": False}
    path = write_config(tmp_path, train=encoder(small_encoder), evaluate=[evaluation()], score=score, device="cpu")
    run = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    assert read_settings(path).steps == 12
    assert load_model(run.folder / "model").tasks == ("editorializing", "loaded_language")
    assert run.tables["scores"]["editorializing"].between(0, 1).all()
    assert "x" in set(run.tables["results"]["model"])
    assert not list(run.folder.rglob("checkpoint"))


def test_articles_of_the_user(tmp_path: Path) -> None:
    articles = pd.DataFrame({"body": ["He left. She stayed."] * 2, "outlet": ["A", "B"]})
    articles.to_csv(tmp_path / "a.csv", index=False)
    score = {"articles": str(tmp_path / "a.csv"), "columns": {"text": "body"}}
    run = framing.run_experiment(config(tmp_path, score=score), tmp_path / "runs", jobs=1)
    assert run.tables["sources"]["source"].tolist() == ["A", "B"]


def test_articles_in_another_language_and_those_left_out_are_told(tmp_path: Path) -> None:
    german = (
        "Der Rat hat am Dienstag über den Haushalt abgestimmt, und die Mehrheit war dafür, sagte der Bürgermeister."
    )
    table = pd.DataFrame({"text": ["He left. She stayed.", german * 3, ""], "source": ["A", "B", "B"]})
    table.to_csv(tmp_path / "a.csv", index=False)
    score = {"articles": str(tmp_path / "a.csv"), "on_error": "skip"}
    run = framing.run_experiment(config(tmp_path, score=score), tmp_path / "runs", jobs=1)
    assert run.comparison is not None and any("English" in warning for warning in run.comparison.warnings)
    assert run.tables["rejects"]["reason"].tolist() == ["text is missing"]
    assert not (run.folder / "reading.json").exists()  # between steps only
    estimates = pd.read_csv(run.folder / "estimates.csv")
    assert run.comparison.estimates["source"].tolist() == estimates["source"].tolist() == ["A", "B"]
    assert run.comparison.estimates["value"].tolist() == pytest.approx(estimates["value"].tolist(), nan_ok=True)


def test_headlines_in_a_column_are_scored_where_titles_ask_for_it(tmp_path: Path) -> None:
    articles = pd.DataFrame({"headline": ["A shameful stunt", "Plans"], "text": ["He left. She stayed."] * 2})
    articles.assign(source=["A", "B"]).to_csv(tmp_path / "a.csv", index=False)
    for titles, kinds in ((False, ["body"] * 4), (True, ["title", "body", "body"] * 2)):
        score = {"articles": str(tmp_path / "a.csv"), "titles": titles}
        run = framing.run_experiment(config(tmp_path, score=score, compare=None), tmp_path / "runs", jobs=1)
        scores = run.tables["scores"]
        assert scores["kind"].tolist() == kinds
        assert scores["loaded_language"].notna().all()


def test_stance_is_scored_compared_and_reported(tmp_path: Path) -> None:
    texts = ["The disgraceful board has betrayed us all.", "The board will publish the report in March."] * 2
    articles = pd.DataFrame({"text": texts, "source": ["A", "A", "B", "B"]})
    articles.to_csv(tmp_path / "a.csv", index=False)
    score = {"articles": str(tmp_path / "a.csv"), "targets": {"the board": ["board"]}, "evidence": False}
    compare = {
        "measures": ["stance_the board", "frame_economic"],
        "figures": ["stance_by_target"],
        "copies": "all",
        "draws": 100,
    }
    path = config(tmp_path, model="default", score=score, compare=compare)
    run = framing.run_experiment(path, tmp_path / "runs", jobs=1)
    stance = run.tables["stance"]
    assert stance["target"].tolist() == ["the board"] * 4
    assert read_table(run.folder / "stance.parquet").attrs["targets"] == {"the board": ["board"]}
    means = stance.groupby("source")["stance"].mean()
    sources = run.tables["sources"].set_index("source")
    assert sources["stance_the board"].to_dict() == pytest.approx(means.to_dict())
    compared = pd.read_csv(run.folder / "compared_stance.csv")
    assert compared.set_index("source")["value"].to_dict() == pytest.approx(means.to_dict())
    assert (run.folder / "stance_by_target.png").exists()
    assert 'id="stance"' in (run.folder / "report.html").read_text("utf-8")
    again = framing.compare_sources(run.folder, measures=["stance_the board"], copies="all", draws=100)
    assert again.stance is not None  # the folder holds the mentions where a comparison looks for them


def test_all_measures_marks_and_labels_of_a_comparison(tmp_path: Path) -> None:
    first = framing.run_experiment(config(tmp_path, compare=None), tmp_path / "runs", jobs=1)
    sheet = tmp_path / "sample.csv"
    framing.annotate_sample(first.tables["scores"], 60, seed=0).save(sheet)
    coded = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    coded.assign(editorializing=["yes" if n % 2 else "no" for n in range(len(coded))]).to_csv(sheet, index=False)
    compare = {
        "measures": None,
        "figures": ["source_reliability"],
        "labels": [str(sheet)],
        "marks": {"2024-05-01": "the vote"},
        "changes": True,
        "words": False,
        "draws": 100,
    }
    run = framing.run_experiment(config(tmp_path, compare=compare), tmp_path / "runs", jobs=1)
    estimates = pd.read_csv(run.folder / "estimates.csv")
    assert estimates["measure"].nunique() == len(MEASURES)
    assert "corrected" in set(estimates["kind"])
    names = {file.name for file in run.files}
    assert {"source_reliability.png", "labelled.csv", "changes.csv"} <= names and "words.csv" not in names
    about = json.loads(next(run.folder.glob("steps/compare-*/comparison/about.json")).read_text("utf-8"))
    assert about["settings"]["marks"] == {"2024-05-01": "the vote"}


def test_ids_and_sources_stay_the_text_that_they_are(tmp_path: Path) -> None:
    articles = pd.DataFrame({"text": ["He left. She stayed."] * 2, "source": ["None", "007"]})
    articles.assign(article_id=["000", "0010"]).to_csv(tmp_path / "a.csv", index=False)
    score = {"articles": str(tmp_path / "a.csv")}
    tables = framing.run_experiment(config(tmp_path, score=score), tmp_path / "runs", jobs=1).tables
    assert tables["articles"]["article_id"].tolist() == ["000", "0010"]
    assert tables["articles"]["source"].tolist() == ["None", "007"]
    assert sorted(tables["sources"]["source"]) == ["007", "None"]


def test_what_cannot_run_says_so_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no article 'nobody'"):
        framing.run_experiment(config(tmp_path, annotate=["nobody"]), tmp_path / "runs", jobs=1)
    assert not list((tmp_path / "runs").glob("*/steps/*"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="Cannot write"):
        framing.run_experiment(config(tmp_path), tmp_path / "file", jobs=1)
    with pytest.raises(ConfigError, match="Cannot write"):
        framing.run_experiment(config(tmp_path, output=str(tmp_path / "file")), jobs=1)


def test_what_does_not_change_numbers_does_not_change_the_folder(tmp_path: Path) -> None:
    plain = load_config(config(tmp_path))
    assert run_folder(plain) == run_folder(load_config(config(tmp_path, jobs=3, output="elsewhere")), "runs")
    assert run_folder(plain) != run_folder(load_config(config(tmp_path, seed=1)))


def test_one_run_at_a_time(tmp_path: Path) -> None:
    from filelock import FileLock

    path = config(tmp_path)
    place = run_folder(load_config(path), tmp_path / "runs")
    place.mkdir(parents=True)
    with FileLock(place / ".lock"), pytest.raises(ConfigError, match="is being run by another process"):
        framing.run_experiment(path, tmp_path / "runs", jobs=1)


def test_resolved_configs_hold_every_default(scored: framing.experiment.Run) -> None:
    plain = yaml.safe_load((scored.folder / "config.yaml").read_text("utf-8"))
    assert plain["compare"]["measures"] == ["mean_editorializing"]
    assert plain["score"]["evidence"] is True
