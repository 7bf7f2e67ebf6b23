"""The command line: thin wrappers over the public functions; errors are one line and exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from framing.errors import FramingError, InputError

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
    for written in (output, None if targets is None else _beside(output)):
        if written is not None and written.exists() and path.exists() and written.samefile(path):
            raise InputError(f"{written} is what is read; give another file for the scores.")
    wanted = None if targets in (None, "auto") else read_targets(str(targets))
    loaded = load_model(model)
    stance_model = None if targets is None else load_stance_model(loaded)
    scores = score_articles(
        path, loaded, columns=_columns(column), on_error=on_error.value, evidence=evidence, progress=_progress
    )
    _tell_rejects(scores.attrs.get("rejects", []))
    if output is None:
        _tell_scores(scores)
    elif output.suffix.lower() == ".html":
        _tell_file(show(scores).save(output), f"{scores['article_id'].nunique()} annotated articles")
    else:
        _tell_file(write_table(scores, output), f"{len(scores)} sentences of {scores['article_id'].nunique()} articles")
    if stance_model is not None:
        _tell_stance(scores, wanted, stance_model, _beside(output))


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
            typer.echo(_short_table(described[["name", "definition", "range"]]))
        else:
            _tell_file(write_table(described, output), f"{len(described)} features described")
        return
    if output is not None:
        check_suffix(output)
        if output.exists() and path.exists() and output.samefile(path):
            raise InputError(f"{output} is what is read; give another file for the features.")
    articles = read_articles(path, columns=_columns(column), on_error=on_error.value)
    _tell_rejects(articles.attrs.get("rejects", []))
    sentences = to_sentences(articles)
    measured = extract(sentences, chosen)
    if output is None:
        means = measured.mean().rename("mean").rename_axis("feature").reset_index()
        typer.echo(_short_table(means[means["mean"] != 0].sort_values("mean", key=abs, ascending=False)))
        return
    named = sentences[["article_id", "sentence_id", "kind", "text"]]
    table = pd.concat([named, measured], axis=1)
    _tell_file(write_table(table, output), f"{measured.shape[1]} features of {len(table)} sentences")


@app.command()
def run(
    config: Annotated[Path, typer.Argument(help="A YAML file; see configs/.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where the run's folder is made.")] = Path("runs"),
) -> None:
    """Run a config: train, evaluate, score, compare, as far as it says."""
    from framing.experiment import run_experiment

    made = run_experiment(config, folder, progress=_progress, say=lambda line: typer.echo(line, err=True))
    if "results" in made.tables:
        typer.echo(_results_table(made.tables["results"]))
    if "sources" in made.tables and made.config.compare is not None:
        measures = list(made.config.compare.measures)
        sources = _with_intervals(made.tables["sources"], measures)
        typer.echo(_short_table(sources[["source", "n_articles", "n_sentences", *measures]]))
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
        typer.echo(_short_table(table))
    elif task == "evidence":
        compared = models_to_compare(named[0], fold_models, corpus, seed, say=lambda line: typer.echo(line, err=True))
        table = evaluate_evidence(compared, corpus, seed=seed)
        typer.echo(_short_table(table))
    else:
        judged: list[Any] = [recipe_of(name) if split in SPLITS else load_model(name) for name in named]
        table = evaluate_seeds(judged, corpus, split, task, seed=seed, names=named if len(named) > 1 else None)
        typer.echo(_results_table(table))
    if output is not None:
        _tell_file(write_table(table, output), f"{len(table)} results")


@app.command()
def corpora() -> None:
    """List the annotated corpora: what they hold, their licence, and whether they are on this machine."""
    from framing.corpora import describe

    typer.echo(_short_table(describe()[["name", "title", "parts", "labels", "licence", "present"]]))


@app.command()
def models() -> None:
    """List the models that ship with the package."""
    from framing.models import describe

    typer.echo(_short_table(describe()))


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
        shown = _with_intervals(table, ["value"])
        settings = ["model", "author_view", "reader"]
        wide = shown.pivot_table(index="metric", columns=settings, values="value", aggfunc="first", sort=False)
        wide.columns = [" ".join(column) for column in wide.columns]
        typer.echo(_short_table(wide.reset_index()))
        return table
    folds = [load_model(fold_models.format(k)) for k in range(FOLDS)] if fold_models else None
    cases = name_cases(seed=seed)
    made = [
        evaluate_names(model, cases=cases, fold_models=None if number else folds, seed=seed)
        for number, model in enumerate(models)
    ]
    for part in made:
        for heading, short in name_tables(part):
            typer.echo(f"{heading}\n{_short_table(short)}\n")
    return pd.concat(made, ignore_index=True)


def _columns(given: list[str] | None) -> dict[str, str] | None:
    pairs = {}
    for pair in given or ():
        ours, sign, theirs = pair.partition("=")
        if not sign or not ours or not theirs:
            raise InputError(f"--column takes OURS=THEIRS, for example text=story, not {pair!r}.")
        pairs[ours] = theirs
    return pairs or None


def _progress(items: Iterable[Any], doing: str, total: int) -> Iterable[Any]:
    """Show a progress bar on a terminal for what takes more than a moment."""
    if (total < 20 and doing == "Reading") or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=doing, total=total, console=Console(stderr=True), transient=True)


def _tell_rejects(rejects: list[dict[str, str]]) -> None:
    if rejects:
        typer.echo(f"{len(rejects)} left out:", err=True)
        for reject in rejects:
            typer.echo(f"  {reject['where']}: {reject['reason']}", err=True)


def _tell_file(path: Path, what: str) -> None:
    typer.echo(f"{what} → {path}")


def _tell_scores(scores: Any) -> None:
    from framing.summary import summarize

    table = summarize(scores)
    typer.echo(
        _short_table(table[["article_id", "source", "n_sentences", "share_editorializing", "mean_editorializing"]])
    )
    typer.echo("\nMost editorializing:")
    for row in scores.nlargest(5, "editorializing").itertuples():
        typer.echo(f"  {row.editorializing:.2f}  {row.text}")


def _beside(output: Path | None) -> Path | None:
    """Return where the stance table goes: beside the scores, in their format; CSV beside a page."""
    if output is None:
        return None
    return output.with_suffix(".stance.csv" if output.suffix.lower() == ".html" else f".stance{output.suffix}")


def _tell_stance(scores: Any, wanted: dict[str, list[str]] | None, model: Any, output: Path | None) -> None:
    """Score the stance toward targets, say which were proposed or never mentioned, and write or print it."""
    from framing.articles import write_table
    from framing.stance import score_stance, summarize_stance

    stance = score_stance(scores, wanted, model, progress=_progress)
    found = stance.attrs["targets"]
    if wanted is None:
        typer.echo("Targets proposed (list your own in a file: --targets targets.yaml):" if found else "No name found.")
        for name, aliases in found.items():
            typer.echo(f"  {name}: {', '.join(aliases)}")
    elif silent := [name for name in found if name not in set(stance["target"])]:
        typer.echo(f"Never mentioned: {', '.join(silent)}")
    if output is not None:
        _tell_file(write_table(stance, output), f"{len(stance)} mentions of {stance['target'].nunique()} targets")
    elif len(stance):
        measures = ["mean_stance", "share_negative", "share_positive"]
        table = _with_intervals(summarize_stance(stance), measures)
        typer.echo("\nStance, -1 to 1, mean of the articles with 95 % interval:")
        typer.echo(_short_table(table[["source", "target", "n_mentions", "n_articles", *measures]]))


def _results_table(results: Any) -> str:
    """One line for a model on a split, its metrics side by side, each with its interval."""
    results = _with_intervals(results, ["value"])
    index = [c for c in ("corpus", "split", "task", "model", "n", "clusters") if c in results]
    wide = results.pivot_table(index=index, columns="metric", values="value", aggfunc="first", sort=False)
    return _short_table(wide.reset_index())


def _with_intervals(table: Any, measures: list[str]) -> Any:
    """Write ``.073 [.063, .087]`` in place of three columns, with ``± .004`` where seeds spread."""

    def written(row: Any, name: str) -> str:
        prefix = "" if name == "value" else f"{name}_"
        value, low, high = (row[name], row[f"{prefix}low"], row[f"{prefix}high"])
        if value != value:
            return "–"
        spread = "" if row.get("sd") is None or row["sd"] != row["sd"] else f" ± {row['sd']:.3f}"
        return f"{value:.3f}" + ("" if low != low else f" [{low:.3f}, {high:.3f}]") + spread

    return table.assign(**{name: table.apply(written, axis=1, args=(name,)) for name in measures})


def _short_table(table: Any) -> str:
    with_lists = table.map(lambda cell: ", ".join(map(str, cell)) if isinstance(cell, list | tuple) else cell)
    text: str = with_lists.to_string(index=False, float_format=lambda x: f"{x:.3f}", max_colwidth=48, na_rep="–")
    return text


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
