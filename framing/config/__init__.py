"""What a config may say. A config is data: read, checked as a whole, and frozen before anything runs."""

from __future__ import annotations

from framing.config.comparing import Compare
from framing.config.reading import json_schema, load_config, make_config
from framing.config.section import Section
from framing.config.sections import Config, Evaluate, Published, Score, Train
from framing.config.sweep import Variant, variants

__all__ = [
    "Compare",
    "Config",
    "Evaluate",
    "Published",
    "Score",
    "Section",
    "Train",
    "Variant",
    "json_schema",
    "load_config",
    "make_config",
    "variants",
]
