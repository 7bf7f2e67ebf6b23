"""The annotated corpora, and whether they are on this machine."""

from __future__ import annotations

import typer

from framing.terminal import fitted_table


def corpora() -> None:
    """List the annotated corpora. What they hold, their licence, and whether they are on this machine."""
    from framing.corpora import describe

    columns = ["name", "title", "parts", "labels", "licence", "present"]
    typer.echo(fitted_table(describe()[columns], spare=("title",)))
