"""Scoring as a stream: articles are read in shards, and each finished shard is written whole."""

from __future__ import annotations

import glob
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import framing
from framing.articles.intake import OnError
from framing.articles.read import iter_articles
from framing.errors import InputError
from framing.models import Model, load_model
from framing.scale.folder import (
    MANIFEST,
    REJECTS,
    ScoresFolder,
    cannot_write,
    is_scores_folder,
    locked,
    read_folder,
    write_json,
    write_text,
)
from framing.scoring import read, score_sentences
from framing.summary import summarize

SHARD = 500
"""Articles in a shard, unless told otherwise."""

Report = Callable[[int, int, int, float], None]
"""Told after each shard: its number, articles and sentences scored so far, and the share of the input's bytes read."""


def score_corpus(
    data: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    model: str | Model = "default",
    *,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "skip",
    shard: int = SHARD,
    resume: bool = False,
    report: Report | None = None,
) -> ScoresFolder:
    """Score articles of any number into a scores folder, in bounded memory, and return it.

    ``data`` is a file, a folder, or a pattern of files (``news/*.parquet``), in the formats of
    :func:`framing.read_articles`. ``shard`` articles are read, scored and written at a time; batches are formed within
    a shard, so that the same input gives the same numbers however often it was interrupted. With ``resume`` finished
    shards are not scored again. Rows that cannot be used are left out and listed (``on_error="raise"`` stops).

    Raises InputError where the folder holds scores of other input, of another model or of other settings, where
    another run writes to it, or where it cannot be written; what is finished stays.
    """
    if shard < 1:
        raise InputError(f"shard is {shard}; it must be at least 1.")
    target = Path(folder)
    files = _files(data)
    if any(target.resolve() == file.resolve() for file in files):
        raise InputError(f"{target} is what is read; give another folder for the scores.")
    loaded = load_model(model) if isinstance(model, str) else model
    wanted = {
        "framing": framing.__version__,
        "model": loaded.name,
        "weights": weights_of(loaded, model),
        "input": [_checksum(file) for file in files],
        "columns": dict(columns or {}),
        "shard": shard,
    }
    with locked(target):
        made = _begin(target, wanted, resume)
        _fill(made, files, loaded, columns, on_error, shard, report)
        return _finish(made, loaded)


def _begin(path: Path, wanted: dict[str, Any], resume: bool) -> ScoresFolder:
    if is_scores_folder(path):
        found = read_folder(path)
        if not resume:
            raise InputError(
                f"{path}: holds scores already; go on with --resume, or give another folder (or remove this one)."
            )
        for key, value in wanted.items():
            if found.manifest.get(key) != value:
                raise InputError(
                    f"{path}: was made with another {key} ({_short(found.manifest.get(key))}, now {_short(value)}); "
                    "give another folder."
                )
        return found
    others = [item.name for item in path.iterdir() if not item.name.startswith(".")]
    if others:
        raise InputError(f"{path}: holds other files ({', '.join(sorted(others)[:3])}); give an empty folder.")
    try:
        write_json(path / MANIFEST, wanted)
    except OSError as error:
        raise cannot_write(path, error) from None
    return ScoresFolder(path, wanted)


def _fill(
    made: ScoresFolder,
    files: list[Path],
    model: Model,
    columns: Mapping[str, str] | None,
    on_error: OnError,
    shard: int,
    report: Report | None,
) -> None:
    scored = said = 0
    number = -1
    for number, (articles, share) in enumerate(_articles(files, columns, on_error, shard)):
        record = made.record(number)
        if record is None:
            rejects = list(articles.attrs.get("rejects", []))
            sentences, attributions = read(articles)
            scores = score_sentences(sentences, model, evidence=False)
            tables = {"articles": _summary(articles, scores), "sentences": scores, "attributions": attributions}
            made.write(number, tables, rejects, len(articles))
            record = {"rows": {name: len(table) for name, table in tables.items()}}
        scored, said = scored + record["rows"]["articles"], said + record["rows"]["sentences"]
        if report is not None:
            report(number, scored, said, share)
    if number < 0 or not scored:
        raise InputError(f"{', '.join(map(str, files[:3]))}: no article that can be scored.")
    if (beyond := [n for n in made.shards() if n > number]) and made.manifest.get("shards") is None:
        raise InputError(f"{made.path}: has shard {beyond[0]}, which the input does not fill; give another folder.")
    if made.manifest.get("shards") is None:
        write_json(made.path / MANIFEST, {**made.manifest, "shards": number + 1})


