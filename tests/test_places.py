from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import framing
from framing.articles import iter_articles, read_table, write_table
from framing.cli import app
from framing.comparison.reading import read_scored
from framing.config import load_config
from framing.errors import ConfigError, InputError
from framing.experiment.history import find_run
from framing.experiment.provenance import model_sums
from framing.experiment.run import run_folder
from framing.experiment.scoring_steps import articles_of
from framing.models import MODELS, load_model, model_folder
from framing.places import cache_folder, expanded, make_folder
from framing.scale import open_scores, score_corpus


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, away from the folder that one stands in."""
    folder = tmp_path / "home"
    folder.mkdir()
    (tmp_path / "here").mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.chdir(tmp_path / "here")
    return folder


@pytest.fixture
def articles(home: Path) -> Path:
    (home / "news").mkdir()
    for name in "ab":
        (home / "news" / f"{name}.txt").write_text(f"The council of {name} voted on Tuesday.", encoding="utf-8")
    return home


def test_a_path_from_home(home: Path) -> None:
    assert expanded("~/a") == home / "a" and expanded(Path("~")) == home
    assert expanded("a/~/b") == Path("a/~/b") and expanded("~nobody-of-this-name/a") == Path("~nobody-of-this-name/a")


def test_articles_and_tables_at_home(articles: Path) -> None:
    assert framing.read_articles(Path("~/news"))["article_id"].tolist() == ["a", "b"]
    assert sum(len(table) for table in iter_articles(Path("~/news"))) == 2
    assert write_table(pd.DataFrame({"a": [1]}), "~/new/a.csv") == articles / "new" / "a.csv"
    assert read_table("~/new/a.csv")["a"].tolist() == [1]
    assert not list(Path().iterdir())


def test_a_corpus_at_home(articles: Path) -> None:
    model = shutil.copytree(MODELS["fast"], articles / "model")
    made = score_corpus("~/news/*.txt", "~/scores", "~/model")
    assert made.path == articles / "scores" == open_scores("~/scores").path
    again = score_corpus("~/news/*.txt", "~/scores", "~/model", resume=True)
    assert again.manifest["weights"] == score_corpus("~/news", "~/other", model).manifest["weights"]
    assert len(read_scored("~/scores").scores.columns)
    assert not list(Path().iterdir())


def test_what_is_read_is_not_written_over(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (articles / "a.csv").write_text("text\nThe council voted.\n", encoding="utf-8")
    monkeypatch.chdir(articles)
    for command in ("score", "features"):
        done = CliRunner().invoke(app, [command, "a.csv", "--output=~/a.csv"])
        assert isinstance(done.exception, InputError) and "is what is read" in str(done.exception)
    done = CliRunner().invoke(app, ["train", "--labels", "a.csv", "--output=~/news"])
    assert isinstance(done.exception, InputError) and "not an empty folder" in str(done.exception)


def test_models_at_home(home: Path) -> None:
    load_model("fast").save("~/model")  # type: ignore[attr-defined]
    assert load_model("~/model").tasks == load_model(Path("~/model")).tasks == load_model("fast").tasks
    assert model_folder("~/model") == home / "model" and model_sums("~/model") != {"model ~/model": "~/model"}
    assert not list(Path().iterdir())


def test_a_config_that_names_what_is_at_home(articles: Path) -> None:
    path = articles / "own.yaml"
    path.write_text("name: own\nseed: 0\nmodel: fast\noutput: ~/runs\nscore: {articles: ~/news}\n", encoding="utf-8")
    config = load_config("~/own.yaml")
    assert config.score is not None
    assert articles_of(config.score.model_dump(mode="json"))["article_id"].tolist() == ["a", "b"]
    folder = run_folder(config)
    assert folder.parent == articles / "runs" == run_folder(config, "~/runs").parent
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("", encoding="utf-8")
    assert find_run("own", "~/runs") == folder
    path.write_text(path.read_text("utf-8").replace("~/news", "~/gone"), encoding="utf-8")
    with pytest.raises(ConfigError, match="no file or folder at ~/gone"):
        load_config(path)


def test_a_folder_is_made_and_tried(home: Path) -> None:
    make_folder(Path("~/a/b"))
    assert list((home / "a").iterdir()) == [home / "a" / "b"] and not list((home / "a" / "b").iterdir())
    (home / "file").touch()
    with pytest.raises(InputError, match=r"Cannot write to .*file: it is a file"):
        make_folder(home / "file")
    with pytest.raises(InputError, match=r"Cannot write to .*b: .*file is a file; give a folder"):
        make_folder(home / "file" / "a" / "b")
    with pytest.raises(ConfigError, match="Cannot write to"):
        make_folder(home / "file" / "a", ConfigError)


def test_what_is_made_once_lies_where_the_environment_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_CACHE", "~/kept")
    assert cache_folder("exports") == home / "kept" / "exports"
    monkeypatch.delenv("FRAMING_CACHE")
    assert cache_folder("exports").name == "exports" and "framing" in str(cache_folder("exports").parent).lower()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no /proc here")
def test_where_no_folder_can_be_made_it_is_said_what_is_there_and_what_to_give() -> None:
    with pytest.raises(InputError) as caught:
        make_folder(Path("/proc/nowhere/deeper"))
    assert str(caught.value) == (
        "Cannot write to /proc/nowhere/deeper: there is no such folder, and none can be made in /proc; give a folder "
        "that files can be put into, or one that can be made in such a folder."
    )
    with pytest.raises(InputError, match=r"Cannot write to /proc: no file can be put there \(.+\); give a folder"):
        make_folder(Path("/proc"))
