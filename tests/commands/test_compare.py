from __future__ import annotations

from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from framing.articles import write_table
from framing.articles.write import read_table
from framing.cli import app
from framing.corpora import embedded
from framing.errors import FramingError, InputError

RUN = CliRunner()


def call(*arguments: object) -> str:
    done = RUN.invoke(app, ["compare", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles that ship with the package, as a file whose events bear another name."""
    table = embedded.articles().rename(columns={"event": "story"}).assign(blank=None)
    return write_table(table, tmp_path_factory.mktemp("articles") / "articles.jsonl")


def test_from_articles_to_estimates_tables_and_a_report(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    said = call(articles, "--by", "source", "--match", "story", "-o", out, "--model", "linear", "--draws", 300)
    assert "Harbor Wire" in said and "within_event" in said and "Beware: Fewer than 20 articles" in said
    assert "<html" in (out / "report.html").read_text("utf-8")[:200].lower()
    estimates = pd.read_csv(out / "tables" / "estimates.csv")
    assert set(estimates["kind"]) == {"raw", "within_event"}
    assert (out / "tables" / "speakers.csv").is_file()
    again = tmp_path / "again"
    # from the scores that the report's folder holds
    call(out, "--match", "story", "-o", again, "--draws", 300, "--period", "year")
    # The sample is of one year, which makes no series.
    assert [(folder / "tables" / "series.csv").is_file() for folder in (out, again)] == [True, False]
    pd.testing.assert_frame_equal(estimates, pd.read_csv(again / "tables" / "estimates.csv"))
    assert len(read_table(again / "attributions.parquet")) > 0


def test_intervals_have_the_level_asked_for_and_series_their_marks(articles: Path, tmp_path: Path) -> None:
    day = str(pd.to_datetime(embedded.articles()["published"]).median())[:10]
    options = ("--no-words", "--model", "linear", "--draws", 200, "--level", 0.8, "--mark", f"{day}=The vote")
    said = call(articles, "-o", tmp_path, *options)
    assert "with 80 % intervals" in said
    report = unescape((tmp_path / "report.html").read_text("utf-8"))
    assert "Numbers in brackets are 80\N{NARROW NO-BREAK SPACE}% intervals" in report and f"'{day}': The vote" in report


def test_events_are_found_where_a_model_without_vectors_scores(tmp_path: Path) -> None:
    once = embedded.articles().head(6)
    twice = [once.assign(source=name, article_id=once["article_id"] + name) for name in ("one", "other")]
    path = write_table(pd.concat(twice), tmp_path / "articles.jsonl")
    said = call(path, "--model", "linear", "--match", "found", "--copies", "all", "--no-words", "--draws", 200)
    assert "within_event" in said
    assert "Events found: 6, over 12 articles of 2 sources. In none: 0 of 12 articles." in said


def test_a_model_without_stance_is_told_before_anything_is_scored(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.commands.compare._scored", lambda *_: pytest.fail("scored first"))
    with pytest.raises(InputError, match="'linear' does not answer stance"):
        call(articles, "--model", "linear", "--targets", "auto")


def test_scores_are_compared_without_a_model(two_files: Path) -> None:
    said = call(two_files, "--measure", "mean_editorializing", "--adjust", "length", "--draws", 200)
    assert "adjusted" in said and "mean_editorializing" in said and "share_editorializing" not in said


def test_thresholds_that_a_csv_does_not_keep_are_those_of_the_model(two_files: Path) -> None:
    said = call(two_files, "--model", "linear", "--no-words", "--draws", 200)
    assert "scores.csv does not keep its model's thresholds: those of linear are taken" in said
    kept = write_table(read_table(two_files).assign(), two_files.with_suffix(".jsonl"))
    assert said.splitlines()[-3:] == call(kept, "--model", "linear", "--no-words", "--draws", 200).splitlines()[-3:]


def test_voices_are_settled_as_asked_where_articles_are_scored_and_titles_too(
    articles: Path, two_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for option, complaint in ((("--voice", "default"), "--voice default"), (("--titles",), "--titles")):
        with pytest.raises(InputError, match=rf"{complaint}: for articles, and these are scored already; score them"):
            call(two_files, *option)
    asked: list[str] = []
    monkeypatch.setattr("framing.models.voice_readers.voice_reader", lambda voice, model: asked.append(voice))
    call(articles, "--model", "linear", "--voice", "attribution", "--no-words", "--draws", 200)
    assert asked == ["attribution"]


def test_words_are_looked_for_unless_told_not_to(two_files: Path, tmp_path: Path) -> None:
    for folder, more in (("with", ()), ("without", ("--no-words",))):
        call(two_files, "--measure", "mean_editorializing", "--draws", 200, "-o", tmp_path / folder, *more)
        assert (tmp_path / folder / "tables" / "words.csv").exists() == (folder == "with")


@pytest.fixture
def two_files(tmp_path: Path) -> Path:
    """Scores of the articles that ship with the package, as a file."""
    import framing

    scores = framing.score(framing.read_articles(embedded.articles()), "linear", evidence=False)
    return write_table(scores, tmp_path / "scores.csv")


def test_what_cannot_be_compared_is_said(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        call(tmp_path / "nothing.jsonl")
    with pytest.raises(InputError, match="is a file; give a folder"):
        call(articles, "-o", articles)
    with pytest.raises(InputError, match="no column 'triplet' to match by"):
        call(articles, "--match", "triplet", "--model", "linear")


def test_a_small_p_is_below_a_thousandth_and_stays_a_number_in_the_table(two_files: Path, tmp_path: Path) -> None:
    body = read_table(two_files).query("kind == 'body'").head(90).reset_index(drop=True)
    number = pd.Series(range(90))
    apart = body.assign(
        article_id=[f"a{n}" for n in number], sentence_id=[f"a{n}:0" for n in number], source=list("ABC") * 30,
        editorializing=(number % 3 > 0) * 0.6 + number / 1000,
    )  # fmt: skip
    path = write_table(apart, tmp_path / "apart.csv")
    said = call(path, "--measure", "mean_editorializing", "--no-words", "--draws", 200, "-o", tmp_path / "out")
    assert said.count("<.001") == 2 and " 0.000 " not in said
    ps = pd.read_csv(tmp_path / "out" / "tables" / "contrasts.csv")["p_adjusted"]
    assert (ps < 0.0005).sum() == 2 and ps.max() > 0.05


def test_stance_is_told_with_the_articles_and_mentions_that_it_rests_on(two_files: Path) -> None:
    firsts = read_table(two_files).query("kind == 'body'").groupby("article_id").head(2)
    stance = firsts[["article_id", "sentence_id", "source", "start", "end"]].assign(
        target="Moreno", stance_negative=0.2, stance_neutral=0.2, stance_positive=0.6, stance=0.4
    )
    write_table(stance, two_files.with_suffix(".stance.csv"))
    said = call(two_files, "--measure", "mean_editorializing", "--no-words", "--draws", 200).splitlines()
    head = next(at for at, line in enumerate(said) if line.startswith("Stance, -1 to 1"))
    assert said[head + 1].split() == ["target", "source", "stance", "n_articles", "n_mentions"]
    n = firsts[firsts["source"] == "Harbor Wire"]["article_id"].nunique()
    row = next(line for line in said[head + 2 :] if "Harbor Wire" in line)
    assert row.split()[-2:] == [str(n), str(2 * n)] and "0.400" in row


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--period", "fortnight"), "fortnight"),
        (("--margin", 0), "margin of equivalence is above 0"),
        (("--level", 95), "level is 95"),
        (("--mark", "election"), "--mark takes DAY=WORDS, .* not 'election'"),
        (("--mark", "2016-11-08="), "--mark takes DAY=WORDS"),
        (("--draws", 3), "an interval needs 100 or more"),
        (("--measure", "mean_editorialising"), "mean_editorialising"),
        (("--labels", "none.csv"), "none.csv"),
        (("--key", "sample.key.csv"), "--key is the key of a coded sample"),
        (("--by", "paper"), "no column 'paper' to compare by"),
        (("--by", "blank"), "No article has a value in 'blank' to compare by"),
        (("--match", "triplet"), "no column 'triplet' to match by"),
        (("--adjust", "desk"), "no column 'desk' to adjust by"),
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_is_scored(
    articles: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[object, ...], complaint: str
) -> None:
    monkeypatch.setattr("framing.scoring.score_sentences", lambda *_, **__: pytest.fail("scored first"))
    with pytest.raises(FramingError, match=complaint):
        call(articles, "--model", "linear", *options)


@pytest.mark.parametrize("options", [("--column", "text=story"), ("--on-error", "skip"), ("--evidence",)])
def test_options_of_reading_are_refused_where_scores_are_given(two_files: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=f"{' '.join(options)}: for articles, and these are scored already"):
        call(two_files, *options)
