"""A config is checked, and what it would do is printed: steps, rows, models, time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check(
    config: Annotated[Path, typer.Argument(help="A YAML file; see configs/.")],
    folder: Annotated[Path | None, typer.Option("--folder", help="Where the run's folder would be made.")] = None,
) -> None:
    """Check a config and print its plan. Rows per split, models, about how long it takes; nothing is trained."""
    from framing.config import load_config

    read = load_config(config)  # first, so that a typo is told before what runs configs is loaded
    from framing.experiment import make_plan
    from framing.experiment.display import in_words
    from framing.experiment.run import check_place, run_folder
    from framing.experiment.steps import Store

    place = run_folder(read, folder)
    check_place(place)
    plan = make_plan(read)
    store = Store(place)
    left = 0.0
    typer.echo(f"{config} can be run, into {place}")
    typer.echo(f"Models: {', '.join(dict.fromkeys(plan.models))}")
    for step in plan.steps:
        finished = store.is_finished(step, plan.keys[step.name])
        left += 0.0 if finished else step.seconds
        rows = f"{step.rows:,} row{'' if step.rows == 1 else 's'}" if step.rows else ""
        time = "finished" if finished else in_words(step.seconds)
        typer.echo(f"  {step.title:64s} {rows:>14s}  {time}")
    for note in plan.notes:
        typer.echo(note)
    typer.echo(f"About {in_words(left)} on one core of a present server, most of it trained or scored only once.")
