"""What every column of results means."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.counts import counted


def codebook(
    path: Annotated[Path, typer.Argument(help="A file or folder that framing wrote.", show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A table; printed where left out.")] = None,
) -> None:
    """Say what every column of results means. Of a file or folder; for users of R, Stata or a spreadsheet."""
    from framing.articles.write import check_output, write_table
    from framing.codebook import codebook as made
    from framing.terminal import tell_file, wrapped

    if output is not None:
        check_output(output)
    table = made(path)
    if output is None:
        for name, rows in table.groupby("table", sort=False):
            typer.echo(f"{name}")
            for row in rows.to_dict("records"):
                typer.echo(wrapped(f"{row['column']} ({row['type']}): {row['meaning']}", indent=2))
        return
    write_table(table, output)
    tell_file(output, counted(len(table), "column"))
