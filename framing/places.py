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
        reason = "it is a file" if folder.is_file() else found.strerror or found
        raise error(f"Cannot write to {folder}: {reason}; give another folder.") from None
