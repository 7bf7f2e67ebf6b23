"""The commands of experiments: check, schema, runs and table, as a user calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LINEAR = (
    "train: {linear: {min_words: 1, min_characters: 5, folds: 2, families: [style], tasks: {editorializing: "
    "{calibrate_on: sample, rows: [{corpus: sample, parts: [all]}]}}}}\n"
)
TEST = "sentence_id\tsentence\tlabel\n1\tThe council met.\tOBJ\n2\tWhat a shameful stunt!\tSUBJ\n"
EVALUATE = "evaluate: [{corpus: checkthat, split: own, task: editorializing, file: own.tsv, resamples: 20}]\n"


def framing(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "framing.cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "FRAMING_DATA": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "own.tsv").write_text(TEST, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("name: x\nseed: 0\n" + LINEAR + EVALUATE, encoding="utf-8")
    return tmp_path / "c.yaml"


def test_check_prints_the_plan_and_trains_nothing(config: Path, tmp_path: Path) -> None:
    done = framing("check", config, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Models: x" in done.stdout and "497 rows" in done.stdout and "x on checkthat own" in done.stdout
    assert not (tmp_path / "runs").exists()
    (tmp_path / "c.yaml").write_text("name: x\nseed: 0\ntrian: {}\n", encoding="utf-8")
    broken = framing("check", config, cwd=tmp_path)
    assert broken.returncode == 2 and "Did you mean 'train'?" in broken.stderr and broken.stderr.count("\n") == 1


def test_check_and_run_list_every_mistake(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "name: x\nseed: 0\nmodel: liner\nscore: {articles: none.csv, targets: none.yaml}\n", encoding="utf-8"
    )
    for command in ("check", "run"):
        done = framing(command, "c.yaml", cwd=tmp_path)
        first, *lines = done.stderr.splitlines()
        assert done.returncode == 2 and first == "framing: c.yaml: 3 mistakes:"
        assert [line.split()[0] for line in lines] == ["'model':", "score.articles:", "score.targets:"]


def test_check_tells_of_stance_and_of_titles(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,source\nThe board met.,A\n", encoding="utf-8")
    (tmp_path / "t.yaml").write_text("board: [board]\nNobody: [Zaphod]\n", encoding="utf-8")
    score = "score: {articles: a.csv, targets: t.yaml, titles: true}\n"
    (tmp_path / "c.yaml").write_text("name: x\nseed: 0\n" + score, encoding="utf-8")
    done = framing("check", "c.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "score 1 article with default, stance toward 2 targets" in done.stdout
    assert "no article mentions 'Nobody'" in done.stdout and "no article has a headline" in done.stdout


def test_check_says_where_nothing_can_be_written(config: Path, tmp_path: Path) -> None:
    done = framing("check", config, "--folder", "own.tsv", cwd=tmp_path)
    assert done.returncode == 2 and "Cannot write to own.tsv" in done.stderr and done.stderr.count("\n") == 1


def test_runs_are_made_listed_and_compared(config: Path, tmp_path: Path) -> None:
    assert "No run in runs" in framing("runs", cwd=tmp_path).stdout
    made = framing("run", config, "--jobs", 1, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "| checkthat, own: editorializing | macro-F1 | x |" in made.stdout
    listed = framing("runs", cwd=tmp_path)
    assert "x-" in listed.stdout
    diff = framing("runs", "diff", "x", "x", "-o", "diff.csv", cwd=tmp_path)
    assert diff.returncode == 0 and "Config: the same" in diff.stdout and "0.000 [0.000, 0.000]" in diff.stdout
    assert (tmp_path / "diff.csv").exists()
    for wrong in (("runs", "dif", "x", "x"), ("runs", "diff", "x", "y")):
        done = framing(*wrong, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.count("\n") == 1


def test_a_run_ends_with_the_comparison_what_was_left_out_and_each_warning_once(tmp_path: Path) -> None:
    line = "The council met on day {} and agreed on the budget, the mayor said."
    rows = [{"text": line.format(n), "source": "AB"[n % 2], "event": f"e{n // 2}"} for n in range(12)]
    given = [*rows, {"text": "", "source": "A"}, {"source": "B"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    score = "score: {articles: a.jsonl, on_error: skip, evidence: false}\n"
    compare = (
        "compare: {measures: [mean_loaded_language, quoted_share], figures: [], match: event, copies: all, draws: 100}"
    )
    (tmp_path / "c.yaml").write_text(f"name: x\nseed: 0\nmodel: linear\n{score}{compare}\n", encoding="utf-8")
    first, again = (framing("run", "c.yaml", "--jobs", 1, cwd=tmp_path) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == again.stdout  # the steps are finished, and what they found is told again
    head = next(line.split() for line in first.stdout.splitlines() if line.strip().startswith("kind"))
    assert head == ["kind", "source", "n_articles", "n_sentences", "mean_loaded_language", "quoted_share"]
    assert "within_event" in first.stdout and "Differences; p adjusted" in first.stdout and "[" in first.stdout
    assert first.stdout.count("Beware: Fewer than 20 articles") == 1 and "Events named by 'event': 6" in first.stdout
    told = [line for line in first.stderr.splitlines() if "left out" in line]
    assert len(told) == 1 and told[0].startswith("2 left out, listed in runs/x-")
    rejects = (tmp_path / told[0].partition("listed in ")[2]).read_text("utf-8").splitlines()
    assert [json.loads(reject)["reason"] for reject in rejects] == ["text is empty", "text is missing"]


def test_the_schema_is_json(tmp_path: Path) -> None:
    assert framing("schema", "-o", "schema.json", cwd=tmp_path).returncode == 0
    assert json.loads((tmp_path / "schema.json").read_text("utf-8"))["title"] == "framing config"


def test_the_table_is_written_into_a_file(tmp_path: Path) -> None:
    row = {
        "corpus": "c",
        "split": "s",
        "task": "t",
        "metric": "auc",
        "model": "a",
        "value": 0.5,
        "low": 0.4,
        "high": 0.6,
    }
    (tmp_path / "m.json").write_text(json.dumps([{**row, "n": 10}]), encoding="utf-8")
    spec = "metrics: [m.json]\ncolumns: {ours: a}\nrows: [{label: one, corpus: c, split: s, task: t, metric: auc}]\n"
    (tmp_path / "t.yaml").write_text(spec, encoding="utf-8")
    (tmp_path / "R.md").write_text("<!-- results -->\n<!-- end of results -->\n", encoding="utf-8")
    done = framing("table", "t.yaml", "--write", "R.md", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "| one | 10 | .500 [.400, .600] |  |" in (tmp_path / "R.md").read_text("utf-8")
    assert framing("table", "t.yaml", "--write", "none.md", cwd=tmp_path).returncode == 2
