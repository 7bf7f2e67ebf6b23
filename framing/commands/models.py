"""The models that ship."""

from __future__ import annotations

import typer

from framing.terminal import fitted_table


def models() -> None:
    """List the models that ship with the package."""
    from framing.models import describe

    typer.echo(fitted_table(describe(), spare=("sha256", "thresholds")))
