"""Scores in, every figure out that they allow."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import PeriodOption
from framing.terminal import tell_file

WANTING = {
    "event_slopes": "it is drawn where events are matched: add --match COLUMN (such as event), or --match found.",
    "frame_profile": "the scores have no frames: score the articles with a model that answers them (framing models).",
    "source_reliability": "it needs sentences that people have coded, which this command does not take; framing "
    "compare SCORES --labels CODED corrects the sources by them.",
    "speakers_and_cues": "no attributions lie beside the scores: score the articles into a folder (framing score "
    "ARTICLES -o FOLDER/), and give that.",
    "stance_by_target": "no stance lies beside the scores: score the articles with --targets (framing score ARTICLES "
    "--targets TARGETS.yaml -o …).",
    "time_series": "no article has a date, or all fall into one period; give a shorter --period (month, week).",
}
"""What a figure lacks that is left out, and how the command line gives it."""


class FormatChoice(StrEnum):
    """Formats of figures."""

    png = "png"
    svg = "svg"
    pdf = "pdf"


def figures(
    path: Annotated[Path, typer.Argument(help="A file of scores, or a folder with scores, attributions and stance.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder that the figures go to.")],
    by: Annotated[str, typer.Option(help="The column whose values are compared.")] = "source",
    match: Annotated[
        str | None, typer.Option(help="Compare within events: the column that names them, or 'found'.")
    ] = None,
    measure: Annotated[
        list[str] | None, typer.Option(help="Draw only this measure, where a figure has one; repeatable.")
    ] = None,
    period: PeriodOption = "auto",
    form: Annotated[list[FormatChoice] | None, typer.Option("--format", help="png, svg or pdf; repeatable.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the intervals.")] = 0,
) -> None:
    """Draw the figures of a comparison of sources in scores."""
    from framing.comparison import compare_sources
    from framing.figures import draw_all
    from framing.places import make_folder

    make_folder(output)
    comparison = compare_sources(path, by, match=match, period=period, seed=seed)
    formats = [f".{one.value}" for one in form or [FormatChoice.png]]
    drawing = draw_all(comparison, output, measures=measure or None, formats=formats, seed=seed)
    for file in drawing.files:
        tell_file(file, file.stem.replace("_", " "))
    for name, reason in drawing.left_out.items():
        typer.echo(f"left out: {name}: {WANTING.get(name, reason)}", err=True)
