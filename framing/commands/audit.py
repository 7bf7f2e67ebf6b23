"""The behavioural audit of a model: what fails, how often, and the worst cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import ModelOption, VoiceOption
from framing.counts import counted
from framing.errors import InputError
from framing.terminal import progress, short_table, tell_file


def audit(
    model: ModelOption = "default",
    beside: Annotated[
        list[str] | None,
        typer.Option("--beside", help="A model to show beside it; repeatable. tf-idf: the baseline on words."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where every case goes, with its scores (.csv, .parquet).")
    ] = None,
    figure: Annotated[Path | None, typer.Option("--figure", help="Where the figure goes: .png, .svg or .pdf.")] = None,
    card: Annotated[
        bool, typer.Option("--card", help="Write the rates into the card of the model, which has to be a folder.")
    ] = False,
    phenomena: Annotated[bool, typer.Option("--phenomena", help="Also show the rates by phenomenon.")] = False,
    worst: Annotated[int, typer.Option(min=0, help="How many of the worst cases of each test are shown.")] = 2,
    per_template: Annotated[
        int | None, typer.Option("--per-template", min=1, help="At most so many cases of each template: a quick look.")
    ] = None,
    voice: VoiceOption = "rules",
    seed: Annotated[int, typer.Option(help="Seed of the tf-idf baseline.")] = 0,
) -> None:
    """Test a model like a program. Plain sentences, names swapped, loaded words put in, quotations."""
    from framing.articles import write_table
    from framing.articles.write import check_output
    from framing.evaluation.audit import audit as run_audit
    from framing.evaluation.audit_tables import audit_tables
    from framing.places import make_folder

    if output is not None:
        check_output(output)
    if figure is not None:
        make_folder(figure.parent)
    if card and (per_template is not None or not Path(model).is_dir()):
        raise InputError("--card records every case, in a model's folder; leave out --per-template, and give a folder.")
    found = run_audit(
        model,
        tuple(beside or ()),
        per_template=per_template,
        voice=voice,
        worst=worst,
        seed=seed,
        progress=progress,
    )
    for heading, table in audit_tables(found, phenomena):
        typer.echo(f"{heading}\n{short_table(table)}\n")
    if output is not None:
        tell_file(write_table(found.cases, output), counted(len(found.cases), "judged case"))
    if card:
        from framing.models.card_record import record_in_card

        tell_file(record_in_card(model, "audit", found.for_card(found.tests["model"].iloc[0])), "model card")
    if figure is not None:
        from framing.figures import get_figure, save

        tell_file(save(get_figure("audit")(found.tests), figure), "figure")
