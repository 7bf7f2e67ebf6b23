"""How far annotators agree, from a table of their labels."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from framing.commands.options import ColumnOption, renamed
from framing.counts import counted
from framing.errors import InputError
from framing.terminal import short_table, tell_file, with_intervals


class LevelChoice(StrEnum):
    """What labels are."""

    nominal = "nominal"
    ordinal = "ordinal"
    interval = "interval"


def agreement(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Labels: a table with item, coder, label (and article), one row a label; or the files that coders of "
            "one sample filled in (framing annotate-sample), one a coder."
        ),
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
    """Measure how far annotators agree, with intervals. Krippendorff's alpha, Cohen's and Fleiss' kappa."""
    from framing.articles import write_table
    from framing.articles.own import read_own_table
    from framing.articles.write import check_output
    from framing.evaluation.agreement import agreement as measure
    from framing.evaluation.agreement import verdict

    if output is not None:
        check_output(output)
    ranks = None if order is None else [name.strip() for name in order.split(",")]
    given = _by_question(paths) if len(paths) > 1 else {"": renamed(read_own_table(paths[0]), column)}
    if {"id", "before", "text", "after"} <= set(given.get("", pd.DataFrame()).columns):
        raise InputError(
            f"{paths[0]} is the file of one coder; give those of all coders: framing agreement A.csv B.csv"
        )
    tables = []
    for question, labels in given.items():
        found = measure(labels, coder, level.value, order=ranks, seed=seed)
        if question:
            typer.echo(f"{question}:")
        shown = with_intervals(found, ["value"])[["measure", "coders", "value", "n", "labels", "clusters"]]
        typer.echo(short_table(shown))
        typer.echo(verdict(found))
        tables.append(found.assign(question=question) if question else found)
    table = pd.concat(tables, ignore_index=True)
    if output is not None:
        tell_file(write_table(table, output), counted(len(table), "result"))


def _by_question(paths: list[Path]) -> dict[str, pd.DataFrame]:
    """Return the answers to each question that more than one coder of a sample gave, one row an answer."""
    from framing.annotation import read_labels

    labels = read_labels(list(paths))
    names = {"sentence_id": "item", "article_id": "article"}
    found = {}
    for question in labels.attrs["tasks"]:
        answered = labels[labels[question].notna()]
        if answered["coder"].nunique() > 1:
            columns = answered[["sentence_id", "article_id", "coder", question]]
            found[question] = columns.rename(columns={**names, question: "label"})
    if not found:
        raise InputError("No question was answered by two coders or more; give the files of all coders of a sample.")
    return found
