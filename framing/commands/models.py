"""The models that ship."""

from __future__ import annotations

import typer

from framing.terminal import short_table


def models() -> None:
    """List the models that ship with the package."""
    from framing.models import describe

    typer.echo(short_table(describe()))
