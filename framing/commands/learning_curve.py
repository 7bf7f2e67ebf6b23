"""Whether more labels would help, from a table of labelled sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from framing.commands.options import ColumnOption, columns, renamed
from framing.counts import counted
from framing.terminal import short_table, tell_file, with_intervals


def learning_curve(
    path: Annotated[
        Path,
        typer.Argument(
            help="Labelled sentences: .csv, .jsonl or .parquet with text, label (0, 1) and article; or a coded sample "
            "with its key beside it (of several questions name one: --column label=loaded_language)."
        ),
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
    """Say whether more labels would help. A model learns growing shares of them; its course is forecast."""
    from framing.annotation.sample import SHEET
    from framing.articles import write_table
    from framing.articles.own import read_own_table
    from framing.articles.write import check_output
    from framing.evaluation.learning_curve import learning_curve as measure

    if output is not None:
        check_output(output)
    table = read_own_table(path)
    labels = _coded(path, column) if set(SHEET) <= set(table.columns) else renamed(table, column)
    curve = measure(labels, learner=learner, split=split, metric=metric, seed=seed)
    typer.echo(short_table(with_intervals(curve.points, ["value"]).drop(columns=["low", "high", "sd"])))
    typer.echo(curve.verdict)
    if output is not None:
        tell_file(write_table(curve.points, output), counted(len(curve.points), "point"))


def _coded(path: Path, column: list[str] | None) -> pd.DataFrame:
    """Return the answers to one question of a coded sample as labels of sentences."""
    from framing.annotation import read_labels

    wanted = (columns(column) or {}).get("label")
    labels = read_labels([path], tasks=None if wanted is None else [wanted])
    question = labels.attrs["tasks"][0]
    known = labels[labels[question].notna()].rename(columns={question: "label", "article_id": "article"})
    return pd.DataFrame(known[["text", "label", "article"]]).reset_index(drop=True)
