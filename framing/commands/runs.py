"""Runs that were made: a list, and the difference of two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.counts import counted
from framing.errors import InputError


def runs(
    names: Annotated[list[str] | None, typer.Argument(help="Nothing, for a list; or: diff A B, two runs.")] = None,
    folder: Annotated[Path, typer.Option("--folder", help="Where the runs are.")] = Path("runs"),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the table (.csv, .jsonl, .parquet).")
    ] = None,
    resamples: Annotated[int, typer.Option(min=2, help="Draws of articles behind the paired intervals.")] = 1000,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
) -> None:
    """List the runs, or compare two: framing runs diff A B. Two are compared by their configs and metrics."""
    from framing.articles import write_table
    from framing.articles.write import check_output
    from framing.experiment.history import diff_runs, find_run, list_runs
    from framing.terminal import short_table, tell_file, with_intervals

    if output is not None:
        check_output(output)
    if not names:
        table = list_runs(folder)
        typer.echo(short_table(table) if len(table) else f"No run in {folder}; make one: framing run configs/demo.yaml")
    elif names[0] == "diff" and len(names) == 3:
        diff = diff_runs(find_run(names[1], folder), find_run(names[2], folder), resamples, seed)
        for heading, part in (("Config", diff.config), ("Versions", diff.versions), ("Data", diff.data)):
            typer.echo(f"{heading}:\n{short_table(part)}\n" if len(part) else f"{heading}: the same")
        table = diff.metrics
        if len(table):
            shown = with_intervals(table.assign(value=table["difference"]), ["value"])
            shown = shown.assign(**{"b − a": shown["value"]})
            columns = ["corpus", "split", "task", "model_a", "model_b", "metric", "a", "b", "b − a", "n", "clusters"]
            typer.echo("Metrics, with the paired 95 % interval of the difference:")
            typer.echo(short_table(shown[columns]))
        else:
            typer.echo("Metrics: no rows that models of both runs predicted.")
    else:
        raise InputError(f"'framing runs' takes nothing, or: diff A B; not {' '.join(names)!r}.")
    if output is not None:
        tell_file(write_table(table, output), counted(len(table), "row"))
