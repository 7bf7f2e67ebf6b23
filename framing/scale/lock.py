"""One run writes to a scores folder, or several that share its shards; none that would undo another's work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from framing.errors import InputError
from framing.scale.folder import cannot_write
from framing.scale.work import Part

LOCK = ".lock"


@contextmanager
def locked(path: Path, part: Part | None = None) -> Iterator[None]:
    """Hold a folder for one run; raises InputError where another run has it. A killed run holds nothing.

    Processes that each do a ``part`` of the shards hold the folder together, and each its part alone.
    """
    import fcntl

    shared = part is not None and part.of > 1
    with ExitStack() as stack:
        _hold(stack, path, LOCK, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        if shared and part is not None:
            _hold(stack, path, f"{LOCK}-{part.number}-of-{part.of}", fcntl.LOCK_EX)
        yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a folder's manifest for a moment, also among processes that share the folder; others wait their turn."""
    import fcntl

    with ExitStack() as stack:
        fcntl.flock(_opened(stack, path, f"{LOCK}-manifest"), fcntl.LOCK_EX)
        yield


def _hold(stack: ExitStack, path: Path, name: str, how: int) -> None:
    import fcntl

    handle = _opened(stack, path, name)
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except OSError:
        raise InputError(
            f"{path}: another run is writing to it; wait until it is through, or give another folder."
        ) from None


def _opened(stack: ExitStack, path: Path, name: str) -> int:
    try:
        path.mkdir(parents=True, exist_ok=True)
        handle = os.open(path / name, os.O_CREAT | os.O_RDWR)
    except OSError as error:
        raise cannot_write(path, error) from None
    stack.callback(os.close, handle)
    return handle
