"""A cluster of two nodes on this machine, in a process of its own: Ray ends a process that loses its cluster.

    python ray_nodes.py ARTICLES FOLDER SHARD

One node is killed midway, then a shard is scored again that was removed, then the folder cannot be written to. What was
seen goes to FOLDER/seen.json: Ray prints between our lines.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.scale import Progress, ScoresFolder, score_corpus


def score(articles: Path, folder: Path, shard: int, **options: Any) -> ScoresFolder:
    return score_corpus(articles, folder, "linear", shard=shard, engine="ray", **options)


def spoiled(articles: Path, folder: Path, shard: int) -> str:
    def spoil(progress: Progress) -> None:
        if (folder / "done").is_dir():
            (folder / "done").rename(folder / "was")
            (folder / "done").touch()  # no folder any more: what follows cannot be written

    try:
        score(articles, folder, shard, workers=1, report=spoil)
    except InputError as error:
        return str(error)
    return ""


def main(articles: Path, place: Path, shard: int) -> None:
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    other = cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False, logging_level=logging.ERROR)
    said: list[Progress] = []

    def report(progress: Progress) -> None:
        said.append(progress)
        if len(said) == 2:
            cluster.remove_node(other, allow_graceful=False)

    made = score(articles, place / "lost", shard, workers=2, report=report)
    nodes = len(cluster.list_all_nodes())
    made.part("sentences", 3).unlink()
    kept = made.part("sentences", 2).stat().st_mtime_ns
    score(articles, place / "lost", shard, workers=1, resume=True)
    again = made.part("sentences", 2).stat().st_mtime_ns != kept
    complaint = spoiled(articles, place / "spoiled", shard // 2)
    seen = {"nodes": nodes, "reports": len(said), "articles": said[-1].articles, "share": said[-1].share}
    content = json.dumps({**seen, "again": again, "complaint": complaint})
    (place / "seen.json").write_text(content, encoding="utf-8")
    ray.shutdown()
    cluster.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
