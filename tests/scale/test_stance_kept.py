from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import framing
from framing.cli import app
from framing.codebook import codebook
from framing.comparison.reading import read_scored
from framing.errors import InputError
from framing.scale import open_scores, query, score_corpus

TARGETS = {"Mayor": ["mayor"], "council": ["council"]}


@pytest.fixture(scope="module")
def stance_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny encoder that answers what scoring asks and stance, trained for a moment."""
    from encoder_fixtures import make_encoder, plain_settings, tables

    from framing.models.training import train_encoder
    from framing.models.training_settings import make_settings

    base = make_encoder(tmp_path_factory.mktemp("encoder"))
    model = train_encoder(make_settings(plain_settings(base)), tables())
    return model.save(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def kept(articles: Path, stance_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus in a scores folder with stance, shards of 10."""
    return score_corpus(
        articles, tmp_path_factory.mktemp("kept") / "scores", stance_model, shard=10, targets=TARGETS
    ).path


def test_a_folder_keeps_the_stance_that_a_table_has(articles: Path, stance_model: Path, kept: Path) -> None:
    stored = open_scores(kept).table("stance")
    once = framing.score_stance(articles, TARGETS, stance_model)
    assert len(once) > 5 and set(once["target"]) == {"Mayor", "council"} & set(once["target"])
    pd.testing.assert_frame_equal(stored, once, check_exact=False, atol=1e-4, rtol=0)
    assert stored.attrs["targets"] == once.attrs["targets"]
    counted = query(kept, "select target, count(*) as n from stance group by target").set_index("target")["n"]
    assert counted.to_dict() == once["target"].value_counts().to_dict()
    assert open_scores(kept).manifest["counts"]["stance"] == len(once)


def test_what_compares_and_explains_a_folder_finds_its_stance(kept: Path) -> None:
    given = read_scored(kept)
    assert given.stance is not None and len(given.stance) == len(open_scores(kept).table("stance"))
    compared = framing.compare_sources(kept, words=False, draws=200)
    assert compared.stance is not None and "stance_Mayor" in compared.measures
    assert "stance" in set(codebook(kept)["table"])


def test_a_folder_without_targets_has_no_stance(whole: Path) -> None:
    assert open_scores(whole).tables == ("articles", "sentences", "attributions")
    with pytest.raises(InputError, match=r"no table 'stance'.*--targets"):
        open_scores(whole).table("stance")
    with pytest.raises(InputError, match="cannot be run"):
        query(whole, "select * from stance")


def test_a_folder_goes_on_with_the_same_targets_only(articles: Path, stance_model: Path, kept: Path) -> None:
    for targets in (None, {"Mayor": ["mayor"]}):
        with pytest.raises(InputError, match="another targets"):
            score_corpus(articles, kept, stance_model, shard=10, resume=True, targets=targets)
    score_corpus(articles, kept, stance_model, shard=10, resume=True, targets=TARGETS)


def test_what_cannot_be_asked_is_told_before_the_folder_is_made(articles: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores"
    with pytest.raises(InputError, match="'linear' does not answer stance"):
        score_corpus(articles, target, "linear", targets=TARGETS)
    with pytest.raises(InputError, match="alias of both"):
        score_corpus(articles, target, "linear", targets={"a": ["x"], "b": ["x"]})
    said = CliRunner().invoke(app, ["score", str(articles), "-o", f"{target}/", "--targets", "auto"])
    assert isinstance(said.exception, InputError) and "--targets auto" in str(said.exception)
    assert not target.exists()


def test_the_command_line_takes_targets_into_a_folder(articles: Path, stance_model: Path, tmp_path: Path) -> None:
    file = tmp_path / "targets.yaml"
    file.write_text("Mayor: [mayor]\n", encoding="utf-8")
    command = ["score", str(articles), "-o", f"{tmp_path / 'scores'}/", "-m", str(stance_model), "--targets", str(file)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert set(open_scores(tmp_path / "scores").table("stance")["target"]) == {"Mayor"}
    options = ["-m", str(stance_model), "--no-words", "--draws", "200", "--targets", str(file)]
    again = CliRunner().invoke(app, ["compare", str(tmp_path / "scores"), *options, "-o", str(tmp_path / "out")])
    assert again.exit_code == 0, again.output
    assert (tmp_path / "out" / "tables" / "stance.csv").exists()


def test_a_table_is_not_streamed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="reads files, not a DataFrame"):
        score_corpus(pd.DataFrame({"text": ["It rained."]}), tmp_path / "scores")  # type: ignore[arg-type]
