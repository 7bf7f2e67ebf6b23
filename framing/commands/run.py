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
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where the run's folder is made (the config's output: runs).")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Models trained at a time; as many as there are cores.")
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Download official files that the config has an address of.")
    ] = False,
) -> None:
    """Run a config: train, evaluate, score, compare, as far as it says; what is finished is not done again."""
    from framing.config import load_config

    read = load_config(config)  # first, so that a typo is told before what runs configs is loaded
    from framing.experiment import run_experiment
    from framing.summary import MEASURES

    if fetch:
        from framing.experiment.parts import fetch_files

        fetch_files(read, say=lambda line: typer.echo(line, err=True))
    made = run_experiment(read, folder, jobs=jobs, progress=progress, say=lambda line: typer.echo(line, err=True))
    if (made.folder / "results.md") in made.files:
        typer.echo((made.folder / "results.md").read_text(encoding="utf-8"))
    elif "results" in made.tables:
        typer.echo(results_table(made.tables["results"]))
    if "sources" in made.tables and made.config.compare is not None:
        asked = made.config.compare.measures
        measures = [name for name in MEASURES if name in made.tables["sources"]] if asked is None else list(asked)
        sources = with_intervals(made.tables["sources"], measures)
        typer.echo(short_table(sources[["source", "n_articles", "n_sentences", *measures]]))
    typer.echo(f"Written to {made.folder}: {', '.join(file.name for file in made.files)}")
