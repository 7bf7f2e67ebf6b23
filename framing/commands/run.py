"""A config runs, and its tables are printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.commands.compared import tell_comparison
from framing.terminal import progress, results_table


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
    """Run a config: train, evaluate, score, compare. As far as it says; what is finished is not done again."""
    from framing.config import load_config

    read = load_config(config)  # first, so that a typo is told before what runs configs is loaded
    from framing.experiment import run_experiment

    if fetch:
        from framing.experiment.parts import fetch_files

        fetch_files(read, say=lambda line: typer.echo(line, err=True))
    made = run_experiment(read, folder, jobs=jobs, progress=progress, say=lambda line: typer.echo(line, err=True))
    if (made.folder / "results.md") in made.files:
        typer.echo((made.folder / "results.md").read_text(encoding="utf-8"))
    elif "results" in made.tables:
        typer.echo(results_table(made.tables["results"]))
    if made.comparison is not None and made.config.compare is not None:
        tell_comparison(made.comparison, made.config.compare.measures)
    if "rejects" in made.tables:
        typer.echo(f"{len(made.tables['rejects'])} left out, listed in {made.folder / 'rejects.jsonl'}", err=True)
    typer.echo(f"Written to {made.folder}: {', '.join(file.name for file in made.files)}")
