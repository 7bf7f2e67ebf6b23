from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from framing import attributions, load_model, score
from framing.articles import write_table
from framing.cli import app
from framing.commands.figures import WANTING
from framing.corpora import embedded


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    return score(embedded.articles(), load_model("linear"), evidence=False)


def test_figures_of_a_file_of_scores(scores: pd.DataFrame, tmp_path: Path) -> None:
    path = write_table(scores, tmp_path / "scores.parquet")
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app,
        [
            "figures",
            str(path),
            "-o",
            str(out),
            "--measure",
            "mean_editorializing",
            "--match",
            "event",
            "--format",
            "svg",
        ],
    )
    assert done.exit_code == 0, done.output
    names = {file.name for file in out.iterdir()}
    assert {
        "source_forest-mean_editorializing.svg",
        "event_slopes-mean_editorializing.svg",
        "word_funnel-author.svg",
    } <= names
    assert "left out: speakers_and_cues" in done.output  # there are no attributions
    assert all(name.endswith(".svg") for name in names)


def test_a_folder_without_scores_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["figures", str(tmp_path), "-o", str(tmp_path / "out")])
    assert done.exit_code != 0
    assert "holds no scores" in str(done.exception)


def test_attributions_and_stance_that_lie_beside_the_scores_are_drawn_too(scores: pd.DataFrame, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    write_table(scores, folder / "scores.parquet")
    write_table(attributions(embedded.articles()), folder / "attributions.parquet")
    stance = pd.DataFrame(
        [
            (row.article_id, row.sentence_id, "Moreno", row.start, row.end, 0.2, 0.2, 0.6, 0.4)
            for row in scores.drop_duplicates("article_id").itertuples()
        ],
        columns=[
            *("article_id", "sentence_id", "target", "start", "end"),
            *("stance_negative", "stance_neutral", "stance_positive", "stance"),
        ],
    )
    file = write_table(scores, tmp_path / "alone.parquet")
    write_table(stance, tmp_path / "alone.stance.parquet")
    for path, drawn in ((folder, "speakers_and_cues"), (file, "stance_by_target")):
        out = tmp_path / f"out-{drawn}"
        done = CliRunner().invoke(app, ["figures", str(path), "-o", str(out), "--measure", "mean_editorializing"])
        assert done.exit_code == 0, done.output
        assert (out / f"{drawn}.png").is_file()


def test_what_is_left_out_is_said_in_the_words_of_the_command_line(scores: pd.DataFrame, tmp_path: Path) -> None:
    path = write_table(scores.assign(published=None), tmp_path / "scores.parquet")
    out = str(tmp_path / "out")
    done = CliRunner().invoke(app, ["figures", str(path), "-o", out, "--measure", "mean_editorializing"])
    assert done.exit_code == 0, done.output
    left_out = dict(line.split(": ", 2)[1:] for line in done.output.splitlines() if line.startswith("left out: "))
    assert set(left_out) == set(WANTING)
    assert "--match" in left_out["event_slopes"] and "--targets" in left_out["stance_by_target"]
    assert not any("framing." in reason or "(scores" in reason for reason in left_out.values())


def test_the_period_of_series_is_chosen(scores: pd.DataFrame, tmp_path: Path) -> None:
    path = write_table(scores, tmp_path / "scores.parquet")
    for period, drawn in (("month", True), ("year", False)):  # the sample is of one year, which makes no series
        out = tmp_path / period
        asked = ["figures", str(path), "-o", str(out), "--measure", "mean_editorializing", "--period", period]
        done = CliRunner().invoke(app, asked)
        assert done.exit_code == 0, done.output
        assert (out / "time_series-mean_editorializing.png").is_file() == drawn
    wrong = CliRunner().invoke(app, ["figures", str(path), "-o", str(tmp_path / "x"), "--period", "decade"])
    assert wrong.exit_code != 0 and "Unknown period 'decade'" in str(wrong.exception)


def test_a_series_of_a_single_period_is_not_said_to_have_no_dates(scores: pd.DataFrame, tmp_path: Path) -> None:
    path = write_table(scores, tmp_path / "scores.parquet")
    call = ["figures", str(path), "-o", str(tmp_path / "out"), "--measure", "author_share", "--period", "year"]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    assert "left out: time_series: no article has a date, or all fall into one period" in " ".join(done.output.split())
