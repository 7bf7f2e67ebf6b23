"""A model trained on the user's own labels, measured by cross-validation, and told plainly when labels are few."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import ModelOption
from framing.errors import InputError


def train(
    labels: Annotated[
        list[Path],
        typer.Option(
            "--labels",
            help="A coded sample, or any table with text and a column named as the task; repeatable: one file a coder.",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder that the model goes to.")],
    model: ModelOption = "default",
    task: Annotated[
        str | None, typer.Option("--task", help="What to train; the labels' own task where they have only one.")
    ] = None,
    group: Annotated[
        str, typer.Option("--group", help="What is held out whole when the model is measured: article or outlet.")
    ] = "article",
    key: Annotated[Path | None, typer.Option("--key", help="The key of the sample, where it is not beside it.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 5,
    seed: Annotated[int, typer.Option(help="Seed of folds and bootstrap.")] = 0,
) -> None:
    """Train on your own labels, on top of a model that ships. Says what came of it."""
    from framing.annotation import read_labels, train_on_labels
    from framing.models.tasks import BINARY
    from framing.places import expanded, make_folder
    from framing.terminal import short_table, tell_file, with_intervals

    output = expanded(output)
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise InputError(f"{output} exists and is not an empty folder; give another one for the model.")
    make_folder(output)
    table = read_labels(labels, key, None if task is None else [task])
    possible = [name for name in table.attrs["tasks"] if name in BINARY]
    if task is None and len(possible) != 1:
        raise InputError(
            f"The labels are of {', '.join(table.attrs['tasks'])}; say with --task which one to train: "
            f"{' or '.join(BINARY)}."
        )
    training = train_on_labels(
        table, task or possible[0], model, group=group, name=output.name, folds=folds, seed=seed,
        say=lambda line: typer.echo(line, err=True),
    )  # fmt: skip
    for part in (training.metrics, training.differences):
        shown = with_intervals(part, ["value"]).drop(columns=["n", "clusters"])
        wide = shown.pivot_table(index="model", columns="metric", values="value", aggfunc="first", sort=False)
        typer.echo(short_table(wide.reset_index()) + "\n")
    for hint in training.hints:
        typer.echo(f"- {hint}")
    tell_file(training.save(output), f"a model; load it with framing.load_model({str(output)!r})")
