"""What a run depends on beside its config: versions, code, the git commit, checksums of data and models."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

import framing
from framing.corpora import get_corpus
from framing.corpora.fetch import file_sha256, tree_sha256
from framing.places import expanded

PACKAGES = ("numpy", "pandas", "scikit-learn", "scipy", "nupunkt", "matplotlib", "torch", "transformers", "peft")
NUMBERS = ("numpy", "scikit-learn", "scipy", "torch", "transformers", "peft", "nupunkt")
"""The packages whose version may change a number, hence is part of the hash of a step."""

ROOT = Path(framing.__file__).parent


def versions() -> dict[str, str]:
    """Return the versions of what runs: framing, Python, and the packages that compute."""
    found = {"framing": framing.__version__, "python": platform.python_version(), "machine": platform.machine()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def hashed_versions(shows: bool = False) -> dict[str, str]:
    """Return the versions that are part of the hash of a step, and a hash of the package's code.

    ``shows`` is whether the step draws or writes pages, so that the code that does counts too.
    """
    found = versions()
    return {"framing": found["framing"], "code": code_hash(shows), **{n: found[n] for n in NUMBERS if n in found}}


@lru_cache(maxsize=2)
def code_hash(shows: bool = False) -> str:
    """Return a hash of the package: a result of other code, word lists or folds is another result.

    Left out are what only speaks to the user, models (they have checksums of their own), and without ``shows`` what
    draws and writes pages.
    """
    left_out = {"commands", "config", "cli.py", "terminal.py", *(() if shows else ("figures", "report"))}
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT)
        if name.parts[0] in left_out or {"__pycache__", "pretrained"} & set(name.parts) or not path.is_file():
            continue
        digest.update(f"{name.as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def git_commit(folder: Path | None = None) -> str | None:
    """Return the git commit of a folder (that of the package), with ``+`` where files differ; None outside of git."""
    where = ROOT if folder is None else folder
    try:
        command = ["git", "-C", str(where), "rev-parse", "HEAD"]
        commit = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
        command = ["git", "-C", str(where), "status", "--porcelain", "--untracked-files=no", "."]
        changed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return commit + ("+" if changed else "")


def corpus_sums(names: Iterable[str]) -> dict[str, str]:
    """Return the checksums of the files of corpora (or of ``corpus:part``), by path."""
    found = {}
    for name in names:
        corpus, _, part = name.partition(":")
        known = get_corpus(corpus)
        for file in known.parts[part] if part else known.files:
            found[file.path if known.home is None else f"{corpus}/{file.path}"] = file.sha256
    return found


def path_sum(path: Path) -> str:
    """Return the checksum of a file or folder."""
    return tree_sha256(path) if path.is_dir() else file_sha256(path)


def table_sum(table: pd.DataFrame) -> str:
    """Return the checksum of a table's content."""
    return hashlib.blake2b(table.to_json(orient="split").encode(), digest_size=16).hexdigest()


def model_sums(name: str) -> dict[str, str]:
    """Return the checksum of a model that ships or of a model's folder; of one on the hub, its id."""
    from framing.models import MODELS

    folder = MODELS.get(name, expanded(name))
    return {f"model {name}": tree_sha256(folder) if folder.is_dir() else name}
