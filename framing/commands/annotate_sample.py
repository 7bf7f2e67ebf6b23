"""A stratified sample of a scored corpus, to be coded by people who see neither source nor score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.counts import counted


def annotate_sample(
    scores: Annotated[Path, typer.Argument(help="Scores that framing score wrote (Parquet keeps the thresholds).")],
    n: Annotated[int, typer.Option("-n", help="How many sentences to draw.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The coders' file, .csv; its key and a codebook are put beside it.")
    ] = Path("sample.csv"),
    task: Annotated[
        list[str] | None,
        typer.Option(
            "--task", help="What coders are asked (editorializing); repeatable, the first one's score makes the strata."
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="The column of the sources that are to be compared.")] = "source",
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 0,
) -> None:
    """Draw sentences of a scored corpus for coding. Stratified by source and score, blind to both."""
    from framing.annotation import annotate_sample as draw
    from framing.annotation.files import read_scores
    from framing.places import make_folder
    from framing.terminal import short_table, tell_file

    make_folder(output.parent)
    sample = draw(read_scores(scores), n, tasks=tuple(task or ("editorializing",)), by=by, seed=seed)
    sheet, key, book = sample.save(output)
    drawn = sample.key.groupby("stratum", sort=True)[["stratum_rows", "stratum_drawn"]].first().reset_index()
    typer.echo(short_table(drawn))
    tell_file(sheet, f"{counted(len(sample.sheet), 'sentence')} for coders")
    tell_file(key, "not for coders: sources, scores, probabilities of being drawn")
    tell_file(book, "what coders read first")
