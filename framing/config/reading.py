"""Configs from YAML files: read, merged with the one that they extend, checked, and frozen."""

from __future__ import annotations

import datetime
import difflib
import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from framing.config.complaints import complaints, listed
from framing.config.outside import not_there
from framing.config.sections import Config
from framing.errors import ConfigError, FramingError
from framing.places import expanded


def load_config(path: str | Path) -> Config:
    """Return the config in a YAML file, checked; ``extends: other.yaml`` takes over another one's keys, one level deep.

    Raises ConfigError for a file that cannot be read, a key that stands twice, an unknown key (with the nearest), a
    wrong type, an unknown name, or a file that the config names and that is not there: in one line, or where there are
    several mistakes in a line each (see :func:`make_config`).
    """
    path = expanded(path)
    raw = _read(path)
    if "extends" in raw:
        below = path.parent / str(raw.pop("extends"))
        base = _read(below)
        if "extends" in base:
            again = (below.parent / str(base["extends"])).resolve()
            if again in (path.resolve(), below.resolve()):
                raise ConfigError(f"{path}: 'extends' goes in a circle: {path} → {below} → {base['extends']}.")
            raise ConfigError(f"{path}: its base {below} extends another config; one level of 'extends' is allowed.")
        raw = merged(base, raw)
    return make_config(raw, str(path))


def make_config(raw: dict[str, Any], where: str = "config") -> Config:
    """Return the config that plain data say; raises ConfigError, which names ``where`` they come from.

    It tells every mistake that can be told at once: first those of single keys, then those of keys that do not go
    together, then what the config names and is not there.
    """
    try:
        # As JSON, so that pydantic can be strict: a list is a tuple there, but a text is no number.
        config = Config.model_validate_json(json.dumps(_with_text_keys(raw), default=str), strict=True)
        if wrong := list(not_there(config)):
            raise ConfigError("\n".join(wrong))
        # Variants are made here, so that each value of a sweep is checked before the first one runs.
        from framing.config.sweep import variants

        variants(config)
    except ValidationError as error:
        raise ConfigError(listed(where, complaints(error))) from None
    except FramingError as error:
        raise ConfigError(listed(where, str(error).splitlines())) from None
    return config


def _with_text_keys(raw: Any) -> Any:
    """Return plain data with dates that are keys as text; raises ConfigError for keys that are anything else."""
    if isinstance(raw, list):
        return [_with_text_keys(value) for value in raw]
    if not isinstance(raw, dict):
        return raw
    for key in raw:
        if not isinstance(key, str | datetime.date):
            raise ConfigError(f"the key {key!r} is no text to YAML; put it in quotation marks, as it is spelled.")
    return {str(key): _with_text_keys(value) for key, value in raw.items()}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of configs, with ``extends``, for editors that check YAML while one writes."""
    schema = Config.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "framing config"
    schema["properties"] = {
        "extends": {"type": "string", "description": "A config whose keys this one takes over, one level deep."},
        **schema["properties"],
    }
    schema["anyOf"] = [{"required": schema.pop("required")}, {"required": ["extends"]}]
    return schema


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                line = key.start_mark.line + 1
                if key.value in seen:
                    raise ConfigError(
                        f"the key '{key.value}' stands twice, in lines {seen[key.value]} and {line}; rename one."
                    )
                seen[key.value] = line
        return super().construct_mapping(node, deep)


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    except FileNotFoundError:
        folder = path.parent if path.parent.is_dir() else Path()
        near = difflib.get_close_matches(path.name, [p.name for p in folder.glob("*.y*ml")], n=1)
        hint = f" Did you mean {folder / near[0]}?" if near else ""
        raise ConfigError(f"No config at {path}.{hint}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path} cannot be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(raw, dict):
        raise ConfigError(f"{path} must hold keys and values, not {type(raw).__name__}; see configs/demo.yaml.")
    return raw


def merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the keys of ``own`` over it, section by section."""
    result = dict(base)
    for key, value in own.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result
