"""The shards of a corpus over Ray Data: one task reads, actors that hold the model score and write.

Ray Data alone would write files of its own making. Here a row of its stream is a whole shard: a task reads the source
and yields shards; an actor scores one and writes it with its record, as a single process does, so that the files are
the same; what comes back is a row of counts. Ray Data holds the reader back while the actors are busy, so that memory
stays bounded, and when an actor or a node is lost it starts another and hands it the shard again; a shard written twice
is written with the same bytes. What outlives even the cluster is in the folder: a further run resumes it.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from framing.errors import InputError
from framing.models import Model, as_model
from framing.models.voice_readers import RULES
from framing.places import expanded
from framing.scale.folder import ScoresFolder
from framing.scale.shards import Shard, Source
from framing.scale.work import Done, score_shard, weights_of

_TRIES = 100  # of a shard: what kills every worker that it is handed to is not tried for ever


def score_on_ray(made: ScoresFolder, source: Source, model: str | Model, workers: int | None) -> Iterator[Done]:
    """Yield the finished shards of a source as the workers of a Ray cluster finish them, in any order.

    ``workers`` is the number of actors that hold the model, one a core (or a GPU, where the cluster has any) if left
    out. Raises InputError where Ray is not installed, and for what a worker raises.
    """
    ray = _ray()
    finished = made.records()
    absolute = Source(tuple(f.resolve() for f in source.files), source.columns, source.on_error, source.size)
    place = ScoresFolder(made.path.resolve(), made.manifest)
    with _cluster(ray):
        # Reading claims no core, so that it never waits for one that an actor has.
        data = ray.data.read_datasource(_datasource(absolute, frozenset(finished)), num_cpus=0, override_num_blocks=1)
        with warnings.catch_warnings():
            # The only way to bound the tries goes with Ray 2.64; the extra asks for less.
            warnings.simplefilter("ignore")
            rows = data.map_batches(
                _Worker,
                batch_size=1,
                fn_constructor_args=(place, _named(model)),
                ray_remote_args_fn=lambda: {"max_task_retries": _TRIES},
                **_shares(ray.data.ActorPoolStrategy, ray.cluster_resources(), workers),
            )
        try:
            for row in rows.iter_rows():
                if row["complaint"]:
                    raise InputError(row["complaint"])
                number = int(row["number"])
                if (record := finished.get(number)) is not None:
                    counts = record["rows"]["articles"], record["rows"]["sentences"]
                else:
                    counts = int(row["articles"]), int(row["sentences"])
                yield Done(number, *counts, float(row["share"]), record is None)
        except ray.exceptions.RayError as error:
            said = next((line for line in str(error).splitlines() if line.strip()), "")
            raise InputError(
                f"The Ray cluster failed ({type(error).__name__}: {said[:200]}); go on with --resume."
            ) from error


class _Worker:
    """An actor: it loads the model once and scores the shards that it is handed.

    What it has to complain of is an answer, not an exception: Ray Data would bury it, or try again.
    """

    def __init__(self, made: ScoresFolder, model: str | Model) -> None:
        self.made = made
        self.complaint = ""
        self.model = as_model(model)
        if isinstance(model, str) and weights_of(self.model, model) != made.manifest["weights"]:
            self.complaint = f"A node has another model {model!r}; install the same version on every node."
        voice = made.manifest.get("voice", RULES)
        if "voice_weights" in made.manifest and weights_of(as_model(voice), voice) != made.manifest["voice_weights"]:
            self.complaint = f"A node has another model {voice!r} for voices; install the same version on every node."

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        number, share, articles = int(batch["number"][0]), float(batch["share"][0]), batch["articles"][0]
        done, complaint = Done(number, 0, 0, share, False), batch["complaint"][0] or self.complaint
        if articles is not None and not complaint:
            try:
                done = score_shard(self.made, Shard(number, articles, share), self.model)
            except InputError as error:
                complaint = str(error)
        return {name: np.array([value]) for name, value in {**done._asdict(), "complaint": complaint}.items()}


def _datasource(source: Source, finished: frozenset[int]) -> Any:
    """Return the source as Ray Data reads it: one task, which yields a block of one row for each shard.

    Which shards are passed by is settled beforehand: a task that is run again must yield the same.
    """
    from ray.data import Datasource, ReadTask
    from ray.data.block import BlockMetadata

    def blocks() -> Iterator[Any]:
        number = 0
        try:
            for shard in source.shards():
                number = shard.number
                yield _row(number, shard.share, None if number in finished else shard.articles)
        except InputError as error:
            yield _row(number + 1, 1.0, None, str(error))

    class Shards(Datasource):  # type: ignore[misc]
        def estimate_inmemory_data_size(self) -> int | None:
            return None

        def get_read_tasks(self, parallelism: int, *args: object, **options: object) -> list[Any]:
            return [ReadTask(blocks, BlockMetadata(None, None, None, None))]

    return Shards()  # type: ignore[no-untyped-call]


def _row(number: int, share: float, articles: pd.DataFrame | None, complaint: str = "") -> pd.DataFrame:
    """Return a block of Ray Data's stream: one row, which holds a shard."""
    held = pd.Series([articles], dtype=object)
    return pd.DataFrame({"number": [number], "share": [share], "articles": held, "complaint": [complaint]})


def _shares(actors: Any, has: dict[str, float], workers: int | None) -> dict[str, Any]:
    """Return how many actors there are and what each claims of a cluster.

    Together they claim at most half of its cores: were all of them claimed, none would be left to read with, and the
    run would hang.
    """
    cores, gpus = has.get("CPU", 1.0), has.get("GPU", 0.0)
    count = workers or max(1, int(gpus or cores))
    shares: dict[str, Any] = {"compute": actors(size=count), "num_cpus": min(1.0, cores / 2 / count)}
    if gpus:
        shares["num_gpus"] = min(1.0, gpus / count)
    return shares


@contextmanager
def _cluster(ray: Any) -> Iterator[None]:
    """Join the cluster that runs, or start one on this machine and stop it in the end."""
    from ray.data import DataContext

    began = not ray.is_initialized()
    if began:
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it prints what Ray Data does to itself
        own = {} if os.environ.get("RAY_ADDRESS") else {"include_dashboard": False}
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **own)
    context = DataContext.get_current()
    kept = (context.target_max_block_size, context.target_min_block_size, context.enable_progress_bars)
    # A shard is a block: larger blocks would hand many of them to one actor.
    context.target_max_block_size, context.target_min_block_size, context.enable_progress_bars = 1, 1, False
    noise = logging.getLogger("ray.data")
    level = noise.level
    noise.setLevel(logging.ERROR)
    try:
        yield
    finally:
        context.target_max_block_size, context.target_min_block_size, context.enable_progress_bars = kept
        noise.setLevel(level)
        if began:
            ray.shutdown()


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError:
        raise InputError("The engine 'ray' needs Ray; install it: pip install 'framing[ray]'.") from None
    return ray


def _named(model: str | Model) -> str | Model:
    """Return what a worker loads; a folder under its full path, since a worker may stand elsewhere."""
    return str(expanded(model).resolve()) if isinstance(model, str) and expanded(model).is_dir() else model
