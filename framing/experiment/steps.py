"""Steps and their results on disk: each under a hash of all that went into it, whole or not at all.

A step works in ``steps/.<name>-<hash>.part``; when it is done, what it wrote is listed with its checksums in
``done.json`` and the folder is renamed to ``steps/<name>-<hash>``, which is one operation of the file system. A process
that is killed at any moment therefore leaves finished steps and at most unfinished ones, never half a result.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framing.corpora.fetch import file_sha256

DONE = "done.json"
FOLDER = "steps"


@dataclass(frozen=True)
class Step:
    """One piece of a run: ``kind`` says which function does it, ``given`` is all that it is told (plain data).

    ``facts`` are checksums of what it reads from outside, ``needs`` the names of the steps whose results it reads.
    ``rows`` and ``seconds`` are what the plan expects; they are not part of the hash.
    """

    name: str
    kind: str
    given: Mapping[str, Any]
    title: str
    needs: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0
    seconds: float = 0.0


def digest(step: Step, needed: Mapping[str, str], versions: Mapping[str, str]) -> str:
    """Return the hash of a step's inputs: 12 hexadecimal digits. ``needed`` has the hashes of the steps it needs."""
    content = {
        "kind": step.kind,
        "given": step.given,
        "facts": dict(step.facts),
        "needs": [needed[name] for name in step.needs],
        "versions": dict(versions),
    }
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Store:
    """The results of a run's steps, below its folder."""

    run: Path

    def place(self, step: Step, key: str) -> Path:
        """Return where a finished step lies."""
        return self.run / FOLDER / f"{step.name}-{key}"

    def is_finished(self, step: Step, key: str) -> bool:
        """Return whether a step has a result, here or in another run of the same output folder; nothing is changed."""
        others = self.run.parent.glob(f"*/{FOLDER}/*-{key}")
        return any(not other.name.startswith(".") and is_whole(other) for other in others)

    def finished(self, step: Step, key: str) -> Path | None:
        """Return the folder of a finished step; None where it is not finished, or not as it was left.

        A result of the same inputs in another run of the same output folder is taken over.
        """
        place = self.place(step, key)
        if is_whole(place):
            return place
        if place.exists():
            shutil.rmtree(place)
        for other in sorted(self.run.parent.glob(f"*/{FOLDER}/*-{key}")):
            if not other.name.startswith(".") and is_whole(other):
                part = self._part(step, key)
                shutil.rmtree(part, ignore_errors=True)
                part.parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(other, part)
                os.replace(part, place)
                return place
        return None

    def begin(self, step: Step, key: str, resume: bool) -> Path:
        """Return the folder that a step works in: empty, or with what a killed run left where it can go on."""
        part = self._part(step, key)
        if not resume:
            shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True, exist_ok=True)
        return part

    def finish(self, step: Step, key: str, needed: Mapping[str, str], seconds: float) -> Path:
        """Turn what a step wrote into its result and return its folder."""
        part, place = self._part(step, key), self.place(step, key)
        outputs = {str(path.relative_to(part)): file_sha256(path) for path in files_in(part)}
        about = {
            "step": step.name,
            "kind": step.kind,
            "hash": key,
            "given": step.given,
            "facts": dict(step.facts),
            "needs": {name: needed[name] for name in step.needs},
            "outputs": outputs,
            "rows": step.rows,
            "seconds": round(seconds, 3),
            "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }
        write_text(part / DONE, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
        for path in files_in(part):
            with path.open("rb") as file:
                os.fsync(file.fileno())
        os.replace(part, place)
        return place

    def _part(self, step: Step, key: str) -> Path:
        return self.run / FOLDER / f".{step.name}-{key}.part"


def is_whole(place: Path) -> bool:
    """Return whether a folder holds a finished step, every file as it was written."""
    try:
        about = json.loads((place / DONE).read_text(encoding="utf-8"))
        return all(file_sha256(place / name) == sum_ for name, sum_ in about["outputs"].items())
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names, without ``done.json``."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / DONE:
            yield path


def write_text(path: Path, text: str) -> Path:
    """Write a text file, which appears whole or not at all, and return its path."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
    return path


def publish(source: Path, target: Path) -> Path:
    """Put a file or folder of a step's result where the user looks for it, and return that place.

    A copy, so that what the user does with it does not change the result.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    if source.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(source, draft)
        shutil.rmtree(target, ignore_errors=True)
    else:
        shutil.copyfile(source, draft)
    os.replace(draft, target)
    return target
