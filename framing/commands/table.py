"""The README's table of results, from stored metrics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.counts import counted


def table(
    spec: Annotated[Path, typer.Argument(help="Which metrics are shown: a YAML file.")] = Path("docs/results.yaml"),
    write: Annotated[
        Path | None, typer.Option("--write", help="A Markdown file that has the markers; printed where left out.")
    ] = None,
) -> None:
    """Print the table of results, or write it into a file. Between its markers; paths are relative to this folder."""
    from framing.errors import InputError
    from framing.experiment.steps import write_text
    from framing.experiment.table import read_table_spec, results_markdown, write_between
    from framing.terminal import tell_file

    made = results_markdown(read_table_spec(spec), Path())
    if write is None:
        typer.echo(made, nl=False)
        return
    try:
        text = write.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{write} cannot be read ({error.strerror}).") from None
    tell_file(write_text(write, write_between(text, made, str(write))), counted(made.count("\n") - 2, "row"))
