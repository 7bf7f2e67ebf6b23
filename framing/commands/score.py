"""Articles in, a table of scored sentences or an annotated page out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import (
    BackendChoice,
    BackendOption,
    ColumnOption,
    ModelOption,
    OnErrorChoice,
    columns,
    is_folder,
)
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
    path: Annotated[
        Path,
        typer.Argument(help="An article, a table of articles, a folder of these; into a folder also 'news/*.csv'."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where the scores go: .csv, .jsonl, .parquet, .html, or a folder."),
    ] = None,
    model: ModelOption = "default",
    backend: BackendOption = BackendChoice.torch,
    column: ColumnOption = None,
    on_error: Annotated[
        OnErrorChoice | None,
        typer.Option(help="Stop at what cannot be used, or list and skip it (into a folder: skip where left out)."),
    ] = None,
    evidence: Annotated[bool, typer.Option(help="Add the words behind the scores.")] = True,
    targets: Annotated[
        str | None,
        typer.Option(
            help="Also score the stance toward targets: a YAML file of targets and their aliases, or 'auto' for the "
            "names that the articles mention most. Written beside the scores, as NAME.stance.csv."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Into a folder: go on where a run was stopped.")] = False,
    shard: Annotated[int, typer.Option(help="Into a folder: articles that are scored and written at a time.")] = 500,
) -> None:
    """Score every sentence of articles; into a folder (-o scores/) corpora of any size, in bounded memory."""
    if output is not None and is_folder(output):
        if targets is not None:
            raise InputError("--targets is not for a folder of scores; give a file, or leave --targets out.")
        _into_folder(path, output, model, backend.value, columns(column), on_error or OnErrorChoice.skip, resume, shard)
        return
    if resume:
        raise InputError("--resume goes on with a folder of scores: give one with -o, such as -o scores/.")
    from framing.articles import write_table
    from framing.articles.targets import read_targets
    from framing.articles.write import check_suffix
    from framing.models import load_model
    from framing.scoring import score as score_articles

    if output is not None and output.suffix.lower() != ".html":
        check_suffix(output)
    for written in (output, None if targets is None else beside(output)):
        if written is not None and written.exists() and path.exists() and written.samefile(path):
            raise InputError(f"{written} is what is read; give another file for the scores.")
    wanted = None if targets in (None, "auto") else read_targets(str(targets))
    loaded = load_model(model, backend.value)
    stance_model = None
    if targets is not None:
        from framing.stance import load_stance_model

        stance_model = load_stance_model(loaded)
    scores = score_articles(
        path,
        loaded,
        columns=columns(column),
        on_error=(on_error or OnErrorChoice.raise_).value,
        evidence=evidence,
        progress=progress,
    )
    tell_rejects(scores.attrs.get("rejects", []))
    if output is None:
        tell_scores(scores)
    elif output.suffix.lower() == ".html":
        from framing.report import show

        tell_file(show(scores).save(output), f"{scores['article_id'].nunique()} annotated articles")
    else:
        tell_file(write_table(scores, output), f"{len(scores)} sentences of {scores['article_id'].nunique()} articles")
    if stance_model is not None:
        tell_stance(scores, wanted, stance_model, beside(output))


def _into_folder(
    path: Path,
    output: Path,
    model: str,
    backend: str,
    given: dict[str, str] | None,
    on_error: OnErrorChoice,
    resume: bool,
    shard: int,
) -> None:
    from framing.models import load_model
    from framing.scale import score_corpus
    from framing.terminal import shard_report

    chosen = model if backend == "torch" else load_model(model, backend)
    with shard_report() as report:
        made = score_corpus(
            path, output, chosen, columns=given, on_error=on_error.value, shard=shard, resume=resume, report=report
        )
    counts = made.manifest["counts"]
    tell_file(output, f"{counts['sentences']} sentences of {counts['articles']} articles")
    if counts["rejects"]:
        typer.echo(f"{counts['rejects']} left out, listed in {output / 'rejects.jsonl'}", err=True)
