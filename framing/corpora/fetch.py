"""Corpus files found on this machine, fetched where their origin allows it, and checked by sha256.

The data folder is the one that the caller names, else the one that the environment variable ``FRAMING_DATA`` names,
else the platform's cache folder of framing. Downloads go there and nowhere else.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import platformdirs

from framing.errors import DataMissingError, InputError

ENVIRONMENT = "FRAMING_DATA"
TIMEOUT = 30.0
"""Seconds without an answer after which a download is given up."""

CHUNK = 1 << 18

_verified: dict[tuple[str, str], tuple[int, int]] = {}


@dataclass(frozen=True)
class CorpusFile:
    """One file of a corpus, or one folder of many small files.

    ``path`` is relative to the data folder, ``size`` is in bytes. For a folder (``tree=True``) ``size`` is the sum over
    its files and ``sha256`` is that of :func:`tree_sha256`. ``url`` is where exactly these bytes are published; None
    where the origin publishes them in another form or hands them out only by hand.
    """

    path: str
    sha256: str
    size: int
    url: str | None = None
    tree: bool = False


def data_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds the corpora; see the module for the order in which it is looked for.

    Raises InputError where ``folder`` or ``FRAMING_DATA`` names a folder that does not exist.
    """
    if folder is not None:
        named, by = Path(folder).expanduser(), "The data folder is"
    elif os.environ.get(ENVIRONMENT):
        named, by = Path(os.environ[ENVIRONMENT]).expanduser(), f"{ENVIRONMENT} names"
    else:
        return Path(platformdirs.user_cache_dir("framing", appauthor=False))
    if not named.is_dir():
        raise InputError(f"{by} {named}, which is not a folder: create it, or leave it out to use the cache folder.")
    return named


def locate(
    file: CorpusFile, folder: str | os.PathLike[str] | None = None, *, corpus: str = "", origin: str = ""
) -> Path:
    """Return the path of ``file``, fetched where it is missing, and checked by sha256.

    ``corpus`` and ``origin`` are the name and the home page that the errors speak of.
    Raises DataMissingError where the file is not there and cannot be fetched, InputError where it is there with
    another content.
    """
    path = data_folder(folder) / file.path
    of = f"Corpus {corpus!r}" if corpus else "This corpus"
    if path.exists():
        try:
            found = _sum(path, file)
        except OSError as error:
            raise InputError(f"{of}: {path} cannot be read ({error}): make it readable or replace it.") from error
        if found != file.sha256:
            raise InputError(
                f"{of}: {path} has the sha256 {found}, expected is {file.sha256}: replace it by the original"
                f"{f' from {origin}' if origin else ''}{', or delete it to fetch it again' if file.url else ''}."
            )
        return path
    where = f"put it at {path} (or set {ENVIRONMENT} to the folder that holds {file.path})"
    if file.url is None:
        raise DataMissingError(f"{of} needs {file.path}: get it from {origin or 'its origin'} and {where}.")
    try:
        download(file.url, path, file.sha256, file.size)
    except DataMissingError as error:
        raise DataMissingError(
            f"{of} needs {file.path}: {error} Get it from {origin or file.url} and {where}."
        ) from error
    return path


def is_present(file: CorpusFile, folder: str | os.PathLike[str] | None = None) -> bool:
    """Return whether ``file`` is on this machine; its content is not checked and nothing is fetched."""
    return (data_folder(folder) / file.path).exists()


def download(url: str, path: Path, sha256: str, size: int | None = None, timeout: float = TIMEOUT) -> None:
    """Fetch ``url`` to ``path``, which appears only once its sha256 is right.

    ``size`` in bytes is for the progress bar where the server does not tell it. Raises DataMissingError where the
    server cannot be reached, refuses, breaks off or sends another content; nothing is left behind then.
    """
    if not url.startswith(("https://", "http://")):
        raise DataMissingError(f"{url} is not an http address.")
    partial: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        partial = Path(name)
        with os.fdopen(descriptor, "wb") as out, urllib.request.urlopen(url, timeout=timeout) as answer:
            length = answer.headers.get("Content-Length")
            expected = int(length) if length and length.isdigit() else None
            found, got = _copy(answer, out, path.name, expected or size)
        if expected is not None and got < expected:
            raise DataMissingError(f"{url} broke off after {got} of {expected} bytes.")
        if found != sha256:
            raise DataMissingError(f"{url} sent a file with the sha256 {found}, expected is {sha256}.")
        partial.chmod(0o644)
        os.replace(partial, path)
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, DataMissingError):
            raise
        raise DataMissingError(f"fetching {url} failed ({error}).") from error
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """Return the sha256 of one file in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def tree_sha256(folder: Path) -> str:
    """Return the sha256 of a folder: that of its sorted lines ``<sha256>  <relative path>``, as ``sha256sum`` writes.

    Hidden files are left out, since operating systems strew them.
    """
    lines = (f"{file_sha256(path)}  {name}\n" for name, path in _tree(folder))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def tree_size(folder: Path) -> int:
    """Return the bytes in the files of a folder, hidden ones left out."""
    return sum(path.stat().st_size for _, path in _tree(folder))


def _tree(folder: Path) -> list[tuple[str, Path]]:
    files = ((path.relative_to(folder), path) for path in folder.rglob("*") if path.is_file())
    return sorted((name.as_posix(), path) for name, path in files if not any(p.startswith(".") for p in name.parts))


def _sum(path: Path, file: CorpusFile) -> str:
    """Return the sum of a present file; one that was right and looks unchanged is not read again."""
    status = path.stat()
    key, state = (str(path.resolve()), file.sha256), (status.st_size, status.st_mtime_ns)
    if _verified.get(key) == state:
        return file.sha256
    found = tree_sha256(path) if path.is_dir() else file_sha256(path)
    if found == file.sha256:
        _verified[key] = state
    return found


def _copy(answer: http.client.HTTPResponse, out: BinaryIO, name: str, total: int | None) -> tuple[str, int]:
    """Copy the body of ``answer`` to ``out`` under a progress bar; return its sha256 and length."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    digest, got = hashlib.sha256(), 0
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task(name, total=total)
        while block := answer.read(CHUNK):
            out.write(block)
            digest.update(block)
            got += len(block)
            progress.update(task, completed=got)
    return digest.hexdigest(), got
