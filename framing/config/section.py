"""A part of a config, and how a name in it that is unknown becomes one of its mistakes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict

from framing.errors import ConfigError, UnknownNameError

Given = ParamSpec("Given")
Checked = TypeVar("Checked")


class Section(BaseModel):
    """A part of a config: frozen, and every key must be known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def named(check: Callable[Given, Checked]) -> Callable[Given, Checked]:
    """Return a validator that raises ConfigError for an unknown name.

    Of all that a validator raises, pydantic puts a ValueError alone beside the other mistakes, with its key.
    """

    @functools.wraps(check)
    def checked(*given: Given.args, **options: Given.kwargs) -> Checked:
        try:
            return check(*given, **options)
        except UnknownNameError as error:
            raise ConfigError(str(error)) from None

    return checked
