from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from framing.errors import InputError
from framing.scale import Progress, score_corpus
from framing.scale.ray_engine import _shares

SHARD = 4

Contents = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes on this machine, one core each as Ray counts."""
    ray = pytest.importorskip("ray", reason="the engine ray needs the extra: pip install 'framing[ray]'")
    pytest.importorskip("ray.data")
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.add_node(num_cpus=1)
    ray.init(address=made.address, log_to_driver=False)
    yield made
    ray.shutdown()
    made.shutdown()


def test_a_lost_node_changes_nothing(
    cluster: Any, articles: Path, whole: Path, tmp_path: Path, contents: Contents
) -> None:
    said: list[Progress] = []
    other = next(node for node in cluster.list_all_nodes() if not node.head)

    def report(progress: Progress) -> None:
        said.append(progress)
        if len(said) == 2:
            cluster.remove_node(other, allow_graceful=False)

    made = score_corpus(articles, tmp_path / "scores", "linear", shard=SHARD, engine="ray", workers=2, report=report)
    assert contents(made.path) == contents(whole)
    assert len(cluster.list_all_nodes()) == 1 and len(said) == 6
    assert (said[-1].articles, said[-1].share) == (24, 1.0)


def test_only_what_is_missing_is_scored_again(
    cluster: Any, articles: Path, whole: Path, tmp_path: Path, contents: Contents
) -> None:
    made = score_corpus(articles, tmp_path / "scores", "linear", shard=SHARD)
    made.part("sentences", 3).unlink()
    kept = made.part("sentences", 2).stat().st_mtime_ns
    score_corpus(articles, made.path, "linear", shard=SHARD, engine="ray", workers=1, resume=True)
    assert contents(made.path) == contents(whole)
    assert made.part("sentences", 2).stat().st_mtime_ns == kept


def test_what_a_worker_complains_of_is_one_message(cluster: Any, articles: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores"
    target.mkdir()
    (target / ".lock").touch()

    def spoil(progress: Progress) -> None:
        (target / "done").rename(target / ".done")
        (target / "done").touch()  # no folder any more: what follows cannot be written

    with pytest.raises(InputError, match=r"scores: cannot be written \(.*\); give another folder\.$"):
        score_corpus(articles, target, "linear", shard=2, engine="ray", workers=1, report=spoil)


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
