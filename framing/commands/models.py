"""The models that ship."""

from __future__ import annotations

import typer

from framing.terminal import fitted_table, wrapped


def models() -> None:
    """List the models that ship, and what each one is for."""
    from framing.models import describe

    table = describe()
    for name, purpose in zip(table["name"], table["purpose"], strict=True):
        typer.echo(wrapped(f"{name}: {purpose}"))
    typer.echo("\n" + fitted_table(table.drop(columns="purpose"), spare=("sha256", "thresholds")))
