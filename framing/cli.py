"""The command line: thin wrappers over the public functions; errors are one line and exit code 2."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from framing.errors import FramingError, InputError
from framing.terminal import (
    beside,
    progress,
    results_table,
    short_table,
    tell_file,
    tell_rejects,
    tell_scores,
    tell_stance,
    with_intervals,
)

app = typer.Typer(
    name="framing",
    help="Does the author report or editorialize? Scores news sentence by sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class OnErrorChoice(StrEnum):
    """What to do with a row or a file that cannot be used."""

    raise_ = "raise"
    skip = "skip"


ModelOption = Annotated[str, typer.Option("--model", "-m", help="A model's name or folder (see: framing models).")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", help="Which column is which, as OURS=THEIRS (--column text=story); repeatable."),
]
OnErrorOption = Annotated[
    OnErrorChoice, typer.Option(help="Stop at an article that cannot be used, or list and skip it.")
]


@app.command()
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
        path, loaded, columns=_columns(column), on_error=on_error.value, evidence=evidence, progress=progress
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


@app.command()
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
    """Measure every feature of every sentence, or, without a path, say what each feature is."""
    import pandas as pd

    from framing.articles import read_articles, to_sentences, write_table
    from framing.articles.write import check_suffix
    from framing.features import describe, extract, get_family

    chosen = [get_family(name).family for name in family] if family else None
    if path is None:
        described = describe(chosen)
        if output is None:
            typer.echo(short_table(described[["name", "definition", "range"]]))
        else:
            tell_file(write_table(described, output), f"{len(described)} features described")
        return
    if output is not None:
        check_suffix(output)
        if output.exists() and path.exists() and output.samefile(path):
            raise InputError(f"{output} is what is read; give another file for the features.")
    articles = read_articles(path, columns=_columns(column), on_error=on_error.value)
    tell_rejects(articles.attrs.get("rejects", []))
    sentences = to_sentences(articles)
    measured = extract(sentences, chosen)
    if output is None:
        means = measured.mean().rename("mean").rename_axis("feature").reset_index()
        typer.echo(short_table(means[means["mean"] != 0].sort_values("mean", key=abs, ascending=False)))
        return
    named = sentences[["article_id", "sentence_id", "kind", "text"]]
    table = pd.concat([named, measured], axis=1)
    tell_file(write_table(table, output), f"{measured.shape[1]} features of {len(table)} sentences")


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="A YAML file; see configs/.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where the run's folder is made.")] = Path("runs"),
) -> None:
    """Run a config: train, evaluate, score, compare, as far as it says."""
    from framing.experiment import run_experiment

    made = run_experiment(config, folder, progress=progress, say=lambda line: typer.echo(line, err=True))
    if "results" in made.tables:
        typer.echo(results_table(made.tables["results"]))
    if "sources" in made.tables and made.config.compare is not None:
        measures = list(made.config.compare.measures)
        sources = with_intervals(made.tables["sources"], measures)
        typer.echo(short_table(sources[["source", "n_articles", "n_sentences", *measures]]))
    typer.echo(f"Written to {made.folder}: {', '.join(file.name for file in made.files)}")


@app.command()
def evaluate(
    task: Annotated[
        str | None,
        typer.Argument(
            help="editorializing, loaded_language, frames, stance or attribution (the corpus's first); voice; "
            "evidence: words against marked ones; names: how far scores hang on who is named; pairs: the same words in "
            "the author's voice and in another's."
        ),
    ] = None,
    corpus: Annotated[str, typer.Option("--corpus", help="See: framing corpora.")] = "sample",
    split: Annotated[str | None, typer.Option("--split", help="A part, or folds: article, outlet, random.")] = None,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", "-m", help="A model's name or folder; repeatable (seeds): their mean is added."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap and of training on folds.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the table (.csv, .jsonl, .parquet).")
    ] = None,
    beside: Annotated[
        list[str] | None, typer.Option("--beside", help="names, pairs: a model to show beside it; repeatable.")
    ] = None,
    fold_models: Annotated[
        str | None,
        typer.Option(
            "--folds", help="evidence, names: folders of models trained without a fold of BABE: 'runs/fold{}/model'."
        ),
    ] = None,
) -> None:
    """Measure a model, or the reading of voice, on an annotated corpus: every metric with its interval."""
    from framing.articles import write_table
    from framing.articles.write import check_suffix
    from framing.evaluation import evaluate_evidence, evaluate_seeds, evaluate_voice
    from framing.evaluation.evidence import models_to_compare
    from framing.evaluation.splits import SPLITS
    from framing.models import load_model, recipe_of

    if output is not None:
        check_suffix(output)
    audit = task in ("names", "pairs")
    if audit and (split is not None or corpus != "sample"):
        raise InputError(f"{task!r} is measured on sentences of its own; leave out --corpus and --split.")
    if (beside and not audit) or (fold_models and task not in ("evidence", "names")):
        raise InputError("--beside belongs to names and pairs, --folds to evidence and names; leave them out here.")
    named = model or ["default"]
    if audit:
        table = _audit(str(task), [*named, *(beside or ())], fold_models, seed)
    elif task == "voice":
        table = evaluate_voice(corpus, split, seed=seed)
        typer.echo(short_table(table))
    elif task == "evidence":
        compared = models_to_compare(named[0], fold_models, corpus, seed, say=lambda line: typer.echo(line, err=True))
        table = evaluate_evidence(compared, corpus, seed=seed)
        typer.echo(short_table(table))
    else:
        judged: list[Any] = [recipe_of(name) if split in SPLITS else load_model(name) for name in named]
        table = evaluate_seeds(judged, corpus, split, task, seed=seed, names=named if len(named) > 1 else None)
        typer.echo(results_table(table))
    if output is not None:
        tell_file(write_table(table, output), f"{len(table)} results")


@app.command()
def corpora() -> None:
    """List the annotated corpora: what they hold, their licence, and whether they are on this machine."""
    from framing.corpora import describe

    typer.echo(short_table(describe()[["name", "title", "parts", "labels", "licence", "present"]]))


@app.command()
def models() -> None:
    """List the models that ship with the package."""
    from framing.models import describe

    typer.echo(short_table(describe()))


def _audit(task: str, names: list[str], fold_models: str | None, seed: int) -> Any:
    """Print how models behave on swapped names or on minimal pairs of voice, and return the table of all of it."""
    import pandas as pd

    from framing.evaluation import evaluate_names, evaluate_pairs, name_cases
    from framing.evaluation.name_tables import name_tables
    from framing.evaluation.splits import FOLDS
    from framing.models import load_model

    if fold_models is not None and "{}" not in fold_models:
        raise InputError(
            f"--folds takes folders with {{}} for the fold, as 'runs/fold{{}}/model', not {fold_models!r}."
        )
    models = [load_model(name) for name in names]
    if task == "pairs":
        table = pd.concat([evaluate_pairs(model, seed=seed) for model in models], ignore_index=True)
        shown = with_intervals(table, ["value"])
        settings = ["model", "author_view", "reader"]
        wide = shown.pivot_table(index="metric", columns=settings, values="value", aggfunc="first", sort=False)
        wide.columns = [" ".join(column) for column in wide.columns]
        typer.echo(short_table(wide.reset_index()))
        return table
    folds = [load_model(fold_models.format(k)) for k in range(FOLDS)] if fold_models else None
    cases = name_cases(seed=seed)
    made = [
        evaluate_names(model, cases=cases, fold_models=None if number else folds, seed=seed)
        for number, model in enumerate(models)
    ]
    for part in made:
        for heading, short in name_tables(part):
            typer.echo(f"{heading}\n{short_table(short)}\n")
    return pd.concat(made, ignore_index=True)


def _columns(given: list[str] | None) -> dict[str, str] | None:
    pairs = {}
    for pair in given or ():
        ours, sign, theirs = pair.partition("=")
        if not sign or not ours or not theirs:
            raise InputError(f"--column takes OURS=THEIRS, for example text=story, not {pair!r}.")
        pairs[ours] = theirs
    return pairs or None


def main() -> None:
    """Run the command line; an error that framing raises on purpose is one line and exit code 2."""
    try:
        app()
    except FramingError as error:
        typer.echo(f"framing: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("framing: interrupted", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
