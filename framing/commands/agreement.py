"""How far annotators agree, from a table of their labels."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import ColumnOption, renamed
from framing.terminal import short_table, tell_file, with_intervals


class LevelChoice(StrEnum):
    """What labels are."""

    nominal = "nominal"
    ordinal = "ordinal"
    interval = "interval"


def agreement(
    path: Annotated[
        Path,
        typer.Argument(help="Labels: .csv, .jsonl or .parquet with item, coder, label (and article), one row a label."),
    ],
    coder: Annotated[
        list[str] | None,
        typer.Option(help="A column with one coder's labels, where the table has one row an item; repeatable."),
    ] = None,
    level: Annotated[LevelChoice, typer.Option(help="Whether labels are names, ranks or numbers.")] = (
        LevelChoice.nominal
    ),
    order: Annotated[str | None, typer.Option(help="Ordinal labels, lowest first: 'none,some,much'.")] = None,
    column: ColumnOption = None,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the table (.csv, .jsonl, .parquet).")
    ] = None,
) -> None:
    """Measure how far annotators agree: Krippendorff's alpha, Cohen's and Fleiss' kappa, with intervals."""
    from framing.articles import write_table
    from framing.articles.own import read_own_table
    from framing.articles.write import check_output
    from framing.evaluation.agreement import agreement as measure
    from framing.evaluation.agreement import verdict

    if output is not None:
        check_output(output)
    ranks = None if order is None else [name.strip() for name in order.split(",")]
    table = measure(renamed(read_own_table(path), column), coder, level.value, order=ranks, seed=seed)
    typer.echo(short_table(with_intervals(table, ["value"])[["measure", "coders", "value", "n", "labels", "clusters"]]))
    typer.echo(verdict(table))
    if output is not None:
        tell_file(write_table(table, output), f"{len(table)} results")
