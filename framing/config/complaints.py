"""What pydantic finds wrong in a config, a line for each mistake: where, what was given, what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from framing.config.sections import Config

_NUMBERS = ("float_type", "int_type", "float_parsing", "int_parsing")
_KINDS = {
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "a text",
    "tuple_type": "a list",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
}


def complaints(error: ValidationError, of: type[BaseModel] = Config) -> list[str]:
    """Return every mistake in a line, with the nearest key of ``of`` where one is unknown; each line once."""
    return list(dict.fromkeys(line for one in error.errors() for line in _lines(one, of)))


def listed(where: str, lines: Sequence[str]) -> str:
    """Return the mistakes in what ``where`` names as one text: a single one in its line, several below their number."""
    if len(lines) == 1:
        return f"{where}: {lines[0]}"
    return "\n".join([f"{where}: {len(lines)} mistakes:", *(f"  {line}" for line in lines)])


def _lines(one: Mapping[str, Any], of: type[BaseModel]) -> list[str]:
    where = ".".join(str(part) for part in one["loc"])
    given = one.get("input")
    if cause := (one.get("ctx") or {}).get("error"):  # of a validator of ours, which may find several mistakes
        return [f"'{where}': {line}" if where else line for line in str(cause).splitlines()]
    return [_line(one, of, where, given)]


def _line(one: Mapping[str, Any], of: type[BaseModel], where: str, given: Any) -> str:
    if one["type"] == "extra_forbidden":
        known = sorted(getattr(_section_at(of, one["loc"][:-1]), "model_fields", {}))
        near = difflib.get_close_matches(str(one["loc"][-1]), known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"unknown key '{where}'.{hint} Known: {', '.join(known)}."
    if one["type"] == "missing":
        return f"'{where}' is missing."
    if one["type"] in _NUMBERS and isinstance(given, str) and (number := _as_number(given)) is not None:
        return f"'{where}': {given!r} is a text to YAML, not a number; write {number}."
    if one["type"] in _KINDS:
        return f"'{where}': has to be {_KINDS[one['type']]} (given: {_short(given)})."
    return f"'{where}': {one['msg']} (given: {_short(given)})."


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "…"


def _as_number(text: str) -> str | None:
    """Return how YAML takes a text as a number: with a point, and with the sign of the exponent; None for no number."""
    found = re.fullmatch(r"\s*([-+]?)(\d+)(?:\.(\d*))?(?:[eE]([-+]?)(\d+))?\s*", text)
    if found is None:
        return None
    sign, whole, rest, up, exponent = found.groups()
    if exponent is None:
        return sign + whole + (f".{rest}" if rest else "")
    return f"{sign}{whole}.{rest or '0'}e{up or '+'}{exponent}"


def _section_at(of: type[BaseModel], place: tuple[int | str, ...]) -> Any:
    """Return the section class at a place below another one, through optional, tuple and dict types."""
    pending: list[Any] = [of]
    for part in place:
        if isinstance(part, int):
            continue
        following = []
        for section in pending:
            field = getattr(section, "model_fields", {}).get(part)
            following += _sections(field.annotation) if field is not None else []
        # A key of a dictionary (the name of a task) is no field: its values are of the class that is at hand.
        pending = following or pending
    return pending[0]


def _sections(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for inner in getattr(annotation, "__args__", ()) for found in _sections(inner)]
