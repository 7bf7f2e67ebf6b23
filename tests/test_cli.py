from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from framing.articles import read_table

TEXT = "Bridge to close\n\nThe council voted on Tuesday.\n\n“A disgrace,” Ms Bell said. Typically, nobody cared.\n"


def framing(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "framing.cli", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_version_is_told(tmp_path: Path) -> None:
    assert framing("--version", cwd=tmp_path).stdout == "framing 0.1.0\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_score_writes_every_format(article: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "jsonl", "parquet"):
        done = framing("score", article, "-o", f"out.{suffix}", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("4 sentences of 1 article ")
        table = read_table(tmp_path / f"out.{suffix}")
        assert [TEXT[s:e] for s, e in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()
        assert table["editorializing"].notna().sum() == 4
    done = framing("score", article, "-o", "out.html", cwd=tmp_path)
    assert "Bridge to close" in (tmp_path / "out.html").read_text("utf-8")


def test_score_without_output_prints(article: Path, tmp_path: Path) -> None:
    done = framing("score", article, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Most editorializing:" in done.stdout


def test_features_writes_one_row_a_sentence(article: Path, tmp_path: Path) -> None:
    done = framing("features", article, "-o", "features.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    table = read_table(tmp_path / "features.csv")
    assert len(table) == 4 and {"sentence_id", "text", "style_words", "speech_named"} <= set(table.columns)
    assert done.stdout.startswith(f"{table.shape[1] - 4} features of 4 sentences")
    some = framing("features", article, "--family", "style", cwd=tmp_path)
    assert "style_words" in some.stdout and "valence" not in some.stdout
    wrong = framing("features", article, "--family", "stile", cwd=tmp_path)
    assert wrong.returncode == 2 and "Did you mean 'style'" in wrong.stderr


def test_features_without_a_path_says_what_they_are(tmp_path: Path) -> None:
    done = framing("features", "--family", "valence", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "valence_compound" in done.stdout


def broken(folder: Path) -> dict[str, Path]:
    files = {name: folder / name for name in ("empty.txt", "binary.txt", "no_text.csv", "cut.parquet", "page.html")}
    files["empty.txt"].write_bytes(b"")
    files["binary.txt"].write_bytes(bytes(range(256)) * 4)
    files["no_text.csv"].write_text("a,b\n1,2\n", encoding="utf-8")
    pd.DataFrame({"text": ["He left."] * 100}).to_parquet(files["cut.parquet"])
    files["cut.parquet"].write_bytes(files["cut.parquet"].read_bytes()[:200])
    files["page.html"].write_text("<html><body></body></html>", encoding="utf-8")
    files["missing"] = folder / "artcle.txt"
    return files


def test_what_cannot_be_read_is_one_line_and_exit_code_2(article: Path, tmp_path: Path) -> None:
    for name, path in broken(tmp_path).items():
        done = framing("score", path, "-o", "out.csv", cwd=tmp_path)
        assert done.returncode == 2, name
        assert done.stderr.startswith("framing: ") and done.stderr.count("\n") == 1, done.stderr
        assert not (tmp_path / "out.csv").exists()


def test_rows_that_cannot_be_used_are_counted_and_listed(tmp_path: Path) -> None:
    rows = [{"text": "He left."}, {"text": ""}, {"text": 3}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert framing("score", "a.jsonl", "-o", "out.csv", cwd=tmp_path).returncode == 2
    done = framing("score", "a.jsonl", "-o", "out.csv", "--on-error", "skip", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("2 left out:")
    assert len(read_table(tmp_path / "out.csv")) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("score", "article.txt", "-o", "out.xlsx"), ".xlsx"),
        (("score", "article.txt", "-m", "liner"), "Did you mean 'linear'?"),
        (("score", "article.txt", "--column", "text"), "OURS=THEIRS"),
        (
            ("score", "article.txt", "-m", "linear", "-o", "out.csv", "--targets", "auto"),
            "'linear' does not answer stance",
        ),
        (("score", "article.txt", "--targets", "nothing.yaml"), "nothing.yaml: no such file"),
        (("score", "article.txt", "--targets", "targets.yaml"), "'Bell' has no alias"),
        (("evaluate", "editorialising", "--corpus", "sample"), "Did you mean 'editorializing'?"),
        (("evaluate", "--corpus", "bab"), "Did you mean 'babe'"),
        (("evaluate", "names", "--folds", "runs/fold/model"), "{} for the fold"),
        (("evaluate", "pairs", "--corpus", "babe"), "sentences of its own"),
        (("evaluate", "voice", "--beside", "linear"), "--beside belongs to"),
        (("evaluate", "pairs", "-o", "pairs.xlsx"), ".xlsx"),
        (("evaluate", "evidence", "--corpus", "babe", "--folds", "runs/model"), "runs/fold{}/model, not"),
        (("run", "nothing.yaml"), "No config at nothing.yaml"),
    ],
)
def test_wrong_arguments_are_one_line(
    article: Path, tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    (tmp_path / "targets.yaml").write_text("Bell: []\n", encoding="utf-8")
    done = framing(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert not (tmp_path / "out.csv").exists()  # nothing is scored first


def test_lists(tmp_path: Path) -> None:
    assert "polnear" in framing("corpora", cwd=tmp_path).stdout
    assert "linear" in framing("models", cwd=tmp_path).stdout


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nHe left.\n", encoding="utf-8")
    (tmp_path / "b.stance.csv").write_text("text\nHe left.\n", encoding="utf-8")
    beside = framing("score", "b.stance.csv", "-o", "b.csv", "--targets", "auto", cwd=tmp_path)
    assert beside.returncode == 2 and "b.stance.csv is what is read" in beside.stderr
    done = framing("score", "a.csv", "-o", "a.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert "give another file" in done.stderr
    assert (tmp_path / "a.csv").read_text("utf-8") == "text\nHe left.\n"


def test_pairs_of_voice_are_printed_and_written(tmp_path: Path) -> None:
    done = framing("evaluate", "pairs", "--model", "linear", "-o", "pairs.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "author_less_quoted" in done.stdout and "linear masked rules" in done.stdout
    assert len(pd.read_csv(tmp_path / "pairs.csv")) == 19


def test_several_models_and_their_mean(tmp_path: Path) -> None:
    done = framing("evaluate", "--model", "linear", "--model", "default", "-o", "out.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "mean of 2" in done.stdout and "±" in done.stdout
    table = pd.read_csv(tmp_path / "out.csv")
    assert set(table["model"]) >= {"linear", "default", "mean of 2"}


def test_a_task_that_the_model_does_not_answer(tmp_path: Path) -> None:
    done = framing("evaluate", "stance", "--corpus", "sample", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