def _finish(made: ScoresFolder, model: Model) -> ScoresFolder:
    finished = read_folder(made.path)
    finished.check()
    if "counts" not in finished.manifest:
        records = [record for number in finished.shards() if (record := finished.record(number)) is not None]
        counts = {name: sum(record["rows"][name] for record in records) for name in records[0]["rows"]}
        rejects = finished.rejects()
        counts["rejects"] = len(rejects)
        lines = "".join(json.dumps(reject, ensure_ascii=False) + "\n" for reject in rejects)
        write_text(made.path / REJECTS, lines)
        write_json(made.path / MANIFEST, {**finished.manifest, "counts": counts, "thresholds": dict(model.thresholds)})
    return read_folder(made.path)


def _articles(
    files: list[Path], columns: Mapping[str, str] | None, on_error: OnError, shard: int
) -> Iterator[tuple[pd.DataFrame, float]]:
    """Yield the articles of each shard, and the share of the input that was begun before it."""
    total = sum(_size(file) for file in files) or 1
    begun = 0
    seen: set[str] = set()
    for file in files:
        begun += _size(file)
        for articles in iter_articles(file, columns=columns, on_error=on_error, batch_size=shard):
            if twice := seen.intersection(articles["article_id"]):
                raise InputError(
                    f"{file}: the article_id {min(twice)!r} was in an earlier file; ids are to be unique in a corpus."
                )
            if len(files) > 1:
                seen.update(articles["article_id"])
            yield articles, begun / total


def _summary(articles: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row an article: what is known of it but the text, and what the scores say of it."""
    known = articles.drop(columns=["text"])
    measured = summarize(scores)
    added = [name for name in measured if name not in known]
    return known.merge(measured[["article_id", *added]], on="article_id", how="left")


def _files(data: str | os.PathLike[str]) -> list[Path]:
    """Return the files that a path or pattern names; a folder counts as one, read in the order of its names."""
    path = Path(data)
    if path.exists():
        return [path]
    if not glob.has_magic(str(data)):
        raise InputError(f"{path}: no such file or folder, and no pattern such as 'news/*.parquet'.")
    found = sorted(Path(name) for name in glob.glob(str(data), recursive=True))
    if not found:
        raise InputError(f"{data}: no file fits the pattern.")
    return [file for file in found if file.is_file()]


def _size(path: Path) -> int:
    return sum(f.stat().st_size for f in path.rglob("*") if f.is_file()) if path.is_dir() else path.stat().st_size


def _checksum(path: Path) -> dict[str, Any]:
    """Return the name, size and digest of a file, or of a folder's files."""
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(f for f in path.rglob("*") if f.is_file()) if path.is_dir() else [path]:
        digest.update(str(file.relative_to(path)).encode())
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return {"name": path.name, "bytes": _size(path), "blake2b": digest.hexdigest()}


def weights_of(model: Model, given: str | Model) -> str:
    """Return a digest of a model's weights: of its files where it was loaded by name, else of its card."""
    from framing.models import MODELS

    folder = MODELS.get(given, Path(given)) if isinstance(given, str) else None
    digest = hashlib.blake2b(digest_size=16)
    if folder is not None and folder.is_dir():
        for file in sorted(f for f in folder.rglob("*") if f.suffix in (".safetensors", ".skops", ".json")):
            digest.update(file.read_bytes())
    else:
        digest.update(f"{model.name} {model.card}".encode())
    return digest.hexdigest()


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "…"
