"""Configs from YAML files: read, merged with the one that they extend, checked, and frozen."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from framing.config.complaints import first_complaint
from framing.config.sections import Config
from framing.errors import ConfigError, FramingError
from framing.places import expanded


def load_config(path: str | Path) -> Config:
    """Return the config in a YAML file, checked; ``extends: other.yaml`` takes over another one's keys, one level deep.

    Raises ConfigError in one line for a file that cannot be read, a key that stands twice, an unknown key (with the
    nearest), a wrong type, an unknown name, or a file that the config names and that is not there.
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
    """Return the config that plain data say; raises ConfigError, which names ``where`` they come from."""
    try:
        # As JSON, so that pydantic can be strict: a list is a tuple there, but a text is no number.
        config = Config.model_validate_json(json.dumps(raw, default=str), strict=True)
        check_files(config)
        # Variants are made here, so that each value of a sweep is checked before the first one runs.
        from framing.config.sweep import variants

        variants(config)
    except ValidationError as error:
        raise ConfigError(f"{where}: {first_complaint(error)}") from None
    except FramingError as error:
        raise ConfigError(f"{where}: {error}") from None
    return config


def _voices(config: Config) -> list[str]:
    """Return the model that settles voices, where one is named that is not trained by the config itself."""
    if config.score is None or config.score.voice == "rules":
        return []
    if config.score.voice != "model":
        return [config.score.voice]
    return [config.model] if config.train is None else []


def check_files(config: Config) -> None:
    """Raise ConfigError where the config names a model, a manifest or articles that are not there."""
    from framing.models import MODELS, described

    named = [("model", config.model), *(("beside", other) for other in config.beside)]
    named += [("score.voice", voice) for voice in _voices(config)]
    for key, name in named:
        if name not in MODELS and not expanded(name).exists() and "/" not in name:
            near = difflib.get_close_matches(name, MODELS, n=1, cutoff=0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ConfigError(f"'{key}': no model {name!r}.{hint} Known: {', '.join(MODELS)}, a folder, or owner/name.")
    for voice in _voices(config):
        if voice in MODELS and "attribution" not in described(voice)[0]:
            raise ConfigError(f"score.voice: {voice!r} has no attribution head; give rules, attribution or default.")
    articles = "sample" if config.score is None else config.score.articles
    if articles != "sample" and not expanded(articles).exists():
        raise ConfigError(
            f"score.articles: no file or folder at {articles}; 'sample' is the corpus that ships with framing."
        )
    encoder = config.train.encoder if config.train is not None else None
    if encoder is not None:
        for manifest in [one.manifest for one in encoder.hold_out] + [one.manifest for one in encoder.folds]:
            if manifest is not None and not manifest.is_file():
                raise ConfigError(f"train.encoder: no manifest at {manifest}.")


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
