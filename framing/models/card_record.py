"""What was measured of a stored model after it was saved, put into its description and its card."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from framing.errors import InputError
from framing.places import expanded

ENTRIES = ("metrics", "audit")
"""What may be recorded: rows of :func:`framing.evaluate`, or of :meth:`framing.evaluation.Audit.for_card`."""

_DESCRIPTION, _CARD = "model.json", "README.md"


def record_in_card(folder: str | os.PathLike[str], entry: str, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Put rows into the card of the model in a folder, in place of those that stood there, and return the folder.

    ``entry`` is one of :data:`ENTRIES`. The weights stay as they are; ``README.md`` is written anew, except for a kind
    of model that has no card. Raises InputError for another entry, or where the folder holds no model.
    """
    path = expanded(folder)
    if entry not in ENTRIES:
        raise InputError(f"Got {entry!r}; what can be recorded in a card is {' or '.join(ENTRIES)}.")
    try:
        description = json.loads((path / _DESCRIPTION).read_text(encoding="utf-8"))
        description["card"] = {**description["card"], entry: [dict(row) for row in rows]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} holds no model ({type(error).__name__}); give the folder of a stored one.") from error
    (path / _DESCRIPTION).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if card := _card(path, description):
        (path / _CARD).write_text(card, encoding="utf-8")
    return path


def _card(path: Path, description: Mapping[str, Any]) -> str | None:
    if "heads" in description:
        from framing.models.encoder_card import write_encoder_card
        from framing.models.encoder_store import load_parts

        return write_encoder_card(load_parts(path))
    if description.get("kind") == "linear":
        from framing.models.card import write_card

        return write_card(description)
    if description.get("kind") == "fast":
        from framing.models.fast_card import write_fast_card

        return write_fast_card(description)
    if description.get("kind") == "cascade":
        from framing.models.cascade_store import write_cascade_card

        return write_cascade_card(description)
    return None
