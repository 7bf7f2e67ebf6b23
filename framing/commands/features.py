"""Every feature of every sentence, or what each feature is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.commands.options import ColumnOption, OnErrorChoice, OnErrorOption, columns
from framing.counts import counted
from framing.errors import InputError
from framing.places import expanded
from framing.terminal import fitted_table, short_table, tell_file, tell_rejects


def features(
    path: Annotated[
        Path | None,
        typer.Argument(help="An article, a table of articles, or a folder of these; none: list the features."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where the features go: .csv, .jsonl or .parquet.")
    ] = None,
    family: Annotated[list[str] | None, typer.Option("--family", help="Only this family; repeatable.")] = None,
    column: ColumnOption = None,
    on_error: OnErrorOption = OnErrorChoice.raise_,
) -> None:
    """Measure every feature of every sentence. Without a path, say what each feature is."""
    import pandas as pd

    from framing.articles import read_articles, to_sentences, write_table
    from framing.articles.write import check_output
    from framing.features import describe, extract, get_family

    chosen = [get_family(name).family for name in family] if family else None
    path, output = (None if one is None else expanded(one) for one in (path, output))
    if output is not None:
        check_output(output)
    if path is None:
        described = describe(chosen)
        if output is None:
            typer.echo(fitted_table(described[["name", "definition", "range"]]))
        else:
            tell_file(write_table(described, output), f"{counted(len(described), 'feature')} described")
        return
    if output is not None and output.exists() and path.exists() and output.samefile(path):
        raise InputError(f"{output} is what is read; give another file for the features.")
    articles = read_articles(path, columns=columns(column), on_error=on_error.value)
    tell_rejects(articles.attrs.get("rejects", []))
    sentences = to_sentences(articles)
    measured = extract(sentences, chosen)
    if output is None:
        means = measured.mean().rename("mean").rename_axis("feature").reset_index()
        typer.echo(short_table(means[means["mean"] != 0].sort_values("mean", key=abs, ascending=False)))
        return
    named = sentences[["article_id", "sentence_id", "kind", "text"]]
    table = pd.concat([named, measured], axis=1)
    what = f"{counted(measured.shape[1], 'feature')} of {counted(len(table), 'sentence')}"
    tell_file(write_table(table, output), what)
