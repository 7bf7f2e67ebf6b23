"""Articles in, a table of scored sentences or an annotated page out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import ColumnOption, ModelOption, OnErrorChoice, OnErrorOption, columns
from framing.errors import InputError
from framing.terminal import (
    beside,
    progress,
    tell_file,
    tell_rejects,
    tell_scores,
    tell_stance,
)


def score(
    path: Annotated[Path, typer.Argument(help="An article, a table of articles, or a folder of these.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where the scores go: .csv, .jsonl, .parquet or .html.")
    ] = None,
    model: ModelOption = "default",
    column: ColumnOption = None,
    on_error: OnErrorOption = OnErrorChoice.raise_,
    evidence: Annotated[bool, typer.Option(help="Add the words behind the scores.")] = True,
    targets: Annotated[
        str | None,
        typer.Option(
            help="Also score the stance toward targets: a YAML file of targets and their aliases, or 'auto' for the "
            "names that the articles mention most. Written beside the scores, as NAME.stance.csv."
        ),
    ] = None,
) -> None:
    """Score every sentence of articles."""
    from framing.articles import write_table
    from framing.articles.targets import read_targets
    from framing.articles.write import check_suffix
    from framing.models import load_model
    from framing.report import show
    from framing.scoring import score as score_articles
    from framing.stance import load_stance_model

    if output is not None and output.suffix.lower() != ".html":
        check_suffix(output)
    for written in (output, None if targets is None else beside(output)):
        if written is not None and written.exists() and path.exists() and written.samefile(path):
            raise InputError(f"{written} is what is read; give another file for the scores.")
    wanted = None if targets in (None, "auto") else read_targets(str(targets))
    loaded = load_model(model)
    stance_model = None if targets is None else load_stance_model(loaded)
    scores = score_articles(
        path, loaded, columns=columns(column), on_error=on_error.value, evidence=evidence, progress=progress
    )
    tell_rejects(scores.attrs.get("rejects", []))
    if output is None:
        tell_scores(scores)
    elif output.suffix.lower() == ".html":
        tell_file(show(scores).save(output), f"{scores['article_id'].nunique()} annotated articles")
    else:
        tell_file(write_table(scores, output), f"{len(scores)} sentences of {scores['article_id'].nunique()} articles")
    if stance_model is not None:
        tell_stance(scores, wanted, stance_model, beside(output))
