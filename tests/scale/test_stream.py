from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import framing
from framing.articles import write_table
from framing.errors import InputError
from framing.scale import Progress, open_scores, query, score_corpus
from framing.scale.folder import read_folder, write_json
from framing.scale.stream import _voice

SHARD = 4


Contents = Callable[[Path], dict[str, bytes]]


def test_a_stream_gives_what_scoring_at_once_gives(articles: Path, whole: Path) -> None:
    streamed = open_scores(whole).table("sentences")
    once = framing.score(articles, "linear", evidence=False)
    columns = ["sentence_id", "text", "editorializing", "other_editorializing", "loaded_language"]
    pd.testing.assert_frame_equal(streamed[columns], once[columns])
    assert streamed.attrs["thresholds"] == once.attrs["thresholds"]
    measured = framing.summarize(once)
    stored = open_scores(whole).table("articles")
    shared = ["article_id", "source", "n_sentences", "mean_editorializing", "share_editorializing", "quoted_share"]
    pd.testing.assert_frame_equal(stored[shared], measured[shared], check_dtype=False)
    assert "text" not in stored


def test_voices_are_settled_by_another_model_and_stay_so(articles: Path, tmp_path: Path) -> None:
    few = write_table(pd.read_parquet(articles).head(3), tmp_path / "few.jsonl")
    made = score_corpus(few, tmp_path / "scores", "linear", voice="default", shard=2)
    once = framing.score(few, "linear", voice="default", evidence=False)
    pd.testing.assert_series_equal(made.table("sentences")["speaker"], once["speaker"])
    assert made.manifest["voice"] == "default"
    with pytest.raises(InputError, match=r"made with another voice \(default, now rules\); give another folder"):
        score_corpus(few, tmp_path / "scores", "linear", shard=2, resume=True)
    with pytest.raises(InputError, match="a scores folder records it"):
        score_corpus(few, tmp_path / "other", "linear", voice=framing.load_model("default"))  # type: ignore[arg-type]


def test_a_voice_is_recorded_by_what_finds_it_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader = framing.load_model("default")
    monkeypatch.setattr("framing.scale.stream.voice_reader", lambda voice, model: reader)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    recorded = [_voice(voice, reader)["voice"] for voice in ("default", "owner/name", "mine")]
    assert recorded == ["default", "owner/name", str((tmp_path / "mine").resolve())]


def test_a_killed_run_ends_like_an_undisturbed_one(
    articles: Path, whole: Path, tmp_path: Path, contents: Contents
) -> None:
    target, rng = tmp_path / "scores", random.Random(3)
    command = [sys.executable, "-m", "framing.cli", "score", str(articles), "-o", str(target), "-m", "linear"]
    command += ["--shard", str(SHARD)]
    for _ in range(3):
        resume = ["--resume"] if (target / "manifest.json").exists() else []
        run = subprocess.Popen([*command, *resume], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = rng.randint(0, 3)
        while run.poll() is None and len(list((target / "done").glob("*.json"))) < until:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.1))
        run.send_signal(signal.SIGKILL)
        run.wait()
    resume = ["--resume"] if (target / "manifest.json").exists() else []
    subprocess.run([*command, *resume], check=True, capture_output=True)
    assert contents(target) == contents(whole)


def test_finished_shards_are_not_scored_again(articles: Path, tmp_path: Path) -> None:
    made = score_corpus(articles, tmp_path / "scores", "linear", shard=SHARD)
    before = {number: made.part("sentences", number).stat().st_mtime_ns for number in made.shards()}
    made.part("sentences", 2).unlink()
    with pytest.raises(InputError, match=r"shard 2 is missing or damaged.*--resume"):
        open_scores(made.path)
    score_corpus(articles, made.path, "linear", shard=SHARD, resume=True)
    after = {number: made.part("sentences", number).stat().st_mtime_ns for number in made.shards()}
    assert [number for number in before if before[number] != after[number]] == [2]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({}, "holds scores already"),
        ({"resume": True, "shard": SHARD + 1}, "another shard"),
        ({"resume": True, "columns": {"text": "title"}}, "another columns"),
    ],
)
def test_a_folder_of_other_scores_is_left_alone(
    articles: Path, whole: Path, change: dict[str, object], complaint: str, contents: Contents
) -> None:
    before = contents(whole)
    with pytest.raises(InputError, match=complaint):
        score_corpus(articles, whole, "linear", **{"shard": SHARD, **change})  # type: ignore[arg-type]
    assert contents(whole) == before


