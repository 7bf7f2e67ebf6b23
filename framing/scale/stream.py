"""Scoring as a stream: articles are read in shards, and each finished shard is written whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import framing
from framing.articles.intake import OnError
from framing.articles.targets import check_targets
from framing.errors import InputError, unknown_name
from framing.models import MODELS, Model, ModelLike, as_model
from framing.models.voice_readers import OWN, RULES, voice_reader
from framing.places import expanded, make_folder
from framing.scale.folder import (
    MANIFEST,
    REJECTS,
    ScoresFolder,
    cannot_write,
    is_scores_folder,
    read_folder,
    write_json,
    write_text,
)
from framing.scale.lock import alone, locked
from framing.scale.progress import Pace, Report
from framing.scale.shards import Source, apart_from, find_files
from framing.scale.work import Done, Part, score_here, weights_of
from framing.stance import load_stance_model

SHARD = 500
"""Articles in a shard, unless told otherwise."""

ENGINES = ("local", "ray")
"""What scores the shards: this process, or the workers of a Ray cluster."""

_UNRECORDED = {"targets": "none", "titles": "no", "voice": RULES}
"""Settings that a folder records only where they are given, and how one that it does not record is called."""


def score_corpus(
    data: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    model: ModelLike = "default",
    *,
    targets: Mapping[str, str | Iterable[str]] | None = None,
    titles: bool = False,
    voice: str | os.PathLike[str] = RULES,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "skip",
    shard: int = SHARD,
    resume: bool = False,
    engine: Literal["local", "ray"] = "local",
    workers: int | None = None,
    part: tuple[int, int] | None = None,
    report: Report | None = None,
) -> ScoresFolder:
    """Score articles of any number into a scores folder, in bounded memory, and return it.

    ``data`` is a file, a folder, or a pattern of files (``news/*.parquet``), in the formats of
    :func:`framing.read_articles`. ``shard`` articles are read, scored and written at a time; batches are formed within
    a shard, so that the same input gives the same numbers however often it was interrupted. ``targets``, as
    :func:`framing.score_stance` takes them, add the table ``stance``, for which the model must answer stance.
    ``titles`` puts headlines in a column of their own before the text (:func:`framing.with_titles`).
    ``voice`` says who settles whose words a sentence gives, as in :func:`framing.score`, by name or folder. With
    ``resume`` finished shards are not scored again. Rows that cannot be used are left out and listed
    (``on_error="raise"`` stops).

    ``engine="ray"`` has the shards scored by ``workers`` of a Ray cluster: the one that runs (``ray.init``, or
    ``RAY_ADDRESS``), else one on this machine; its nodes must see the input and the folder under the same paths.
    ``part=(k, n)`` scores every n-th shard from the k-th (1 … n) only: n processes, here or on machines that share a
    file system, fill one folder together, each resuming what is there; whoever finds all shards there finishes it.

    Raises InputError where the folder holds scores of other input, of another model or of other settings, where
    another run writes to it, or where it cannot be written; what is finished stays.
    """
    if not isinstance(data, str | os.PathLike):
        raise InputError(
            f"score_corpus reads files, not a {type(data).__name__}; give a file, a folder or a pattern, or use "
            "framing.score."
        )
    share = _checked(shard, engine, workers, part)
    target = expanded(folder)
    files = apart_from(find_files(data), target)
    source = Source(files, columns, on_error, shard)
    given = str(expanded(model).resolve()) if isinstance(model, os.PathLike) else model
    loaded = as_model(given)
    aliases = None if targets is None else check_targets(targets)
    if aliases is not None:
        load_stance_model(loaded)
    settles = _voice(voice, loaded)
    make_folder(target)
    wanted = {
        "framing": framing.__version__,
        "model": loaded.name,
        "weights": weights_of(loaded, given),
        "input": source.checksums(),
        "columns": dict(columns or {}),
        "shard": shard,
        **({} if aliases is None else {"targets": aliases}),
        **({"titles": True} if titles else {}),
        **settles,
    }
    with locked(target, share):
        made = _begin(target, wanted, resume or share.of > 1)
        if share.of == 1:
            made.sweep()
        if engine == "ray":
            from framing.scale.ray_engine import score_on_ray

            _fill(made, source, score_on_ray(made, source, given, workers), share, report)
        else:
            _fill(made, source, score_here(made, source, loaded, share), share, report)
        with alone(target):
            return _finish(made, loaded, share)


def _checked(shard: int, engine: str, workers: int | None, part: tuple[int, int] | None) -> Part:
    if shard < 1:
        raise InputError(f"shard is {shard}; it must be at least 1.")
    if engine not in ENGINES:
        raise unknown_name("engine", engine, ENGINES)
    if workers is not None and engine != "ray":
        raise InputError("workers are of the engine 'ray'; here one process scores, on all cores (or use part).")
    if workers is not None and workers < 1:
        raise InputError(f"workers is {workers}; it must be at least 1.")
    share = Part(*(part or (1, 1)))
    if not 1 <= share.number <= share.of:
        raise InputError(f"part is {share.number} of {share.of}; the first is 1 and the last {share.of}.")
    if part is not None and engine == "ray":
        raise InputError("The engine 'ray' shares the work out itself: leave part out.")
    return share


def _voice(voice: str | os.PathLike[str], model: Model) -> dict[str, str]:
    """Return what a folder records of who settles voices; nothing where the rules do."""
    if not isinstance(voice, str | os.PathLike):
        raise InputError(
            f"voice is of type {type(voice).__name__}, and a scores folder records it: give a model's name or folder."
        )
    reader = voice_reader(voice, model)
    if reader is None:
        return {}
    if voice == OWN:
        return {"voice": OWN}
    path = expanded(voice)
    named = str(path.resolve()) if voice not in MODELS and path.exists() else str(voice)
    return {"voice": named, "voice_weights": weights_of(reader, named)}


def _begin(path: Path, wanted: dict[str, Any], resume: bool) -> ScoresFolder:
    """Return the folder with its manifest, which the first of several processes writes and the others find."""
    with alone(path):
        return _begun(path, wanted, resume)


def _begun(path: Path, wanted: dict[str, Any], resume: bool) -> ScoresFolder:
    if is_scores_folder(path):
        found = read_folder(path)
        if not resume:
            raise InputError(
                f"{path}: holds scores already; go on with --resume, or give another folder (or remove this one)."
            )
        for key, value in {**dict.fromkeys(_UNRECORDED), **wanted}.items():
            if (before := found.manifest.get(key)) != value:
                was, now = _told(key, before), _told(key, value)
                raise InputError(f"{path}: was made with another {key} ({was}, now {now}); give another folder.")
        return found
    others = [item.name for item in path.iterdir() if not item.name.startswith(".")]
    if others:
        raise InputError(f"{path}: holds other files ({', '.join(sorted(others)[:3])}); give an empty folder.")
    try:
        write_json(path / MANIFEST, wanted)
    except OSError as error:
        raise cannot_write(path, error) from None
    return ScoresFolder(path, wanted)


def _fill(made: ScoresFolder, source: Source, shards: Iterable[Done], part: Part, report: Report | None) -> None:
    pace = Pace(part.of, known=made.manifest.get("shards"))
    for done in shards:
        progress = pace.count(done)
        if report is not None:
            report(progress)
    number = max(pace.shards, default=-1)
    if number < 0 or (not pace.articles and part.of == 1):
        raise InputError(f"{', '.join(map(str, source.files[:3]))}: no article that can be scored{_first(made)}.")
    if (beyond := [n for n in made.shards() if n > number]) and made.manifest.get("shards") is None:
        raise InputError(f"{made.path}: has shard {beyond[0]}, which the input does not fill; give another folder.")
    with alone(made.path):
        if read_folder(made.path).manifest.get("shards") is None:
            _write(made.path, {**made.manifest, "shards": number + 1})


def _first(made: ScoresFolder) -> str:
    rejects = made.rejects()
    return f"; {len(rejects)} left out (first: {rejects[0]['where']}: {rejects[0]['reason']})" if rejects else ""


def _finish(made: ScoresFolder, model: Model, part: Part) -> ScoresFolder:
    finished = read_folder(made.path)
    if part.of > 1 and len(finished.shards()) < int(finished.manifest["shards"]):
        return finished  # others are still at theirs
    finished.check()
    if "counts" not in finished.manifest:
        records = list(finished.records().values())
        counts = {name: sum(record["rows"][name] for record in records) for name in records[0]["rows"]}
        rejects = [reject for record in records for reject in record["rejects"]]
        counts["rejects"] = len(rejects)
        lines = "".join(json.dumps(reject, ensure_ascii=False) + "\n" for reject in rejects)
        try:
            write_text(made.path / REJECTS, lines)
        except OSError as error:
            raise cannot_write(made.path, error) from None
        _write(made.path, {**finished.manifest, "counts": counts, "thresholds": dict(model.thresholds)})
    return read_folder(made.path)


def _write(path: Path, manifest: Mapping[str, Any]) -> None:
    try:
        write_json(path / MANIFEST, manifest)
    except OSError as error:
        raise cannot_write(path, error) from None


def _told(key: str, value: object) -> str:
    """Return a setting of a folder as its user gave it; what the manifest does not record has its default."""
    if value is None:
        return _UNRECORDED.get(key, "none")
    return "yes" if value is True else _short(value)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "…"
