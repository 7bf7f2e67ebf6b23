"""The command line: its table of commands; errors are one line and exit code 2."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Annotated, Any

import typer

from framing.commands.agreement import agreement
from framing.commands.annotate_sample import annotate_sample
from framing.commands.audit import audit
from framing.commands.check import check
from framing.commands.codebook import codebook
from framing.commands.compare import compare
from framing.commands.corpora import corpora
from framing.commands.evaluate import evaluate
from framing.commands.features import features
from framing.commands.figures import figures
from framing.commands.learning_curve import learning_curve
from framing.commands.models import models
from framing.commands.run import run
from framing.commands.runs import runs
from framing.commands.schema import schema
from framing.commands.score import score
from framing.commands.table import table
from framing.commands.train import train
from framing.errors import FramingError

COMMANDS: dict[str, Callable[..., Any]] = {
    "score": score,
    "compare": compare,
    "features": features,
    "figures": figures,
    "run": run,
    "runs": runs,
    "check": check,
    "schema": schema,
    "table": table,
    "evaluate": evaluate,
    "agreement": agreement,
    "learning-curve": learning_curve,
    "audit": audit,
    "annotate-sample": annotate_sample,
    "train": train,
    "codebook": codebook,
    "corpora": corpora,
    "models": models,
}
"""Every command by its name, in the order of the help."""

app = typer.Typer(
    name="framing",
    help="Does the author report or editorialize? Scores news sentence by sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"framing {version('framing')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Does the author report or editorialize? Scores news sentence by sentence."""


def _warn(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    """Show a warning to the user as a line of text, without the place in our code that gave it."""
    ours = category is UserWarning
    typer.echo(f"framing: {message}" if ours else warnings.formatwarning(message, category, filename, lineno), err=True)


def main() -> None:
    """Run the command line; an error that framing raises on purpose is one line and exit code 2."""
    warnings.showwarning = _warn  # type: ignore[assignment]
    try:
        app()
    except FramingError as error:
        typer.echo(f"framing: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("framing: interrupted", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
