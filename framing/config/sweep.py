"""Variants of a config: one for each combination of the values that its sweep lists."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from framing.config.complaints import complaints
from framing.config.sections import Config
from framing.errors import ConfigError, unknown_name


@dataclass(frozen=True)
class Variant:
    """A config with one value for each key that is swept; ``name`` tells it from the others ("C=0.3")."""

    name: str
    config: Config


def variants(config: Config) -> list[Variant]:
    """Return the variants of a config, one with the name "" where nothing is swept.

    Raises UnknownNameError for a key that the config does not have, ConfigError for a value that it does not take.
    """
    plain = config.model_dump(mode="json", exclude={"sweep"})
    made, wrong = [], list[str]()
    for values in itertools.product(*config.sweep.values()):
        content = json.loads(json.dumps(plain))
        for key, value in zip(config.sweep, values, strict=True):
            _put(content, key, value)
        name = " ".join(f"{key.rpartition('.')[2]}={value}" for key, value in zip(config.sweep, values, strict=True))
        try:
            made.append(Variant(name, Config.model_validate_json(json.dumps(content), strict=True)))
        except ValidationError as error:
            wrong += [f"sweep, {name}: {line}" for line in complaints(error)]
    if wrong:
        raise ConfigError("\n".join(wrong))
    names = [variant.name for variant in made]
    if len(set(names)) < len(names):
        raise ConfigError(f"The sweep has two variants of one name: {', '.join(names)}; list each value once.")
    return made


def _put(content: dict[str, Any], key: str, value: Any) -> None:
    *way, last = key.split(".")
    place: Any = content
    for part in way:
        if not isinstance(place, dict) or not isinstance(place.get(part), dict):
            known = list(place) if isinstance(place, dict) else []
            raise unknown_name("key of the sweep", key, [*known])
        place = place[part]
    if last not in place:
        raise unknown_name(f"key of {'.'.join(way) or 'the config'} to sweep", last, place)
    place[last] = value
