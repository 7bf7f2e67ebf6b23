from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from framing.errors import InputError, UnknownNameError
from framing.scale import open_scores, score_corpus
from framing.scale.folder import read_folder
from framing.scale.lock import locked
from framing.scale.stream import _begin
from framing.scale.work import Part

SHARD = 4
Contents = Callable[[Path], dict[str, bytes]]


def test_two_runs_do_not_share_a_folder(articles: Path, tmp_path: Path) -> None:
    code = "import sys, pathlib; from framing.scale.lock import locked\n"
    code += "with locked(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "scores")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(InputError, match="another run is writing"):
            score_corpus(articles, tmp_path / "scores", "linear")
    finally:
        holder.kill()
        holder.wait()
    with locked(tmp_path / "scores"):
        pass  # a killed run holds nothing


def test_several_processes_share_a_corpus(articles: Path, whole: Path, tmp_path: Path, contents: Contents) -> None:
    target = tmp_path / "scores"
    begun = [str(articles), "-o", str(target), "-m", "linear", "--shard", str(SHARD)]
    command = [sys.executable, "-m", "framing.cli", "score", *begun, "--part"]
    first = subprocess.Popen([*command, "1/2"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    second = score_corpus(articles, target, "linear", shard=SHARD, part=(2, 2))
    assert first.wait() == 0 and first.stderr is not None
    assert set(second.shards()) >= {1, 3, 5}
    assert contents(target) == contents(whole)


def test_many_processes_begin_at_once(tmp_path: Path) -> None:
    together, wanted = threading.Barrier(16), {"weights": "0a", "input": ["a" * 10_000]}

    def begin(number: int) -> int:
        with locked(tmp_path / "scores", Part(number, 16)):
            together.wait()
            return len(_begin(tmp_path / "scores", wanted, True).manifest)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(begin, range(1, 17))) == [2] * 16
    assert read_folder(tmp_path / "scores").manifest == wanted
    assert not list((tmp_path / "scores").glob(".*.part"))


def test_a_part_leaves_the_others_alone(articles: Path, tmp_path: Path) -> None:
    made = score_corpus(articles, tmp_path / "scores", "linear", shard=SHARD, part=(3, 3))
    assert made.shards() == [2, 5]
    with pytest.raises(InputError, match=r"shard 0 is missing.*and 3 more"):
        open_scores(made.path)
    with locked(made.path, Part(1, 3)):
        with pytest.raises(InputError, match="another run is writing"):
            score_corpus(articles, made.path, "linear", shard=SHARD, part=(1, 3))
        with pytest.raises(InputError, match="another run is writing"):
            score_corpus(articles, made.path, "linear", shard=SHARD, resume=True)
    assert score_corpus(articles, made.path, "linear", shard=SHARD, resume=True).manifest["counts"]["articles"] == 24


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"part": (0, 3)}, "part is 0 of 3"),
        ({"part": (4, 3)}, "part is 4 of 3"),
        ({"part": (1, 2), "engine": "ray"}, "leave part out"),
        ({"workers": 2}, "are of the engine 'ray'"),
        ({"workers": 0, "engine": "ray"}, "at least 1"),
        ({"engine": "spark"}, "Unknown engine"),
        ({"shard": 0}, "shard is 0"),
    ],
)
def test_wrong_ways_to_share_the_work(articles: Path, tmp_path: Path, wrong: dict[str, object], complaint: str) -> None:
    with pytest.raises((InputError, UnknownNameError), match=complaint):
        score_corpus(articles, tmp_path / "scores", "linear", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "scores").exists()