def test_changed_input_is_noticed(articles: Path, tmp_path: Path) -> None:
    table = pd.read_parquet(articles)
    given = tmp_path / "news.parquet"
    table.head(6).to_parquet(given)
    score_corpus(given, tmp_path / "scores", "linear", shard=SHARD)
    table.head(7).to_parquet(given)
    with pytest.raises(InputError, match="another input"):
        score_corpus(given, tmp_path / "scores", "linear", shard=SHARD, resume=True)


def test_bad_rows_are_listed_and_the_run_goes_on(tmp_path: Path) -> None:
    lines = [{"text": "The council voted on Tuesday.", "article_id": "a"}, {"text": " ", "article_id": "b"}]
    given = tmp_path / "news.jsonl"
    given.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n", encoding="utf-8")
    made = score_corpus(given, tmp_path / "scores", "linear")
    rejects = [json.loads(line) for line in (made.path / "rejects.jsonl").read_text("utf-8").splitlines()]
    assert [reject["where"].rsplit(" ", 1)[1] for reject in rejects] == ["2", "3"]
    assert made.manifest["counts"] == {"articles": 1, "sentences": 1, "attributions": 0, "rejects": 2}
    with pytest.raises(InputError, match="line 2"):
        score_corpus(given, tmp_path / "strict", "linear", on_error="raise")


def test_a_pattern_reads_all_its_files(articles: Path, tmp_path: Path) -> None:
    table = pd.read_parquet(articles)
    for name, part in (("a.csv", table.head(3)), ("b.csv", table.tail(2))):
        part.to_csv(tmp_path / name, index=False)
    made = score_corpus(tmp_path / "*.csv", tmp_path / "scores", "linear")
    assert made.table("articles")["article_id"].tolist() == [*table["article_id"].head(3), *table["article_id"].tail(2)]
    table.head(1).to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(InputError, match=r"c\.csv, line 2: article_id .* was given before"):
        score_corpus(tmp_path / "*.csv", tmp_path / "again", "linear", on_error="raise")
    skipped = score_corpus(tmp_path / "*.csv", tmp_path / "skipped", "linear")
    assert skipped.table("articles").equals(made.table("articles"))
    assert [reject["where"] for reject in skipped.rejects()] == [f"{tmp_path / 'c.csv'}, line 2"]
    with pytest.raises(InputError, match="no file fits"):
        score_corpus(tmp_path / "*.parquet", tmp_path / "none", "linear")


def wire(folder: Path) -> Path:
    """Files of which some share a story without an id, and others their name."""
    for name in ("a", "b", "c"):
        rows = f'"The council voted on Tuesday."\n"Nobody in {name} cared."\n'
        (folder / f"{name}.csv").write_text(f"text\n{rows}", encoding="utf-8")
    for year in ("2020", "2021"):
        (folder / year).mkdir()
        (folder / year / "a.txt").write_text(f"The harbour opened in {year}.", encoding="utf-8")
    return folder


