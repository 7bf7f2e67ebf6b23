"""A config runs, and its tables are printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.terminal import (
    progress,
    results_table,
    short_table,
    with_intervals,
)


def run(
    config: Annotated[Path, typer.Argument(help="A YAML file; see configs/.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where the run's folder is made.")] = Path("runs"),
) -> None:
    """Run a config: train, evaluate, score, compare, as far as it says."""
    from framing.experiment import run_experiment

    made = run_experiment(config, folder, progress=progress, say=lambda line: typer.echo(line, err=True))
    if "results" in made.tables:
        typer.echo(results_table(made.tables["results"]))
    if "sources" in made.tables and made.config.compare is not None:
        measures = list(made.config.compare.measures)
        sources = with_intervals(made.tables["sources"], measures)
        typer.echo(short_table(sources[["source", "n_articles", "n_sentences", *measures]]))
    typer.echo(f"Written to {made.folder}: {', '.join(file.name for file in made.files)}")
