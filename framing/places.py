"""Where things lie and go: paths that the user gave, and folders that can be written to."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from framing.errors import FramingError, InputError


def expanded(path: str | os.PathLike[str]) -> Path:
    """Return a path that the user gave, with ``~`` as the home folder: no shell reads what code and configs say."""
    return Path(os.path.expanduser(path))


def cache_folder(name: str) -> Path:
    """Return the folder for what is made once and may be deleted: in ``FRAMING_CACHE``, else in the user's cache."""
    from platformdirs import user_cache_path

    given = os.environ.get("FRAMING_CACHE")
    return (expanded(given) if given else user_cache_path("framing", appauthor=False)) / name


def make_folder(folder: Path, error: type[FramingError] = InputError) -> None:
    """Make a folder and see that files can be put there; raises ``error`` where it can neither be made nor written."""
    folder = expanded(folder)
    trial = folder / f".{secrets.token_hex(8)}.trial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except OSError as found:
        raise error(
            f"Cannot write to {folder}: {_reason(folder, found)}; give a folder that files can be put into, or one "
            "that can be made in such a folder."
        ) from None


def _reason(folder: Path, found: OSError) -> str:
    """Return why a folder can neither be made nor written to, in words."""
    there = next((place for place in (folder, *folder.parents) if os.path.exists(place)), folder)
    if not there.is_dir():
        return "it is a file" if there == folder else f"{there} is a file"
    if there == folder:
        return f"no file can be put there ({found.strerror or found})"
    why = "" if isinstance(found, FileNotFoundError) else f" ({found.strerror or found})"
    return f"there is no such folder, and none can be made in {there}{why}"
