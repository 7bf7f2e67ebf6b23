"""Whether more labels would help, from a table of labelled sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import ColumnOption, renamed
from framing.terminal import short_table, tell_file, with_intervals


def learning_curve(
    path: Annotated[
        Path, typer.Argument(help="Labelled sentences: .csv, .jsonl or .parquet with text, label (0, 1) and article.")
    ],
    learner: Annotated[str, typer.Option(help="What learns: features or tf-idf.")] = "features",
    split: Annotated[str, typer.Option(help="What is held apart: article, outlet, topic, event, time, random.")] = (
        "article"
    ),
    metric: Annotated[str, typer.Option(help="The metric of the curve.")] = "macro_f1",
    column: ColumnOption = None,
    seed: Annotated[int, typer.Option(help="Seed of folds, samples and bootstrap.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the points (.csv, .jsonl, .parquet).")
    ] = None,
) -> None:
    """Say whether more labels would help: a model learned from growing shares of them, and its forecast."""
    from framing.articles import write_table
    from framing.articles.own import read_own_table
    from framing.articles.write import check_output
    from framing.evaluation.learning_curve import learning_curve as measure

    if output is not None:
        check_output(output)
    curve = measure(renamed(read_own_table(path), column), learner=learner, split=split, metric=metric, seed=seed)
    typer.echo(short_table(with_intervals(curve.points, ["value"]).drop(columns=["low", "high", "sd"])))
    typer.echo(curve.verdict)
    if output is not None:
        tell_file(write_table(curve.points, output), f"{len(curve.points)} points")
