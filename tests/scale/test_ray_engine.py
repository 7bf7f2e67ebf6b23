from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.scale import score_corpus
from framing.scale.ray_engine import _shares

SHARD = 4

Contents = Callable[[Path], dict[str, bytes]]


@pytest.mark.skipif(find_spec("ray") is None, reason="the engine ray needs the extra: pip install 'framing[ray]'")
def test_a_cluster_of_two_nodes_that_loses_one(articles: Path, whole: Path, tmp_path: Path, contents: Contents) -> None:
    script = Path(__file__).parent / "ray_nodes.py"
    command = [sys.executable, str(script), str(articles), str(tmp_path), str(SHARD)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads((tmp_path / "seen.json").read_text("utf-8"))
    complaint = seen.pop("complaint")
    assert seen == {"nodes": 1, "reports": 6, "articles": 24, "share": 1.0, "again": False}
    assert contents(tmp_path / "lost") == contents(whole)
    assert re.fullmatch(r"\S+spoiled: cannot be written \(.*\); give another folder\.", complaint)


def test_actors_claim_at_most_half_of_the_cores() -> None:
    for cores, gpus, workers in ((2.0, 0.0, 2), (2.0, 0.0, None), (64.0, 0.0, None), (64.0, 4.0, None), (8.0, 1.0, 4)):
        shares = _shares(dict, {"CPU": cores, "GPU": gpus}, workers)
        count = shares["compute"]["size"]
        assert count == (workers or int(gpus or cores))
        assert count * shares["num_cpus"] <= cores / 2
        assert count * shares.get("num_gpus", 0.0) <= gpus


def test_without_ray_the_extra_is_named(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'framing\[ray\]'"):
        score_corpus(articles, tmp_path / "scores", "linear", engine="ray")
