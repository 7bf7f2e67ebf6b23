"""The targets that a config asks the stance toward: listed in it, in a file, or left to be proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from framing.articles.targets import Targets, check_targets, read_targets

AUTO = "auto"
"""What stands for targets that are proposed once the articles are read."""


def targets_of(given: str | Mapping[str, str | Iterable[str]] | None) -> Targets | None:
    """Return the targets that a config lists, or those in the file that it names.

    None where it asks for no stance, or has targets proposed (:data:`AUTO`). Raises InputError for a file that cannot
    be read and for targets that cannot be used.
    """
    if given is None or given == AUTO:
        return None
    return read_targets(given) if isinstance(given, str) else check_targets(given)