def test_made_ids_that_files_share_get_a_number(tmp_path: Path, contents: Contents) -> None:
    news = wire(tmp_path)
    made = score_corpus(news / "*.csv", tmp_path / "scores", "linear", shard=1)
    ids = made.table("articles")["article_id"].tolist()
    assert ids[2::2] == [f"{ids[0]}-2", f"{ids[0]}-3"] and len(set(ids)) == 6
    texts = score_corpus(news / "*" / "*.txt", tmp_path / "texts", "linear", on_error="raise")
    assert texts.table("articles")["article_id"].tolist() == ["a", "a-2"]
    for number in (0, 3, 4):
        (made.path / "done" / f"{number:06d}.json").unlink()
    again = score_corpus(news / "*.csv", made.path, "linear", shard=1, resume=True)
    assert again.table("articles")["article_id"].tolist() == ids
    for number in (3, 1, 2):
        parted = score_corpus(news / "*.csv", tmp_path / "parts", "linear", shard=1, part=(number, 3))
    assert contents(parted.path) == contents(made.path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits the size of files as Linux does")
def test_a_full_disk_leaves_nothing_half_written(
    articles: Path, whole: Path, tmp_path: Path, contents: Contents
) -> None:
    target = tmp_path / "scores"
    limit = sorted(file.stat().st_size for file in whole.rglob("*.parquet"))[-2]
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
    code += "import sys; sys.argv[0] = 'framing'; from framing.cli import main; main()"
    arguments = ["score", str(articles), "-o", str(target), "-m", "linear", "--shard", str(SHARD)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    complaints = [line for line in done.stderr.splitlines() if line.startswith("framing:")]
    assert len(complaints) == 1 and "cannot be written" in complaints[0]
    assert not list(target.rglob("*.part"))
    with pytest.raises(InputError, match="not finished"):
        open_scores(target)
    score_corpus(articles, target, "linear", shard=SHARD, resume=True)
    assert contents(target) == contents(whole)


def test_other_files_are_not_mixed_with_scores(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(InputError, match=r"thesis\.docx"):
        score_corpus(articles, tmp_path, "linear")
    assert os.listdir(tmp_path) == [".lock", "thesis.docx"] or "manifest.json" not in os.listdir(tmp_path)


def test_sql_over_the_folder(whole: Path) -> None:
    pytest.importorskip("duckdb")
    counted = query(whole, "select source, count(*) as n from sentences group by source order by source")
    sentences = open_scores(whole).table("sentences")
    assert dict(zip(counted["source"], counted["n"], strict=True)) == sentences.groupby("source").size().to_dict()
    with pytest.raises(InputError, match="cannot be run"):
        query(whole, "select nothing from nowhere")


def test_drafts_of_one_file_keep_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        drafts.append(self.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    for _ in range(2):  # containers on a shared disk have the same process id
        write_json(tmp_path / "manifest.json", {})
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "a.csv")
    assert len(set(drafts)) == 4 and all(name.startswith(".") and name.endswith(".part") for name in drafts)


def test_drafts_of_a_killed_run_are_swept_away(articles: Path, whole: Path, tmp_path: Path, contents: Contents) -> None:
    target = tmp_path / "scores"
    made = score_corpus(articles, target, "linear", shard=SHARD)
    made.part("sentences", 1).rename(target / "sentences" / ".part-000001.parquet.77.part")
    score_corpus(articles, target, "linear", shard=SHARD, resume=True)
    assert contents(target) == contents(whole)


def test_an_input_that_vanishes_is_named(articles: Path, tmp_path: Path) -> None:
    table = pd.read_parquet(articles)
    for name, part in (("a", table.head(3)), ("b", table[3:6]), ("c", table.tail(3))):
        part.to_parquet(tmp_path / f"{name}.parquet")

    def vanish(progress: Progress) -> None:
        (tmp_path / "c.parquet").unlink(missing_ok=True)

    with pytest.raises(InputError, match=r"c\.parquet.*(no such file|cannot be read)"):
        score_corpus(tmp_path / "*.parquet", tmp_path / "scores", "linear", report=vanish)
    assert read_folder(tmp_path / "scores").shards() == [0, 1]


def test_a_pattern_does_not_fit_what_the_run_writes(articles: Path, tmp_path: Path) -> None:
    shutil.copy(articles, tmp_path / "news.parquet")
    pattern, scores = tmp_path / "**" / "*.parquet", tmp_path / "scores"
    first = score_corpus(pattern, scores, "linear", shard=SHARD)
    assert score_corpus(pattern, scores, "linear", shard=SHARD, resume=True).manifest == first.manifest


def test_why_nothing_can_be_scored_is_told(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("text,source\n,A\n,B\n")
    with pytest.raises(InputError, match=r"no article that can be scored; 2 left out \(first: .*news.csv.*\)"):
        score_corpus(tmp_path / "news.csv", tmp_path / "scores", "linear")
