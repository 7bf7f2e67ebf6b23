"""Articles in, a table of scored sentences or an annotated page out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from framing.commands.options import (
    BackendChoice,
    BackendOption,
    ColumnOption,
    ModelOption,
    OnErrorChoice,
    TitlesOption,
    VoiceOption,
    columns,
    is_folder,
)
from framing.counts import counted
from framing.errors import InputError
from framing.places import expanded
from framing.terminal import (
    beside,
    progress,
    tell_file,
    tell_rejects,
    tell_scores,
    tell_stance,
)


class EngineChoice(StrEnum):
    """What scores the shards of a corpus."""

    local = "local"
    ray = "ray"


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
    titles: TitlesOption = False,
    voice: VoiceOption = "rules",
    on_error: Annotated[
        OnErrorChoice | None,
        typer.Option(help="Stop at what cannot be used, or list and skip it (into a folder: skip where left out)."),
    ] = None,
    evidence: Annotated[
        bool | None,
        typer.Option(
            "--evidence/--no-evidence", help="Add the words behind the scores (into a file; folders go without)."
        ),
    ] = None,
    targets: Annotated[
        str | None,
        typer.Option(
            help="Also score the stance toward targets: a YAML file of targets and their aliases, or 'auto' for the "
            "names that the articles mention most (not into a folder). Written beside the scores, as NAME.stance.csv, "
            "or into the folder."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Into a folder: go on where a run was stopped.")] = False,
    shard: Annotated[int, typer.Option(help="Into a folder: articles that are scored and written at a time.")] = 500,
    engine: Annotated[
        EngineChoice, typer.Option(help="Into a folder: scored by this process, or by the workers of a Ray cluster.")
    ] = EngineChoice.local,
    workers: Annotated[
        int | None, typer.Option(help="Of the engine ray: how many hold the model (one a core or GPU where left out).")
    ] = None,
    part: Annotated[
        str | None,
        typer.Option(help="Into a folder: only this share of the shards, as K/N; N processes fill one folder."),
    ] = None,
) -> None:
    """Score every sentence of articles. Into a folder (-o scores/): corpora of any size, in bounded memory."""
    from framing.articles.targets import read_targets

    path, output = expanded(path), None if output is None else expanded(output)
    if output is not None and is_folder(output):
        if targets == "auto":
            raise InputError(
                "--targets auto looks through all articles first, which a folder of scores is not made for; give a "
                "file of targets (framing.propose_targets proposes some from a sample)."
            )
        if evidence:
            raise InputError(
                "--evidence: a folder of scores goes without the words behind them; give a file (-o scores.parquet). "
                "Reports find those of the sentences that they show."
            )
        _into_folder(
            path,
            output,
            model,
            backend.value,
            targets=None if targets is None else read_targets(targets),
            titles=titles,
            voice=voice,
            columns=columns(column),
            on_error=(on_error or OnErrorChoice.skip).value,
            resume=resume,
            shard=shard,
            engine=engine.value,
            workers=workers,
            part=_part(part),
        )
        return
    if resume:
        raise InputError("--resume goes on with a folder of scores: give one with -o, such as -o scores/.")
    if part or workers or engine is not EngineChoice.local:
        raise InputError(
            "--engine, --workers and --part are for a folder of scores: give one with -o, such as scores/."
        )
    from framing.articles import write_table
    from framing.articles.write import check_output
    from framing.models import load_model
    from framing.scoring import score as score_articles

    if output is not None:
        check_output(output, page=True)
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
        evidence=evidence is not False,
        titles=titles,
        voice=voice,
        progress=progress,
    )
    tell_rejects(scores.attrs.get("rejects", []))
    articles = scores["article_id"].nunique()
    if output is None:
        tell_scores(scores)
    elif output.suffix.lower() == ".html":
        from framing.report import show

        tell_file(show(scores).save(output), counted(articles, "annotated article"))
    else:
        tell_file(write_table(scores, output), f"{counted(len(scores), 'sentence')} of {counted(articles, 'article')}")
    if stance_model is not None:
        tell_stance(scores, wanted, stance_model, beside(output))


def _into_folder(path: Path, output: Path, model: str, backend: str, **options: Any) -> None:
    from framing.models import load_model
    from framing.scale import score_corpus
    from framing.terminal import shard_report

    chosen = model if backend == "torch" else load_model(model, backend)
    with shard_report() as report:
        made = score_corpus(path, output, chosen, report=report, **options)
    counts = made.manifest.get("counts")
    if counts is None:
        there, of = len(made.shards()), counted(made.manifest["shards"], "shard")
        typer.echo(f"This part is done; {there} of {of} {'is' if there == 1 else 'are'} there.", err=True)
        return
    tell_file(output, f"{counted(counts['sentences'], 'sentence')} of {counted(counts['articles'], 'article')}")
    if counts["rejects"]:
        typer.echo(f"{counts['rejects']} left out, listed in {output / 'rejects.jsonl'}", err=True)


def _part(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    number, _, of = given.partition("/")
    if not number.isdigit() or not of.isdigit():
        raise InputError(f"--part takes K/N, for example 3/16, not {given!r}.")
    return int(number), int(of)
